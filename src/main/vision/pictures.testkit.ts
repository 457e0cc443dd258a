import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { readManifest, readModel } from './models.ts';

/** The project's root: its models/ folder is what the engines read. */
export const resourcesDir = path.resolve(import.meta.dirname, '../../..');

/** One of the six group pictures inside the face-api package: real faces that every checkout has. */
export function samplePicture(number: 1 | 2 | 3 | 4 | 5 | 6): Promise<Buffer> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'));
  return readFile(path.join(folder, 'demo', `sample${number}.jpg`));
}

/** One woman of the first picture, alone in a 640 x 480 frame, as before a kiosk. */
export async function kioskFrame(change: (picture: Sharp) => Sharp = (picture) => picture): Promise<Buffer> {
  const cut = await sharp(await samplePicture(1)).extract({ left: 160, top: 230, width: 640, height: 480 }).png().toBuffer();
  return change(sharp(cut)).jpeg({ quality: 85 }).toBuffer();
}

async function findModels(): Promise<string | null> {
  try {
    const manifest = await readManifest(resourcesDir);
    for (const entry of manifest.models) if (!entry.alternative && entry.role !== 'landmarks') await readModel(resourcesDir, entry);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Why the onnx engine cannot be tested here, or null when its models are there. */
export const onnxMissing = await findModels();
if (onnxMissing !== null) process.stderr.write(`onnx engine not tested: ${onnxMissing}\n`);
