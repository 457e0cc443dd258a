import { chromium } from 'playwright-core';
import { clipNames, fakeCameraArgs, makeClips, makePortraitClips, openPuppetPage } from './clips.ts';
import type { PuppetWindow } from './page.ts';

/*
 * `node e2e/puppet/make.ts [clip ...]`: makes the clips, plays each through Chromium's fake camera and prints what the product's own
 * landmarks read from it; without a name all of them and the demo camera. `--npm-only` uses the landmarks that come from npm.
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
    report({ name }, read);
  } finally {
    await close();
  }
}

if (names.length === 0) {
  const { page, close } = await openPuppetPage({ chromium, withoutModel });
  try {
    for (const [who, step] of [['A', 'turnLeft'], ['B', 'smile'], ['C', 'blinkTwice'], ['A', 'right']] as const) {
      report({ demo: who, step }, await page.evaluate(([person, asked]) => (globalThis as PuppetWindow).puppets.readDemo(person, asked, 4), [who, step] as const));
    }
  } finally {
    await close();
  }
}

type Read = Awaited<ReturnType<PuppetWindow['puppets']['readCamera']>>;

/** One line: the range of everything that was read. */
function report(about: Record<string, string>, read: Read): void {
  const range = (pick: (reading: Read['readings'][number]) => number): [number, number] | null => {
    const values = read.readings.map(pick);
    const rounded = (value: number): number => Math.round(value * 100) / 100;
    return values.length > 0 ? [rounded(Math.min(...values)), rounded(Math.max(...values))] : null;
  };
  console.log(JSON.stringify({
    ...about, source: read.source, canBlink: read.canBlink, frameMs: Math.round(read.frameMs), frames: read.readings.length, largestJpeg: read.largestJpeg,
    faces: range((reading) => reading.faces), yawDeg: range((reading) => reading.yawDeg), pitchDeg: range((reading) => reading.pitchDeg),
    blink: range((reading) => reading.blink), smile: range((reading) => reading.smile),
  }));
}
