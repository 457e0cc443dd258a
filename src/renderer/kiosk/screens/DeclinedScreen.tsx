import { KeyRound, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useActions, useKioskState } from '../KioskContext.tsx';
import { BigIcon } from '../parts/BigIcon.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import type { ScreenAt } from '../screens.ts';

/** No face is no obstacle: the account with a PIN only is the main button here. */
export function DeclinedScreen({ screen }: { screen: ScreenAt<'declined'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  const attendance = useKioskState((state) => state.status?.kioskMode === 'attendance');
  const lead = screen.draft.card ? (attendance ? 'leadCardAttendance' : 'leadCard') : attendance ? 'leadAttendance' : 'lead';
  return (
    <Frame
      name="declined"
      back="back"
      left={<Button size="kiosk" icon={X} data-action="leave" onClick={actions.home}>{t('declined.leave')}</Button>}
      right={<Button size="kiosk" variant="primary" icon={KeyRound} data-action="pin-only" onClick={actions.enrolWithPinOnly}>{t('declined.pinOnly')}</Button>}
    >
      <div className={layout.centre}>
        <BigIcon icon={KeyRound} tone="note" />
        <h1 className={layout.key}>{t('declined.title')}</h1>
        <p className={layout.lead}>{t(`declined.${lead}`)}</p>
      </div>
    </Frame>
  );
}
