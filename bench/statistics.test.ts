import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile, ratioOf } from './row.ts';
import { accuracy, bestThreshold, ScoreHistogram, share } from './statistics.ts';

test('the interval of a share holds it, stays within 0 and 1, and narrows with more tries', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, part) => {
    const hits = Math.round(part * of);
    const once = share(hits, of);
    const tenfold = share(hits * 10, of * 10);
    if (once === null || tenfold === null) throw new Error('no share');
    expect(once.low).toBeLessThanOrEqual(once.value + 1e-12);
    expect(once.high).toBeGreaterThanOrEqual(once.value - 1e-12);
    expect(tenfold.high - tenfold.low).toBeLessThan(once.high - once.low);
  }));
  expect(share(0, 0)).toBeNull();
  // Wilson's interval of 0 in 10, a published value.
  expect(share(0, 10)?.high).toBeCloseTo(0.2775, 4);
});

const scored = fc.array(fc.record({ score: fc.integer({ min: -50, max: 50 }).map((value) => value / 50), same: fc.boolean(), fold: fc.constant(0) }), { minLength: 1, maxLength: 60 });

test('no threshold is better than the best one', () => {
  fc.assert(fc.property(scored, fc.double({ min: -1.1, max: 1.1, noNaN: true }), (pairs, other) => {
    const right = (threshold: number): number => pairs.filter(({ score, same }) => (score >= threshold) === same).length;
    expect(right(bestThreshold(pairs))).toBeGreaterThanOrEqual(right(other));
  }));
});

test('with folds every fold is judged by the others', () => {
  const fold = (number: number, genuine: number, impostor: number) => [{ score: genuine, same: true, fold: number }, { score: impostor, same: false, fold: number }];
  // The third fold is shifted: judged by the first two it fails, judged by itself it would not.
  const result = accuracy([...fold(0, 0.9, 0.1), ...fold(1, 0.9, 0.1), ...fold(2, 0.3, 0.2)], 3, null);
  expect(result.perFold).toEqual([1, 1, 0.5]);
  expect(result.right?.hits).toBe(5);
});

test('a threshold given is used as it is', () => {
  expect(accuracy([{ score: 0.4, same: true, fold: 0 }], 1, 0.5).right?.hits).toBe(0);
});

test('the histogram finds the threshold a sorted list would', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 }), fc.double({ min: 0.001, max: 0.5, noNaN: true }), (scores, rate) => {
    const histogram = new ScoreHistogram();
    for (const score of scores) histogram.add(score);
    const threshold = histogram.thresholdFor(rate);
    const above = scores.filter((score) => score >= threshold).length;
    expect(above).toBeLessThanOrEqual(rate * scores.length);
    expect(histogram.countAtOrAbove(threshold)).toBe(above);
    // One step lower would let too many in.
    const lower = scores.filter((score) => score >= threshold - 2 / ScoreHistogram.perUnit).length;
    expect(threshold <= -1 || lower > Math.floor(rate * scores.length)).toBe(true);
  }));
});

test('quantiles are nearest ranks and ratios say how many times better', () => {
  expect([0, 0.5, 0.95, 1].map((q) => quantile([5, 1, 4, 2, 3], q))).toEqual([1, 3, 5, 5]);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
  expect(ratioOf(2, 6, 'lower')).toBe(3);
  expect(ratioOf(6, 2, 'higher')).toBe(3);
});
