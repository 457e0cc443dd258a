import { CircleCheck, CircleDashed, CircleX, Clock, FileCheck, HeartPulse, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MarkStatus } from '../../../shared/attendance.ts';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './StatusWord.module.css';

const icons: Record<MarkStatus | 'none', LucideIcon> = { present: CircleCheck, late: Clock, excused: FileCheck, sick: HeartPulse, absent: CircleX, none: CircleDashed };

/** Hadir, terlambat, izin, sakit, alpa: icon, word and colour together. */
export function StatusWord({ status }: { status: MarkStatus | null }) {
  const { t } = useTranslation();
  const known = status ?? 'none';
  return <span className={classNames(styles.status, styles[known])} data-status={known}><Icon icon={icons[known]} size="1.1em" />{t(`status.${known}`)}</span>;
}
