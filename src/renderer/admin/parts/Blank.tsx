import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Blank.module.css';

/** Where a list would be, when there is none: what that means and what to do next. */
export function Blank({ icon: Glyph, title, level: Heading = 'h2', children }: { icon: LucideIcon; title: string; level?: 'h1' | 'h2'; children?: ReactNode }) {
  return (
    <div className={styles.blank}>
      <span className={styles.icon}><Glyph aria-hidden width={32} height={32} strokeWidth={1.6} /></span>
      <Heading className={styles.title}>{title}</Heading>
      {children}
    </div>
  );
}
