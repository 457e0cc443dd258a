/** The first return comes after a second, each further one twice as late, at the latest after a minute. Milliseconds. */
const firstAfterMs = 1_000;
const atMostAfterMs = 60_000;
/** What has held this long has recovered. */
const soundAfterMs = 5 * 60_000;

/** How long to wait before the next return of something that fell: what crashes again and again must not keep the processor busy. */
export function createComeBack(now: () => number = () => performance.now()): () => number {
  let failures = 0;
  let lastAtMs = -Infinity;
  return () => {
    const atMs = now();
    failures = atMs - lastAtMs > soundAfterMs ? 0 : failures + 1;
    lastAtMs = atMs;
    return Math.min(atMostAfterMs, firstAfterMs * 2 ** Math.min(failures, 10));
  };
}
