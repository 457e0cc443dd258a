import { beforeEach, expect, test } from 'vitest';
import { openDatabase, type Db } from '../db/open.ts';
import { writeSetting } from '../db/queries/settings.ts';
import { createNightly, nightlyRules } from './nightly.ts';

const minute = 60_000;
const zone = 'Asia/Jakarta';
/** Jakarta is seven hours ahead. */
const at = (day: number, hour: number, min = 0) => Date.UTC(2026, 10, day, hour - 7, min);

let db: Db;
beforeEach(() => { db = openDatabase(':memory:'); });

function night(startAtMs: number) {
  const clock = { wallMs: startAtMs, monotonicMs: 1_000, quietForMs: 60 * minute };
  const seen = { restarts: [] as number[], givenUp: 0 };
  const nightly = createNightly({
    db, zone: () => zone, now: () => clock.wallMs, monotonicMs: () => clock.monotonicMs, quietForMs: () => clock.quietForMs,
    restart: () => seen.restarts.push(clock.wallMs), onGivenUp: () => { seen.givenUp += 1; },
  });
  const pass = (ms: number, step = minute) => {
    for (let left = ms; left > 0; left -= step) {
      clock.wallMs += step;
      clock.monotonicMs += step;
      nightly.tick();
    }
  };
  return { ...nightly, clock, seen, pass };
}

test('at the hour of the site, once, and not before', () => {
  const kiosk = night(at(21, 20));
  expect(kiosk.nextAtMs()).toBe(at(22, 3, 30));
  kiosk.pass(7 * 60 * minute);
  expect(kiosk.seen.restarts).toEqual([]);
  kiosk.pass(3 * 60 * minute);
  expect(kiosk.seen.restarts).toEqual([at(22, 3, 30)]);
});

test('what begins at that hour waits for the next night, even when the clock is put back into it', () => {
  const kiosk = night(at(22, 3, 31));
  expect(kiosk.nextAtMs()).toBe(at(23, 3, 30));
  kiosk.clock.wallMs = at(22, 3, 20);
  kiosk.pass(15 * minute);
  expect(kiosk.seen.restarts).toEqual([]);
  kiosk.pass(30 * minute);
  expect(kiosk.seen.restarts).toHaveLength(1);
});

test('nobody in the middle of something is put out: it waits for a minute of quiet', () => {
  const kiosk = night(at(21, 20));
  kiosk.clock.quietForMs = 0;
  kiosk.pass(8 * 60 * minute);
  expect(kiosk.seen.restarts).toEqual([]);
  kiosk.clock.quietForMs = nightlyRules.quietForMs;
  kiosk.pass(minute);
  expect(kiosk.seen.restarts).toEqual([at(22, 4, 1)]);
});

test('a night that stays busy is let go, once, and the next one counts', () => {
  const kiosk = night(at(21, 20));
  kiosk.clock.quietForMs = 0;
  kiosk.pass(9 * 60 * minute);
  expect([kiosk.seen.restarts.length, kiosk.seen.givenUp]).toEqual([0, 1]);
  expect(kiosk.nextAtMs()).toBe(at(23, 3, 30));
  kiosk.clock.quietForMs = 10 * minute;
  kiosk.pass(24 * 60 * minute);
  expect(kiosk.seen.restarts).toEqual([at(23, 3, 30)]);
});

test('a machine that slept through its hour does not restart in the morning', () => {
  const kiosk = night(at(21, 20));
  kiosk.clock.wallMs = at(22, 7);
  kiosk.pass(60 * minute);
  expect([kiosk.seen.restarts.length, kiosk.seen.givenUp]).toEqual([0, 1]);
});

test('never, where the site chose so; and a new hour holds at once', () => {
  writeSetting(db, 'nightlyRestartAt', null);
  const kiosk = night(at(21, 20));
  expect(kiosk.nextAtMs()).toBeNull();
  kiosk.pass(24 * 60 * minute);
  expect(kiosk.seen.restarts).toEqual([]);
  writeSetting(db, 'nightlyRestartAt', '22:00');
  kiosk.pass(3 * 60 * minute);
  expect(kiosk.seen.restarts).toHaveLength(1);
});
