import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { DrawnTick } from '../../ui/DrawnTick.tsx';
import { useActions, useKioskState } from '../KioskContext.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import type { ScreenAt } from '../screens.ts';
import styles from './EnrolledScreen.module.css';

export function EnrolledScreen({ screen }: { screen: ScreenAt<'enrolled'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  const attendance = useKioskState((state) => state.status?.kioskMode === 'attendance');
  const lead = screen.face ? (attendance ? 'leadAttendance' : 'lead') : attendance ? 'pinLeadAttendance' : 'pinLead';
  return (
    <Frame name="enrolled" back="none" right={<Button size="kiosk" variant="primary" data-action="done" onClick={actions.home}>{t('done')}</Button>}>
      <div className={layout.centre}>
        <DrawnTick className={styles.tick} />
        <h1 className={layout.key}>{t('enrolled.title', { name: screen.name })}</h1>
        <p className={styles.identifier}>{t('enrolled.identifier', { identifier: screen.identifier })}</p>
        <p className={layout.lead}>{t(`enrolled.${lead}`)}</p>
      </div>
    </Frame>
  );
}
