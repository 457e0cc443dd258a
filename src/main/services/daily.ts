import { addDays, localDateOf, momentOf } from './localTime.ts';

/**
 * When something due every day at a time of the site's clock is due next: the first such moment after `lastAtMs` (null = never run: the
 * next one from now). A moment that passed while the machine was off is due at once, and once, however many were missed.
 */
export function nextDailyMs(input: { lastAtMs: number | null; nowMs: number; time: string; zone: string }): number {
  const fromMs = input.lastAtMs ?? input.nowMs;
  const day = localDateOf(fromMs, input.zone);
  const today = momentOf(day, input.time, input.zone);
  return today > fromMs ? today : momentOf(addDays(day, 1), input.time, input.zone);
}
