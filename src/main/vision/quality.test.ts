import { expect, test } from 'vitest';
import { adviceFor, chipSide, qualityLimits, qualityOf, weightOf } from './quality.ts';
import type { Face, FrameReport } from './types.ts';

const good: Face = {
  box: { x: 240, y: 120, width: 160, height: 200 }, score: 0.93, points: new Float32Array(10), yawDeg: 0, pitchDeg: 0, rollDeg: 0, mouthRatio: 0.8,
  eyes: new Uint8Array(1120), mouth: new Uint8Array(1344), quality: { eyeDistancePx: 75, sharpness: 300, brightness: 130, unevenness: 0.1 }, live: null, embedding: null,
};
const report = (...faces: Face[]): FrameReport => ({ width: 640, height: 480, brightness: 110, faces });
const worse = (change: Partial<Face>): Face => ({ ...good, ...change });
const withQuality = (change: Partial<Face['quality']>): Face => ({ ...good, quality: { ...good.quality, ...change } });

test.each([
  ['a good face looking ahead', report(good), 'front', 'ok'],
  ['nobody', report(), 'any', 'noFace'],
  ['a covered camera', { ...report(), brightness: 3 }, 'any', 'brighter'],
  ['two people of like size', report(good, worse({ box: { x: 20, y: 120, width: 120, height: 150 } })), 'any', 'manyFaces'],
  ['somebody far behind', report(good, worse({ box: { x: 20, y: 20, width: 40, height: 50 } })), 'front', 'ok'],
  ['too far', report(withQuality({ eyeDistancePx: 20 })), 'front', 'closer'],
  ['too near', report(withQuality({ eyeDistancePx: 260 })), 'front', 'back'],
  ['in the corner', report(worse({ box: { x: -60, y: 120, width: 160, height: 200 } })), 'front', 'centre'],
  ['dark', report(withQuality({ brightness: 20 })), 'front', 'brighter'],
  ['glaring', report(withQuality({ brightness: 240 })), 'front', 'darker'],
  ['lit from one side', report(withQuality({ unevenness: 0.9 })), 'front', 'evenLight'],
  ['blurred', report(withQuality({ sharpness: 4 })), 'front', 'holdStill'],
  ['half covered', report(worse({ score: 0.6 })), 'front', 'uncover'],
  ['turned when straight is wanted', report(worse({ yawDeg: 25 })), 'front', 'lookStraight'],
  ['looking up', report(worse({ pitchDeg: 40 })), 'any', 'lookStraight'],
  ['head tilted', report(worse({ rollDeg: -40 })), 'any', 'lookStraight'],
  ['turned when any pose will do', report(worse({ yawDeg: 25 })), 'any', 'ok'],
  ["the person's left, wanted", report(worse({ yawDeg: 25 })), 'left', 'ok'],
  ["the person's right, wanted", report(worse({ yawDeg: -25 })), 'right', 'ok'],
  ['turned the wrong way', report(worse({ yawDeg: -25 })), 'left', 'turnMore'],
  ['not turned enough', report(worse({ yawDeg: 10 })), 'left', 'turnMore'],
  ['turned too far', report(worse({ yawDeg: 70 })), 'left', 'lookStraight'],
] as const)('%s', (_what, seen, want, advice) => {
  expect(adviceFor({ ...seen, faces: [...seen.faces] }, want)).toBe(advice);
});

test('distance is said before light, light before pose', () => {
  const all = { ...withQuality({ eyeDistancePx: 10, brightness: 10, sharpness: 1 }), yawDeg: 50 };
  expect(adviceFor(report(all), 'front')).toBe('closer');
  expect(adviceFor(report({ ...all, quality: { ...all.quality, eyeDistancePx: 80 } }), 'front')).toBe('brighter');
});

function chip(pixel: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: chipSide * chipSide * 3 }, (_, i) => pixel(Math.floor(i / 3) % chipSide, Math.floor(i / 3 / chipSide)));
}

test('a flat chip has no sharpness, stripes have, and blurring the stripes lowers it', () => {
  const stripes = (period: number) => qualityOf(chip((x) => 128 + 100 * Math.sin((2 * Math.PI * x) / period)), 60).sharpness;
  expect(qualityOf(chip(() => 90), 60)).toEqual({ eyeDistancePx: 60, sharpness: 0, brightness: expect.closeTo(90, 6), unevenness: 0 });
  expect(stripes(4)).toBeGreaterThan(stripes(8));
  expect(stripes(8)).toBeGreaterThan(stripes(24));
});

test('light from one side shows as unevenness', () => {
  expect(qualityOf(chip((x) => (x < 56 ? 200 : 100)), 60).unevenness).toBeCloseTo(100 / 150, 1);
});

test('better frames weigh more and none weighs nothing', () => {
  expect(weightOf(good)).toBeGreaterThan(weightOf(withQuality({ sharpness: 20 })));
  expect(weightOf(good)).toBeGreaterThan(weightOf(withQuality({ eyeDistancePx: 30 })));
  expect(weightOf(good)).toBeGreaterThan(weightOf(worse({ yawDeg: 40 })));
  expect(weightOf(worse({ yawDeg: 90, quality: { eyeDistancePx: 1, sharpness: 0, brightness: 0, unevenness: 2 } }))).toBeGreaterThan(0);
  expect(weightOf(good)).toBeLessThanOrEqual(1);
  expect(qualityLimits.minEyeDistancePx).toBeGreaterThan(0);
});
