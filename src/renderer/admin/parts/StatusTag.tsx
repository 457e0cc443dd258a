import { CircleCheck, CircleDashed, CircleX, Clock, MailCheck, Thermometer, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MarkStatus } from '../../../shared/attendance.ts';
import { Tag } from './Tag.tsx';

export const statusIcons: Record<MarkStatus, LucideIcon> = { present: CircleCheck, late: Clock, excused: MailCheck, sick: Thermometer, absent: CircleX };
const tones: Record<MarkStatus, 'done' | 'wait' | 'live' | 'refused'> = { present: 'done', late: 'wait', excused: 'live', sick: 'live', absent: 'refused' };

/** What somebody's mark says; null where there is none. */
export function StatusTag({ status }: { status: MarkStatus | null }) {
  const { t } = useTranslation('admin');
  if (status === null) return <Tag icon={CircleDashed}>{t('board.waiting')}</Tag>;
  return <Tag tone={tones[status]} icon={statusIcons[status]}>{t(`status.${status}`)}</Tag>;
}
