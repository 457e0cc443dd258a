import { IdCard, KeyRound, ScanFace } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useActions } from '../KioskContext.tsx';
import { useProblemHere } from '../parts/problemHere.ts';
import type { ScreenAt } from '../screens.ts';
import { identifierMin } from '../typing.ts';
import { PinEntry } from './PinScreens.tsx';
import { TextEntry } from './TextScreens.tsx';

/** The number, to check in or to see one's own data. */
export function NumberScreen({ screen }: { screen: ScreenAt<'number'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  const { purpose, text } = screen;
  return (
    <TextEntry
      name="number" back="back" kind="identifier"
      title={t('number.title')} lead={t('number.lead')} field={t('number.title')}
      text={text} ready={text.length >= identifierMin}
      left={purpose === 'checkin'
        ? <Button size="kiosk" icon={IdCard} data-action="use-card" onClick={actions.askCard}>{t('number.card')}</Button>
        : <Button size="kiosk" icon={ScanFace} data-action="use-face" onClick={actions.lookForMe}>{t('number.face')}</Button>}
      onText={actions.setNumber} onSubmit={actions.submitNumber}
    />
  );
}

export function NumberPinScreen({ screen }: { screen: ScreenAt<'numberPin'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  const sentence = useProblemHere();
  const { purpose, identifier, digits, busy, problem } = screen;
  return (
    <PinEntry
      name="numberPin" back="back" title={t('pin.title')} lead={identifier} digits={digits} busy={busy}
      problem={problem && sentence(problem.code, problem.data)}
      left={purpose === 'checkin' && <Button size="kiosk" icon={KeyRound} disabled={busy} data-action="no-pin" onClick={actions.checkInWithoutPin}>{t('number.noPin')}</Button>}
      submitLabel={t(purpose === 'me' ? 'number.open' : 'number.checkIn')}
    />
  );
}
