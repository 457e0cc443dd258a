import { X } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Panel.module.css';

/** Details beside a list, which keeps the focus so that arrows and Enter go on; Esc anywhere on the page closes them. */
export function Panel({ label, closeLabel, onClose, children }: { label: string; closeLabel: string; onClose(): void; children: ReactNode }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog on top closes first.
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) onClose();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <section className={styles.panel} aria-label={label} data-panel>
      <button type="button" className={styles.close} aria-label={closeLabel} title={`${closeLabel} (Esc)`} onClick={onClose}><Icon icon={X} /></button>
      {children}
    </section>
  );
}
