import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mouthRatioOf, poseOf } from './pose.ts';

/** The canonical head of pose.ts turned by yaw, pitch and roll and seen from far away; x right, y down, pixels. */
function seen(yawDeg: number, pitchDeg: number, rollDeg: number, scale = 20): number[] {
  const head = [[-3.151, 2.625, 3.466], [3.151, 2.625, 3.466], [0, -1.127, 7.476], [-2.456, -4.343, 4.284], [2.456, -4.343, 4.284]] as const;
  const [yaw, pitch, roll] = [yawDeg, pitchDeg, rollDeg].map((angle) => (angle * Math.PI) / 180);
  return head.flatMap(([x, y, z]) => {
    const [x1, z1] = [x * Math.cos(yaw ?? 0) + z * Math.sin(yaw ?? 0), z * Math.cos(yaw ?? 0) - x * Math.sin(yaw ?? 0)];
    const y2 = y * Math.cos(pitch ?? 0) + z1 * Math.sin(pitch ?? 0);
    const [px, py] = [x1 * scale, -y2 * scale];
    return [320 + px * Math.cos(roll ?? 0) - py * Math.sin(roll ?? 0), 240 + px * Math.sin(roll ?? 0) + py * Math.cos(roll ?? 0)];
  });
}

const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });

test('yaw alone is read back within 3 degrees up to 45', () => {
  fc.assert(fc.property(angle(45), angle(20), (yaw, roll) => {
    const pose = poseOf(seen(yaw, 0, roll));
    expect(Math.abs(pose.yawDeg - yaw)).toBeLessThan(3);
    expect(Math.abs(pose.rollDeg - roll)).toBeLessThan(0.01);
  }));
});

test('pitch alone is read back exactly, whatever the roll and size', () => {
  fc.assert(fc.property(angle(30), angle(25), fc.double({ min: 2, max: 60, noNaN: true }), (pitch, roll, scale) => {
    expect(Math.abs(poseOf(seen(0, pitch, roll, scale)).pitchDeg - pitch)).toBeLessThan(0.01);
  }));
});

test('yaw and pitch together stay within 6 degrees', () => {
  fc.assert(fc.property(angle(35), angle(20), (yaw, pitch) => {
    const pose = poseOf(seen(yaw, pitch, 0));
    expect(Math.abs(pose.yawDeg - yaw)).toBeLessThan(6);
    expect(Math.abs(pose.pitchDeg - pitch)).toBeLessThan(6);
  }));
});

test("the person's own left is a positive yaw: the nose moves to the picture's right", () => {
  const straight = [100, 100, 160, 100, 130, 135, 107, 170, 153, 170];
  const moved = straight.map((value, i) => (i === 4 ? value + 15 : value));
  expect(poseOf(straight).yawDeg).toBeCloseTo(0, 6);
  expect(poseOf(moved).yawDeg).toBeGreaterThan(15);
});

test('points that fell together give a pose of zeros, not NaN', () => {
  expect(poseOf(new Float32Array(10))).toEqual({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 });
  expect(poseOf([0, 0, 10, 0, 5, 0, 0, 0, 10, 0])).toEqual({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 });
  expect(mouthRatioOf(new Float32Array(10))).toBe(0);
});

test('a wider mouth raises the ratio and a turn barely changes it', () => {
  const rest = mouthRatioOf(seen(0, 0, 0));
  expect(rest).toBeCloseTo(2.456 / 3.151, 4);
  const turnedRatio = mouthRatioOf(seen(30, 0, 0));
  expect(Math.abs(turnedRatio / rest - 1)).toBeLessThan(0.02);
});
