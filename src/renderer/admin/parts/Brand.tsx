import styles from './Brand.module.css';

/** The word mark: an eye that is also a lens. */
export function Brand() {
  return (
    <span className={styles.brand}>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden>
        <path d="M2.5 16C6 9.4 10.6 6.2 16 6.2S26 9.4 29.5 16C26 22.6 21.4 25.8 16 25.8S6 22.6 2.5 16Z" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinejoin="round" />
        <circle cx="16" cy="16" r="5.6" fill="currentColor" />
        <circle cx="18" cy="14" r="1.7" className={styles.glint} />
      </svg>
      Tatap
    </span>
  );
}
