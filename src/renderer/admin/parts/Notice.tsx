import { CircleAlert, Clock, Info, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Notice.module.css';

const icons: Record<'info' | 'wait' | 'refused', LucideIcon> = { info: Info, wait: Clock, refused: CircleAlert };

/** A sentence in its place on the page: something to know, to wait for, or a refusal. Spoken when it appears. */
export function Notice({ tone, title, children }: { tone: keyof typeof icons; title?: string; children: ReactNode }) {
  return (
    <div className={classNames(styles.notice, styles[tone])} role={tone === 'info' ? 'status' : 'alert'}>
      <Icon icon={icons[tone]} />
      <div>
        {title && <p className={styles.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
