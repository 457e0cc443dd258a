/** How often a worker says that it is alive, milliseconds. */
export const beatEveryMs = 2_000;
/** Compiling and the largest picture hold a worker up for seconds, never for this long. */
export const silentAfterMs = 60_000;

/** What of a worker is watched. */
interface Watched {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: () => void): unknown;
}

/**
 * Watches a worker thread that sends something at least every few seconds once it has begun to. `onSilent` is called once when it has sent nothing for `silentMs`: its script hangs, and
 * waiting for its answers would never end. Stops by itself when the worker ends.
 */
export function watchWorker(worker: Watched, onSilent: () => void, { everyMs = beatEveryMs, silentMs = silentAfterMs, now = () => performance.now() } = {}): void {
  let heardAtMs: number | null = null;
  let lookedAtMs = now();
  const timer = setInterval(() => {
    // This thread stood still, or the machine slept: messages may lie unread.
    if (now() - lookedAtMs > 3 * everyMs && heardAtMs !== null) heardAtMs = now();
    lookedAtMs = now();
    if (heardAtMs === null || now() - heardAtMs < silentMs) return;
    clearInterval(timer);
    onSilent();
  }, everyMs);
  timer.unref();
  worker.on('message', () => { heardAtMs = now(); });
  worker.once('exit', () => { clearInterval(timer); });
}
