import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { analyseFrame } from './analyse.ts';
import type { Look } from './blinkEvidence.ts';
import { createBlinkCounter } from './blinkEvidence.ts';
import { decode } from './decode.ts';
import { createOnnxEngine } from './engineOnnx.ts';
import { eyePatchHeight, eyePatchWidth } from './eyes.ts';
import { kioskFrame, onnxMissing, resourcesDir } from './pictures.testkit.ts';

const stepMs = 90;

/** A drawn eye: skin, a dark iris of which `open` (0..1) shows, a lash line where the lid ends. */
function eye(open: number, light = 1): number[] {
  return Array.from({ length: eyePatchWidth * eyePatchHeight }, (_, i) => {
    const [x, y] = [(i % eyePatchWidth) - eyePatchWidth / 2, Math.floor(i / eyePatchWidth) - eyePatchHeight / 2];
    const lid = 5 - 10 * open;
    const inEye = (x / 10) ** 2 + (y / 5) ** 2 < 1;
    const grey = inEye && y > lid ? (x * x + y * y < 20 ? 40 : 190) : inEye && Math.abs(y - lid) < 1 ? 110 : 150;
    return Math.min(255, grey * light);
  });
}

interface Moment { left: number; right: number; yawDeg?: number; light?: number }

function look(i: number, { left, right, yawDeg = 0, light = 1 }: Moment, every = stepMs): Look {
  return { atMs: i * every, face: { eyes: Uint8Array.from([...eye(left, light), ...eye(right, light)]), yawDeg, pitchDeg: 0, quality: { eyeDistancePx: 80, sharpness: 200, brightness: 140 * light, unevenness: 0 } } };
}

function blinksOf(moments: readonly Moment[], every = stepMs): number {
  const count = createBlinkCounter();
  return moments.reduce((_, moment, i) => count(look(i, moment, every)), 0);
}

const openFor = (frames: number): Moment[] => Array.from({ length: frames }, () => ({ left: 1, right: 1 }));
const shutFor = (frames: number): Moment[] => Array.from({ length: frames }, () => ({ left: 0, right: 0 }));

test('two blinks are counted as two, whenever they come and however fast the camera is', () => {
  fc.assert(fc.property(fc.integer({ min: 5, max: 20 }), fc.integer({ min: 5, max: 20 }), fc.integer({ min: 60, max: 140 }), (before, between, every) => {
    const shut = shutFor(Math.max(1, Math.round(180 / every)));
    expect(blinksOf([...openFor(before), ...shut, ...openFor(between + 4), ...shut, ...openFor(4)], every)).toBe(2);
  }));
});

test('open eyes that are only lit differently, and eyes that stay shut, are no blinks', () => {
  expect(blinksOf(openFor(60))).toBe(0);
  expect(blinksOf(Array.from({ length: 60 }, (_, i) => ({ left: 1, right: 1, light: 1 + 0.3 * Math.sin(i / 2) })))).toBe(0);
  expect(blinksOf([...openFor(10), ...shutFor(40)])).toBe(0);
});

test('a wink, or a hand over one eye, is no blink', () => {
  const wink: Moment[] = [{ left: 0, right: 1 }, { left: 0, right: 1 }];
  expect(blinksOf([...openFor(10), ...wink, ...openFor(10), ...wink, ...openFor(10)])).toBe(0);
});

test('eyes that vanish because the head turns are no blink', () => {
  const turned: Moment[] = [10, 25, 40, 25, 10].map((yawDeg) => ({ left: yawDeg > 15 ? 0 : 1, right: yawDeg > 15 ? 0 : 1, yawDeg }));
  expect(blinksOf([...openFor(10), ...turned, ...openFor(10)])).toBe(0);
});

test.skipIf(onnxMissing !== null)('a photograph that is waved, tilted, brought nearer and lit by turns does not blink; with lids painted over both eyes it does', async () => {
  const engine = await createOnnxEngine(resourcesDir);
  try {
    const still = await kioskFrame();
    // Lids in the colour of the cheek, where the eyes of the picture are.
    const lid = (x: number, y: number): string => `<ellipse cx="${x}" cy="${y}" rx="25" ry="14" fill="#a8766a"/>`;
    const lids = Buffer.from(`<svg width="640" height="480">${lid(283, 223)}${lid(365, 224)}</svg>`);
    const closed = await sharp(still).composite([{ input: lids }]).jpeg({ quality: 90 }).toBuffer();
    const seen = async (shutAt: (i: number) => boolean): Promise<number> => {
      const count = createBlinkCounter();
      let blinks = 0;
      for (let i = 0; i < 45; i += 1) {
        const picture = sharp(shutAt(i) ? closed : still).modulate({ brightness: 1 + 0.15 * Math.sin(i / 3) }).rotate(4 * Math.sin(i / 4), { background: '#333' });
        const jpeg = await picture.resize(Math.round(640 * (1 + 0.1 * Math.sin(i / 5)))).jpeg({ quality: 85 }).toBuffer();
        const face = (await analyseFrame(engine, await decode(jpeg), { embed: false, spoof: false })).faces[0];
        if (face !== undefined) blinks = count({ atMs: i * stepMs, face });
      }
      return blinks;
    };
    expect(await seen(() => false)).toBe(0);
    expect(await seen((i) => i === 15 || i === 16 || i === 30 || i === 31)).toBe(2);
  } finally {
    await engine.close();
  }
});
