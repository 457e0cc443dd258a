import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../ui/classNames.ts';
import { FaceRing } from '../../ui/FaceRing.tsx';
import { HeadGlyph } from '../../ui/HeadGlyph.tsx';
import { useKioskState } from '../KioskContext.tsx';
import type { Guidance } from '../../camera/guidance.ts';
import styles from './CameraCircle.module.css';

/** The person as in a mirror, softened, inside the ring; or a drawn head for who dislikes seeing themselves. */
export function CameraCircle({ video, guidance }: { video: HTMLVideoElement | null; guidance: Guidance | null }) {
  const { t } = useTranslation();
  const silhouette = useKioskState((state) => state.silhouette);
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!video || !holder.current) return;
    holder.current.replaceChildren(video);
    // Moving a playing video in the document pauses it.
    void video.play().catch(() => undefined);
    return () => video.remove();
  }, [video]);
  const done = guidance !== null && guidance.step === null && guidance.stepIndex >= guidance.stepCount;
  const tone = done ? 'done' : !guidance ? 'waiting' : guidance.advice === 'ok' ? 'calm' : 'attention';
  const label = guidance ? t('look.progress', { step: Math.min(guidance.stepIndex + 1, guidance.stepCount), count: guidance.stepCount }) : t('look.circle');
  return (
    <div className={styles.circle} data-tone={tone} data-step={guidance?.step ?? ''} data-step-index={guidance?.stepIndex ?? -1}>
      <FaceRing stepIndex={guidance?.stepIndex ?? 0} stepCount={guidance?.stepCount ?? 3} progress={guidance?.progress ?? 0} tone={tone} label={label}>
        <div ref={holder} className={classNames(styles.video, silhouette && styles.unseen)} />
        {(silhouette || !video) && <HeadGlyph gesture={guidance?.step ?? 'rest'} className={styles.head} />}
      </FaceRing>
    </div>
  );
}
