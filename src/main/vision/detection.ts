import type { Box } from './types.ts';

/** What a detector says about one face, in frame pixels. */
export interface Detection {
  box: Box;
  /** 0..1 */
  score: number;
  /** float[10]: eye, eye, nose tip, mouth corner, mouth corner, the picture's left first. */
  points: Float32Array;
}

/** Intersection over union, 0..1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** Keeps the surest of every heap of overlapping boxes. */
export function suppress(found: Detection[], maxOverlap = 0.3): Detection[] {
  const kept: Detection[] = [];
  for (const next of [...found].sort((a, b) => b.score - a.score)) {
    if (kept.every((face) => overlap(face.box, next.box) <= maxOverlap)) kept.push(next);
  }
  return kept;
}

/** Largest box first: the person who stands at the kiosk. */
export function largestFirst(found: Detection[]): Detection[] {
  return [...found].sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
}
