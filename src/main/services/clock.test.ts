import { expect, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { readClock } from '../db/queries/pins.ts';
import { createClock } from './clock.ts';
import { TestTime } from './till.testkit.ts';
import { startOfDayMs } from './zonedDay.ts';

const hour = 3_600_000;

function machine() {
  const db = openDatabase(':memory:');
  const time = new TestTime();
  return { db, time, start: () => createClock({ db, now: () => time.wallMs, monotonicMs: () => time.monoMs }) };
}

test('the lock clock passes with the machine, not with its wall clock', () => {
  const { time, start } = machine();
  const clock = start();
  const startedAt = clock.guardNowMs();
  time.setWall(48 * hour);
  expect(clock.guardNowMs() - startedAt).toBe(0);
  time.setWall(-96 * hour);
  time.pass(5_000);
  expect(clock.guardNowMs() - startedAt).toBe(5_000);
});

test('over a restart it resumes with the wall time that passed', () => {
  const { time, start } = machine();
  const before = start();
  before.observe();
  const stoppedAt = before.guardNowMs();
  time.wallMs += 2 * hour;
  time.monoMs = 40;
  expect(start().guardNowMs() - stoppedAt).toBe(2 * hour);
});

test('over a restart with the clock set back it does not run backwards', () => {
  const { time, start } = machine();
  const before = start();
  before.observe();
  const stoppedAt = before.guardNowMs();
  time.setWall(-24 * hour);
  expect(start().guardNowMs()).toBe(stoppedAt);
});

test('observe writes at most once a minute, but at once when the clock jumped', () => {
  const { db, time, start } = machine();
  const clock = start();
  clock.observe();
  const first = readClock(db);
  time.pass(59_000);
  clock.observe();
  expect(readClock(db)).toEqual(first);
  time.pass(1_000);
  clock.observe();
  expect(readClock(db)?.lastSeenAtMs).toBe(time.wallMs);
  time.setWall(hour);
  clock.observe();
  expect(readClock(db)?.lastSeenAtMs).toBe(time.wallMs);
});

test('two minutes of drift count as moved, less does not', () => {
  const { time, start } = machine();
  const clock = start();
  const [wall, mono] = [time.wallMs, time.monoMs];
  time.pass(10 * hour);
  time.setWall(-119_000);
  expect(clock.movedSince(wall, mono)).toBe(false);
  time.setWall(-2_000);
  expect(clock.movedSince(wall, mono)).toBe(true);
});

test.each([
  ['Asia/Jakarta', '2026-11-21T03:00:00Z', '2026-11-20T17:00:00Z'],
  ['Asia/Jakarta', '2026-11-21T16:59:59.999Z', '2026-11-20T17:00:00Z'],
  ['Asia/Jakarta', '2026-11-21T17:00:00Z', '2026-11-21T17:00:00Z'],
  ['Asia/Jayapura', '2026-11-21T14:59:00Z', '2026-11-20T15:00:00Z'],
  ['UTC', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  // Clocks go forward at 02:00 and back at 03:00 there.
  ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00Z'],
  ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00Z'],
])('in %s the day of %s began at %s', (zone, at, began) => {
  expect(new Date(startOfDayMs(Date.parse(at), zone)).toISOString()).toBe(new Date(began).toISOString());
});
