import { Check, Eye, EyeOff, MoveUp, ScanFace, Sun } from 'lucide-react';
import { useEffect, useRef, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { FrameAdvice } from '../../../shared/challenges.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { FaceRing } from '../../ui/FaceRing.tsx';
import { HeadGlyph } from '../../ui/HeadGlyph.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useActions, useKioskState } from '../KioskContext.tsx';
import type { ScreenAt } from '../screens.ts';
import { timeText } from '../times.ts';
import styles from './CheckinPicture.module.css';
import { GreetingCards } from './GreetingCards.tsx';
import { DemoCast } from './DemoCast.tsx';

/** What the whole picture may need, whoever is in it; where one person should stand is said beside their face. */
const fixes: ReadonlySet<FrameAdvice> = new Set<FrameAdvice>(['brighter', 'darker', 'evenLight', 'uncover']);

/** The camera as a large mirror with what concerns the people in it: a ring around each face, who was greeted, who is asked to move. */
export function CheckinPicture({ screen }: { screen: ScreenAt<'checkin'> }) {
  const { phase, video, faces, challenge, deck } = screen;
  const quiet = phase === 'watching' && deck.shown.length === 0 && (faces.length === 0 || fixes.has(screen.advice));
  return (
    <section className={styles.picture} data-phase={phase} data-faces={faces.length}>
      {phase === 'watching' && <Mirror video={video} faces={faces} />}
      {phase === 'watching' ? <SilhouetteCorner /> : <Waiting screen={screen} />}
      <DemoCast />
      {challenge && <Challenge challenge={challenge} />}
      {quiet && <LookHere screen={screen} />}
      <GreetingCards cards={deck.shown} />
    </section>
  );
}

/** Mirrored by hand, so that words over it can be read: left of the picture is right of the camera. */
function Mirror({ video, faces }: Pick<ScreenAt<'checkin'>, 'video' | 'faces'>) {
  const silhouette = useKioskState((state) => state.silhouette);
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!video || !holder.current) return;
    holder.current.replaceChildren(video);
    // Moving a playing video in the document pauses it.
    void video.play().catch(() => undefined);
    return () => video.remove();
  }, [video]);
  const ratio = video && video.videoWidth > 0 ? video.videoWidth / video.videoHeight : 4 / 3;
  // A custom property is not among the properties React knows.
  const shape = { '--ratio': String(ratio) } as CSSProperties;
  return (
    <div className={styles.window} aria-hidden>
      <div className={styles.mirror} style={shape}>
        <div ref={holder} className={classNames(styles.video, silhouette && styles.unseen)} />
        {faces.map((face) => <FaceMark key={face.trackId} face={face} silhouette={silhouette} />)}
      </div>
    </div>
  );
}

/** A calm ring; never a box, a number or a judgement. Who was refused looks like anybody else: their card tells them alone. */
function FaceMark({ face: { box, state }, silhouette }: { face: ScreenAt<'checkin'>['faces'][number]; silhouette: boolean }) {
  const { t } = useTranslation();
  const place = { left: `${(1 - box.x - box.width / 2) * 100}%`, top: `${(box.y + box.height / 2) * 100}%`, height: `${Math.min(96, box.height * 135)}%` };
  return (
    <div className={classNames(styles.face, styles[state === 'refused' ? 'looking' : state])} style={place} data-face={state}>
      {silhouette && <HeadGlyph gesture="rest" className={styles.head} />}
      {state === 'tooFar' && <span className={styles.label}><Icon icon={MoveUp} />{t('checkin.tooFar')}</span>}
      {state === 'done' && <span className={styles.tick}><Icon icon={Check} size="70%" /></span>}
    </div>
  );
}

/** One person is asked for a movement, by first name; the others are greeted meanwhile. */
function Challenge({ challenge }: { challenge: NonNullable<ScreenAt<'checkin'>['challenge']> }) {
  const { t } = useTranslation();
  const { firstName, step, progress } = challenge;
  const words = t(`checkin.step.${step}`);
  return (
    <div className={styles.challenge} data-challenge={step}>
      <div className={styles.ring}>
        <FaceRing stepIndex={0} stepCount={1} progress={progress} tone="calm" label=""><HeadGlyph gesture={step} className={styles.glyph} /></FaceRing>
      </div>
      <p className={styles.ask} aria-live="assertive">{firstName ? t('checkin.challenge', { name: firstName, step: words }) : t(`step.${step}`)}</p>
    </div>
  );
}

/** Nobody there: says what the picture is for, or when something opens; and whatever is there, what the light needs. */
function LookHere({ screen: { board, advice } }: { screen: ScreenAt<'checkin'> }) {
  const { t } = useTranslation();
  if (fixes.has(advice)) return <p className={styles.hint} data-advice={advice}><Icon icon={Sun} />{t(`advice.${advice}`)}</p>;
  const nothing = board !== null && board.open.length === 0;
  return <p className={styles.hint}><Icon icon={ScanFace} />{nothing ? <NextClass board={board} /> : t('checkin.look')}</p>;
}

function NextClass({ board }: { board: ScreenAt<'checkin'>['board'] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const zone = useKioskState((state) => state.status?.zone ?? 'UTC');
  const next = board?.next;
  return <span>{next ? t('checkin.asleepNext', { course: next.courseName, time: timeText(next.opensAtMs, zone, language) }) : t('checkin.asleepNone')}</span>;
}

/** While there is no picture: it comes, it sleeps, or something is in its way. */
function Waiting({ screen: { phase, problem, board } }: { screen: ScreenAt<'checkin'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { wakeCamera, retryCamera } = useActions();
  return (
    <div className={styles.waiting} role={phase === 'trouble' ? 'alert' : undefined} data-code={problem?.code ?? ''}>
      <div className={styles.sleeper}>
        <FaceRing stepIndex={0} stepCount={3} progress={0} tone={phase === 'trouble' ? 'attention' : 'waiting'} label=""><HeadGlyph gesture="rest" className={styles.glyph} /></FaceRing>
      </div>
      {phase === 'opening' && <h1 className={styles.title}>{t('checkin.opening')}</h1>}
      {phase === 'asleep' && (
        <>
          <h1 className={styles.title}>{t('checkin.asleep')}</h1>
          {board && <p className={styles.lead}><NextClass board={board} /></p>}
          <Button size="kiosk" icon={ScanFace} data-action="wake" onClick={wakeCamera}>{t('checkin.wake')}</Button>
        </>
      )}
      {phase === 'trouble' && problem && (
        <>
          <h1 className={styles.title}>{problem.code === 'ENGINE_UNAVAILABLE' ? t('here.ENGINE_UNAVAILABLE') : refusalText(language, problem.code, problem.data)}</h1>
          {problem.code !== 'HOST_UNREACHABLE' && <p className={styles.lead}>{t('checkin.other')}</p>}
          <Button size="kiosk" data-action="retry" onClick={retryCamera}>{t('checkin.retry')}</Button>
        </>
      )}
    </div>
  );
}

function SilhouetteCorner() {
  const { t } = useTranslation();
  const { toggleSilhouette } = useActions();
  const silhouette = useKioskState((state) => state.silhouette);
  return (
    <button type="button" className={styles.corner} aria-pressed={silhouette} aria-label={t(silhouette ? 'look.silhouetteOff' : 'look.silhouetteOn')} data-action="silhouette" onClick={toggleSilhouette}>
      <Icon icon={silhouette ? Eye : EyeOff} size="55%" />
    </button>
  );
}
