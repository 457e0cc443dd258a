import type { Db } from '../db/open.ts';
import { refusalOfSqlite } from '../db/open.ts';
import { readClock, writeClock } from '../db/queries/pins.ts';

/** The wall clock may differ this much from the monotonic one before it counts as moved: NTP's corrections stay far below. */
export const clockToleranceMs = 2 * 60_000;
/** How often `observe` writes, so that a restart resumes close to where the lock clock was. */
const writeEveryMs = 60_000;

export interface Clock {
  /**
   * The lock clock: milliseconds that only ever pass, for PIN locks. While the process runs it follows the monotonic clock, so setting the
   * wall clock forward unlocks nothing; across a restart it resumes from what was written, plus the wall time since.
   */
  guardNowMs(): number;
  /** Writes both clocks down inside a transaction of the caller. */
  note(): void;
  /** Call every few seconds. Writes at most once a minute, or when the wall clock jumped. */
  observe(): void;
  /** True when wall and monotonic clock have drifted apart since that moment: somebody set the clock. */
  movedSince(wallMs: number, monotonicMs: number): boolean;
}

export function createClock(needs: { db: Db; now(): number; monotonicMs(): number }): Clock {
  const { db, now, monotonicMs } = needs;
  const startedAt = monotonicMs();
  const stored = readClock(db);
  const base = stored ? stored.guardAtMs + Math.max(0, now() - stored.lastSeenAtMs) : now();
  let noted = { wallMs: stored?.lastSeenAtMs ?? 0, monotonicMs: Number.NEGATIVE_INFINITY };

  const guardNowMs = (): number => Math.round(base + monotonicMs() - startedAt);
  const movedSince = (wallMs: number, sinceMonotonicMs: number): boolean =>
    Math.abs(now() - wallMs - (monotonicMs() - sinceMonotonicMs)) > clockToleranceMs;

  function note(): void {
    writeClock(db, { lastSeenAtMs: now(), guardAtMs: guardNowMs() });
    noted = { wallMs: now(), monotonicMs: monotonicMs() };
  }

  function observe(): void {
    if (monotonicMs() - noted.monotonicMs < writeEveryMs && !movedSince(noted.wallMs, noted.monotonicMs)) return;
    try {
      note();
    } catch (error) {
      // A busy, full or read-only database: the next call tries again, and nothing else depends on this one.
      if (!refusalOfSqlite(error)) throw error;
    }
  }

  return { guardNowMs, note, observe, movedSince };
}
