/** How long to wait before a camera is tried again, milliseconds. */
export const backoffLimits = {
  firstMs: 500,
  mostMs: 30_000,
  /** After a connection that gave pictures: with what it takes to connect, the picture is back within 5 s of a drop. */
  mostAfterPicturesMs: 3_000,
  /** A connection that gave pictures for this long is a good one: the waits begin anew. */
  resetAfterMs: 10_000,
} as const;

export interface Backoff {
  /** The wait after a connection that gave pictures over this time; null for one that gave none. */
  next(picturesForMs: number | null): number;
}

/** Doubles from try to try; each wait is 50 to 100 % of its step, so that cameras that went away together do not come back together. `random`: 0..1. */
export function createBackoff(random: () => number): Backoff {
  let step: number = backoffLimits.firstMs;
  return {
    next(picturesForMs) {
      if (picturesForMs !== null && picturesForMs >= backoffLimits.resetAfterMs) step = backoffLimits.firstMs;
      const wait = Math.min(step, picturesForMs === null ? backoffLimits.mostMs : backoffLimits.mostAfterPicturesMs);
      step = Math.min(step * 2, backoffLimits.mostMs);
      return wait * (0.5 + random() / 2);
    },
  };
}
