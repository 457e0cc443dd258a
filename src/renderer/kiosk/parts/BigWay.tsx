import type { LucideIcon } from 'lucide-react';
import { Icon } from '../../ui/Icon.tsx';
import styles from './BigWay.module.css';

/** One of two equal ways on: a large picture, a word, and what happens behind it. */
export function BigWay({ icon, title, lead, disabled = false, action, onClick }: { icon: LucideIcon; title: string; lead: string; disabled?: boolean; action: string; onClick(): void }) {
  return (
    <button type="button" className={styles.way} disabled={disabled} data-action={action} onClick={onClick}>
      <span className={styles.disc}><Icon icon={icon} size="54%" /></span>
      <span className={styles.words}>
        <span className={styles.title}>{title}</span>
        <span className={styles.lead}>{lead}</span>
      </span>
    </button>
  );
}
