import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arcfaceTemplate, dlibTemplate, similarity } from './align.ts';
import { warp } from './frame.ts';

function turned(points: readonly number[], angle: number, scale: number, dx: number, dy: number): number[] {
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  return Array.from({ length: points.length / 2 }, (_, i) => [cos * (points[2 * i] ?? 0) - sin * (points[2 * i + 1] ?? 0) + dx, sin * (points[2 * i] ?? 0) + cos * (points[2 * i + 1] ?? 0) + dy]).flat();
}

test('a turned, scaled and shifted template is found again exactly', () => {
  fc.assert(fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.1, max: 20, noNaN: true }), fc.double({ min: -500, max: 500, noNaN: true }), fc.double({ min: -500, max: 500, noNaN: true }), (angle, scale, dx, dy) => {
    const map = similarity(arcfaceTemplate, turned(arcfaceTemplate, angle, scale, dx, dy));
    expect(map[0]).toBeCloseTo(Math.cos(angle) * scale, 6);
    expect(map[3]).toBeCloseTo(Math.sin(angle) * scale, 6);
    expect(map[2]).toBeCloseTo(dx, 4);
    expect(map[5]).toBeCloseTo(dy, 4);
  }));
});

test('with trembling points no small change of the answer fits better', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 10, maxLength: 10 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom(-0.01, 0.01), (tremble, which, by) => {
    const points = turned(arcfaceTemplate, 0.3, 2, 40, 30).map((value, i) => value + (tremble[i] ?? 0));
    const [a, , c, d, , f] = similarity(arcfaceTemplate, points);
    const error = (cos: number, sin: number, x: number, y: number): number => turned(arcfaceTemplate, Math.atan2(sin, cos), Math.hypot(cos, sin), x, y).reduce((sum, value, i) => sum + (value - (points[i] ?? 0)) ** 2, 0);
    const best = [a, d, c, f] as const;
    const other: [number, number, number, number] = [...best];
    other[which] = best[which === 0 ? 0 : which === 1 ? 1 : which === 2 ? 2 : 3] + by;
    expect(error(...other)).toBeGreaterThanOrEqual(error(...best) - 1e-9);
  }));
});

test('a template that is one spot, and lists of different length, are refused', () => {
  expect(() => similarity([1, 1, 1, 1], [0, 0, 5, 5])).toThrow(RangeError);
  expect(() => similarity(arcfaceTemplate, [0, 0, 5, 5])).toThrow(RangeError);
});

test('the dlib template lies inside the chip with a quarter of padding on every side', () => {
  const template = dlibTemplate(150);
  expect(template[0]).toBeCloseTo(47.6, 5);
  expect(template[1]).toBeCloseTo(46.6, 5);
  expect(Math.min(...template)).toBeGreaterThan(25);
  expect(Math.max(...template)).toBeLessThan(125);
});

test('warping by the identity copies the picture, and outside it is black', () => {
  const rgb = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i * 37) % 256);
  const frame = { width: 8, height: 8, rgb };
  const copy = warp(frame, [1, 0, 0, 0, 1, 0], 8);
  expect(Array.from(copy)).toEqual(Array.from(rgb));
  expect(Math.max(...warp(frame, [1, 0, 100, 0, 1, 0], 8))).toBe(0);
});
