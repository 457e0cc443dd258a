import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expendable, retention } from './retention.ts';

const day = 86_400_000;
const zone = 'Asia/Jakarta';
/** 09:15 in Jakarta on Saturday 28 November 2026, and so many days before. */
const daysAgo = (days: number): number => Date.UTC(2026, 10, 28, 2, 15) - days * day;

function kept(moments: readonly number[]): number[] {
  const gone = new Set(expendable(moments, zone));
  return moments.filter((atMs) => !gone.has(atMs)).map((atMs) => Math.round((daysAgo(0) - atMs) / day)).toSorted((a, b) => a - b);
}

test('a year of backups: seven days, the newest of four weeks and of six months', () => {
  // The newest of each week is its Sunday: 6, 13, 20 days before; of each month its last day.
  expect(kept(Array.from({ length: 365 }, (_, days) => daysAgo(days)))).toEqual([0, 1, 2, 3, 4, 5, 6, 13, 20, 28, 59, 89, 120, 151]);
});

test('applied every night, it never takes what a later night would keep', () => {
  let there: number[] = [];
  for (let days = 400; days >= 0; days -= 1) {
    there.push(daysAgo(days));
    const gone = new Set(expendable(there, zone));
    there = there.filter((atMs) => !gone.has(atMs));
    expect(there.length).toBeLessThanOrEqual(retention.days + retention.weeks + retention.months);
  }
  expect(kept(there)).toEqual([0, 1, 2, 3, 4, 5, 6, 13, 20, 28, 59, 89, 120, 151]);
});

test('several a day leave the newest; a kiosk that stood still keeps what it has', () => {
  expect(expendable([daysAgo(0), daysAgo(0) - 3_600_000, daysAgo(0) - 7_200_000], zone)).toEqual([daysAgo(0) - 3_600_000, daysAgo(0) - 7_200_000]);
  expect(kept([300, 301, 302].map(daysAgo))).toEqual([300, 301, 302]);
});

test('whatever is there, the newest stays, nothing is invented, and twice is as once', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3 * 365 * day }), { maxLength: 200 }), (ages) => {
    const moments = [...new Set(ages.map((age) => daysAgo(0) - age))];
    const gone = new Set(expendable(moments, zone));
    expect(gone.has(Math.max(...moments))).toBe(false);
    expect([...gone].every((atMs) => moments.includes(atMs))).toBe(true);
    expect(expendable(moments.filter((atMs) => !gone.has(atMs)), zone)).toEqual([]);
  }));
});
