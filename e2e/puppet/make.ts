import { chromium } from 'playwright-core';
import { clipNames, fakeCameraArgs, makeClips, makePortraitClips, openPuppetPage } from './clips.ts';
import type { PuppetWindow } from './page.ts';

/*
 * `node e2e/puppet/make.ts [clip ...]`: makes the clips, plays each through Chromium's fake camera and prints what the product's own
 * landmarks read from it. `--npm-only` uses the landmarks that come from npm.
 */

const withoutModel = process.argv.includes('--npm-only');
const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const begun = performance.now();
const files: Record<string, string> = { ...(await makeClips({ chromium, withoutModel })), ...(await makePortraitClips({ chromium, withoutModel })) };
console.log(JSON.stringify({ made: Object.values(files), seconds: Math.round(performance.now() - begun) / 1000 }));

for (const name of names.length > 0 ? names : clipNames) {
  const file = files[name];
  if (!file) throw new Error(`no clip is called ${name}`);
  const { page, close } = await openPuppetPage({ chromium, withoutModel, args: fakeCameraArgs(file) });
  try {
    const read = await page.evaluate(() => (globalThis as PuppetWindow).puppets.readCamera(11));
    const range = (pick: (reading: (typeof read.readings)[number]) => number | undefined) => {
      const values = read.readings.map((reading) => pick(reading) ?? 0);
      return values.length > 0 ? [Math.min(...values), Math.max(...values)].map((value) => Math.round(value * 100) / 100) : null;
    };
    console.log(JSON.stringify({
      name, source: read.source, canBlink: read.canBlink, frameMs: Math.round(read.frameMs), frames: read.readings.length,
      faces: range((reading) => reading.faces), yawDeg: range((reading) => reading.yawDeg), pitchDeg: range((reading) => reading.pitchDeg),
      blink: range((reading) => reading.blink), smile: range((reading) => reading.smile),
    }));
  } finally {
    await close();
  }
}
