import { Temporal } from 'temporal-polyfill';

/*
 * Local days ("2026-11-21") and times of day ("07:30") of an IANA zone, and the moments they stand for (milliseconds since epoch, UTC).
 * Payments ask only when a day began, millions of times: that is `zonedDay.ts`.
 */

/** Whether this machine knows the zone. */
export function isZone(zone: string): boolean {
  try {
    // Intl first: Temporal also reads the zone out of a whole date with one.
    new Intl.DateTimeFormat('en', { timeZone: zone });
    Temporal.Now.zonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

function zoned(atMs: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
}

/** The local day of a moment. @throws RangeError for a zone nobody knows */
export function localDateOf(atMs: number, zone: string): string {
  return zoned(atMs, zone).toPlainDate().toString();
}

/** The local time of day of a moment, to the minute. @throws RangeError for a zone nobody knows */
export function localTimeOf(atMs: number, zone: string): string {
  return zoned(atMs, zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/**
 * The moment at which a clock on the wall shows this. A time the clock skips when it is set forward is read as if it had not been
 * set yet (02:30 becomes 03:30); of a time it shows twice, the first. @throws RangeError for a zone nobody knows
 */
export function momentOf(date: string, time: string, zone: string): number {
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** Negative: back. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** 1 = Monday ... 7 = Sunday. */
export function weekdayOf(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/** Days from one to the other; negative when `toDate` is the earlier. */
export function daysBetween(fromDate: string, toDate: string): number {
  return Temporal.PlainDate.from(fromDate).until(Temporal.PlainDate.from(toDate), { largestUnit: 'day' }).days;
}

/** Minutes from one time of day to the other; where it is not later, to that time on the next day: 1..1440. */
export function minutesUntil(starts: string, ends: string): number {
  const minutes = minuteOf(ends) - minuteOf(starts);
  return minutes > 0 ? minutes : minutes + 1440;
}

function minuteOf(time: string): number {
  const { hour, minute } = Temporal.PlainTime.from(time);
  return hour * 60 + minute;
}

/**
 * What a clock on the wall shows, as milliseconds whose UTC fields are those of the clock: for files, which hold a million of them. Zones change their
 * offset at a quarter of an hour, so the offset is asked for once for each. @throws RangeError for a zone nobody knows
 */
export function wallClock(zone: string): (atMs: number) => number {
  const quarterMs = 900_000;
  let quarter = NaN;
  let offsetMs = 0;
  return (atMs) => {
    const asked = Math.floor(atMs / quarterMs);
    if (asked !== quarter) {
      quarter = asked;
      offsetMs = zoned(atMs, zone).offsetNanoseconds / 1e6;
    }
    return atMs + offsetMs;
  };
}
