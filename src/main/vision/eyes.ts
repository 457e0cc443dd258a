import { greyOf } from './frame.ts';
import { chipSide } from './quality.ts';

/** Size of one eye patch, pixels of the aligned 112 x 112 chip, where the eyes lie 35 pixels apart. */
export const eyePatchWidth = 28;
export const eyePatchHeight = 20;
/** Where the ArcFace template puts the eyes. */
const centres = [{ x: 38, y: 52 }, { x: 74, y: 52 }] as const;

/** Both eyes of an aligned chip, grey, one patch after the other, the picture's left eye first. */
export function eyePatches(chip: Uint8Array): Uint8Array {
  const grey = greyOf(chip);
  const eyes = new Uint8Array(2 * eyePatchWidth * eyePatchHeight);
  let out = 0;
  for (const centre of centres) {
    for (let y = 0; y < eyePatchHeight; y += 1) {
      const from = (centre.y - eyePatchHeight / 2 + y) * chipSide + centre.x - eyePatchWidth / 2;
      eyes.set(grey.subarray(from, from + eyePatchWidth), out);
      out += eyePatchWidth;
    }
  }
  return eyes;
}
