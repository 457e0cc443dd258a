import sharp from 'sharp';
import { Refusal } from '../../shared/errors.ts';
import type { Frame } from './frame.ts';

/** Pictures with more pixels than this are refused from their header, before a pixel is decoded. */
export const maxPixels = 4096 * 4096;
/** Larger pictures are scaled down to this side while decoding; recognition gains nothing from more. */
export const maxSide = 1920;

// Frames are people: nothing of them stays in libvips' cache. One thread each; the nets need the other cores.
sharp.cache(false);
sharp.concurrency(1);

function looksLikePicture(bytes: Uint8Array): boolean {
  const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  const png = bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
  return jpeg || png;
}

/**
 * Decodes a JPEG or PNG, turned upright by its EXIF flag, at most `maxSide` pixels a side.
 * @throws Refusal BAD_INPUT for anything else, for a damaged file, and for more than `maxPixels` before decoding
 */
export async function decode(image: Uint8Array): Promise<Frame> {
  if (!looksLikePicture(image)) throw new Refusal('BAD_INPUT', { reason: 'not a JPEG or PNG' });
  try {
    const { data, info } = await sharp(image, { limitInputPixels: maxPixels, failOn: 'error', autoOrient: true, pages: 1 })
      .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#000000' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels`);
    return { width: info.width, height: info.height, rgb: data };
  } catch {
    // libvips' own sentence may quote the file's content; it goes nowhere.
    throw new Refusal('BAD_INPUT', { reason: 'the picture is damaged or too large' });
  }
}
