import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onnxMissing, resourcesDir } from '../vision/pictures.testkit.ts';
import type { Vision } from '../vision/types.ts';
import { createVision } from '../vision/vision.ts';
import { openEntrance } from './checkins.testkit.ts';

const clips = path.resolve(resourcesDir, '../shared/clips');
const missing = onnxMissing ?? (existsSync(clips) ? null : `no clips at ${clips}`) ?? (spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0 ? null : 'ffmpeg is not installed');
if (missing !== null) process.stderr.write(`check-in on clips not tested: ${missing}\n`);

/** Frames of a clip, ten a second. */
function framesOf(name: string, fromS: number, seconds: number): Uint8Array<ArrayBuffer>[] {
  const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', '-ss', String(fromS), '-t', String(seconds), '-i', path.join(clips, name), '-vf', 'fps=10', '-c:v', 'mjpeg', '-q:v', '2', '-f', 'image2pipe', '-'], { maxBuffer: 1 << 28 });
  const frames: Uint8Array<ArrayBuffer>[] = [];
  const end = Buffer.from([0xff, 0xd9]);
  for (let from = 0, at = stdout.indexOf(end); at >= 0; from = at + 2, at = stdout.indexOf(end, from)) frames.push(new Uint8Array(stdout.subarray(from, at + 2)));
  return frames;
}

describe.skipIf(missing !== null)(missing === null ? 'clips before the check-in' : 'clips before the check-in, not run: see above', () => {
  let vision: Vision;
  beforeAll(async () => {
    vision = await createVision({ resourcesDir, engine: 'onnx' });
  });
  afterAll(async () => vision?.close());

  /** Shows a clip to a kiosk at which Ani is enrolled with that very person's face; answers what was said and who was marked. */
  async function before(name: string, fromS: number, seconds: number, enrolledFrom: string) {
    const entrance = await openEntrance({ vision, challenge: 'never' });
    for (const personId of [entrance.ani, entrance.bayu, entrance.citra]) await vision.forget(personId);
    const templates = [];
    for (const jpeg of framesOf(enrolledFrom, 0, 2).filter((_, i) => i % 6 === 0)) {
      const [face] = (await vision.analyse(jpeg, { embed: true, spoof: false })).faces;
      if (face?.embedding) templates.push({ personId: entrance.ani, embedding: face.embedding });
    }
    await vision.remember(templates);
    const outcomes: string[] = [];
    let atMs = 0;
    for (const jpeg of framesOf(name, fromS, seconds)) {
      entrance.time.pass(100);
      const { greetings } = await entrance.checkins.frame({ watchId: entrance.watchId(), capturedAtMs: (atMs += 100), jpeg });
      outcomes.push(...greetings.map(({ outcome }) => outcome));
    }
    entrance.checkins.end({ watchId: entrance.watchId() });
    await vision.forget(entrance.ani);
    return { outcomes, marks: entrance.marks().length, enrolled: templates.length };
  }

  test('a person who looks at the camera is marked', { timeout: 60_000 }, async () => {
    const { outcomes, marks, enrolled } = await before('luyt_real.mp4', 6, 8, 'luyt_real.mp4');
    expect(enrolled).toBeGreaterThan(0);
    expect(outcomes).toContain('marked');
    expect(marks).toBe(1);
  });

  test('the same person played on a monitor never is, though enrolled from that very monitor', { timeout: 60_000 }, async () => {
    const { outcomes, marks, enrolled } = await before('luyt_fake.mp4', 0, 12, 'luyt_fake.mp4');
    expect(enrolled).toBeGreaterThan(0);
    expect(outcomes).not.toContain('marked');
    expect(marks).toBe(0);
  });

  test('people who talk and turn are marked once, by one greeting', { timeout: 60_000 }, async () => {
    const { outcomes, marks } = await before('d9.mp4', 2, 6, 'd9.mp4');
    expect(outcomes.filter((outcome) => outcome === 'marked')).toEqual(['marked']);
    expect(outcomes).not.toContain('notLive');
    expect(marks).toBe(1);
  });
});
