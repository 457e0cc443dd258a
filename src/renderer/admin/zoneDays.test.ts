import { describe, expect, test } from 'vitest';
import { addDays, dayAt, dayStartMs, isDay } from './zoneDays.ts';

const iso = (ms: number) => new Date(ms).toISOString();

describe('days in the zone of the site', () => {
  test('a day in Jakarta begins at 17:00 UTC of the day before', () => {
    expect(iso(dayStartMs('2026-08-01', 'Asia/Jakarta'))).toBe('2026-07-31T17:00:00.000Z');
    expect(dayAt(Date.parse('2026-07-31T16:59:59Z'), 'Asia/Jakarta')).toBe('2026-07-31');
    expect(dayAt(Date.parse('2026-07-31T17:00:00Z'), 'Asia/Jakarta')).toBe('2026-08-01');
  });

  test('summer time: the day has 23 or 25 hours, both ends are right', () => {
    const hours = (day: string) => (dayStartMs(addDays(day, 1), 'Europe/Berlin') - dayStartMs(day, 'Europe/Berlin')) / 3_600_000;
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
    expect(hours('2026-07-01')).toBe(24);
  });

  test('where the clocks skip midnight the day begins at the first instant that exists', () => {
    // Beirut moved from 23:59:59 to 01:00 on 2024-03-31.
    expect(iso(dayStartMs('2024-03-31', 'Asia/Beirut'))).toBe('2024-03-30T22:00:00.000Z');
    expect(dayAt(dayStartMs('2024-03-31', 'Asia/Beirut'), 'Asia/Beirut')).toBe('2024-03-31');
  });

  test('every day of 2026 in every kind of zone starts on itself, and one millisecond earlier is the day before', () => {
    for (const zone of ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'Europe/London', 'America/St_Johns', 'Pacific/Apia', 'Pacific/Honolulu', 'UTC']) {
      for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
        const start = dayStartMs(day, zone);
        expect(dayAt(start, zone), `${day} ${zone}`).toBe(day);
        expect(dayAt(start - 1000, zone), `${day} ${zone}`).toBe(addDays(day, -1));
      }
    }
  });

  test('only a real day is a day', () => {
    expect(isDay('2026-02-28')).toBe(true);
    expect(isDay('2026-2-8')).toBe(false);
    expect(isDay('2026-13-01')).toBe(false);
    expect(isDay('')).toBe(false);
  });
});
