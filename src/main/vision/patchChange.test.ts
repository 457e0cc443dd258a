import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchChange } from './patchChange.ts';

const width = 24;
const height = 16;

/** A soft pattern, so that neighbouring pixels resemble each other as they do on skin; `dx` moves it. */
function pattern(phase: number, dx = 0): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const x = (i % width) + dx;
    const y = Math.floor(i / width);
    return 128 + 60 * Math.sin(x / 3 + phase) + 50 * Math.cos(y / 2.5 + phase * 2);
  });
}

test('a patch does not differ from itself, however bright or flat the light makes it', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 6, noNaN: true }), fc.integer({ min: -15, max: 15 }), fc.double({ min: 0.5, max: 1, noNaN: true }), (phase, brighter, contrast) => {
    const patch = pattern(phase);
    const lit = patch.map((value) => 128 + (value - 128) * contrast + brighter);
    expect(patchChange(patch, lit, width)).toBeLessThan(0.01);
  }));
});

test('a tremble of the points by up to two pixels is made up for', () => {
  for (const dx of [-2, -1, 1, 2]) expect(patchChange(pattern(1), pattern(1, dx), width)).toBeLessThan(0.02);
});

test('another picture differs clearly, its negative most of all', () => {
  expect(patchChange(pattern(0), pattern(2.2), width)).toBeGreaterThan(0.3);
  const patch = pattern(0.5);
  expect(patchChange(patch, patch.map((value) => 255 - value), width, 0)).toBeCloseTo(2, 1);
});

test('a patch without any contrast has nothing in common with anything', () => {
  expect(patchChange(new Uint8Array(width * height).fill(80), pattern(1), width)).toBe(1);
});

test('patches of different size cannot be compared', () => {
  expect(() => patchChange(new Uint8Array(10), new Uint8Array(12), 2)).toThrow(RangeError);
  expect(() => patchChange(new Uint8Array(10), new Uint8Array(10), 3)).toThrow(RangeError);
});
