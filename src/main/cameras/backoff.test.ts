import { expect, it } from 'vitest';
import { backoffLimits, createBackoff } from './backoff.ts';

const longest = () => 1;

it('doubles from half a second to 30 s while nothing comes', () => {
  const { next } = createBackoff(longest);
  expect(Array.from({ length: 9 }, () => next(null))).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

it('begins anew after 10 s of pictures, and keeps a camera that keeps dropping within reach', () => {
  const { next } = createBackoff(longest);
  for (let i = 0; i < 9; i++) next(null);
  expect(next(2_000)).toBe(backoffLimits.mostAfterPicturesMs);
  expect(next(10_000)).toBe(500);
  expect(next(null)).toBe(1_000);
});

it('spreads each wait over half of its step', () => {
  expect(createBackoff(() => 0).next(null)).toBe(250);
});
