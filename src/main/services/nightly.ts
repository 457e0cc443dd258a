import type { Db } from '../db/open.ts';
import { nextDailyMs } from './daily.ts';
import { settingOf } from './settings.ts';

const minute = 60_000;
export const nightlyRules = {
  /** Nobody has to have touched anything for this long. */
  quietForMs: minute,
  /** Whoever is busy all this time is not put out: the restart waits for the next night. */
  waitsForMs: 60 * minute,
  /** A program that has only just begun gains nothing by beginning again, and a clock that jumps about must not make it do so for ever. */
  leastUptimeMs: 30 * minute,
} as const;

export interface NightlyNeeds {
  db: Db;
  zone(): string;
  now(): number;
  monotonicMs(): number;
  /** How long nobody has paid, enrolled, looked or written anything; 0 while somebody is in the middle of it. Milliseconds. */
  quietForMs(): number;
  restart(): void;
  /** The night was too busy. */
  onGivenUp(): void;
}

/** The restart at the hour the site chose: memory, pages and devices begin the day as new. */
export function createNightly(needs: NightlyNeeds) {
  const { now, monotonicMs } = needs;
  const beganAt = monotonicMs();
  /** What is due is due after this moment, milliseconds since epoch. */
  let lastAtMs = now();
  let restarting = false;

  /** When the next restart is due; null: never. Milliseconds since epoch. */
  function nextAtMs(): number | null {
    const time = settingOf(needs.db, 'nightlyRestartAt');
    // A clock that was put back past the start counts from now.
    if (lastAtMs > now()) lastAtMs = now();
    return time === null ? null : nextDailyMs({ lastAtMs, nowMs: now(), time, zone: needs.zone() });
  }

  function tick(): void {
    const dueAtMs = nextAtMs();
    if (restarting || dueAtMs === null || now() < dueAtMs) return;
    // Slept through, or set forward: the hour that was chosen is long over.
    if (now() - dueAtMs > nightlyRules.waitsForMs) {
      lastAtMs = now();
      return needs.onGivenUp();
    }
    if (monotonicMs() - beganAt < nightlyRules.leastUptimeMs || needs.quietForMs() < nightlyRules.quietForMs) return;
    restarting = true;
    needs.restart();
  }

  return { tick, nextAtMs };
}
