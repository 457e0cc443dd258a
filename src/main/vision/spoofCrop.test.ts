import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spoofPlanes, spoofRegion } from './spoofCrop.ts';

test('the region always lies inside the frame and keeps the box\'s shape', () => {
  const size = fc.integer({ min: 20, max: 1000 });
  fc.assert(fc.property(size, size, fc.integer({ min: -200, max: 900 }), fc.integer({ min: -200, max: 900 }), fc.integer({ min: 5, max: 600 }), fc.integer({ min: 5, max: 600 }), fc.constantFrom(2.7, 4), (width, height, x, y, w, h, scale) => {
    const region = spoofRegion({ width, height }, { x, y, width: w, height: h }, scale);
    expect(region.x).toBeGreaterThanOrEqual(0);
    expect(region.y).toBeGreaterThanOrEqual(0);
    expect(region.x + region.width).toBeLessThanOrEqual(width + 1e-6);
    expect(region.y + region.height).toBeLessThanOrEqual(height + 1e-6);
    expect(region.width / region.height).toBeCloseTo(w / h, 6);
  }));
});

test('in the middle of a large frame the box is enlarged by the whole factor around its centre', () => {
  expect(spoofRegion({ width: 1000, height: 1000 }, { x: 450, y: 440, width: 100, height: 120 }, 2.7)).toEqual({ x: expect.closeTo(365, 6), y: expect.closeTo(338, 6), width: expect.closeTo(270, 6), height: expect.closeTo(324, 6) });
});

test('planes are BGR and not divided', () => {
  const rgb = Uint8Array.from({ length: 100 * 100 * 3 }, (_, i) => [250, 120, 30][i % 3] ?? 0);
  const planes = spoofPlanes({ width: 100, height: 100, rgb }, { x: 0, y: 0, width: 99, height: 99 }, 80);
  expect([planes[0], planes[80 * 80], planes[2 * 80 * 80]]).toEqual([30, 120, 250]);
});
