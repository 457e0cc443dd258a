import type { Detection } from './detection.ts';
import { suppress } from './detection.ts';
import type { Frame } from './frame.ts';
import { mirrorRows, shrinkToBgrPlanes } from './frame.ts';

const strides = [8, 16, 32] as const;
/** Candidates per picture that go into suppression; a picture with more is noise. */
const maxCandidates = 750;

/** A frame laid out for YuNet: BGR planes 0..255, both sides multiples of 32, the picture in the top left corner. */
export interface YunetInput { planes: Float32Array; width: number; height: number; /** Input pixels per frame pixel. */ scale: number }

/** Scales the frame down (never up) so that its longer side is at most `side`. */
export function yunetInput(frame: Frame, side: number): YunetInput {
  const scale = Math.min(1, side / Math.max(frame.width, frame.height));
  const innerWidth = Math.max(1, Math.round(frame.width * scale));
  const innerHeight = Math.max(1, Math.round(frame.height * scale));
  const width = Math.ceil(innerWidth / 32) * 32;
  const height = Math.ceil(innerHeight / 32) * 32;
  const planes = shrinkToBgrPlanes(frame, innerWidth, innerHeight, width, height);
  return { planes, width, height, scale };
}

/** The net's raw outputs by name: `cls_8`, `obj_8`, `bbox_8`, `kps_8` and the same for strides 16 and 32. */
export type YunetOutput = Readonly<Record<string, Float32Array>>;

/**
 * Reads the faces out of the net's grid (layout: docs of libfacedetection.train), surest first.
 * @throws Error when an output is missing or has the wrong length
 */
export function yunetFaces(output: YunetOutput, input: YunetInput, minScore: number): Detection[] {
  const found: Detection[] = [];
  for (const stride of strides) {
    const columns = input.width / stride;
    const cells = columns * (input.height / stride);
    const [cls, obj, bbox, kps] = ['cls', 'obj', 'bbox', 'kps'].map((name) => output[`${name}_${stride}`]);
    if (!cls || !obj || !bbox || !kps || cls.length !== cells || bbox.length !== cells * 4 || kps.length !== cells * 10) throw new Error('the detector is not YuNet');
    for (let cell = 0; cell < cells; cell += 1) {
      const score = Math.sqrt(Math.min(1, Math.max(0, cls[cell] ?? 0)) * Math.min(1, Math.max(0, obj[cell] ?? 0)));
      if (!(score >= minScore)) continue;
      const column = cell % columns;
      const row = (cell - column) / columns;
      const toFrame = stride / input.scale;
      const width = Math.exp(bbox[cell * 4 + 2] ?? 0) * toFrame;
      const height = Math.exp(bbox[cell * 4 + 3] ?? 0) * toFrame;
      const points = new Float32Array(10);
      for (let i = 0; i < 10; i += 1) points[i] = ((kps[cell * 10 + i] ?? 0) + (i % 2 === 0 ? column : row)) * toFrame;
      const x = (column + (bbox[cell * 4] ?? 0)) * toFrame - width / 2;
      const y = (row + (bbox[cell * 4 + 1] ?? 0)) * toFrame - height / 2;
      found.push({ box: { x, y, width, height }, score, points });
    }
  }
  found.sort((a, b) => b.score - a.score);
  return suppress(found.slice(0, maxCandidates));
}

/** The same input seen in a mirror; only for an input without padding. */
export function mirrored(input: YunetInput): YunetInput {
  return { ...input, planes: mirrorRows(input.planes, input.width) };
}
