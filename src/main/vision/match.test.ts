import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, marginFor, thresholdAtFmr, thresholdFor } from './match.ts';

const card = { calibration: [{ fmr: 1e-3, threshold: 0.34 }, { fmr: 1e-4, threshold: 0.41 }, { fmr: 1e-5, threshold: 0.47 }] };
const rule = { threshold: 0.5, margin: 0.05 };
const candidate = (personId: string, similarity: number) => ({ personId, similarity });

test('below the threshold is unknown, within the margin of another person is ambiguous, else a match', () => {
  expect(decide({ best: null, runnerUp: null }, rule)).toEqual({ kind: 'unknown' });
  expect(decide({ best: candidate('a', 0.49), runnerUp: null }, rule)).toEqual({ kind: 'unknown' });
  expect(decide({ best: candidate('a', 0.6), runnerUp: candidate('b', 0.56) }, rule)).toEqual({ kind: 'ambiguous' });
  expect(decide({ best: candidate('a', 0.6), runnerUp: candidate('b', 0.54) }, rule)).toEqual({ kind: 'match', personId: 'a', similarity: 0.6 });
  expect(decide({ best: candidate('a', 0.5), runnerUp: null }, rule)).toEqual({ kind: 'match', personId: 'a', similarity: 0.5 });
});

test('a similarity that is not a number never matches', () => {
  expect(decide({ best: candidate('a', Number.NaN), runnerUp: null }, rule)).toEqual({ kind: 'unknown' });
  expect(decide({ best: candidate('a', 0.9), runnerUp: candidate('b', Number.NaN) }, rule)).toEqual({ kind: 'ambiguous' });
});

test('whatever the search says, a match is above the threshold and clear of the runner-up', () => {
  const similarity = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(fc.property(similarity, fc.option(similarity), fc.double({ min: -0.2, max: 0.9, noNaN: true }), fc.double({ min: 0, max: 0.3, noNaN: true }), (best, second, threshold, margin) => {
    const decision = decide({ best: candidate('a', best), runnerUp: second === null ? null : candidate('b', second) }, { threshold, margin });
    if (decision.kind !== 'match') return;
    expect(best).toBeGreaterThanOrEqual(threshold);
    if (second !== null) expect(best - second).toBeGreaterThanOrEqual(margin);
  }));
});

test('the calibration points are met exactly and lie on straight lines over log FMR between', () => {
  for (const { fmr, threshold } of card.calibration) expect(thresholdAtFmr(card, fmr)).toBeCloseTo(threshold, 9);
  expect(thresholdAtFmr(card, 10 ** -3.5)).toBeCloseTo(0.375, 9);
});

test('stricter than measured continues along the steepest piece, looser stays at the loosest', () => {
  expect(thresholdAtFmr(card, 1e-6)).toBeCloseTo(0.54, 9);
  expect(thresholdAtFmr(card, 0.5)).toBe(0.34);
  expect(thresholdAtFmr(card, 1e-300)).toBe(0.999);
});

test('a stricter target or a larger gallery never lowers the threshold', () => {
  const target = fc.double({ min: 1e-9, max: 0.5, noNaN: true });
  const size = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(fc.property(target, target, size, size, (p, q, m, n) => {
    const loose = thresholdFor(card, Math.min(m, n), Math.max(p, q));
    const strict = thresholdFor(card, Math.max(m, n), Math.min(p, q));
    expect(strict).toBeGreaterThanOrEqual(loose - 1e-9);
  }));
});

test('a thousand templates at one stranger in a thousand ask for a false-match rate of one in a million', () => {
  expect(thresholdFor(card, 1000, 0.001)).toBeCloseTo(thresholdAtFmr(card, 1e-6), 2);
  expect(thresholdFor(card, 0)).toBe(0.34);
});

test('a calibration that cannot be read is refused', () => {
  expect(() => thresholdAtFmr({ calibration: [] }, 1e-3)).toThrow(RangeError);
  expect(() => thresholdAtFmr({ calibration: [{ fmr: 1e-3, threshold: 0.3 }] }, 1e-3)).toThrow(RangeError);
  expect(() => thresholdAtFmr({ calibration: [{ fmr: 1e-3, threshold: 0.5 }, { fmr: 1e-4, threshold: 0.4 }] }, 1e-3)).toThrow(RangeError);
  expect(() => thresholdAtFmr(card, 0)).toThrow(RangeError);
  expect(() => thresholdFor(card, 10, 1)).toThrow(RangeError);
});

test('the margin follows the scale of the engine', () => {
  expect(marginFor(card)).toBeCloseTo(0.75 * 0.07, 9);
  const squeezed = { calibration: card.calibration.map(({ fmr, threshold }) => ({ fmr, threshold: 0.9 + threshold / 10 })) };
  expect(marginFor(squeezed)).toBeCloseTo(marginFor(card) / 10, 9);
});
