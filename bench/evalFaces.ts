import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Face, FrameReport, Vision } from '../src/main/vision/types.ts';
import { cosine } from '../src/main/vision/unit.ts';
import type { Pair } from './pairs.ts';
import { personOf, readPairs } from './pairs.ts';
import type { Scored, Share } from './statistics.ts';
import { accuracy, ScoreHistogram, share } from './statistics.ts';

export interface EvalFacesNeeds {
  images: string;
  pairs: string;
  /** Judge a single fold at this cosine, found on other data; null = at its own best. */
  threshold: number | null;
  open(): Promise<Vision>;
  note(line: string): void;
}

interface AtRate {
  fmr: number;
  /** Cosine at which that share of all impostor pairs is at or above. */
  threshold: number;
  /** Genuine pairs of the file below it, missed faces included. */
  fnmr: Share | null;
  /** The false-match rate really met, with its interval: few false matches make it wide. */
  fmrMet: Share | null;
}

export interface EvalFacesResult {
  engine: string;
  model: string;
  images: number;
  missed: number;
  pairs: number;
  folds: number;
  accuracy: Share | null;
  perFold: number[];
  accuracyThreshold: number;
  impostorPairs: number;
  rates: AtRate[];
  msPerImage: number;
}

/** Frames under way at once: one in the nets, one being decoded. */
const inFlight = 3;

/** The face a labelled portrait is of: its middle one. People in the background of such pictures carry no label. */
function middleFace(report: FrameReport): Face | null {
  const away = (face: Face): number => Math.hypot(face.box.x + face.box.width / 2 - report.width / 2, face.box.y + face.box.height / 2 - report.height / 2);
  return [...report.faces].sort((a, b) => away(a) - away(b))[0] ?? null;
}

async function embedAll(vision: Vision, folder: string, pictures: readonly string[], note: (line: string) => void): Promise<Map<string, Float32Array | null>> {
  const embeddings = new Map<string, Float32Array | null>();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next; index < pictures.length; index = next) {
      next += 1;
      const picture = pictures[index] ?? '';
      const report = await vision.analyse(await readFile(path.join(folder, picture)), { embed: true, spoof: false, allFaces: true });
      embeddings.set(picture, middleFace(report)?.embedding ?? null);
      if (next % 500 === 0) note(`${next} / ${pictures.length}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return embeddings;
}

/** Every pair of different persons among the pictures: the more impostors, the lower the rates that can be told apart. */
function impostors(embeddings: ReadonlyMap<string, Float32Array | null>): ScoreHistogram {
  const found = [...embeddings].flatMap(([picture, embedding]) => (embedding === null ? [] : [{ person: personOf(picture), embedding }]));
  const histogram = new ScoreHistogram();
  found.forEach((one, i) => {
    for (let k = i + 1; k < found.length; k += 1) {
      const other = found[k];
      if (other !== undefined && other.person !== one.person) histogram.add(cosine(one.embedding, other.embedding));
    }
  });
  return histogram;
}

function scorePairs(pairs: readonly Pair[], embeddings: ReadonlyMap<string, Float32Array | null>): Scored[] {
  return pairs.map(({ a, b, same, fold }) => {
    const [first, second] = [embeddings.get(a) ?? null, embeddings.get(b) ?? null];
    return { same, fold, score: first === null || second === null ? -1 : cosine(first, second) };
  });
}

const percent = (value: number, digits = 2): string => `${(value * 100).toFixed(digits)} %`;
const interval = (part: Share | null): string => (part === null ? 'none' : `${percent(part.value)} (95 %: ${percent(part.low)} - ${percent(part.high)})`);

function sentences(result: EvalFacesResult): string[] {
  const how = result.folds > 1 ? `${result.folds}-fold` : `at cosine ${result.accuracyThreshold.toFixed(3)}`;
  return [
    `engine ${result.engine}, model ${result.model}`,
    `${result.images} images, ${result.missed} faces missed, ${result.msPerImage.toFixed(1)} ms per image`,
    `accuracy ${how}: ${interval(result.accuracy)} of ${result.pairs} pairs`,
    ...result.rates.map((rate) => `FNMR at FMR ${rate.fmr.toExponential(0)}: ${interval(rate.fnmr)}, cosine ${rate.threshold.toFixed(4)}; FMR met ${rate.fmrMet?.hits ?? 0} of ${result.impostorPairs} impostor pairs`),
  ];
}

/** Measures one engine on an LFW pairs file. @throws Error naming the file when pictures or pairs cannot be read */
export async function evalFaces(needs: EvalFacesNeeds): Promise<{ result: EvalFacesResult; lines: string[] }> {
  const { pairs, folds } = readPairs(await readFile(needs.pairs, 'utf8'));
  const pictures = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const vision = await needs.open();
  try {
    const started = performance.now();
    const embeddings = await embedAll(vision, needs.images, pictures, needs.note);
    const msPerImage = (performance.now() - started) / pictures.length;
    const scored = scorePairs(pairs, embeddings);
    const histogram = impostors(embeddings);
    const genuine = scored.filter(({ same }) => same);
    const rates = [1e-2, 1e-3, 1e-4, 1e-5].map((fmr): AtRate => {
      const threshold = histogram.thresholdFor(fmr);
      return { fmr, threshold, fnmr: share(genuine.filter(({ score }) => score < threshold).length, genuine.length), fmrMet: share(histogram.countAtOrAbove(threshold), histogram.total) };
    });
    const { right, perFold, threshold } = accuracy(scored, folds, needs.threshold);
    const result: EvalFacesResult = {
      engine: vision.engine.id,
      model: vision.engine.model,
      images: pictures.length,
      missed: [...embeddings.values()].filter((embedding) => embedding === null).length,
      pairs: pairs.length,
      folds,
      accuracy: right,
      perFold,
      accuracyThreshold: threshold,
      impostorPairs: histogram.total,
      rates,
      msPerImage,
    };
    return { result, lines: sentences(result) };
  } finally {
    await vision.close();
  }
}
