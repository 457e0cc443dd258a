import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlap } from './detection.ts';
import { sameTrack, trackLimits } from './track.ts';

const face = { x: 200, y: 100, width: 160, height: 200 };
const moved = (dx: number, dy: number, scale = 1) => ({ x: face.x + dx - (face.width * (scale - 1)) / 2, y: face.y + dy - (face.height * (scale - 1)) / 2, width: face.width * scale, height: face.height * scale });

test('a face that hardly moves is one track', () => {
  fc.assert(fc.property(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 }), fc.integer({ min: 0, max: trackLimits.maxGapMs }), (dx, dy, gap) => {
    expect(sameTrack({ box: face, atMs: 1000 }, { box: moved(dx, dy), atMs: 1000 + gap })).toBe(true);
  }));
});

test('a face beside the first, one of another size, and a long gap are other tracks', () => {
  expect(sameTrack({ box: face, atMs: 0 }, { box: moved(220, 0), atMs: 100 })).toBe(false);
  expect(sameTrack({ box: face, atMs: 0 }, { box: moved(220, 0), atMs: trackLimits.maxGapMs })).toBe(false);
  expect(sameTrack({ box: face, atMs: 0 }, { box: moved(0, 0, 1.6), atMs: 100 })).toBe(false);
  expect(sameTrack({ box: face, atMs: 0 }, { box: moved(0, 0, 0.6), atMs: 100 })).toBe(false);
  expect(sameTrack({ box: face, atMs: 0 }, { box: face, atMs: trackLimits.maxGapMs + 1 })).toBe(false);
});

test('time that runs backwards and boxes that are no boxes are never a track', () => {
  expect(sameTrack({ box: face, atMs: 100 }, { box: face, atMs: 50 })).toBe(false);
  expect(sameTrack({ box: face, atMs: Number.NaN }, { box: face, atMs: 50 })).toBe(false);
  expect(sameTrack({ box: face, atMs: 0 }, { box: { x: 0, y: 0, width: 0, height: 0 }, atMs: 50 })).toBe(false);
});

test('overlap is 1 for a box with itself, 0 for boxes apart, and the same either way round', () => {
  const side = fc.integer({ min: 1, max: 300 });
  const box = fc.record({ x: fc.integer({ min: -100, max: 300 }), y: fc.integer({ min: -100, max: 300 }), width: side, height: side });
  fc.assert(fc.property(box, box, (a, b) => {
    expect(overlap(a, a)).toBeCloseTo(1, 9);
    expect(overlap(a, b)).toBeCloseTo(overlap(b, a), 12);
    expect(overlap(a, { ...b, x: a.x + a.width + 1 })).toBe(0);
  }));
});
