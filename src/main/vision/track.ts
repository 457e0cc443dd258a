import { overlap } from './detection.ts';
import type { Box } from './types.ts';

/** A face at a moment; `atMs` on any one clock. */
export interface Seen { box: Box; atMs: number }

/* Measured on clips of people who talk, nod and turn (docs/face-matching.md, "Tracks"). */
export const trackLimits = {
  /** Longer without the face and it could be another person. */
  maxGapMs: 700,
  /** Boxes of the same face share at least this much, when frames follow closely... */
  minOverlap: 0.3,
  /** ...or their centres are this near, in box widths per 200 ms, for a quick movement (0.80 seen)... */
  maxMovePerStep: 0.85,
  /** ...and never further than this, however long the gap: the face of somebody beside is 1.2 or more away. */
  maxMove: 1,
  /** Largest change of the box's side per 200 ms, as a factor (1.13 seen). */
  maxScalePerStep: 1.35,
} as const;

/**
 * Is `next` the same face as `previous`, one track of a single person? Swapping people needs a jump in place, in size or a gap.
 * It is one of three ties: the embeddings of all frames must agree as well, and every frame holds exactly one face.
 */
export function sameTrack(previous: Seen, next: Seen): boolean {
  const gap = next.atMs - previous.atMs;
  if (!(gap >= 0) || gap > trackLimits.maxGapMs) return false;
  const steps = Math.max(1, gap / 200);
  const sizeA = Math.sqrt(previous.box.width * previous.box.height);
  const sizeB = Math.sqrt(next.box.width * next.box.height);
  const scale = Math.max(sizeA, sizeB) / Math.min(sizeA, sizeB);
  if (!(scale <= trackLimits.maxScalePerStep ** steps)) return false;
  if (overlap(previous.box, next.box) >= trackLimits.minOverlap) return true;
  const moveX = next.box.x + next.box.width / 2 - (previous.box.x + previous.box.width / 2);
  const moveY = next.box.y + next.box.height / 2 - (previous.box.y + previous.box.height / 2);
  return Math.hypot(moveX, moveY) / Math.min(sizeA, sizeB) <= Math.min(trackLimits.maxMove, trackLimits.maxMovePerStep * steps);
}
