/** Of a camera's picture, pixels. UXGA (1600 x 1200), the most an OV2640 gives, fits; a decompression bomb does not. */
export const largestSide = 2048;

/**
 * Width and height as the JPEG's own header says, without decoding; null when it is no JPEG we would decode.
 * Only baseline and extended sequential pictures (SOF0, SOF1), as cameras make them: a progressive one of the same bytes can hold
 * thousands of scans over the whole picture, and each costs the decoder a pass.
 */
export function jpegSize(jpeg: Uint8Array): { width: number; height: number } | null {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return null;
  for (let at = 2; at + 8 < jpeg.length;) {
    if (jpeg[at] !== 0xff) return null;
    const marker = jpeg[at + 1] ?? 0;
    // Fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xc0 || marker === 0xc1) {
      const height = word(jpeg, at + 5);
      const width = word(jpeg, at + 7);
      return width > 0 && height > 0 ? { width, height } : null;
    }
    const otherFrame = marker >= 0xc2 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    const standsAlone = marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda);
    const length = word(jpeg, at + 2);
    if (otherFrame || standsAlone || length < 2) return null;
    at += 2 + length;
  }
  return null;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
