import { useEffect, useState } from 'react';
import styles from './CountdownRing.module.css';

/** Whole seconds left of `withinMs`, counted from the first drawing. */
export function useSecondsLeft(withinMs: number): number {
  const [seconds, setSeconds] = useState(() => Math.ceil(withinMs / 1000));
  useEffect(() => {
    const endsAt = performance.now() + withinMs;
    const tick = () => setSeconds(Math.max(0, Math.ceil((endsAt - performance.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [withinMs]);
  return seconds;
}

/** Time running out, calmly: a ring that empties around the seconds left. The words beside it say what happens then. */
export function CountdownRing({ withinMs }: { withinMs: number }) {
  const seconds = useSecondsLeft(withinMs);
  return (
    <span className={styles.ring} aria-hidden>
      <svg viewBox="0 0 48 48">
        <circle className={styles.track} cx="24" cy="24" r="20" />
        <circle className={styles.fill} cx="24" cy="24" r="20" pathLength="1" style={{ animationDuration: `${withinMs}ms` }} />
      </svg>
      <span className={styles.seconds}>{seconds}</span>
    </span>
  );
}
