import styles from './DrawnTick.module.css';

/** A tick that draws itself in 400 ms. Decoration: the word "paid" stands beside it. */
export function DrawnTick({ className }: { className?: string | undefined }) {
  return (
    <svg viewBox="0 0 96 96" className={className} aria-hidden>
      <circle className={styles.disc} cx="48" cy="48" r="46" />
      <path className={styles.tick} d="m27 50 14 14 29-31" pathLength="1" />
    </svg>
  );
}
