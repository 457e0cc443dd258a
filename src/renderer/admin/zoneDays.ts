/** A calendar day as a date input writes it: "2026-07-31". */
export type Day = string;

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** What the zone's clocks show at `atMs`, read as if they were UTC; milliseconds since epoch, whole seconds. */
function wallMs(atMs: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of wallClock(zone).formatToParts(atMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The day it is in `zone` at `atMs`. */
export function dayAt(atMs: number, zone: string): Day {
  return new Date(wallMs(atMs, zone)).toISOString().slice(0, 10);
}

/** `days` later (or earlier) on the calendar; no zone is involved. */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** True for a day that exists, written as a date input writes it. */
export function isDay(text: string): text is Day {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/**
 * The first instant of `day` in `zone`, milliseconds since epoch. Where clocks skip midnight it is the first instant that exists.
 * Guess with one offset, correct with the offset found there: enough, because offsets change less often than twice a day.
 */
export function dayStartMs(day: Day, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  const guess = wanted - (wallMs(wanted, zone) - wanted);
  const start = wanted - (wallMs(guess, zone) - guess);
  // Clocks that jumped over midnight: the corrected instant still lies on the day before.
  return wallMs(start, zone) < wanted ? guess : start;
}

/** 1 = Monday ... 7 = Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** The Monday of the week a day lies in; Monday itself on a Monday. */
export const mondayOf = (day: Day): Day => addDays(day, 1 - weekdayOf(day));
