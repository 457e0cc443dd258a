import { readFileSync } from 'node:fs';

/**
 * Splits a motion JPEG (pictures one after another) into its pictures, by walking each one's segments: a marker inside a
 * segment's payload is no end of picture.
 * @throws RangeError when the bytes are no row of JPEGs.
 */
export function splitMjpeg(bytes: Uint8Array): Uint8Array[] {
  const pictures: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = endOfPicture(bytes, start);
    pictures.push(bytes.subarray(start, end));
    start = end;
  }
  return pictures;
}

function endOfPicture(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== 0xff || bytes[start + 1] !== 0xd8) throw new RangeError(`no JPEG begins at byte ${start}`);
  for (let at = start + 2; at + 3 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) throw new RangeError(`no marker at byte ${at}`);
    at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (marker !== 0xda) continue;
    // entropy-coded data: FF is followed by 00 or a restart marker until the next real one
    while (at + 1 < bytes.length && !(bytes[at] === 0xff && bytes[at + 1] !== 0 && !((bytes[at + 1] ?? 0) >= 0xd0 && (bytes[at + 1] ?? 0) <= 0xd7))) at += 1;
    if (bytes[at + 1] === 0xd9) return at + 2;
  }
  throw new RangeError(`the JPEG at byte ${start} has no end`);
}

/** The frames of a clip made by `makeClips`, as JPEGs. */
export function clipFrames(file: string): Uint8Array[] {
  return splitMjpeg(readFileSync(file));
}
