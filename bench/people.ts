import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { decide, marginFor, thresholdFor } from '../src/main/vision/match.ts';
import { isGoodLook } from '../src/main/vision/quality.ts';
import type { GalleryTemplate, Vision } from '../src/main/vision/types.ts';

/** Somebody of a folder of people, one folder a person with several pictures of them (as LFW is laid out). */
export interface Sitter { personId: string; /** Taken for enrolment. */ enrolled: Uint8Array[]; /** Shown to the camera; another picture than those. */ shown: Uint8Array }

/** Pictures of one person that are enrolled; one more is shown. */
const enrolledPictures = 3;

/**
 * People with enough pictures, the same ones every time. Null when there is no such folder.
 * @param folder of people, e.g. ../shared/lfw-view1/images
 */
export async function sittersOf(folder: string, count: number): Promise<Sitter[] | null> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) return null;
  const sitters: Sitter[] = [];
  for (const name of names.sort()) {
    if (sitters.length === count) break;
    const pictures = (await readdir(path.join(folder, name))).sort();
    if (pictures.length <= enrolledPictures) continue;
    const [shown, ...enrolled] = await Promise.all(pictures.slice(0, enrolledPictures + 1).map((picture) => readFile(path.join(folder, name, picture))));
    if (shown) sitters.push({ personId: name, enrolled, shown });
  }
  return sitters;
}

/** Enrols everybody; answers those whose shown picture a single look recognises: how often one does not is what `npm run eval -- faces` says. */
export async function enrol(vision: Vision, sitters: readonly Sitter[]): Promise<Sitter[]> {
  for (const { personId, enrolled } of sitters) {
    const templates: GalleryTemplate[] = [];
    for (const picture of enrolled) {
      const [face] = (await vision.analyse(picture, { embed: true, spoof: false })).faces;
      if (face?.embedding) templates.push({ personId, embedding: face.embedding });
    }
    await vision.remember(templates);
  }
  const { templates } = await vision.gallerySize();
  const rule = { threshold: thresholdFor(vision.engine, templates), margin: marginFor(vision.engine) };
  const usable: Sitter[] = [];
  for (const sitter of sitters) {
    const [face] = (await vision.analyse(sitter.shown, { embed: true, spoof: false })).faces;
    if (!face?.embedding || !isGoodLook(face)) continue;
    const decision = decide(await vision.search(face.embedding), rule);
    if (decision.kind === 'match' && decision.personId === sitter.personId) usable.push(sitter);
  }
  return usable;
}

/** Where a picture stands in a 640 x 480 frame: left, top and side, pixels. */
export interface Placed { picture: Uint8Array; left: number; top: number; side: number }

/** A 640 x 480 frame of pictures side by side before a grey wall, as a JPEG of quality 80. */
export async function sceneOf(placed: readonly Placed[]): Promise<Uint8Array<ArrayBuffer>> {
  const layers = await Promise.all(placed.map(async ({ picture, left, top, side }) => ({ input: await sharp(picture).resize(side, side).toBuffer(), left: Math.round(left), top: Math.round(top) })));
  return new Uint8Array(await sharp({ create: { width: 640, height: 480, channels: 3, background: '#8a8a84' } }).composite(layers).jpeg({ quality: 80 }).toBuffer());
}

/**
 * A picture that fills a 640 x 480 frame, as somebody stands before a kiosk, shifted by some pixels. The picture's own edges stay outside: with them
 * in view the passive check takes it for what it is, a print.
 */
export async function closeUpOf(picture: Uint8Array, { dx, dy }: { dx: number; dy: number }): Promise<Uint8Array<ArrayBuffer>> {
  const side = 660;
  return new Uint8Array(await sharp(picture).resize(side, side).extract({ left: 10 + dx, top: 80 + dy, width: 640, height: 480 }).jpeg({ quality: 80 }).toBuffer());
}

/** People do not stand still: the sway of the `i`-th person in the `frame`-th frame, pixels. */
export function sway(i: number, frame: number): { dx: number; dy: number } {
  return { dx: Math.round(4 * Math.sin(frame / 5 + i)), dy: Math.round(3 * Math.cos(frame / 7 + 2 * i)) };
}
