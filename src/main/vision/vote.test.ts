import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cosine, toUnitLength } from './unit.ts';
import { fuse, leastAgreement, voteLimits, voteLive } from './vote.ts';

const score = fc.double({ min: 0, max: 1, noNaN: true });
const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 }).filter((values) => values.some((value) => Math.abs(value) > 0.01)).map((values) => toUnitLength(Float32Array.from(values)));

test('fewer than five frames are never live', () => {
  fc.assert(fc.property(fc.array(score, { maxLength: voteLimits.minFrames - 1 }), (scores) => {
    expect(voteLive(scores).verdict).toBe('tooFew');
  }));
});

test('a few bad frames of a live person and a few good ones of a screen change nothing', () => {
  expect(voteLive([0.9, 0.99, 0.06, 0.95, 0.97, 0.2, 0.99]).verdict).toBe('live');
  expect(voteLive([0.01, 0.8, 0, 0.02, 0.7, 0.05, 0.1]).verdict).toBe('spoof');
});

test('raising any score never turns live into spoof', () => {
  fc.assert(fc.property(fc.array(score, { minLength: 5, maxLength: 30 }), fc.nat(), score, (scores, at, higher) => {
    if (voteLive(scores).verdict !== 'live') return;
    const raised = scores.map((value, i) => (i === at % scores.length ? Math.max(value, higher) : value));
    expect(voteLive(raised).verdict).toBe('live');
  }));
});

test('scores that are not numbers between 0 and 1 count against', () => {
  expect(voteLive([Number.NaN, Number.NaN, Number.NaN, 0.9, 0.9]).verdict).toBe('spoof');
  expect(voteLive([7, 7, 7, 7, 7]).verdict).toBe('spoof');
  expect(voteLive([]).median).toBeNull();
});

test('fused embeddings have unit length and lean towards the heavier weight', () => {
  fc.assert(fc.property(vector, vector, (a, b) => {
    if (cosine(a, b) < -0.9) return;
    const fused = fuse([a, b], [3, 1]);
    expect(cosine(fused, fused)).toBeCloseTo(1, 4);
    expect(cosine(fused, a)).toBeGreaterThanOrEqual(cosine(fused, b) - 1e-4);
  }));
});

test('one embedding fused with itself stays itself, and all weights may be equal', () => {
  fc.assert(fc.property(vector, (a) => {
    expect(cosine(fuse([a, a, a]), a)).toBeCloseTo(1, 4);
  }));
});

test('fuse refuses nothing, unequal lengths, negative weights, and opposite vectors that cancel', () => {
  const a = toUnitLength(Float32Array.of(1, 0));
  expect(() => fuse([])).toThrow(RangeError);
  expect(() => fuse([a, toUnitLength(Float32Array.of(1, 0, 0))])).toThrow(RangeError);
  expect(() => fuse([a], [-1])).toThrow(RangeError);
  expect(() => fuse([a], [1, 1])).toThrow(RangeError);
  expect(() => fuse([a, Float32Array.of(-1, 0)])).toThrow(RangeError);
});

test('the least agreement finds the one frame of somebody else', () => {
  const mine = toUnitLength(Float32Array.of(1, 0.1, 0));
  const theirs = toUnitLength(Float32Array.of(0, 0.1, 1));
  expect(leastAgreement([mine, mine, mine])).toBeCloseTo(1, 5);
  expect(leastAgreement([mine, mine, theirs, mine])).toBeLessThan(0.1);
  expect(leastAgreement([mine])).toBe(1);
});

test('a vector without a direction is refused', () => {
  expect(() => toUnitLength(new Float32Array(4))).toThrow(RangeError);
  expect(() => toUnitLength(Float32Array.of(Number.NaN, 1))).toThrow(RangeError);
  expect(() => cosine(new Float32Array(2), new Float32Array(3))).toThrow(RangeError);
});
