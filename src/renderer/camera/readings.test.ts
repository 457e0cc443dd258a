import { expect, test } from 'vitest';
import { blinkFromPoints, boxOf, hintsOf, noFaceReading, poseFromMatrix, poseFromPoints, smileFromPoints, type Point3 } from './readings.ts';

/** Column-major 4x4 of a head turned by yaw about the upright axis, then nothing else. */
function yawMatrix(yawDeg: number): number[] {
  const [c, s] = [Math.cos((yawDeg * Math.PI) / 180), Math.sin((yawDeg * Math.PI) / 180)];
  return [c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, 0, 0, -40, 1];
}

/** A face of 478 points of which only the named ones matter. */
function face(places: Record<number, [number, number, number?]>): Point3[] {
  return Array.from({ length: 478 }, (_, index) => { const [x, y, z = 0] = places[index] ?? [100, 100]; return { x, y, z }; });
}

test('yaw is positive when the nose moves to the right of the picture', () => {
  expect(poseFromMatrix(yawMatrix(25)).yawDeg).toBeCloseTo(25);
  // turned to the own left: the temple on the picture's right (454) goes back, away from the camera
  expect(poseFromPoints(face({ 234: [60, 100, -20], 454: [140, 100, 20], 10: [100, 40], 152: [100, 160] })).yawDeg).toBeCloseTo(26.6, 1);
});

test('pitch is positive when the face looks up', () => {
  expect(poseFromMatrix([1, 0, 0, 0, 0, 1, 0, 0, 0, 0.5, 0.866, 0, 0, 0, 0, 1]).pitchDeg).toBeCloseTo(30, 1);
  expect(poseFromPoints(face({ 234: [60, 100], 454: [140, 100], 10: [100, 40, 30], 152: [100, 160, -30] })).pitchDeg).toBeCloseTo(26.6, 1);
});

const eyesAt = (half: number) => face({
  33: [40, 100], 133: [70, 100], 160: [48, 100 - half], 144: [48, 100 + half], 158: [62, 100 - half], 153: [62, 100 + half],
  362: [130, 100], 263: [160, 100], 385: [138, 100 - half], 380: [138, 100 + half], 387: [152, 100 - half], 373: [152, 100 + half],
});

test('open eyes read 0, shut eyes near 1', () => {
  expect(blinkFromPoints(eyesAt(5))).toBe(0);
  expect(blinkFromPoints(eyesAt(1))).toBeGreaterThan(0.9);
});

test('a wider mouth is more of a smile', () => {
  const mouth = (half: number) => face({ 33: [40, 100], 263: [160, 100], 61: [100 - half, 150], 291: [100 + half, 150] });
  expect(smileFromPoints(mouth(30))).toBe(0);
  expect(smileFromPoints(mouth(36))).toBeCloseTo(0.625);
});

test('the box is in fractions of the picture', () => {
  expect(boxOf([{ x: 64, y: 48, z: 0 }, { x: 320, y: 240, z: 0 }], 640, 480)).toEqual({ x: 0.1, y: 0.1, width: 0.4, height: 0.4 });
});

test('hints stay inside the ranges of the contract, whatever was read', () => {
  expect(hintsOf(null)).toBeNull();
  expect(hintsOf({ ...noFaceReading(0), faces: 50, yawDeg: Number.NaN, pitchDeg: 400, blink: 2, smile: -1 })).toEqual({ faces: 20, yawDeg: 0, pitchDeg: 180, blink: 1, smile: 0 });
});
