import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyseFrame } from './analyse.ts';
import { decode } from './decode.ts';
import type { Engine } from './engine.ts';
import { createFaceapiEngine } from './engineFaceapi.ts';
import { createOnnxEngine } from './engineOnnx.ts';
import { thresholdAtFmr } from './match.ts';
import { kioskFrame, onnxMissing, resourcesDir, samplePicture } from './pictures.testkit.ts';
import type { Face } from './types.ts';
import { cosine } from './unit.ts';

const everything = { embed: true, spoof: true } as const;

async function onlyFace(engine: Engine, jpeg: Uint8Array): Promise<Face & { embedding: Float32Array }> {
  const report = await analyseFrame(engine, await decode(jpeg), everything);
  const [face] = report.faces;
  if (face === undefined || face.embedding === null) throw new Error('no face found');
  return { ...face, embedding: face.embedding };
}

const engines = [
  { id: 'onnx', open: () => createOnnxEngine(resourcesDir), skipped: onnxMissing !== null },
  { id: 'faceapi', open: () => createFaceapiEngine(), skipped: false },
] as const;

describe.each(engines)('engine $id', ({ id, open, skipped }) => {
  describe.skipIf(skipped)(skipped ? 'not run: its model files are missing' : 'on the sample pictures', () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(async () => engine?.close());

    test('finds the woman before the kiosk, with her eyes, nose and mouth in their places', async () => {
      const face = await onlyFace(engine, await kioskFrame());
      const [eyeX = 0, eyeY = 0, eye2X = 0, eye2Y = 0, noseX = 0, noseY = 0, mouthX = 0, mouthY = 0, mouth2X = 0] = face.points;
      // Where they are in the picture, read off by eye, within a tenth of the face.
      for (const [value, where] of [[eyeX, 283], [eyeY, 223], [eye2X, 365], [eye2Y, 224], [noseX, 310], [noseY, 270], [mouthX, 291], [mouthY, 310], [mouth2X, 359]] as const) expect(Math.abs(value - where)).toBeLessThan(18);
      expect(face.score).toBeGreaterThan(0.7);
      expect(Math.abs(face.yawDeg)).toBeLessThan(30);
      expect(Math.abs(face.rollDeg)).toBeLessThan(8);
      expect(face.quality.eyeDistancePx).toBeGreaterThan(60);
    });

    test('the embedding has the length the card says and unit length', async () => {
      const { embedding } = await onlyFace(engine, await kioskFrame());
      expect(embedding.length).toBe(engine.card.dims);
      expect(cosine(embedding, embedding)).toBeCloseTo(1, 4);
      expect(engine.card.id).toBe(id);
    });

    test('the same woman stays the same: smaller, turned, darker, mirrored, badly compressed', async () => {
      const mine = (await onlyFace(engine, await kioskFrame())).embedding;
      const threshold = thresholdAtFmr(engine.card, 1e-4);
      const changes = [
        await kioskFrame((picture) => picture.resize(320)),
        await kioskFrame((picture) => picture.rotate(12)),
        await kioskFrame((picture) => picture.modulate({ brightness: 0.6 })),
        await kioskFrame((picture) => picture.flop()),
        await sharp(await kioskFrame()).jpeg({ quality: 20 }).toBuffer(),
      ];
      for (const jpeg of changes) expect(cosine(mine, (await onlyFace(engine, jpeg)).embedding)).toBeGreaterThan(threshold);
    });

    test('in a smaller copy of the group everybody is nearest to their own self, and to nobody else beyond one in a hundred thousand', async () => {
      const embeddingsOf = async (jpeg: Uint8Array): Promise<Float32Array[]> => {
        const report = await analyseFrame(engine, await decode(jpeg), { embed: true, spoof: false, allFaces: true });
        // From left to right: sizes may change places in the copy.
        return report.faces.sort((a, b) => a.box.x - b.box.x).flatMap(({ embedding }) => (embedding === null ? [] : [embedding]));
      };
      const group = await embeddingsOf(await samplePicture(1));
      const copy = await embeddingsOf(await sharp(await samplePicture(1)).resize(1100).jpeg({ quality: 70 }).toBuffer());
      expect([group.length, copy.length]).toEqual([3, 3]);
      const strict = thresholdAtFmr(engine.card, 1e-5);
      group.forEach((one, i) => {
        const similarities = copy.map((other) => cosine(one, other));
        expect(similarities.indexOf(Math.max(...similarities))).toBe(i);
        similarities.forEach((similarity, k) => expect(similarity >= strict).toBe(k === i));
      });
    });

    test('faces come largest first and only the first is embedded unless all are asked for', async () => {
      const report = await analyseFrame(engine, await decode(await samplePicture(4)), { embed: true, spoof: false });
      expect(report.faces.length).toBeGreaterThanOrEqual(3);
      const areas = report.faces.map(({ box }) => box.width * box.height);
      expect(areas).toEqual([...areas].sort((a, b) => b - a));
      expect(report.faces.map(({ embedding }) => embedding !== null)).toEqual(report.faces.map((_, i) => i === 0));
    });

    test('a mirrored picture turns the yaw around', async () => {
      const turned = await onlyFace(engine, await kioskFrame());
      const mirrored = await onlyFace(engine, await kioskFrame((picture) => picture.flop()));
      expect(Math.abs(turned.yawDeg + mirrored.yawDeg)).toBeLessThan(8);
      expect(Math.sign(turned.yawDeg)).toBe(-Math.sign(mirrored.yawDeg));
    });

    test('an empty wall and a black frame have no face', async () => {
      const wall = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#8a8f80' } }).jpeg().toBuffer();
      expect((await analyseFrame(engine, await decode(wall), everything)).faces).toEqual([]);
      const black = await analyseFrame(engine, await decode(await sharp({ create: { width: 640, height: 480, channels: 3, background: 'black' } }).jpeg().toBuffer()), everything);
      expect(black.faces).toEqual([]);
      expect(black.brightness).toBeLessThan(1);
    });

    test('says what it knows about spoofing', async () => {
      const { live } = await onlyFace(engine, await kioskFrame());
      if (engine.card.antiSpoofing) expect(live).toBeGreaterThanOrEqual(0);
      else expect(live).toBeNull();
      expect(engine.card.antiSpoofing).toBe(id === 'onnx');
    });
  });
});
