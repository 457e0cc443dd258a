import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { openDatabase } from '../db/open.ts';
import { pinGuardOf } from '../db/queries/pins.ts';
import { pinRules } from './pins.ts';
import { identifierOf, openTill, pinOfTests, quickHasher, refusalOf } from './till.testkit.ts';

const minute = 60_000;
const hour = 60 * minute;
let comparisons: number;
let till: ReturnType<typeof openTill>;
let siti: string;

beforeEach(async () => {
  comparisons = 0;
  till = openTill({ hasher: quickHasher(() => (comparisons += 1)) });
  till.hireCashier();
  siti = await till.enrol('Siti', 50_000);
});

const tryPin = (pin: string, identifier = identifierOf('Siti'), at = till) => at.pins.authorise({ chargeId: at.charge(5_000), identifier, pin });
const wrong = () => refusalOf(() => tryPin('918274'));

test('identifier and PIN authorise a charge, and a tap pays it', async () => {
  const authorisation = await tryPin(pinOfTests);
  expect(authorisation).toMatchObject({ method: 'pin', needsPin: false, amount: 5_000, maskedName: 'S***' });
  expect((await till.tap(authorisation.authorisationId)).method).toBe('pin');
  expect(till.balance(siti)).toBe(45_000);
});

test('three failures lock for 15 minutes, the next for an hour, the next for a day, and the tenth asks for staff', async () => {
  expect([await wrong(), await wrong(), await wrong()]).toEqual(['PIN_WRONG', 'PIN_WRONG', 'PIN_LOCKED']);
  for (const lock of [15 * minute, hour, 24 * hour, 24 * hour, 24 * hour, 24 * hour, 24 * hour]) {
    till.time.pass(lock - 1);
    expect(await refusalOf(() => tryPin(pinOfTests))).toBe('PIN_LOCKED');
    till.time.pass(1);
    await wrong();
  }
  expect(comparisons).toBe(10);
  till.time.pass(30 * 24 * hour);
  expect(await refusalOf(() => tryPin(pinOfTests))).toBe('PIN_STAFF_NEEDED');
  expect(comparisons).toBe(10);
});

test('the person is told what is left, then how long it takes', async () => {
  const dataOf = async () => tryPin('918274').then(() => ({}), (error: Refusal) => error.data);
  expect([await dataOf(), await dataOf(), await dataOf()]).toEqual([{ left: 2 }, { left: 1 }, { minutes: 15 }]);
  till.time.pass(14 * minute + 1);
  expect(await dataOf()).toEqual({ minutes: 1 });
});

test('the right PIN wipes the slate: two failures, a success, two failures do not lock', async () => {
  for (let round = 0; round < 4; round += 1) {
    expect([await wrong(), await wrong()]).toEqual(['PIN_WRONG', 'PIN_WRONG']);
    await tryPin(pinOfTests);
  }
  expect(pinGuardOf(till.db, siti)).toBeNull();
});

test('while the PIN is locked the face still pays', async () => {
  for (let i = 0; i < 3; i += 1) await wrong();
  expect((await till.tap(till.look(till.charge(5_000), siti))).balance).toBe(45_000);
});

test('a lock survives a restart', async () => {
  for (let i = 0; i < 3; i += 1) await wrong();
  till.time.pass(minute);
  const restarted = openTill({ db: till.db, time: till.time, deviceKey: till.deviceKey });
  expect(await refusalOf(() => tryPin(pinOfTests, undefined, restarted))).toBe('PIN_LOCKED');
  till.time.pass(14 * minute);
  await tryPin(pinOfTests, undefined, restarted);
});

test.each([['forward', 1], ['back', -1]])('setting the clock %s, by a day or a year, unlocks nothing early', async (_, direction) => {
  for (let i = 0; i < 3; i += 1) await wrong();
  for (const jump of [24 * hour, 365 * 24 * hour]) {
    till.time.setWall(direction * jump);
    till.clock.observe();
    expect(await refusalOf(() => tryPin(pinOfTests))).toBe('PIN_LOCKED');
    // A restart after the jump was noticed does not help either.
    till = openTill({ db: till.db, time: till.time, deviceKey: till.deviceKey });
    expect(await refusalOf(() => tryPin(pinOfTests))).toBe('PIN_LOCKED');
  }
  till.time.pass(15 * minute);
  await tryPin(pinOfTests);
});

test('an identifier nobody has answers, counts, locks and compares exactly like one somebody has', async () => {
  await till.enrol('Budi');
  const answers = async (identifier: string) => {
    const heard: unknown[] = [];
    for (let i = 0; i < 6; i += 1) {
      const before = comparisons;
      heard.push(await tryPin('918274', identifier).then(() => 'in', (error: Refusal) => [error.code, error.data]), comparisons - before);
      if (i === 3) till.time.pass(15 * minute);
    }
    return heard;
  };
  expect(await answers('NOBODY-1')).toEqual(await answers(identifierOf('Budi')));
});

