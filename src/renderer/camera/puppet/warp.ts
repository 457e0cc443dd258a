import type { Point3 } from '../readings.ts';
import { eyeLines, signedArea, type PuppetMesh, type Triangle } from './mesh.ts';
import { drawTriangle, type Pixels } from './raster.ts';

/** What the puppet is asked to look like. */
export interface Gesture {
  /** Degrees; > 0 turns to the person's own left (nose to the picture's right). The landmarker reads about two thirds of what is asked. */
  yawDeg: number;
  /** Degrees; > 0 looks up. */
  pitchDeg: number;
  /** 0 open .. 1 shut. */
  blink: number;
  /** 0 as neutral .. 1 a wide smile. */
  smile: number;
  /** Shift of the head, pixels of the 640x480 picture. */
  dx: number;
  dy: number;
}

export const neutral: Gesture = { yawDeg: 0, pitchDeg: 0, blink: 0, smile: 0, dx: 0, dy: 0 };

/** MediaPipe's mesh is flatter than a head. */
const depth = 1.35;
const mouthCorners = [61, 291] as const;
const mouthMiddle = 13;

const at = (points: readonly Point3[], index: number): Point3 => points[index] ?? { x: 0, y: 0, z: 0 };
const towards = (from: Point3, to: Point3, share: number): Point3 => ({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, z: from.z + (to.z - from.z) * share });

/** Upper lids go down onto the lower ones, the crease above them a third of the way. */
function closeEyes(points: Point3[], rest: readonly Point3[], blink: number): void {
  for (const { upper, lower, crease } of eyeLines) {
    upper.forEach((index, position) => {
      const below = at(rest, lower[position] ?? index);
      points[index] = towards(at(rest, index), below, blink);
      const fold = crease[position] ?? index;
      points[fold] = towards(at(rest, fold), { ...at(rest, fold), y: at(rest, fold).y + below.y - at(rest, index).y }, blink / 3);
    });
  }
}

/** Mouth corners go out and up; what is near them follows, less with distance. */
function widenMouth(points: Point3[], rest: readonly Point3[], smile: number, faceWidth: number): void {
  const middle = at(rest, mouthMiddle);
  const reach = 0.15 * faceWidth;
  for (const index of mouthCorners) {
    const corner = at(rest, index);
    const side = Math.sign(corner.x - middle.x);
    for (let point = 0; point < 468; point += 1) {
      const from = at(rest, point);
      const near = Math.exp(-((from.x - corner.x) ** 2 + (from.y - corner.y) ** 2) / (2 * reach * reach));
      // the other half of the mouth belongs to the other corner
      const half = 1 / (1 + Math.exp(-side * (from.x - middle.x) / (0.04 * faceWidth)));
      const moved = at(points, point);
      points[point] = { x: moved.x + side * near * half * smile * 0.06 * faceWidth, y: moved.y - near * half * smile * 0.04 * faceWidth, z: moved.z };
    }
  }
}

/** Turns a point about the pivot: yaw about the upright axis, then pitch about the ear axis. */
function turn(point: Point3, pivot: Point3, yaw: number, pitch: number): Point3 {
  const [x, y, z] = [point.x - pivot.x, point.y - pivot.y, (point.z - pivot.z) * depth];
  const x1 = x * Math.cos(yaw) - z * Math.sin(yaw);
  const z1 = x * Math.sin(yaw) + z * Math.cos(yaw);
  return { x: x1 + pivot.x, y: y * Math.cos(pitch) + z1 * Math.sin(pitch) + pivot.y, z: z1 * Math.cos(pitch) - y * Math.sin(pitch) };
}

/** Where every point of the mesh lies for a gesture. At the neutral gesture nothing moves. */
export function posePoints(mesh: PuppetMesh, gesture: Gesture): Point3[] {
  const shaped = mesh.points.map((point) => ({ ...point }));
  closeEyes(shaped, mesh.points, gesture.blink);
  widenMouth(shaped, mesh.points, gesture.smile, mesh.faceWidth);
  const [yaw, pitch] = [(gesture.yawDeg * Math.PI) / 180, (gesture.pitchDeg * Math.PI) / 180];
  return shaped.map((point, index) => {
    const weight = mesh.weights[index] ?? 0;
    const turned = turn(point, mesh.pivot, yaw * weight, pitch * weight);
    return { x: turned.x + gesture.dx * weight, y: turned.y + gesture.dy * weight, z: turned.z };
  });
}

/** Triangles facing the viewer, farthest first. Those that turned away or vanished are left out. */
export function visibleTriangles(mesh: PuppetMesh, posed: readonly Point3[]): Triangle[] {
  const seen: { triangle: Triangle; far: number }[] = [];
  for (const triangle of mesh.triangles) {
    const [a, b, c] = triangle;
    if (signedArea(posed[a], posed[b], posed[c]) * mesh.facing < 0.02) continue;
    seen.push({ triangle, far: at(posed, a).z + at(posed, b).z + at(posed, c).z });
  }
  return seen.sort((one, other) => other.far - one.far).map(({ triangle }) => triangle);
}

/** Draws the portrait in the asked gesture over `target`, which must hold the same size. */
export function warp(portrait: Pixels, mesh: PuppetMesh, gesture: Gesture, target: Pixels): void {
  target.data.set(portrait.data);
  const posed = posePoints(mesh, gesture);
  for (const [a, b, c] of visibleTriangles(mesh, posed)) {
    drawTriangle(portrait, target, [at(mesh.points, a), at(mesh.points, b), at(mesh.points, c)], [at(posed, a), at(posed, b), at(posed, c)]);
  }
}
