import type { LucideIcon } from 'lucide-react';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { NoticeTone } from '../../ui/Notice.tsx';
import styles from './BigIcon.module.css';

/** The picture above a message; the words below it say the same. */
export function BigIcon({ icon, tone }: { icon: LucideIcon; tone: NoticeTone }) {
  return <span className={classNames(styles.disc, styles[tone])}><Icon icon={icon} size="52%" /></span>;
}
