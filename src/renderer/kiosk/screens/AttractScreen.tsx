import { ArrowRight, ChartNoAxesColumn, ScanFace, Settings, UserRoundCheck, UserRoundPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { FaceRing } from '../../ui/FaceRing.tsx';
import { HeadGlyph, type HeadGesture } from '../../ui/HeadGlyph.tsx';
import { useActions, useKioskState } from '../KioskContext.tsx';
import { BigWay } from '../parts/BigWay.tsx';
import ways from '../parts/BigWay.module.css';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import styles from './AttractScreen.module.css';

/** What the drawn head shows while nobody is there, one after the other. */
const show: readonly HeadGesture[] = ['blinkTwice', 'turnLeft', 'smile', 'turnRight'];
const showEveryMs = 5_200;

export function AttractScreen() {
  const mode = useKioskState((state) => state.status?.kioskMode ?? 'pay');
  return mode === 'both' ? <TwoWays /> : <PayOnly />;
}

/** Money and attendance on one kiosk: two ways in, neither larger than the other. */
function TwoWays() {
  const { t } = useTranslation();
  const actions = useActions();
  const open = useKioskState((state) => state.status?.payments.open ?? true);
  return (
    <Frame
      name="attract"
      back="brand"
      left={<Button size="kiosk" variant="quiet" icon={Settings} className={styles.staff} data-action="staff" onClick={actions.openAdmin}>{t('staff')}</Button>}
      right={
        <>
          <Button size="kiosk" icon={UserRoundPlus} data-action="enrol" onClick={actions.askConsent}>{t('attract.enrol')}</Button>
          <Button size="kiosk" icon={ChartNoAxesColumn} data-action="my-data" onClick={actions.askMe}>{t('ways.me')}</Button>
        </>
      }
    >
      <div className={ways.choice}>
        <h1 className={layout.key}>{t('ways.title')}</h1>
        <div className={ways.ways}>
          <BigWay icon={ScanFace} title={t('ways.pay')} lead={t(open ? 'ways.payLead' : 'ways.payClosed')} disabled={!open} action="pay" onClick={actions.askAmount} />
          <BigWay icon={UserRoundCheck} title={t('ways.checkIn')} lead={t('ways.checkInLead')} action="check-in" onClick={actions.checkIn} />
        </div>
      </div>
    </Frame>
  );
}

function PayOnly() {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <Frame
      name="attract"
      back="brand"
      left={
        <>
          <Button size="kiosk" variant="quiet" icon={Settings} className={styles.staff} data-action="staff" onClick={actions.openAdmin}>{t('staff')}</Button>
          <Button size="kiosk" variant="quiet" icon={ChartNoAxesColumn} className={styles.mine} data-action="my-data" onClick={actions.askMe}>{t('ways.me')}</Button>
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
    // Who asked for less motion gets a head that keeps still.
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
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
