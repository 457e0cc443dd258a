import { ChartNoAxesColumn, IdCard, Settings, UserRoundPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useActions } from '../KioskContext.tsx';
import { CheckinPanel } from '../parts/CheckinPanel.tsx';
import { CheckinPicture } from '../parts/CheckinPicture.tsx';
import { Frame } from '../parts/Frame.tsx';
import type { ScreenAt } from '../screens.ts';
import attract from './AttractScreen.module.css';
import styles from './CheckinScreen.module.css';

/** Runs by itself: nobody has to touch anything to be marked. */
export function CheckinScreen({ screen }: { screen: ScreenAt<'checkin'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <Frame
      name="checkin"
      back={screen.home ? 'brand' : 'back'}
      left={
        <>
          {screen.home && <Button size="kiosk" variant="quiet" icon={Settings} className={attract.staff} data-action="staff" onClick={actions.openAdmin}>{t('staff')}</Button>}
          <Button size="kiosk" variant="quiet" icon={UserRoundPlus} data-action="enrol" onClick={actions.askConsent}>{t('checkin.enrol')}</Button>
        </>
      }
      right={
        <>
          <Button size="kiosk" icon={ChartNoAxesColumn} data-action="my-data" onClick={actions.askMe}>{t('ways.me')}</Button>
          <Button size="kiosk" variant="primary" icon={IdCard} data-action="number-or-card" onClick={actions.askCheckinNumber}>{t('checkin.numberOrCard')}</Button>
        </>
      }
    >
      <div className={styles.checkin}>
        <h1 className="visually-hidden">{t('checkin.title')}</h1>
        <CheckinPicture screen={screen} />
        <CheckinPanel board={screen.board} />
      </div>
    </Frame>
  );
}
