export const watchdogRules = {
  everyMs: 5_000,
  /** A page that beats every five seconds and was silent for this long hangs, or is gone. */
  silentAfterMs: 30_000,
  /** Opening, loading and compiling a page takes this long at most. */
  firstAfterMs: 90_000,
} as const;

export interface WatchdogNeeds {
  /** The page has to be opened anew; it is waited for as long as for the first one. */
  onSilent(): void;
  now?(): number;
  /** Other times than the usual ones, for tests. */
  rules?: Partial<Record<keyof typeof watchdogRules, number>> | undefined;
}

export interface Watchdog {
  beat(): void;
  /** The page is being opened: its first beat may take a while. */
  opening(): void;
  /** The page was left on purpose: nobody is waited for until the next beat. */
  left(): void;
  /** Whether the page was silent for too long and has not been heard since. */
  silent(): boolean;
  stop(): void;
}

/**
 * Watches for the signs of life of the kiosk's page. A page whose script hangs paints nothing, takes no touch and looks as if nothing were wrong; one that crashed inside a
 * browser leaves the browser running.
 */
export function createWatchdog({ onSilent, now = () => performance.now(), rules }: WatchdogNeeds): Watchdog {
  const { everyMs, silentAfterMs, firstAfterMs } = { ...watchdogRules, ...rules };
  let waitsUntilMs: number | null = null;
  let silent = false;
  let lookedAtMs = now();
  const timer = setInterval(look, everyMs);
  timer.unref();

  function look(): void {
    const lateMs = now() - lookedAtMs - everyMs;
    lookedAtMs = now();
    // This process itself stood still, or the machine slept: beats may lie unread, so their time begins anew.
    if (lateMs > everyMs && waitsUntilMs !== null) waitsUntilMs = Math.max(waitsUntilMs, now() + silentAfterMs);
    if (waitsUntilMs === null || now() < waitsUntilMs) return;
    silent = true;
    waitsUntilMs = now() + firstAfterMs;
    onSilent();
  }

  return {
    beat() {
      silent = false;
      waitsUntilMs = now() + silentAfterMs;
    },
    opening() { waitsUntilMs = now() + firstAfterMs; },
    left() { waitsUntilMs = null; },
    silent: () => silent,
    stop: () => { clearInterval(timer); },
  };
}
