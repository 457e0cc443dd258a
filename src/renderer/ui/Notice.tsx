import type { LucideIcon } from 'lucide-react';
import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './classNames.ts';
import { Icon } from './Icon.tsx';
import styles from './Notice.module.css';

export type NoticeTone = 'note' | 'attention' | 'refused' | 'done';
const icons: Record<NoticeTone, LucideIcon> = { note: Info, attention: CircleAlert, refused: CircleAlert, done: CircleCheck };

/** One sentence that stands out, with its icon: colour never speaks alone. Read out when it appears. */
export function Notice({ tone, className, children }: { tone: NoticeTone; className?: string | undefined; children: ReactNode }) {
  return (
    <div className={classNames(styles.notice, styles[tone], className)} role={tone === 'refused' ? 'alert' : 'status'}>
      <Icon icon={icons[tone]} />
      <span>{children}</span>
    </div>
  );
}
