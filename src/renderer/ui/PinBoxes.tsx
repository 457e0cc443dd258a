import { classNames } from './classNames.ts';
import styles from './PinBoxes.module.css';

/** How many of the PIN's digits are in; never which ones. */
export function PinBoxes({ filled, count = 6, label }: { filled: number; count?: number; label: string }) {
  return (
    <div className={classNames(styles.boxes, count > 6 && styles.many)} data-filled={filled}>
      <span className="visually-hidden" aria-live="polite">{label}</span>
      {Array.from({ length: count }, (_, index) => (
        <span key={index} aria-hidden className={classNames(styles.box, index === filled && styles.next)}>
          {index < filled && <span className={styles.dot} />}
        </span>
      ))}
    </div>
  );
}
