import { expect, test } from 'vitest';
import { nextDailyMs } from './daily.ts';

const zone = 'Asia/Jakarta';
const at = (text: string) => Date.parse(`${text}+07:00`);
const next = (last: string | null, now: string) => new Date(nextDailyMs({ lastAtMs: last === null ? null : at(last), nowMs: at(now), time: '02:30', zone })).toISOString();

test('what never ran is due at the next such time, not at once', () => {
  expect(next(null, '2026-11-27T01:00')).toBe('2026-11-26T19:30:00.000Z');
  expect(next(null, '2026-11-27T02:30')).toBe('2026-11-27T19:30:00.000Z');
});

test('what ran today is due tomorrow; what was missed while the machine was off is due since then', () => {
  expect(next('2026-11-27T02:30', '2026-11-27T10:00')).toBe('2026-11-27T19:30:00.000Z');
  expect(nextDailyMs({ lastAtMs: at('2026-11-20T02:30'), nowMs: at('2026-11-27T10:00'), time: '02:30', zone })).toBe(at('2026-11-21T02:30'));
});
