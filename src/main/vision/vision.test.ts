import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kioskFrame, onnxMissing, resourcesDir, samplePicture } from './pictures.testkit.ts';
import type { Vision } from './types.ts';
import { createVision } from './vision.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A resources folder with the manifest and, where wanted, files under the models' names that are not the models. */
async function resourcesWith(content: string | null): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tatap-vision-'));
  folders.push(folder);
  await mkdir(path.join(folder, 'models'));
  await copyFile(path.join(resourcesDir, 'models/manifest.json'), path.join(folder, 'models/manifest.json'));
  if (content === null) return folder;
  const manifest = JSON.parse(await readFile(path.join(folder, 'models/manifest.json'), 'utf8'));
  for (const model of manifest.models) await writeFile(path.join(folder, 'models', model.file), content);
  return folder;
}

async function withVision<T>(opening: Promise<Vision>, work: (vision: Vision) => Promise<T>): Promise<T> {
  const vision = await opening;
  try {
    return await work(vision);
  } finally {
    await vision.close();
  }
}

test('with model files missing, auto runs on face-api and says why; asking for onnx is refused', async () => {
  const folder = await resourcesWith(null);
  const lines: string[] = [];
  await withVision(createVision({ resourcesDir: folder, engine: 'auto', log: (line) => lines.push(line) }), async (vision) => {
    expect(vision.engine.id).toBe('faceapi');
    expect(vision.engine.antiSpoofing).toBe(false);
    expect(vision.fallbackReason).toBe('ENGINE_UNAVAILABLE');
    expect((await vision.analyse(await kioskFrame(), { embed: true, spoof: true })).faces.length).toBe(1);
  });
  expect(lines.join()).toContain('node scripts/models.mjs');
  await expect(createVision({ resourcesDir: folder, engine: 'onnx' })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
});

test('a model file with a wrong sha256 is never loaded', async () => {
  const folder = await resourcesWith('not a model');
  await expect(createVision({ resourcesDir: folder, engine: 'onnx' })).rejects.toMatchObject({ code: 'MODEL_HASH_WRONG' });
  const opening = createVision({ resourcesDir: folder, engine: 'auto' });
  await withVision(opening, async (vision) => {
    expect(vision.engine.id).toBe('faceapi');
    expect(vision.fallbackReason).toBe('MODEL_HASH_WRONG');
    expect(vision.alive()).toBe(true);
  });
  expect((await opening).alive()).toBe(false);
});

test('a manifest that cannot be read is ENGINE_UNAVAILABLE, not a crash', async () => {
  const folder = await resourcesWith(null);
  await writeFile(path.join(folder, 'models/manifest.json'), '{"version": 1}');
  await expect(createVision({ resourcesDir: folder, engine: 'onnx' })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
});

describe.skipIf(onnxMissing !== null)(onnxMissing === null ? 'the worker on onnx' : 'the worker on onnx, not run: model files are missing', () => {
  let vision: Vision;
  let jpeg: Buffer;
  beforeAll(async () => {
    vision = await createVision({ resourcesDir, engine: 'auto' });
    jpeg = await kioskFrame();
  });
  afterAll(async () => vision?.close());

  test('auto takes onnx when the files are right', () => {
    expect(vision.engine.id).toBe('onnx');
    expect(vision.fallbackReason).toBeNull();
    expect(vision.engine.model).toMatch(/^mobilefacenet-128-mirror@[0-9a-f]{8}$/);
    expect(vision.engine.calibration.length).toBeGreaterThanOrEqual(3);
  });

  test('the caller keeps its bytes', async () => {
    const before = Buffer.from(jpeg);
    await vision.analyse(jpeg, { embed: false, spoof: false });
    expect(jpeg.equals(before)).toBe(true);
  });

  test('answers asked for at once go to the right callers', async () => {
    const pictures = [jpeg, await samplePicture(1), await samplePicture(4)];
    const alone: number[] = [];
    for (const picture of pictures) alone.push((await vision.analyse(picture, { embed: false, spoof: false })).faces.length);
    const together = await Promise.all(pictures.map((picture) => vision.analyse(picture, { embed: false, spoof: false })));
    expect(together.map(({ faces }) => faces.length)).toEqual(alone);
    expect(new Set(alone).size).toBe(3);
  });

  test('bad bytes are BAD_INPUT and the worker goes on', async () => {
    await expect(vision.analyse(Buffer.from('no picture'), { embed: true, spoof: true })).rejects.toMatchObject({ name: 'Refusal', code: 'BAD_INPUT' });
    await expect(vision.analyse(jpeg.subarray(0, 2000), { embed: true, spoof: true })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect((await vision.analyse(jpeg, { embed: true, spoof: true })).faces.length).toBe(1);
  });

  test('an enrolled person is found again, a forgotten one is not', async () => {
    const group = await vision.analyse(await samplePicture(1), { embed: true, spoof: false, allFaces: true });
    const templates = group.faces.flatMap(({ embedding }, i) => (embedding === null ? [] : [{ personId: `p${i}`, embedding }]));
    await vision.remember(templates);
    expect(await vision.gallerySize()).toMatchObject({ persons: 3, templates: 3 });
    const probe = (await vision.analyse(jpeg, { embed: true, spoof: false })).faces[0]?.embedding;
    if (probe == null) throw new Error('no probe');
    const found = await vision.search(probe);
    expect(found.best?.similarity).toBeGreaterThan(0.8);
    expect(found.runnerUp?.personId).not.toBe(found.best?.personId);
    await vision.forget(found.best?.personId ?? '');
    expect((await vision.search(probe)).best?.similarity).toBeLessThan(0.4);
    for (const { personId } of templates) await vision.forget(personId);
  });

  test('an embedding of another engine is a bug, not a match', async () => {
    await expect(vision.search(new Float32Array(7))).rejects.toThrow('vision worker');
  });

  test('the main thread stays free while the worker recognises', async () => {
    const monitor = monitorEventLoopDelay({ resolution: 5 });
    await vision.analyse(jpeg, { embed: true, spoof: true });
    monitor.enable();
    for (let i = 0; i < 15; i += 1) await vision.analyse(jpeg, { embed: true, spoof: true });
    monitor.disable();
    // The nets take longer than this; were they on this thread, the middle delay would show them.
    expect(monitor.percentile(50) / 1e6).toBeLessThan(50);
  });

  test('after close every call is refused, and closing twice is harmless', async () => {
    const other = await createVision({ resourcesDir, engine: 'onnx' });
    const underWay = other.analyse(jpeg, { embed: true, spoof: true });
    await other.close();
    await other.close();
    expect((await underWay).faces.length).toBe(1);
    await expect(other.analyse(jpeg, { embed: true, spoof: true })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    await expect(other.gallerySize()).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  });
});
