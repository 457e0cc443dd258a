import { useTranslation } from 'react-i18next';
import { FaceRing } from '../../ui/FaceRing.tsx';
import { HeadGlyph } from '../../ui/HeadGlyph.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import styles from './AttractScreen.module.css';

export function StartingScreen() {
  const { t } = useTranslation();
  return (
    <Frame name="starting" back="brand">
      <div className={layout.centre} role="status">
        <div className={styles.smallFigure}>
          <FaceRing stepIndex={0} stepCount={3} progress={0} tone="waiting" label="">
            <HeadGlyph gesture="blinkTwice" className={styles.head} />
          </FaceRing>
        </div>
        <h1 className={layout.title}>{t('starting.title')}</h1>
      </div>
    </Frame>
  );
}
