import sharp from 'sharp';
import { photoRules } from '../../shared/people.ts';

/** Recognition gains nothing from more. */
const side = 1_920;
const longestS = 8;

sharp.cache(false);

export type PreparedPhoto = { jpeg: Uint8Array } | { refused: 'unreadable' | 'tooManyPixels' };

/** By what the file begins with, never by its name: SVG, TIFF, GIF and the rest do not reach their decoders. */
function isPhoto(bytes: Uint8Array): boolean {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  const png = bytes[0] === 0x89 && text(1, 4) === 'PNG';
  const webp = text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP';
  return jpeg || png || webp;
}

/**
 * An uploaded photo, made upright, small and bare: EXIF, place and profile are dropped. Size and pages are read from the header before a pixel is decoded;
 * decoding runs outside the JavaScript thread, row by row, and is given up after 8 seconds.
 */
export async function preparePhoto(bytes: Uint8Array): Promise<PreparedPhoto> {
  if (!isPhoto(bytes)) return { refused: 'unreadable' };
  try {
    const header = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata();
    if (!['jpeg', 'png', 'webp'].includes(header.format) || (header.pages ?? 1) > 1) return { refused: 'unreadable' };
    if (header.width * header.height > photoRules.maxPixels) return { refused: 'tooManyPixels' };
    const jpeg = await sharp(bytes, { limitInputPixels: photoRules.maxPixels, failOn: 'error', sequentialRead: true, autoOrient: true, pages: 1 })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .jpeg({ quality: 95 })
      .timeout({ seconds: longestS })
      .toBuffer();
    return { jpeg };
  } catch {
    // libvips' own sentence may quote the file's content; it goes nowhere.
    return { refused: 'unreadable' };
  }
}
