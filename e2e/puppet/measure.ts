import { chromium } from 'playwright-core';
import { createVision } from '../../src/main/vision/vision.ts';
import { cosine } from '../../src/main/vision/unit.ts';
import { clipNames, makeClips, makePortraitClips } from './clips.ts';
import { clipFrames } from './mjpeg.ts';
import { projectRoot } from './server.ts';

/*
 * `node e2e/puppet/measure.ts [clip ...]`: what the vision worker sees in each clip, frame by frame: the figures main judges by.
 */

const names = process.argv.slice(2);
const files: Record<string, string> = { ...(await makeClips({ chromium })), ...(await makePortraitClips({ chromium })) };
const vision = await createVision({ resourcesDir: projectRoot, engine: 'onnx', log: (line) => console.log(line) });
const round = (value: number): number => Math.round(value * 100) / 100;
const first = new Map<string, Float32Array>();

for (const name of names.length > 0 ? names : clipNames) {
  const file = files[name];
  if (!file) throw new Error(`no clip is called ${name}`);
  const series: string[] = [];
  const counts = new Set<number>();
  const live: number[] = [];
  const front: number[] = [];
  const turned: number[] = [];
  for (const [index, jpeg] of clipFrames(file).entries()) {
    if (index % 2 === 1 && index > 45) continue;
    const report = await vision.analyse(jpeg, { embed: true, spoof: true });
    counts.add(report.faces.length);
    const face = report.faces[0];
    if (!face?.embedding) continue;
    if (!first.has(name)) first.set(name, face.embedding);
    const similarity = cosine(first.get(name) ?? face.embedding, face.embedding);
    (Math.abs(face.yawDeg) <= 12 ? front : turned).push(similarity);
    if (face.live !== null) live.push(face.live);
    series.push(`${index}: yaw ${round(face.yawDeg)} pitch ${round(face.pitchDeg)} mouth ${round(face.mouthRatio)} live ${round(face.live ?? -1)} same ${round(similarity)} sharp ${round(face.quality.sharpness)} light ${round(face.quality.brightness)} uneven ${round(face.quality.unevenness)}`);
  }
  if (names.length > 0) console.log(series.join('\n'));
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  const low = (values: readonly number[]): number => round(Math.min(...values));
  console.log(JSON.stringify({ name, faces: [...counts], live: { min: low(live), median: round(median(live)) }, sameFront: low(front), sameTurned: low(turned) }));
}
for (const [a, one] of first) for (const [b, other] of first) if (a < b) console.log(JSON.stringify({ between: [a, b], similarity: round(cosine(one, other)) }));
await vision.close();
