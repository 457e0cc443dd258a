import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWatchdog, watchdogRules } from './watchdog.ts';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }); });
afterEach(() => { vi.useRealTimers(); });

function watched() {
  let reopened = 0;
  const watchdog = createWatchdog({ onSilent: () => { reopened += 1; } });
  return { ...watchdog, reopened: () => reopened };
}

test('a page that beats is left alone; one that was silent for half a minute is opened anew, and then has time to load', () => {
  const page = watched();
  page.opening();
  vi.advanceTimersByTime(60_000);
  for (let i = 0; i < 20; i += 1) {
    page.beat();
    vi.advanceTimersByTime(5_000);
  }
  expect([page.reopened(), page.silent()]).toEqual([0, false]);
  vi.advanceTimersByTime(watchdogRules.silentAfterMs);
  expect([page.reopened(), page.silent()]).toEqual([1, true]);
  vi.advanceTimersByTime(watchdogRules.firstAfterMs - 10_000);
  expect(page.reopened()).toBe(1);
  page.beat();
  expect(page.silent()).toBe(false);
  page.stop();
});

test('a page that never comes up is opened again and again, each time after as long as the first may take', () => {
  const page = watched();
  page.opening();
  vi.advanceTimersByTime(watchdogRules.firstAfterMs * 3 + 10_000);
  expect(page.reopened()).toBe(3);
  page.stop();
});

test('a page that was left on purpose, or that never was, is not waited for', () => {
  const page = watched();
  vi.advanceTimersByTime(600_000);
  page.opening();
  page.beat();
  page.left();
  vi.advanceTimersByTime(600_000);
  expect([page.reopened(), page.silent()]).toEqual([0, false]);
  page.stop();
});

test('when the host itself stood still, the page is not blamed', () => {
  let [nowMs, reopened] = [0, 0];
  const watchdog = createWatchdog({ onSilent: () => { reopened += 1; }, now: () => nowMs });
  watchdog.beat();
  nowMs = 3_600_000;
  vi.advanceTimersByTime(5_000);
  expect(reopened).toBe(0);
  for (let i = 0; i < 8; i += 1) {
    nowMs += 5_000;
    vi.advanceTimersByTime(5_000);
  }
  expect(reopened).toBe(1);
  watchdog.stop();
});
