import { FaceLandmarker } from '@mediapipe/tasks-vision';
import { expect, test } from 'vitest';
import type { Point3 } from '../readings.ts';
import { buildMesh, meshPoints, openingTriangles, ovalOrder, trianglesOfEdges } from './mesh.ts';
import { loopGesture, loopSeconds, stepGesture, stepSeconds } from './motion.ts';
import { createPilot } from './pilot.ts';
import { drawTriangle, type Pixels } from './raster.ts';
import { neutral, posePoints, visibleTriangles } from './warp.ts';

const tessellation = FaceLandmarker.FACE_LANDMARKS_TESSELATION;
const oval = FaceLandmarker.FACE_LANDMARKS_FACE_OVAL;
const skin = trianglesOfEdges(tessellation);

const edgesOf = (triangles: readonly (readonly number[])[]): string[] => triangles.flatMap(([a, b, c]) => [`${a}-${b}`, `${b}-${c}`, `${c}-${a}`]);
const border = (triangles: readonly (readonly number[])[]): string[] => {
  const edges = new Set(edgesOf(triangles));
  return [...edges].filter((edge) => !edges.has(edge.split('-').toReversed().join('-')));
};

/** A dome of points: round from the front, the middle nearest to the camera. Ear and nose places are not MediaPipe's. */
function dome(): Point3[] {
  return Array.from({ length: meshPoints }, (_, index) => {
    const [angle, radius] = [index * 2.4, 100 * Math.sqrt(index / meshPoints)];
    return { x: 320 + radius * Math.cos(angle), y: 240 + radius * Math.sin(angle), z: -Math.sqrt(Math.max(0, 101 ** 2 - radius ** 2)) };
  });
}
const rings = [{ scale: 1.35, weight: 0.6 }, { scale: 1.9, weight: 0 }];

test('the mesh with eyes and mouth closed has one border, the face oval, and one winding', () => {
  const whole = [...skin, ...openingTriangles(skin)];
  expect(border(whole)).toHaveLength(ovalOrder(oval).length);
  expect(new Set(edgesOf(whole)).size).toBe(edgesOf(whole).length);
});

test('rings continue the winding and stand still at the outside', () => {
  const mesh = buildMesh(dome(), { tessellation, oval }, rings);
  expect(new Set(edgesOf(mesh.triangles)).size).toBe(edgesOf(mesh.triangles).length);
  const posed = posePoints(mesh, { ...neutral, yawDeg: 30, dx: 5 });
  for (let index = mesh.points.length - 36; index < mesh.points.length; index += 1) {
    expect(posed[index]?.x).toBeCloseTo(mesh.points[index]?.x ?? 0);
  }
});

test('at the neutral gesture nothing moves', () => {
  const mesh = buildMesh(dome(), { tessellation, oval }, rings);
  posePoints(mesh, neutral).forEach((point, index) => {
    expect(point.x).toBeCloseTo(mesh.points[index]?.x ?? 0);
    expect(point.y).toBeCloseTo(mesh.points[index]?.y ?? 0);
  });
});

test('a positive yaw moves what is near the camera to the right, a positive pitch moves it up', () => {
  const mesh = buildMesh(dome(), { tessellation, oval }, rings);
  const [nose, posed] = [mesh.points[0], posePoints(mesh, { ...neutral, yawDeg: 20, pitchDeg: 10 })[0]];
  expect(posed?.x).toBeGreaterThan((nose?.x ?? 0) + 10);
  expect(posed?.y).toBeLessThan((nose?.y ?? 0) - 5);
});

test('triangles are drawn from the back to the front and never from behind', () => {
  const mesh = buildMesh(dome(), { tessellation, oval }, rings);
  const posed = posePoints(mesh, { ...neutral, yawDeg: 40 });
  const depths = visibleTriangles(mesh, posed).map((corners) => corners.reduce((sum, index) => sum + (posed[index]?.z ?? 0), 0));
  expect(depths).toEqual(depths.toSorted((a, b) => b - a));
  expect(depths.length).toBeGreaterThan(100);
  expect(depths.length).toBeLessThan(mesh.triangles.length);
});