test('an attack of 24 hours through one kiosk gets 30 comparisons, however many people it tries and however it moves the clock', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `Person ${i}`);
  for (const name of names) await till.enrol(name);
  comparisons = 0;
  const codes = new Set<string>();
  for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
    const identifier = minutes % 15 === 0 ? `GUESS-${minutes}` : identifierOf(names[randomInt(names.length)] ?? '');
    codes.add(await refusalOf(() => tryPin(String(randomInt(1_000_000)).padStart(6, '0').replace(pinOfTests, '000000'), identifier)));
    till.time.pass(5 * minute - 1);
    if (minutes % 60 === 0) till.time.setWall(randomInt(2) === 0 ? 25 * hour : -25 * hour);
    if (minutes % 240 === 0) {
      till.clock.observe();
      till = openTill({ db: till.db, time: till.time, deviceKey: till.deviceKey, hasher: quickHasher(() => (comparisons += 1)) });
    }
  }
  expect(comparisons).toBe(pinRules.kioskFailuresPerDay);
  expect([...codes]).toContain('PIN_KIOSK_LIMIT');
  till.time.pass(24 * hour);
  await tryPin(pinOfTests);
});

test('PINs in flight together do not get more tries than one after the other', async () => {
  const codes = await Promise.all(Array.from({ length: 12 }, () => wrong()));
  expect(comparisons).toBe(3);
  expect(codes.filter((code) => code === 'PIN_LOCKED').length).toBeGreaterThanOrEqual(10);
});

test('the failure is in the database before the comparison starts', async () => {
  const seen: number[] = [];
  const watched = openTill({ db: till.db, time: till.time, deviceKey: till.deviceKey, hasher: quickHasher(() => seen.push(pinGuardOf(till.db, siti)?.failures ?? 0)) });
  await refusalOf(() => tryPin('918274', undefined, watched));
  await refusalOf(() => tryPin('918274', undefined, watched));
  expect(seen).toEqual([1, 2]);
});

test('a person without a PIN is refused like one with another PIN', async () => {
  till.db.sqlite.prepare('UPDATE people SET pin_hash = NULL WHERE id = ?').run(siti);
  expect([await refusalOf(() => tryPin(pinOfTests)), comparisons]).toEqual(['PIN_WRONG', 1]);
});

test('each failure is in the audit chain, without the PIN', async () => {
  await wrong();
  const row = till.db.sqlite.prepare("SELECT * FROM audit WHERE action = 'pin.failed'").get();
  expect(row).toMatchObject({ subject_id: siti });
  expect(JSON.stringify(row)).not.toContain('918274');
});

test('killed while it verifies, again and again: never more comparisons than failures counted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tatap-pin-'));
  try {
    const file = join(folder, 'tatap.db');
    const onDisk = openTill({ file });
    await onDisk.enrol('Siti');
    onDisk.db.sqlite.close();
    let compared = 0;
    for (let kill = 0; kill < 8; kill += 1) compared += await comparedBeforeKill(file, Buffer.from(onDisk.deviceKey).toString('hex'));
    const db = openDatabase(file);
    const counted = Number(db.sqlite.prepare('SELECT count(*) FROM pin_failures').pluck().get());
    expect(compared).toBeGreaterThan(0);
    expect(compared).toBeLessThanOrEqual(counted);
    db.sqlite.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

/** A child tries wrong PINs for ever-new identifiers and says so the moment each comparison starts; it is killed at a random one. */
function comparedBeforeKill(file: string, keyHex: string): Promise<number> {
  const script = `
    import { writeSync } from 'node:fs';
    import { openTill, quickHasher } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'till.testkit.ts')).href)};
    const till = openTill({ file: ${JSON.stringify(file)}, deviceKey: Buffer.from('${keyHex}', 'hex'), hasher: quickHasher(() => writeSync(1, 'c')) });
    for (let i = 0; ; i += 1) {
      await till.pins.authorise({ chargeId: till.charge(5000), identifier: 'X-' + process.pid + '-' + i, pin: '918274' }).catch(() => {});
      till.time.pass(3600000);
    }`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const last = randomInt(1, 8);
    let compared = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      compared += chunk.length;
      if (compared >= last) child.kill('SIGKILL');
    });
    child.once('close', () => resolve(compared));
  });
}

test('a number and its PIN say whose they are, without a charge', async () => {
  expect(await till.pins.identify({ identifier: identifierOf('Siti'), pin: pinOfTests })).toEqual({ personId: siti });
  expect(till.count('authorisations')).toBe(0);
  expect(pinGuardOf(till.db, siti)).toBeNull();
});

test('an unknown number is answered like a wrong PIN, lock and all, and each counts towards the same limits as paying does', async () => {
  const identify = (identifier: string) => refusalOf(() => till.pins.identify({ identifier, pin: '918274' }));
  const answers = async (identifier: string) => [await identify(identifier), await identify(identifier), await identify(identifier)];
  expect(await answers('NOBODY')).toEqual(['PIN_WRONG', 'PIN_WRONG', 'PIN_LOCKED']);
  expect(await answers(identifierOf('Siti'))).toEqual(['PIN_WRONG', 'PIN_WRONG', 'PIN_LOCKED']);
  expect(comparisons).toBe(6);
  expect(await refusalOf(() => tryPin(pinOfTests))).toBe('PIN_LOCKED');
  expect(till.count('pin_failures')).toBe(6);
});

test('somebody without a PIN is nobody here', async () => {
  till.db.sqlite.prepare('UPDATE people SET pin_hash = NULL WHERE id = ?').run(siti);
  expect(await refusalOf(() => till.pins.identify({ identifier: identifierOf('Siti'), pin: pinOfTests }))).toBe('PIN_WRONG');
});
