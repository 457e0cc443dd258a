import type { Language } from '../../shared/contract.ts';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };

/** "07.12" or "07:12", on the site's clock. @param zone IANA */
export function timeText(atMs: number, zone: string, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(atMs);
}

/** "Sab, 21 Nov": the day of a mark or a transaction. */
export function dayText(atMs: number, zone: string, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { weekday: 'short', day: 'numeric', month: 'short', timeZone: zone }).format(atMs);
}

/** "Sabtu, 21 Nov": in a panel that has one line for it on every day of the year. */
export function longDayText(atMs: number, zone: string, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { weekday: 'long', day: 'numeric', month: 'short', timeZone: zone }).format(atMs);
}

/** "92%" */
export function percentText(rate: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], { style: 'percent', maximumFractionDigits: 0 }).format(rate);
}
