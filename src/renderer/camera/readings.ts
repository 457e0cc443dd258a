import type { FrameHints } from '../../shared/contract.ts';

/** One landmark. `x`, `y`: pixels of the unmirrored picture; `z`: same scale, smaller is nearer to the camera. */
export interface Point3 { x: number; y: number; z: number }

/** What the guide saw in one frame. Hints for the person on screen: main decides from the pixels. */
export interface Reading {
  /** Faces in the picture, 0..3 (the guide looks for no more). Everything below is about the largest and 0 when there is none. */
  faces: number;
  /** Degrees; > 0: turned to the person's own left, the nose moves to the right of the unmirrored picture. */
  yawDeg: number;
  /** Degrees; > 0 looks up. */
  pitchDeg: number;
  /** 0 open .. 1 shut, mean of both eyes. */
  blink: number;
  /** 0..1, mean of both mouth corners. */
  smile: number;
  /** Bounding box of the face oval, fractions 0..1 of the picture; null without a face. */
  box: { x: number; y: number; width: number; height: number } | null;
  /** When the frame was looked at: `performance.now()`, milliseconds. */
  at: number;
}

export function noFaceReading(at: number): Reading {
  return { faces: 0, yawDeg: 0, pitchDeg: 0, blink: 0, smile: 0, box: null, at };
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;
const unit = (value: number): number => Math.min(1, Math.max(0, value));
const nowhere: Point3 = { x: 0, y: 0, z: 0 };

/**
 * Yaw and pitch from MediaPipe's facial transformation matrix.
 * @param matrix 16 numbers, column-major; its third column is where the face looks, y up, z towards the camera.
 */
export function poseFromMatrix(matrix: readonly number[]): { yawDeg: number; pitchDeg: number } {
  const [x = 0, y = 0, z = 1] = matrix.slice(8, 11);
  return { yawDeg: degrees(Math.atan2(x, z)), pitchDeg: degrees(Math.atan2(y, Math.hypot(x, z))) };
}

/** Yaw and pitch from the mesh alone (temples 234 and 454, forehead 10, chin 152), for the source without a pose matrix. */
export function poseFromPoints(points: readonly Point3[]): { yawDeg: number; pitchDeg: number } {
  const [right, left, top, chin] = [234, 454, 10, 152].map((index) => points[index] ?? nowhere) as [Point3, Point3, Point3, Point3]; // four in, four out
  return {
    yawDeg: degrees(Math.atan2(left.z - right.z, left.x - right.x)),
    pitchDeg: degrees(Math.atan2(top.z - chin.z, chin.y - top.y)),
  };
}

/** Lid pairs (upper, lower) and corners of both eyes in MediaPipe's numbering. */
const eyes = [
  { corners: [33, 133], lids: [[160, 144], [158, 153]] },
  { corners: [362, 263], lids: [[385, 380], [387, 373]] },
] as const;

const distance = (points: readonly Point3[], a: number, b: number): number => {
  const [from, to] = [points[a] ?? nowhere, points[b] ?? nowhere];
  return Math.hypot(from.x - to.x, from.y - to.y);
};

/** Eye aspect ratio (Soukupová and Čech 2016): about 0.28-0.35 open, under 0.15 shut. Mean of both eyes. */
export function eyeAspect(points: readonly Point3[]): number {
  const ratios = eyes.map(({ corners, lids }) => {
    const height = lids.reduce((sum, [upper, lower]) => sum + distance(points, upper, lower), 0) / lids.length;
    return height / Math.max(1e-6, distance(points, corners[0], corners[1]));
  });
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

/** Blink 0..1 from the mesh alone. */
export function blinkFromPoints(points: readonly Point3[]): number {
  return unit((0.28 - eyeAspect(points)) / 0.18);
}

/** Smile 0..1 from the mesh alone: mouth width over the distance of the outer eye corners, 0.5 at rest and 0.66 in a wide smile. */
export function smileFromPoints(points: readonly Point3[]): number {
  return unit((distance(points, 61, 291) / Math.max(1e-6, distance(points, 33, 263)) - 0.5) / 0.16);
}

/** Box of the points in fractions of a picture `width` x `height` pixels. */
export function boxOf(points: readonly Point3[], width: number, height: number): NonNullable<Reading['box']> {
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x: x / width, y: y / height, width: (Math.max(...xs) - x) / width, height: (Math.max(...ys) - y) / height };
}

/** The reading as the contract wants it: inside its ranges, or null when nothing was read. */
export function hintsOf(reading: Reading | null): FrameHints {
  if (!reading) return null;
  const within = (value: number, most: number): number => (Number.isFinite(value) ? Math.min(most, Math.max(-most, value)) : 0);
  return {
    yawDeg: within(reading.yawDeg, 180),
    pitchDeg: within(reading.pitchDeg, 180),
    blink: unit(within(reading.blink, 1)),
    smile: unit(within(reading.smile, 1)),
    faces: Math.min(20, Math.max(0, Math.round(reading.faces))),
  };
}