test('a blink brings the upper lids onto the lower ones', () => {
  const mesh = buildMesh(dome(), { tessellation, oval }, rings);
  const posed = posePoints(mesh, { ...neutral, blink: 1 });
  for (const [upper, lower] of [[159, 145], [386, 374]] as const) expect(posed[upper]?.y).toBeCloseTo(mesh.points[lower]?.y ?? 0);
});

test('a triangle is filled with the matching part of the picture and nothing outside it is touched', () => {
  const source: Pixels = { data: new Uint8ClampedArray(20 * 20 * 4), width: 20, height: 20 };
  for (let index = 0; index < 400; index += 1) source.data[index * 4] = (index % 20) * 10;
  const target: Pixels = { data: new Uint8ClampedArray(20 * 20 * 4).fill(255), width: 20, height: 20 };
  const corner = (x: number, y: number): Point3 => ({ x, y, z: 0 });
  drawTriangle(source, target, [corner(2, 2), corner(12, 2), corner(2, 12)], [corner(4, 4), corner(14, 4), corner(4, 14)]);
  expect(target.data[(5 * 20 + 6) * 4]).toBe(40);
  expect(target.data[(5 * 20 + 9) * 4]).toBe(70);
  expect(target.data[(15 * 20 + 15) * 4]).toBe(255);
  expect(target.data[(3 * 20 + 3) * 4]).toBe(255);
});

test('the loop begins and ends neutral and does every step', () => {
  for (const t of [0, 0.3, loopSeconds - 0.3, loopSeconds]) {
    const gesture = loopGesture(t);
    expect(Math.abs(gesture.yawDeg)).toBeLessThan(3);
    expect([gesture.blink, gesture.smile]).toEqual([0, 0]);
  }
  const all = Array.from({ length: 1_000 }, (_, index) => loopGesture((index / 1_000) * loopSeconds));
  expect(Math.max(...all.map(({ yawDeg }) => yawDeg))).toBeGreaterThan(28);
  expect(Math.min(...all.map(({ yawDeg }) => yawDeg))).toBeLessThan(-28);
  expect(Math.max(...all.map(({ smile }) => smile))).toBe(1);
  expect(Math.max(...all.map(({ blink }) => blink))).toBe(1);
});

test('two blinks of blinkTwice are apart and each lasts 150 to 300 ms', () => {
  const shut: number[] = [];
  for (let t = 0; t < stepSeconds.blinkTwice; t += 0.005) if (stepGesture('blinkTwice', t).blink > 0.5) shut.push(t);
  const gaps = shut.slice(1).filter((t, index) => t - (shut[index] ?? 0) > 0.02);
  expect(gaps).toHaveLength(1);
  const first = shut.filter((t) => t < (gaps[0] ?? 0));
  const lastedMs = ((first.at(-1) ?? 0) - (first[0] ?? 0)) * 1_000;
  expect(lastedMs).toBeGreaterThan(150);
  expect(lastedMs).toBeLessThan(300);
});

test('the pilot waits as a person would, does what is asked, and does it again', () => {
  const pilot = createPilot();
  pilot.perform('turnRight', 10);
  expect(Math.abs(pilot.gesture(10.4).yawDeg)).toBeLessThan(3);
  expect(pilot.gesture(11.5).yawDeg).toBeLessThan(-25);
  pilot.perform('turnRight', 11.5);
  expect(pilot.gesture(11.7).yawDeg).toBeLessThan(-25);
  const again = [12, 12.5, 13, 13.5, 14, 14.5].map((t) => pilot.gesture(t).yawDeg);
  expect(Math.min(...again)).toBeLessThan(-25);
  expect(Math.max(...again)).toBeGreaterThan(-3);
});

test('the pilot holds a side pose as long as it is asked for', () => {
  const pilot = createPilot();
  pilot.perform('left', 0);
  for (const t of [2, 3, 5, 9]) expect(pilot.gesture(t).yawDeg).toBeGreaterThan(25);
  pilot.perform(null, 9);
  expect(Math.abs(pilot.gesture(9.5).yawDeg)).toBeLessThan(3);
});
