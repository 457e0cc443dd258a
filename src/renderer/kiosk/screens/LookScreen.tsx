import { Eye, EyeOff, KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useActions, useKioskState } from '../KioskContext.tsx';
import { CameraCircle } from '../parts/CameraCircle.tsx';
import { DemoCast } from '../parts/DemoCast.tsx';
import { Frame } from '../parts/Frame.tsx';
import { Instruction } from '../parts/Instruction.tsx';
import type { ScreenAt } from '../screens.ts';
import styles from './LookScreen.module.css';

export function LookScreen({ screen }: { screen: ScreenAt<'look'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  const { video, guidance, cheering } = screen;
  const waiting = cheering ? t('look.cheer') : !video ? t('look.opening') : !guidance ? t('look.preparing') : t('look.finishing');
  return (
    <Frame
      name="look"
      back="cancel"
      left={<Button size="kiosk" icon={KeyRound} data-action="pay-with-pin" onClick={actions.payWithPin}>{t('payWithPin')}</Button>}
      right={<SilhouetteToggle />}
    >
      <div className={styles.look} data-missed={screen.missed} data-cheering={cheering}>
        <DemoCast />
        <CameraCircle video={video} guidance={guidance} />
        <Instruction guidance={guidance} waiting={waiting} />
      </div>
    </Frame>
  );
}

export function SilhouetteToggle() {
  const { t } = useTranslation();
  const { toggleSilhouette } = useActions();
  const silhouette = useKioskState((state) => state.silhouette);
  return (
    <Button size="kiosk" variant="quiet" icon={silhouette ? Eye : EyeOff} data-action="silhouette" onClick={toggleSilhouette}>
      {t(silhouette ? 'look.silhouetteOff' : 'look.silhouetteOn')}
    </Button>
  );
}
