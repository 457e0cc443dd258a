import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Panel.module.css';

/** Details beside a list. Takes the focus when opened with the keyboard; Esc anywhere on the page closes it. */
export function Panel({ label, closeLabel, onClose, children }: { label: string; closeLabel: string; onClose(): void; children: ReactNode }) {
  const region = useRef<HTMLElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog on top closes first.
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) onClose();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <section ref={region} className={styles.panel} aria-label={label}>
      <button type="button" className={styles.close} aria-label={closeLabel} title={`${closeLabel} (Esc)`} onClick={onClose}><Icon icon={X} /></button>
      {children}
    </section>
  );
}
