import { IdCard, KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useActions } from '../KioskContext.tsx';
import { CameraCircle } from '../parts/CameraCircle.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import { useProblemHere } from '../parts/problemHere.ts';
import type { ScreenAt } from '../screens.ts';
import styles from './CardScreen.module.css';

export function CardScreen({ screen }: { screen: ScreenAt<'card'> }) {
  const { t } = useTranslation();
  const { askCheckinNumber } = useActions();
  const sentence = useProblemHere();
  const { video, busy, problem } = screen;
  const noCamera = problem?.code.startsWith('CAMERA_') ?? false;
  return (
    <Frame name="card" back="back" left={<Button size="kiosk" icon={KeyRound} data-action="use-number" onClick={askCheckinNumber}>{t('card.number')}</Button>}>
      <div className={styles.card}>
        {video ? <CameraCircle video={video} guidance={null} /> : <span className={styles.noPicture}><Icon icon={IdCard} size="50%" /></span>}
        <div className={styles.words}>
          <h1 className={layout.key}>{busy ? t('card.checking') : t('card.title')}</h1>
          {problem
            ? <Notice tone="attention" className={layout.notice}>{noCamera ? t('card.noCamera') : sentence(problem.code, problem.data)}</Notice>
            : <p className={layout.lead}>{t('card.lead')}</p>}
        </div>
      </div>
    </Frame>
  );
}
