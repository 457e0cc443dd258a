import { expect, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { writeSetting } from '../db/queries/settings.ts';
import { createLimits, limitsAreSound } from './limits.ts';

test('without settings the defaults of a canteen hold, lower for the face where pictures are not told from people', () => {
  const db = openDatabase(':memory:');
  expect(createLimits({ db, antiSpoofing: () => true }).read()).toMatchObject({ minAmount: 500, maxAmount: 500_000, faceOnlyMax: 100_000, confirmWithinMs: 15_000, quickAmounts: [5_000, 10_000, 15_000, 20_000, 50_000] });
  expect(createLimits({ db, antiSpoofing: () => false }).read().faceOnlyMax).toBe(25_000);
});

test('a site changes what it names and keeps the rest; the lower face limit never rises above the higher one', () => {
  const db = openDatabase(':memory:');
  writeSetting(db, 'limits', { maxAmount: 90_000, faceOnlyMax: 10_000 });
  expect(createLimits({ db, antiSpoofing: () => true }).read()).toMatchObject({ maxAmount: 90_000, faceOnlyMax: 10_000, dayMax: 1_000_000 });
  expect(createLimits({ db, antiSpoofing: () => false }).read().faceOnlyMax).toBe(10_000);
});

test('nonsense in the settings is noticed and never becomes a limit', () => {
  const db = openDatabase(':memory:');
  for (const nonsense of [{ maxAmount: 0.5 }, { maxAmount: 'all' }, { confirmWithinMs: 0 }, 'x', 7]) {
    writeSetting(db, 'limits', nonsense);
    expect(limitsAreSound(db)).toBe(false);
    expect(createLimits({ db, antiSpoofing: () => true }).read()).toMatchObject({ maxAmount: 500_000, confirmWithinMs: 15_000 });
  }
});
