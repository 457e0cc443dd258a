import type { EngineCard, SearchResult } from './types.ts';

/** What a search means. Only `match` may lead to a charge. */
export type Decision =
  | { kind: 'match'; personId: string; similarity: number }
  | { kind: 'unknown' }
  /** Somebody else is nearly as similar: ask for the PIN. */
  | { kind: 'ambiguous' };

export interface MatchRule {
  /** Cosine at or above which two faces may be the same. */
  threshold: number;
  /** The best must beat the best of a *different* person by this much. */
  margin: number;
}

/** Below the threshold is unknown; within the margin of a different person is ambiguous. NaN is unknown. */
export function decide(search: SearchResult, rule: MatchRule): Decision {
  const { best, runnerUp } = search;
  if (best === null || !(best.similarity >= rule.threshold)) return { kind: 'unknown' };
  if (runnerUp !== null && !(best.similarity - runnerUp.similarity >= rule.margin)) return { kind: 'ambiguous' };
  return { kind: 'match', personId: best.personId, similarity: best.similarity };
}

/** Target rate at which a stranger is taken for somebody enrolled, per look. */
export const defaultTargetFpir = 0.001;
/** How much rarer, in powers of ten, the best must be than the best of a different person for the two not to be confused. */
const defaultMarginDecades = 0.75;
/** A single comparison is never judged more loosely than this, however small the gallery. */
const loosestFmr = 1e-3;

/**
 * The threshold for one false-match rate: the calibration is interpolated over log10(FMR); stricter than the strictest point it
 * goes on along the steepest piece measured, rounded up; looser than the loosest it stays at the loosest.
 * @throws RangeError when the card has fewer than two points or they do not rise
 */
export function thresholdAtFmr(card: Pick<EngineCard, 'calibration'>, fmr: number): number {
  const points = [...card.calibration].sort((a, b) => b.fmr - a.fmr).map((point) => ({ x: -Math.log10(point.fmr), y: point.threshold }));
  const slopes = points.slice(1).map((point, i) => (point.y - (points[i]?.y ?? 0)) / (point.x - (points[i]?.x ?? 0)));
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || slopes.length === 0 || slopes.some((slope) => !(slope > 0) || !Number.isFinite(slope))) throw new RangeError('a calibration needs two points or more, each stricter than the one before');
  if (!(fmr > 0)) throw new RangeError('a false-match rate is above 0');
  const x = -Math.log10(fmr);
  if (x <= first.x) return first.y;
  if (x >= last.x) {
    const steepest = Math.max(...slopes);
    return Math.min(0.999, Math.ceil((last.y + (x - last.x) * steepest) * 1000) / 1000);
  }
  const piece = points.findIndex((point, i) => x >= point.x && x < (points[i + 1]?.x ?? Infinity));
  const from = points[piece] ?? first;
  return from.y + (x - from.x) * (slopes[piece] ?? 0);
}

/**
 * The threshold that keeps a stranger's chance of matching anybody at `targetFpir`: every template is one more chance, so the
 * rate of one comparison is 1 - (1 - FPIR)^(1 / templates), and never looser than 1e-3.
 * @param gallerySize templates in the gallery (not persons); 0 and 1 are the same
 * @param targetFpir 0..1, exclusive
 */
export function thresholdFor(card: Pick<EngineCard, 'calibration'>, gallerySize: number, targetFpir: number = defaultTargetFpir): number {
  return thresholdAtFmr(card, fmrFor(gallerySize, targetFpir));
}

/** The false-match rate of one comparison behind `thresholdFor`. @throws RangeError */
export function fmrFor(gallerySize: number, targetFpir: number): number {
  if (!(targetFpir > 0 && targetFpir < 1)) throw new RangeError('a target FPIR lies between 0 and 1');
  // log1p/expm1 keep the digits that 1 - (1 - p)^(1/n) would lose.
  return Math.min(loosestFmr, -Math.expm1(Math.log1p(-targetFpir) / Math.max(1, gallerySize)));
}

/**
 * The margin between the best and the best of a different person, in the engine's own cosine: what three quarters of a power of
 * ten of false-match rate are worth on its calibration (onnx about 0.05, faceapi about 0.015; one number cannot serve both).
 * @throws RangeError when the card cannot be read
 */
export function marginFor(card: Pick<EngineCard, 'calibration'>, marginDecades: number = defaultMarginDecades): number {
  return marginDecades * (thresholdAtFmr(card, 1e-4) - thresholdAtFmr(card, 1e-3));
}
