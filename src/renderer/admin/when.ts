import type { Language } from '../../shared/contract.ts';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "31 Jul 2026, 14.05.09 WIB": leaves no question. */
export function exactTime(atMs: number, language: Language, zone: string): string {
  return new Intl.DateTimeFormat(locales[language], {
    timeZone: zone, day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
  }).format(atMs);
}

/** "31 Jul 2026". */
export function shortDate(atMs: number, language: Language, zone: string): string {
  return new Intl.DateTimeFormat(locales[language], { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' }).format(atMs);
}

/**
 * "baru saja", "5 menit yang lalu", "kemarin"; beyond a week the date, which says more than "9 days ago". A moment slightly ahead of this
 * window's clock counts as now.
 */
export function relativeTime(atMs: number, nowMs: number, language: Language, zone: string): string {
  const ago = Math.max(0, nowMs - atMs);
  const format = new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' });
  if (ago < minuteMs) return format.format(0, 'second');
  if (ago < hourMs) return format.format(-Math.floor(ago / minuteMs), 'minute');
  if (ago < dayMs) return format.format(-Math.floor(ago / hourMs), 'hour');
  if (ago < 7 * dayMs) return format.format(-Math.floor(ago / dayMs), 'day');
  return shortDate(atMs, language, zone);
}

/** A calendar day in words: "31 Jul 2026"; no zone is involved. */
export function dayText(day: string, language: Language, options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' }): string {
  return new Intl.DateTimeFormat(locales[language], { ...options, timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
}

/** 1 = Monday ... 7 = Sunday, in words. */
export function weekdayName(weekday: number, language: Language, style: 'long' | 'short' = 'long'): string {
  // The first of January 2024 was a Monday.
  return dayText(`2024-01-0${weekday}`, language, { weekday: style });
}

/** "07:30" on the clocks of the zone. */
export function clockTime(atMs: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs);
}
