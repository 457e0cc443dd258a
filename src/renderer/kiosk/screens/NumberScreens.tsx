import { IdCard, KeyRound, ScanFace } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { DrawnTick } from '../../ui/DrawnTick.tsx';
import { useActions } from '../KioskContext.tsx';
import { codeDigits } from '../number.ts';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import enrolled from './EnrolledScreen.module.css';
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
      title={t(purpose === 'reset' ? 'reset.title' : 'number.title')} lead={t(purpose === 'reset' ? 'reset.lead' : 'number.lead')} field={t('number.title')}
      text={text} ready={text.length >= identifierMin}
      left={purpose === 'reset' ? undefined : purpose === 'checkin'
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
      forgot
      submitLabel={t(purpose === 'me' ? 'number.open' : 'number.checkIn')}
    />
  );
}

/** The code on the slip staff printed. */
export function ResetCodeScreen({ screen }: { screen: ScreenAt<'resetCode'> }) {
  const { t } = useTranslation();
  const sentence = useProblemHere();
  const { identifier, digits, busy, problem } = screen;
  return (
    <PinEntry
      name="resetCode" back="back" title={t('reset.code')} lead={identifier} digits={digits} length={codeDigits} busy={busy}
      problem={problem && sentence(problem.code, problem.data)} submitLabel={t('next')}
    />
  );
}

export function PinSetScreen() {
  const { t } = useTranslation();
  const { home } = useActions();
  return (
    <Frame name="pinSet" back="none" right={<Button size="kiosk" variant="primary" data-action="done" onClick={home}>{t('done')}</Button>}>
      <div className={layout.centre} role="status">
        <DrawnTick className={enrolled.tick} />
        <h1 className={layout.key}>{t('reset.done')}</h1>
        <p className={layout.lead}>{t('reset.doneLead')}</p>
      </div>
    </Frame>
  );
}
