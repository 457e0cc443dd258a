import { describe, expect, test } from 'vitest';
import { exactTime, relativeTime } from './when.ts';

const at = Date.parse('2026-07-31T07:05:09Z');
const after = (ms: number, language: 'id' | 'en') => relativeTime(at, at + ms, language, 'Asia/Jakarta');

describe('times as words', () => {
  test('the exact time names the zone of the site, not of this computer', () => {
    expect(exactTime(at, 'id', 'Asia/Jakarta')).toMatch(/31 Jul 2026.*14\.05\.09 WIB/);
    expect(exactTime(at, 'id', 'Asia/Jayapura')).toMatch(/31 Jul 2026.*16\.05\.09 WIT/);
    expect(exactTime(at, 'en', 'Asia/Jakarta')).toMatch(/31 Jul 2026.*14:05:09/);
  });

  test('near times are relative, far ones a date', () => {
    expect(after(59_000, 'id')).toBe('sekarang');
    expect(after(60_000, 'id')).toBe('1 menit yang lalu');
    expect(after(3 * 3_600_000 + 5, 'en')).toBe('3 hours ago');
    expect(after(86_400_000, 'id')).toBe('kemarin');
    expect(after(7 * 86_400_000, 'en')).toBe('31 Jul 2026');
  });

  test('a clock slightly behind does not speak of the future', () => {
    expect(after(-5_000, 'en')).toBe('now');
  });
});
