import { KeyRound, ScanFace, ShieldCheck, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { DrawnTick } from '../../ui/DrawnTick.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useActions } from '../KioskContext.tsx';
import { BigWay } from '../parts/BigWay.tsx';
import ways from '../parts/BigWay.module.css';
import { CameraCircle } from '../parts/CameraCircle.tsx';
import { DemoCast } from '../parts/DemoCast.tsx';
import { Frame } from '../parts/Frame.tsx';
import { Instruction } from '../parts/Instruction.tsx';
import layout from '../parts/layout.module.css';
import { useProblemHere } from '../parts/problemHere.ts';
import type { ScreenAt } from '../screens.ts';
import enrolled from './EnrolledScreen.module.css';
import { SilhouetteToggle } from './LookScreen.tsx';
import look from './LookScreen.module.css';
import styles from './MeScreens.module.css';

/** By face or by number, equally. */
export function MeDoorScreen() {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <Frame name="meDoor" back="back">
      <div className={ways.choice}>
        <div className={styles.ask}>
          <h1 className={layout.key}>{t('me.doorTitle')}</h1>
          <p className={layout.lead}>{t('me.doorLead')}</p>
        </div>
        <div className={ways.ways}>
          <BigWay icon={ScanFace} title={t('me.byFace')} lead={t('me.byFaceLead')} action="me-by-face" onClick={actions.lookForMe} />
          <BigWay icon={KeyRound} title={t('me.byNumber')} lead={t('me.byNumberLead')} action="me-by-number" onClick={actions.askMeNumber} />
        </div>
      </div>
    </Frame>
  );
}

export function MeLookScreen({ screen }: { screen: ScreenAt<'meLook'> }) {
  const { t } = useTranslation();
  const { askMeNumber } = useActions();
  const { video, guidance, cheering } = screen;
  const waiting = cheering ? t('look.cheer') : !video ? t('look.opening') : !guidance ? t('me.preparing') : t('look.finishing');
  return (
    <Frame name="meLook" back="back" left={<Button size="kiosk" icon={KeyRound} data-action="me-by-number" onClick={askMeNumber}>{t('me.byNumber')}</Button>} right={<SilhouetteToggle />}>
      <div className={look.look} data-missed={screen.missed} data-cheering={cheering}>
        <DemoCast />
        <CameraCircle video={video} guidance={guidance} />
        <Instruction guidance={guidance} waiting={waiting} />
      </div>
    </Frame>
  );
}

/** What goes and what stays, before it goes for good. */
export function MeEraseScreen({ screen }: { screen: ScreenAt<'meErase'> }) {
  const { t } = useTranslation();
  const { eraseFace, keepFace } = useActions();
  const sentence = useProblemHere();
  const { busy, problem } = screen;
  return (
    <Frame
      name="meErase"
      back={busy ? 'none' : 'back'}
      left={<Button size="kiosk" disabled={busy} data-action="keep-face" onClick={keepFace}>{t('eraseFace.no')}</Button>}
      right={<Button size="kiosk" variant="danger" icon={Trash2} busy={busy} data-action="erase-face" onClick={eraseFace}>{t('eraseFace.yes')}</Button>}
    >
      <div className={styles.erase}>
        <h1 className={layout.key}>{t('eraseFace.title')}</h1>
        <ul className={styles.fates}>
          <li className={styles.fate}><Icon icon={Trash2} size="1.3em" /><div><h2>{t('eraseFace.goes')}</h2><p>{t('eraseFace.goesLead')}</p></div></li>
          <li className={styles.fate}><Icon icon={ShieldCheck} size="1.3em" /><div><h2>{t('eraseFace.stays')}</h2><p>{t('eraseFace.staysLead')}</p></div></li>
        </ul>
        {problem ? <Notice tone="attention" className={layout.notice}>{sentence(problem.code, problem.data)}</Notice> : <p className={layout.lead}>{t('eraseFace.after')}</p>}
      </div>
    </Frame>
  );
}

export function MeErasedScreen() {
  const { t } = useTranslation();
  const { home } = useActions();
  return (
    <Frame name="meErased" back="none" right={<Button size="kiosk" variant="primary" data-action="done" onClick={home}>{t('done')}</Button>}>
      <div className={layout.centre} role="status">
        <DrawnTick className={enrolled.tick} />
        <h1 className={layout.key}>{t('faceErased.title')}</h1>
        <p className={layout.lead}>{t('faceErased.lead')}</p>
      </div>
    </Frame>
  );
}
