import { arcfaceTemplate, similarity } from './align.ts';
import type { Detection } from './detection.ts';
import type { Affine, Frame } from './frame.ts';
import { warp } from './frame.ts';

/** Side of the upright cut, pixels: the eyes then lie 40 apart. 192 measured the same and costs a third more. */
const cutSide = 160;
/** The cut shows this much more than the 112-pixel template, template pixels on every side. */
const around = 14;
/**
 * Points that lie further off than this, in eye distances on average, belong to another face. Of a head in profile the first points
 * may be half an eye distance wrong and are worth mending; a neighbour's face is two or more away.
 */
const maxOff = 0.8;
/** Left and right change places in a mirror. */
const mirrorOrder = [1, 0, 2, 4, 3] as const;

const template = arcfaceTemplate.map((value) => ((value + around) * cutSide) / (112 + 2 * around));

/** A face turned upright and scaled to a known size; `toFrame` leads back. */
export interface UprightCut { frame: Frame; toFrame: Affine }

export function uprightCut(frame: Frame, points: Float32Array): UprightCut {
  const toFrame = similarity(template, points);
  return { toFrame, frame: { width: cutSide, height: cutSide, rgb: warp(frame, toFrame, cutSide) } };
}

/** The face whose points lie nearest to where the template put them, cut pixels; null when none is near. */
function nearestPoints(found: readonly Detection[], mirrored: boolean): Float32Array | null {
  let best: { points: Float32Array; off: number } | null = null;
  for (const { points } of found) {
    const upright = new Float32Array(10);
    for (let i = 0; i < 5; i += 1) {
      const from = mirrored ? (mirrorOrder[i] ?? i) : i;
      upright[2 * i] = mirrored ? cutSide - 1 - (points[2 * from] ?? 0) : (points[2 * from] ?? 0);
      upright[2 * i + 1] = points[2 * from + 1] ?? 0;
    }
    let off = 0;
    for (let i = 0; i < 5; i += 1) off += Math.hypot((upright[2 * i] ?? 0) - (template[2 * i] ?? 0), (upright[2 * i + 1] ?? 0) - (template[2 * i + 1] ?? 0)) / 5;
    if (best === null || off < best.off) best = { points: upright, off };
  }
  const eyeDistance = (template[2] ?? 0) - (template[0] ?? 0);
  return best !== null && best.off <= maxOff * eyeDistance ? best.points : null;
}

/**
 * The mean of the first points and those found on the cut and on its mirror image: their errors differ, so the mean is nearer the
 * truth than any of them (docs/face-matching.md, "Alignment").
 * @returns float[10], frame pixels
 */
export function pointsFromCut(cut: UprightCut, first: Float32Array, plain: readonly Detection[], mirrored: readonly Detection[]): Float32Array {
  const [a, b, c, d, e, f] = cut.toFrame;
  const estimates = [first];
  for (const points of [nearestPoints(plain, false), nearestPoints(mirrored, true)]) {
    if (points === null) continue;
    const inFrame = new Float32Array(10);
    for (let i = 0; i < 5; i += 1) {
      const [u, v] = [points[2 * i] ?? 0, points[2 * i + 1] ?? 0];
      inFrame[2 * i] = a * u + b * v + c;
      inFrame[2 * i + 1] = d * u + e * v + f;
    }
    estimates.push(inFrame);
  }
  return first.map((_, i) => estimates.reduce((sum, points) => sum + (points[i] ?? 0), 0) / estimates.length);
}
