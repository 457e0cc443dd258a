import path from 'node:path';
import type { Vision } from '../src/main/vision/types.ts';
import type { LiveVote } from '../src/main/vision/vote.ts';
import { voteLimits, voteLive } from '../src/main/vision/vote.ts';
import { filesOf, framesOf } from './frames.ts';
import type { Share } from './statistics.ts';
import { share } from './statistics.ts';

/** Frames a second taken from a clip, and how many make one look of a customer (5 s). */
const fps = 5;
const lookFrames = 25;

interface PadFile {
  file: string;
  kind: 'live' | 'attack';
  frames: number;
  /** Frames in which no face was found; they have no score. */
  withoutFace: number;
  /** Over the whole file. A single picture is judged by its one score: `verdict` then says live at 0.5 or more. */
  vote: LiveVote;
  accepted: boolean;
  /** The vote on every stretch of 5 s on its own, as a customer's look would be judged; null for pictures. */
  looks: { accepted: number; of: number } | null;
}

export interface EvalPadResult {
  engine: string;
  model: string;
  files: PadFile[];
  /** Attack presentations taken for live, by file and by 5-second look. */
  apcer: Share | null;
  apcerLooks: Share | null;
  /** Live presentations refused. */
  bpcer: Share | null;
  bpcerLooks: Share | null;
}

async function scoresOf(vision: Vision, file: string, kind: 'picture' | 'clip'): Promise<{ scores: number[]; frames: number }> {
  const scores: number[] = [];
  let frames = 0;
  for await (const frame of framesOf(file, kind, fps)) {
    frames += 1;
    const live = (await vision.analyse(frame, { embed: false, spoof: true })).faces[0]?.live ?? null;
    if (live !== null) scores.push(live);
  }
  return { scores, frames };
}

function judge(file: string, kind: PadFile['kind'], media: 'picture' | 'clip', scores: readonly number[], frames: number): PadFile {
  const vote = voteLive(scores);
  const accepted = media === 'picture' ? (scores[0] ?? 0) >= voteLimits.liveAt : vote.verdict === 'live';
  let looks: PadFile['looks'] = null;
  if (media === 'clip') {
    looks = { accepted: 0, of: 0 };
    for (let at = 0; at === 0 || at + lookFrames <= scores.length; at += lookFrames) {
      looks.of += 1;
      if (voteLive(scores.slice(at, at + lookFrames)).verdict === 'live') looks.accepted += 1;
    }
  }
  return { file, kind, frames, withoutFace: frames - scores.length, vote, accepted, looks };
}

const percent = (part: Share | null): string => (part === null ? 'none' : `${(part.value * 100).toFixed(1)} % (${part.hits} of ${part.of}; 95 %: ${(part.low * 100).toFixed(1)} - ${(part.high * 100).toFixed(1)} %)`);

function sentence(one: PadFile): string {
  const looks = one.looks === null ? '' : `, ${one.looks.accepted} of ${one.looks.of} looks of 5 s accepted`;
  const median = one.vote.median === null ? 'no face' : `median ${one.vote.median.toFixed(3)}, ${(one.vote.liveShare * 100).toFixed(0)} % of ${one.vote.frames} frames live`;
  return `${one.kind.padEnd(6)} ${one.accepted ? 'ACCEPTED' : 'REJECTED'}  ${path.basename(one.file)}: ${median}${looks}`;
}

/** Runs the passive spoof vote over files. @throws Error naming a file that cannot be read */
export async function evalPad(needs: { live: readonly string[]; attack: readonly string[]; open(): Promise<Vision>; note(line: string): void }): Promise<{ result: EvalPadResult; lines: string[] }> {
  const listed = [
    ...(await filesOf(needs.live)).map((one) => ({ ...one, as: 'live' as const })),
    ...(await filesOf(needs.attack)).map((one) => ({ ...one, as: 'attack' as const })),
  ];
  const vision = await needs.open();
  try {
    const files: PadFile[] = [];
    for (const { file, kind, as } of listed) {
      needs.note(file);
      const { scores, frames } = await scoresOf(vision, file, kind);
      files.push(judge(file, as, kind, scores, frames));
    }
    const attacks = files.filter((one) => one.kind === 'attack');
    const lives = files.filter((one) => one.kind === 'live');
    const looks = (of: readonly PadFile[], pick: (look: { accepted: number; of: number }) => number): number => of.reduce((sum, one) => sum + (one.looks === null ? 0 : pick(one.looks)), 0);
    const result: EvalPadResult = {
      engine: vision.engine.id,
      model: vision.engine.model,
      files,
      apcer: share(attacks.filter((one) => one.accepted).length, attacks.length),
      apcerLooks: share(looks(attacks, (look) => look.accepted), looks(attacks, (look) => look.of)),
      bpcer: share(lives.filter((one) => !one.accepted).length, lives.length),
      bpcerLooks: share(looks(lives, (look) => look.of - look.accepted), looks(lives, (look) => look.of)),
    };
    const lines = [...files.map(sentence), `APCER ${percent(result.apcer)}, by look ${percent(result.apcerLooks)}`, `BPCER ${percent(result.bpcer)}, by look ${percent(result.bpcerLooks)}`];
    return { result, lines };
  } finally {
    await vision.close();
  }
}
