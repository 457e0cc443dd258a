import { ArrowRight, UserRoundPlus, Settings } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { FaceRing } from '../../ui/FaceRing.tsx';
import { HeadGlyph, type HeadGesture } from '../../ui/HeadGlyph.tsx';
import { useActions } from '../KioskContext.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import styles from './AttractScreen.module.css';

/** What the drawn head shows while nobody is there, one after the other. */
const show: readonly HeadGesture[] = ['blinkTwice', 'turnLeft', 'smile', 'turnRight'];
const showEveryMs = 5_200;

export function AttractScreen() {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <Frame
      name="attract"
      back="brand"
      left={
        <>
          <Button size="kiosk" variant="quiet" icon={Settings} className={styles.staff} data-action="staff" onClick={actions.openAdmin}>{t('staff')}</Button>
        </>
      }
      right={
        <>
          <Button size="kiosk" icon={UserRoundPlus} data-action="enrol" onClick={actions.askConsent}>{t('attract.enrol')}</Button>
          <Button size="kiosk" variant="primary" iconEnd={ArrowRight} data-action="pay" onClick={actions.askAmount}>{t('attract.pay')}</Button>
        </>
      }
    >
      <button type="button" className={styles.attract} tabIndex={-1} aria-hidden onClick={actions.askAmount}>
        <span className={styles.words}>
          <span className={styles.title}>{t('attract.title')}</span>
          <span className={layout.lead}>{t('attract.lead')}</span>
        </span>
        <Figure />
      </button>
    </Frame>
  );
}

function Figure() {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((now) => now + 1), showEveryMs);
    return () => clearInterval(timer);
  }, []);
  const index = turn % show.length;
  return (
    <span className={styles.figure}>
      <FaceRing stepIndex={index} stepCount={show.length} progress={1} tone="calm" label="">
        <HeadGlyph gesture={show[index] ?? 'rest'} className={styles.head} />
      </FaceRing>
    </span>
  );
}
