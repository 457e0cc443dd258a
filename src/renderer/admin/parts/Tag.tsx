import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Tag.module.css';

/** A word that stands for a state; its colour only repeats what the word says. */
export function Tag({ tone = 'calm', icon, children }: { tone?: 'calm' | 'live' | 'done' | 'wait' | 'refused'; icon?: LucideIcon; children: ReactNode }) {
  return <span className={classNames(styles.tag, styles[tone])}>{icon && <Icon icon={icon} size="1.1em" />}{children}</span>;
}
