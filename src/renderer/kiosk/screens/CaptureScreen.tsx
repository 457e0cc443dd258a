import { useTranslation } from 'react-i18next';
import { CameraCircle } from '../parts/CameraCircle.tsx';
import { DemoCast } from '../parts/DemoCast.tsx';
import { Frame } from '../parts/Frame.tsx';
import { Instruction } from '../parts/Instruction.tsx';
import { WhoseCard } from '../parts/WhoseCard.tsx';
import type { ScreenAt } from '../screens.ts';
import styles from './LookScreen.module.css';
import { SilhouetteToggle } from './LookScreen.tsx';

export function CaptureScreen({ screen }: { screen: ScreenAt<'capture'> }) {
  const { t } = useTranslation();
  const { video, guidance, draft } = screen;
  const waiting = !video ? t('capture.opening') : !guidance ? t('capture.preparing') : t('capture.finishing');
  return (
    <Frame name="capture" back="cancel" left={draft.card && <WhoseCard draft={draft} />} right={<SilhouetteToggle />}>
      <div className={styles.look}>
        <DemoCast />
        <CameraCircle video={video} guidance={guidance} />
        <Instruction guidance={guidance} waiting={waiting} />
      </div>
    </Frame>
  );
}
