import { useLanguage } from '../../i18n/i18n.ts';
import { useDesk, useNowMs } from '../desk.ts';
import { exactTime, relativeTime } from '../when.ts';

/** How long ago, with the exact time in the site's zone on hover. */
export function When({ atMs }: { atMs: number }) {
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const nowMs = useNowMs();
  return <time dateTime={new Date(atMs).toISOString()} title={exactTime(atMs, language, zone)}>{relativeTime(atMs, nowMs, language, zone)}</time>;
}

/** The exact time, written out. */
export function ExactTime({ atMs }: { atMs: number }) {
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  return <time dateTime={new Date(atMs).toISOString()}>{exactTime(atMs, language, zone)}</time>;
}
