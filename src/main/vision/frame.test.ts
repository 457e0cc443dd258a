import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greyOf, meanGrey, shrinkToBgrPlanes, warp } from './frame.ts';

test('shrinking keeps the mean of the picture', () => {
  fc.assert(fc.property(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 40 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer(), (width, height, toX, toY, seed) => {
    const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => Math.abs((i * 2654435761 + seed) >> 7) % 256);
    const small = shrinkToBgrPlanes({ width, height, rgb }, toX, toY, toX, toY);
    const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(small)).toBeCloseTo(mean(rgb), 2);
  }), { numRuns: 60 });
});

test('halving averages blocks of four pixels into BGR planes with black beside them', () => {
  const rgb = new Uint8Array(4 * 2 * 3);
  rgb.set([10, 20, 30], 0);
  rgb.set([30, 40, 50], 3);
  rgb.set([50, 60, 70], 12);
  rgb.set([70, 80, 90], 15);
  const planes = shrinkToBgrPlanes({ width: 4, height: 2, rgb }, 2, 1, 3, 2);
  expect([planes[0], planes[6], planes[12]]).toEqual([60, 50, 40]);
  expect([planes[2], planes[3], planes[5]]).toEqual([0, 0, 0]);
});

test('a fine checkerboard warped to a coarse chip becomes grey instead of a pattern', () => {
  const side = 64;
  const rgb = Uint8Array.from({ length: side * side * 3 }, (_, i) => ((Math.floor(i / 3) % side) + Math.floor(i / 3 / side)) % 2 === 0 ? 0 : 254);
  const chip = warp({ width: side, height: side, rgb }, [4, 0, 1.5, 0, 4, 1.5], 16);
  const inside = chip.subarray(16 * 3, 15 * 16 * 3);
  for (const value of inside) expect(Math.abs(value - 127)).toBeLessThan(40);
});

test('grey follows Rec. 601 and the mean of grey its bytes', () => {
  const rgb = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 200, 200);
  expect(Array.from(greyOf(rgb))).toEqual([76, 150, 29, 200]);
  expect(meanGrey(rgb)).toBeCloseTo((76.245 + 149.685 + 29.07 + 200) / 4, 3);
  expect(meanGrey(new Uint8Array(0))).toBe(0);
});
