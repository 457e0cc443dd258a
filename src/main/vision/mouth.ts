import { greyOf } from './frame.ts';
import { chipSide } from './quality.ts';

/** Size of the mouth patch, pixels of the aligned 112 x 112 chip, where the mouth's corners lie 29 pixels apart. */
export const mouthPatchWidth = 48;
export const mouthPatchHeight = 28;
/** Middle of the mouth in the ArcFace template. */
const centre = { x: 56, y: 93 };

/** The mouth of an aligned chip, grey, row by row. */
export function mouthPatch(chip: Uint8Array): Uint8Array {
  const grey = greyOf(chip);
  const mouth = new Uint8Array(mouthPatchWidth * mouthPatchHeight);
  for (let y = 0; y < mouthPatchHeight; y += 1) {
    const from = (centre.y - mouthPatchHeight / 2 + y) * chipSide + centre.x - mouthPatchWidth / 2;
    mouth.set(grey.subarray(from, from + mouthPatchWidth), y * mouthPatchWidth);
  }
  return mouth;
}
