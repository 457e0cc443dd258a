import { readFileSync } from 'node:fs';
import { splitMjpeg } from './mjpeg.ts';

/** One after another before the camera: which clip, and for how long, seconds. */
export interface Turn { clip: string; seconds: number }

const framesPerSecond = 15;

/** A clip of people who step up in turn, from clips of each alone; Chromium plays it in a loop. */
export function queueClip(turns: readonly Turn[]): Uint8Array {
  const pictures = turns.flatMap(({ clip, seconds }) => {
    const frames = splitMjpeg(readFileSync(clip));
    return Array.from({ length: Math.round(seconds * framesPerSecond) }, (_, i) => frames[i % frames.length] ?? new Uint8Array(0));
  });
  return Buffer.concat(pictures);
}
