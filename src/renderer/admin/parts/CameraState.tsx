import { CircleDashed, CirclePause, PowerOff, Timer, Video, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CameraState } from '../../../shared/attendance.ts';
import type { CameraRow } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { useDesk } from '../desk.ts';
import { exactTime } from '../when.ts';
import { Tag } from './Tag.tsx';
import { When } from './When.tsx';

const icons: Record<CameraState, LucideIcon> = { off: PowerOff, connecting: CircleDashed, live: Video, stalled: CirclePause, waiting: Timer };
const tones: Record<CameraState, 'calm' | 'done' | 'wait' | 'refused'> = { off: 'calm', connecting: 'wait', live: 'done', stalled: 'refused', waiting: 'refused' };

export function CameraStateTag({ camera: { health } }: { camera: CameraRow }) {
  const { t } = useTranslation('admin');
  return <Tag tone={tones[health.state]} icon={icons[health.state]}>{t(`cameras.state.${health.state}`)}</Tag>;
}

/** Seconds count while a camera is watched; beyond a minute, words do. */
export function LastFrame({ atMs, nowMs }: { atMs: number | null; nowMs: number }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  if (atMs === null) return t('cameras.never');
  const seconds = Math.floor((nowMs - atMs) / 1000);
  if (seconds >= 60) return <When atMs={atMs} />;
  return <time dateTime={new Date(atMs).toISOString()} title={exactTime(atMs, language, zone)}>{seconds < 3 ? t('cameras.justNow') : t('cameras.secondsAgo', { seconds })}</time>;
}

/** Customary limits: from -67 dBm on video runs well, below -75 it does not. */
export function Signal({ dbm }: { dbm: number | null }) {
  const { t } = useTranslation('admin');
  if (dbm === null) return t('form.none');
  return <>{t(`cameras.signal.${dbm >= -67 ? 'good' : dbm >= -75 ? 'fair' : 'weak'}`)} ({dbm} dBm)</>;
}
