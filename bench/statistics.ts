/** A share with its 95 % Wilson score interval, all 0..1. */
export interface Share { hits: number; of: number; value: number; low: number; high: number }

/** @returns null when nothing was tried */
export function share(hits: number, of: number): Share | null {
  if (of === 0) return null;
  const z = 1.959964;
  const p = hits / of;
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return { hits, of, value: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Cosine of a pair, and whether both pictures are of one person. A missed face scores -1: it never matches. */
export interface Scored { score: number; same: boolean; fold: number }

/** Share judged rightly at a threshold: genuine at or above, impostors below. */
function rightAt(scored: readonly Scored[], threshold: number): number {
  return scored.filter(({ score, same }) => (score >= threshold) === same).length;
}

/** The threshold with the most right answers; the middle of the best gap. */
export function bestThreshold(scored: readonly Scored[]): number {
  const sorted = [...scored].sort((a, b) => b.score - a.score);
  let right = sorted.filter(({ same }) => !same).length;
  // Above every cosine: nobody is anybody.
  let best = { right, threshold: 1.001 };
  sorted.forEach(({ score, same }, i) => {
    right += same ? 1 : -1;
    const below = sorted[i + 1]?.score ?? -1.001;
    // Equal scores fall on one side together.
    if (below < score && right > best.right) best = { right, threshold: (score + below) / 2 };
  });
  return best.threshold;
}

/**
 * Verification accuracy. With folds: each fold is judged at the threshold that is best on the other folds (LFW's protocol).
 * With one fold, at `threshold` when given (found on other data), else at its own best threshold, which flatters a little.
 */
export function accuracy(scored: readonly Scored[], folds: number, threshold: number | null): { right: Share | null; perFold: number[]; threshold: number } {
  const perFold: number[] = [];
  let right = 0;
  let used = threshold ?? (folds === 1 ? bestThreshold(scored) : 0);
  for (let fold = 0; fold < folds; fold += 1) {
    const held = scored.filter((pair) => pair.fold === fold);
    if (threshold === null && folds > 1) used = bestThreshold(scored.filter((pair) => pair.fold !== fold));
    const good = rightAt(held, used);
    right += good;
    perFold.push(held.length === 0 ? 0 : good / held.length);
  }
  return { right: share(right, scored.length), perFold, threshold: used };
}

/**
 * Histogram of cosines, fine enough (1/20 000) that thresholds read from it are exact to four digits: tens of millions of impostor
 * pairs need no list.
 */
export class ScoreHistogram {
  static readonly perUnit = 20_000;
  readonly #counts = new Float64Array(2 * ScoreHistogram.perUnit + 2);
  total = 0;

  add(score: number): void {
    const bin = Math.floor((Math.min(1, Math.max(-1, score)) + 1) * ScoreHistogram.perUnit);
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    this.total += 1;
  }

  /** The lowest threshold at which at most `rate` of all scores lie at or above it. */
  thresholdFor(rate: number): number {
    const allowed = Math.floor(rate * this.total);
    let above = 0;
    for (let bin = this.#counts.length - 1; bin >= 0; bin -= 1) {
      above += this.#counts[bin] ?? 0;
      if (above > allowed) return (bin + 1) / ScoreHistogram.perUnit - 1;
    }
    return -1;
  }

  countAtOrAbove(threshold: number): number {
    let above = 0;
    for (let bin = Math.ceil((threshold + 1) * ScoreHistogram.perUnit - 1e-9); bin < this.#counts.length; bin += 1) above += this.#counts[bin] ?? 0;
    return above;
  }
}
