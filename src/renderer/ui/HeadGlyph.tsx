import type { ChallengeStep, EnrolPose } from '../../shared/challenges.ts';
import { classNames } from './classNames.ts';
import styles from './HeadGlyph.module.css';

export type HeadGesture = ChallengeStep | EnrolPose | 'rest';

const turnsLeft = new Set<HeadGesture>(['turnLeft', 'left']);
const turnsRight = new Set<HeadGesture>(['turnRight', 'right']);

/**
 * A drawn head that does what it asks for. It behaves like a mirror, as the camera circle does: the person's own left is on the
 * left of the screen.
 */
export function HeadGlyph({ gesture, className }: { gesture: HeadGesture; className?: string | undefined }) {
  const turn = turnsLeft.has(gesture) ? styles.left : turnsRight.has(gesture) ? styles.right : undefined;
  return (
    <svg viewBox="0 0 120 120" className={classNames(styles.glyph, className)} aria-hidden>
      <path className={styles.head} d="M60 12c24 0 38 18 38 42 0 30-17 54-38 54S22 84 22 54c0-24 14-42 38-42Z" />
      <g className={classNames(styles.features, turn)}>
        <g className={classNames(styles.eyes, gesture === 'blinkTwice' && styles.blink)}>
          <ellipse cx="45" cy="53" rx="4.6" ry="6.2" />
          <ellipse cx="75" cy="53" rx="4.6" ry="6.2" />
        </g>
        <path className={styles.line} d="M60 58v11" />
        <path className={classNames(styles.line, gesture === 'smile' && styles.smile)} d={gesture === 'smile' ? 'M45 80q15 15 30 0' : 'M50 83q10 5 20 0'} />
      </g>
      {turn && <path className={classNames(styles.arrow, turn)} d={turn === styles.left ? 'M14 44 3 56l11 12' : 'm106 44 11 12-11 12'} />}
    </svg>
  );
}
