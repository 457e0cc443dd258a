import { CircleMinus, KeyRound, Lock, ScanFace, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PersonRow } from '../../../shared/contract.ts';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Ways.module.css';

/** The ways a person can pay, each as icon and word; what is missing says so in words, a lock in amber. */
export function Ways({ person }: { person: PersonRow }) {
  const { t } = useTranslation('admin');
  return (
    <span className={styles.ways}>
      <Way icon={person.hasFace ? ScanFace : CircleMinus} tone={person.hasFace ? 'has' : 'lacks'}>{person.hasFace ? t('people.face') : t('people.noFace')}</Way>
      {person.pinLocked
        ? <Way icon={Lock} tone="locked">{t('people.pinLocked')}</Way>
        : <Way icon={person.hasPin ? KeyRound : CircleMinus} tone={person.hasPin ? 'has' : 'lacks'}>{person.hasPin ? t('people.pin') : t('people.noPin')}</Way>}
    </span>
  );
}

function Way({ icon, tone, children }: { icon: LucideIcon; tone: 'has' | 'lacks' | 'locked'; children: string }) {
  return <span className={classNames(styles.way, styles[tone])}><Icon icon={icon} size="1.1em" />{children}</span>;
}
