import type { ReactNode } from 'react';
import { classNames } from './classNames.ts';
import styles from './FaceRing.module.css';

/** Share of the circle left open between two steps. */
const gap = 0.035;

/**
 * The camera circle and the ring that fills around it: one arc a step. `attention` turns it amber while something about the picture
 * should change; `done` closes it. Never red: a face is not refused.
 */
export function FaceRing({ stepIndex, stepCount, progress, tone, label, children }: {
  stepIndex: number;
  stepCount: number;
  /** 0..1 of the current step. */
  progress: number;
  tone: 'waiting' | 'calm' | 'attention' | 'done';
  /** Spoken; empty where the ring is decoration. */
  label: string;
  children: ReactNode;
}) {
  const share = 1 / stepCount;
  const arc = stepCount > 1 ? share - gap : 1;
  const filledOf = (index: number) => (tone === 'done' || index < stepIndex ? 1 : index === stepIndex ? progress : 0);
  return (
    <div className={classNames(styles.ring, styles[tone])}>
      <svg viewBox="0 0 200 200" className={styles.drawing} {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
        {Array.from({ length: stepCount }, (_, index) => {
          const filled = Math.max(0, Math.min(1, filledOf(index))) * arc;
          // Arcs begin at the top, half a gap in.
          const turn = (index * share + (stepCount > 1 ? gap / 2 : 0)) * 360 - 90;
          return (
            <g key={index} transform={`rotate(${turn} 100 100)`}>
              <circle className={styles.track} cx="100" cy="100" r="95" pathLength="1" strokeDasharray={`${arc} 1`} />
              <circle className={styles.fill} cx="100" cy="100" r="95" pathLength="1" style={{ strokeDasharray: `${filled} 2`, opacity: filled > 0.002 ? 1 : 0 }} />
            </g>
          );
        })}
      </svg>
      <div className={styles.inside}>{children}</div>
    </div>
  );
}
