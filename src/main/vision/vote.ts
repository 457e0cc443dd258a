import { cosine, toUnitLength } from './unit.ts';

/** Limits of the sequence vote; docs/face-matching.md says how they were measured. */
export const voteLimits = { minFrames: 5, minMedian: 0.5, minLiveShare: 0.5, liveAt: 0.5 } as const;

export interface LiveVote {
  /** `tooFew`: fewer than `voteLimits.minFrames` scores; never take it for live. */
  verdict: 'live' | 'spoof' | 'tooFew';
  frames: number;
  /** 0..1; null when there were no scores. */
  median: number | null;
  /** Part of the frames at or above `liveAt`, 0..1. */
  liveShare: number;
}

/**
 * One verdict over the passive scores of a sequence. Single frames of a live person fall as low as 0.06, so the middle decides:
 * live needs the median and at least half of the frames. A score that is not a number counts as a spoof.
 */
export function voteLive(scores: readonly number[]): LiveVote {
  const clean = scores.map((score) => (score >= 0 && score <= 1 ? score : 0)).sort((a, b) => a - b);
  const middle = clean.length >> 1;
  const median = clean.length === 0 ? null : clean.length % 2 === 1 ? (clean[middle] ?? 0) : ((clean[middle - 1] ?? 0) + (clean[middle] ?? 0)) / 2;
  const liveShare = clean.length === 0 ? 0 : clean.filter((score) => score >= voteLimits.liveAt).length / clean.length;
  if (median === null || clean.length < voteLimits.minFrames) return { verdict: 'tooFew', frames: clean.length, median, liveShare };
  const live = median >= voteLimits.minMedian && liveShare >= voteLimits.minLiveShare;
  return { verdict: live ? 'live' : 'spoof', frames: clean.length, median, liveShare };
}

/** Where the middle of a track's scores counts as clearly live, and as clearly not; between them is doubt. docs/face-matching.md, "Watching". */
export const trackVote = { liveMedian: 0.7, liveShare: 0.6, spoofMedian: 0.2 } as const;

/** The vote over a track that may still grow. Stricter than `voteLive`: nobody taps afterwards, and doubt has somewhere to go. */
export function voteTrack(scores: readonly number[]): 'pending' | 'live' | 'doubtful' | 'spoof' {
  const { verdict, median, liveShare } = voteLive(scores);
  if (verdict === 'tooFew' || median === null) return 'pending';
  if (median >= trackVote.liveMedian && liveShare >= trackVote.liveShare) return 'live';
  return median < trackVote.spoofMedian ? 'spoof' : 'doubtful';
}

/**
 * One probe from the frames of one track: the weighted mean of unit vectors, unit length again.
 * @throws RangeError when there are none, lengths differ, a weight is negative, or the mean has no direction
 */
export function fuse(embeddings: readonly Float32Array[], weights: readonly number[] = embeddings.map(() => 1)): Float32Array {
  const dims = embeddings[0]?.length ?? 0;
  if (dims === 0 || weights.length !== embeddings.length) throw new RangeError('fuse needs embeddings and as many weights');
  const mean = new Float32Array(dims);
  embeddings.forEach((embedding, i) => {
    const weight = weights[i] ?? 0;
    if (embedding.length !== dims || !(weight >= 0)) throw new RangeError('fuse needs equal lengths and weights of 0 or more');
    for (let k = 0; k < dims; k += 1) mean[k] = (mean[k] ?? 0) + weight * (embedding[k] ?? 0);
  });
  return toUnitLength(mean);
}

/** The lowest cosine between any two frames: below the threshold for one comparison, not all of them are one person. 1 for a single frame. */
export function leastAgreement(embeddings: readonly Float32Array[]): number {
  let least = 1;
  embeddings.forEach((a, i) => {
    for (const b of embeddings.slice(i + 1)) least = Math.min(least, cosine(a, b));
  });
  return least;
}
