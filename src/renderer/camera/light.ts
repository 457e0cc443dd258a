/** Mean grey below this is a black picture, 0..255; main uses the same number. */
export const blackUnder = 12;
/** A picture this long black is a covered or broken camera, milliseconds; cameras open with some black frames. */
export const blackForMs = 2_000;

/** Mean grey of RGBA bytes, 0..255 (Rec. 601 weights). */
export function meanLuma(rgba: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index + 3 < rgba.length; index += 4) sum += 0.299 * (rgba[index] ?? 0) + 0.587 * (rgba[index + 1] ?? 0) + 0.114 * (rgba[index + 2] ?? 0);
  return rgba.length >= 4 ? sum / Math.floor(rgba.length / 4) : 0;
}

/** Says true once the picture has been black without a break for `blackForMs`. */
export function createBlackWatch() {
  let blackSince: number | null = null;
  return {
    /** @param luma mean grey 0..255 @param at milliseconds, never decreasing */
    add(luma: number, at: number): boolean {
      if (luma >= blackUnder) blackSince = null;
      else blackSince ??= at;
      return blackSince !== null && at - blackSince >= blackForMs;
    },
  };
}
