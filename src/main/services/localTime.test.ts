import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysBetween, isZone, localDateOf, localTimeOf, minutesUntil, momentOf, weekdayOf } from './localTime.ts';
import { startOfDayMs } from './zonedDay.ts';

const zones = ['Asia/Jakarta', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Africa/Cairo', 'UTC'];
const iso = (atMs: number) => new Date(atMs).toISOString();

test('a wall time is a moment, and the moment shows that wall time', () => {
  expect(iso(momentOf('2026-11-23', '07:30', 'Asia/Jakarta'))).toBe('2026-11-23T00:30:00.000Z');
  expect(iso(momentOf('2026-11-23', '07:30', 'Asia/Kathmandu'))).toBe('2026-11-23T01:45:00.000Z');
  expect(localDateOf(Date.UTC(2026, 10, 21, 17), 'Asia/Jakarta')).toBe('2026-11-22');
  expect(localTimeOf(Date.UTC(2026, 10, 21, 17, 5, 59), 'Asia/Jakarta')).toBe('00:05');
});

test('in New York a time the clock skips is an hour later, and one it shows twice is the first', () => {
  expect(iso(momentOf('2026-03-08', '02:30', 'America/New_York'))).toBe('2026-03-08T07:30:00.000Z');
  expect(localTimeOf(momentOf('2026-03-08', '02:30', 'America/New_York'), 'America/New_York')).toBe('03:30');
  expect(iso(momentOf('2026-11-01', '01:30', 'America/New_York'))).toBe('2026-11-01T05:30:00.000Z');
});

test('days are counted over months, leap days and days the clock makes longer', () => {
  expect([addDays('2026-12-31', 1), addDays('2028-03-01', -1), addDays('2026-10-31', 14)]).toEqual(['2027-01-01', '2028-02-29', '2026-11-14']);
  expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-22')]).toEqual([1, 7]);
  expect([daysBetween('2026-01-01', '2026-03-01'), daysBetween('2026-03-01', '2026-01-01')]).toEqual([59, -59]);
});

test('an end that is not later than the start is on the next day', () => {
  expect([minutesUntil('07:30', '09:00'), minutesUntil('22:00', '01:30'), minutesUntil('08:00', '08:00')]).toEqual([90, 210, 1440]);
});

test('only zones this machine knows are zones', () => {
  expect(zones.every(isZone)).toBe(true);
  expect(['Asia/Nowhere', '', 'Jakarta ', '../etc', "'; DROP TABLE", '2026-01-01T00:00Z'].some(isZone)).toBe(false);
  fc.assert(fc.property(fc.string({ maxLength: 64 }), (text) => typeof isZone(text) === 'boolean'), { seed: 7 });
});

test('in whatever zone, a moment lies on its own local day and comes back from its wall time but for the hour shown twice', () => {
  const moments = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
  fc.assert(fc.property(moments, fc.constantFrom(...zones), (atMs, zone) => {
    const minute = Math.floor(atMs / 60_000) * 60_000;
    const date = localDateOf(minute, zone);
    expect(localDateOf(startOfDayMs(minute, zone), zone)).toBe(date);
    expect([0, 30 * 60_000, 60 * 60_000]).toContain(minute - momentOf(date, localTimeOf(minute, zone), zone));
  }), { numRuns: 300, seed: 5 });
});
