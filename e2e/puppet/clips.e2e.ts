import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { createVision } from '../../src/main/vision/vision.ts';
import { chromiumPath, fakeCameraArgs, makeClips, openPuppetPage } from './clips.ts';
import { clipFrames } from './mjpeg.ts';
import type { PuppetWindow } from './page.ts';
import { modelFolder, projectRoot } from './server.ts';

/*
 * The puppet is only worth something while real software takes it for a person: Chromium's fake camera, the landmarks of the
 * product, the detector of the product.
 */

const hasChromium = existsSync(chromiumPath);
if (!hasChromium) console.log(`skipped: no Chromium at ${chromiumPath}`);
const hasModel = modelFolder() !== null;
if (!hasModel) console.log('skipped in part: face_landmarker.task is not here, so only the landmarks from npm are tried');

describe.skipIf(!hasChromium)('the puppet in a real Chromium, under the content-security policy of the product', () => {
  test.skipIf(!hasModel)('through the fake camera the landmarks see both turns, the blinks and the smile', async () => {
    const { personA } = await makeClips({ chromium, only: ['personA'] });
    const { page, close } = await openPuppetPage({ chromium, args: fakeCameraArgs(personA) });
    try {
      const { source, readings, largestJpeg } = await page.evaluate(() => (globalThis as PuppetWindow).puppets.readCamera(12));
      expect(source).toBe('tasks-vision');
      // the contract takes frames of up to 512 KiB
      expect(largestJpeg).toBeGreaterThan(10_000);
      expect(largestJpeg).toBeLessThan(300_000);
      expect(new Set(readings.map(({ faces }) => faces))).toEqual(new Set([1]));
      const yaws = readings.map(({ yawDeg }) => yawDeg);
      expect(Math.max(...yaws)).toBeGreaterThan(22);
      expect(Math.min(...yaws)).toBeLessThan(-22);
      expect(Math.max(...readings.map(({ smile }) => smile)) - Math.min(...readings.map(({ smile }) => smile))).toBeGreaterThan(0.4);
      // a machine too busy for 10 frames a second cannot be asked about blinks
      if (readings.length > 120) expect(Math.max(...readings.map(({ blink }) => blink)) - Math.min(...readings.map(({ blink }) => blink))).toBeGreaterThan(0.25);
    } finally {
      await close();
    }
  });

  test('the landmarks that come from npm find the portrait and read the demo camera', async () => {
    const { page, close } = await openPuppetPage({ chromium, withoutModel: true });
    try {
      const { source, readings } = await page.evaluate(() => (globalThis as PuppetWindow).puppets.readDemo('A', 'left', 12));
      expect(source).toBe('face_mesh');
      expect(readings.length).toBeGreaterThan(3);
      expect(readings.at(-1)?.faces).toBe(1);
      // a side pose is held until something else is asked
      expect(readings.at(-1)?.yawDeg).toBeGreaterThan(18);
    } finally {
      await close();
    }
  });

  test('the detector of the product sees one face in a person, two in a pair, none in an empty picture', async () => {
    const clips = await makeClips({ chromium, only: ['personA', 'twoPeople', 'empty', 'still'] });
    const vision = await createVision({ resourcesDir: projectRoot, engine: 'auto' });
    try {
      const seen = async (file: string, every: number): Promise<number[]> => {
        const counts: number[] = [];
        for (const jpeg of clipFrames(file).filter((_, index) => index % every === 0)) counts.push((await vision.analyse(jpeg, { embed: false, spoof: false })).faces.length);
        return counts;
      };
      expect(new Set(await seen(clips.personA, 6))).toEqual(new Set([1]));
      expect(new Set(await seen(clips.twoPeople, 15))).toEqual(new Set([2]));
      expect(await seen(clips.empty, 15)).toEqual([0]);
    } finally {
      await vision.close();
    }
    const still = clipFrames(clips.still);
    expect(new Set(still.map((jpeg) => Buffer.from(jpeg).toString('base64'))).size).toBe(1);
  });
});
