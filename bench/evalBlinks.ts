import { createBlinkCounter } from '../src/main/vision/blinkEvidence.ts';
import type { Vision } from '../src/main/vision/types.ts';
import { framesOf } from './frames.ts';

/** A blink is counted when the eyes are open again; that may be this long after, and the label this long before or after, seconds. */
const withinSeconds = 0.6;

interface BlinkClip {
  file: string;
  seconds: number;
  /** Blinks labelled by hand; empty when the clip has none or nobody has looked. */
  labelled: number;
  found: number;
  hits: number;
  /** Found where no label is near. */
  falseAlarms: number[];
  missed: number[];
}

export interface EvalBlinksResult { fps: number; clips: BlinkClip[] }

/** "clip.mp4=2.0,3.72" names a clip and when its person blinks, seconds. @throws Error when the times are no numbers */
function parseClip(argument: string): { file: string; times: number[] } {
  const [file = '', list = ''] = argument.split('=');
  const times = list === '' ? [] : list.split(',').map(Number);
  if (file === '' || times.some((time) => !(time >= 0))) throw new Error(`${argument}: expected CLIP=SECONDS,SECONDS...`);
  return { file, times };
}

async function blinksIn(vision: Vision, file: string, fps: number): Promise<{ found: number[]; seconds: number }> {
  const count = createBlinkCounter();
  const found: number[] = [];
  let frame = 0;
  let before = 0;
  for await (const jpeg of framesOf(file, 'clip', fps)) {
    const face = (await vision.analyse(jpeg, { embed: false, spoof: false })).faces[0];
    if (face !== undefined) {
      const blinks = count({ atMs: (frame * 1000) / fps, face });
      if (blinks > before) found.push(frame / fps);
      before = blinks;
    }
    frame += 1;
  }
  return { found, seconds: frame / fps };
}

function compare(file: string, seconds: number, found: readonly number[], times: readonly number[]): BlinkClip {
  const free = [...found];
  const missed = times.filter((time) => {
    const at = free.findIndex((one) => Math.abs(one - time) <= withinSeconds);
    if (at >= 0) free.splice(at, 1);
    return at < 0;
  });
  return { file, seconds, labelled: times.length, found: found.length, hits: times.length - missed.length, falseAlarms: free, missed };
}

/** Counts blinks in clips as the liveness judge does and compares with labels. @throws Error naming a clip that cannot be read */
export async function evalBlinks(needs: { clips: readonly string[]; fps: number; open(): Promise<Vision>; note(line: string): void }): Promise<{ result: EvalBlinksResult; lines: string[] }> {
  const listed = needs.clips.map(parseClip);
  const vision = await needs.open();
  try {
    const clips: BlinkClip[] = [];
    for (const { file, times } of listed) {
      needs.note(file);
      const { found, seconds } = await blinksIn(vision, file, needs.fps);
      clips.push(compare(file, seconds, found, times));
    }
    const at = (times: readonly number[]): string => (times.length === 0 ? '' : ` (${times.map((time) => time.toFixed(1)).join(' ')} s)`);
    const lines = clips.map((clip) => `${clip.file}, ${clip.seconds.toFixed(0)} s at ${needs.fps} fps: ${clip.hits} of ${clip.labelled} blinks found, missed ${clip.missed.length}${at(clip.missed)}, found elsewhere ${clip.falseAlarms.length}${at(clip.falseAlarms)}`);
    return { result: { fps: needs.fps, clips }, lines };
  } finally {
    await vision.close();
  }
}
