import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sumsFault } from './bootGate.ts';
import { chainFault } from './chainCheck.ts';
import { openTill, pinOfTests, identifierOf, refusalOf } from './till.testkit.ts';

/* R6: what goes wrong around a payment. Each time: a typed refusal, no partial state, and it works again by itself. */

let folder: string;
let till: ReturnType<typeof openTill>;
let siti: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tatap-faults-'));
  till = openTill({ file: join(folder, 'tatap.db') });
  till.hireCashier();
  siti = await till.enrol('Siti', 50_000);
});
afterEach(() => {
  till.db.sqlite.close();
  rmSync(folder, { recursive: true, force: true });
});

function expectUntouched(): void {
  expect([till.balance(siti), till.count('transfers'), till.sumOfEntries()]).toEqual([50_000, 1, 0]);
  expect([sumsFault(till.db), chainFault(till.db, 'transfers', till.vault.ledgerMac), chainFault(till.db, 'audit', till.vault.auditMac)]).toEqual([null, null, null]);
}

test('the disk is full: the payment is refused whole, and the same tap goes through once there is room', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  const key = randomUUID();
  const pages = Number(till.db.sqlite.pragma('page_count', { simple: true }));
  till.db.sqlite.pragma(`max_page_count = ${pages}`);
  // Somebody's rows take what is left of the last pages.
  expect(await refusalOf(() => { for (;;) till.charge(500); })).toBe('DISK_FULL');
  expect(await refusalOf(async () => { for (;;) await till.tap(till.look(till.charge(500), siti)); })).toBe('DISK_FULL');
  const full = await till.tap(authorisation, key).then(() => 'paid', (error: { code: string }) => error.code);
  if (full === 'DISK_FULL') expectUntouched();
  till.db.sqlite.pragma('max_page_count = 1073741823');
  const receipt = await till.tap(authorisation, key);
  expect(receipt.balance).toBe(35_000);
  expect([sumsFault(till.db), chainFault(till.db, 'transfers', till.vault.ledgerMac)]).toEqual([null, null]);
});

test('another program holds the database: refused, and the same tap goes through when it lets go', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  const key = randomUUID();
  const other = new Database(join(folder, 'tatap.db'));
  other.exec('BEGIN IMMEDIATE');
  expect(await refusalOf(() => till.tap(authorisation, key))).toBe('DATABASE_LOCKED');
  expect(await refusalOf(() => till.topUp(siti, 5_000))).toBe('DATABASE_LOCKED');
  expect(await refusalOf(() => till.charge(5_000))).toBe('DATABASE_LOCKED');
  expect(await refusalOf(() => till.pins.verify(siti, pinOfTests))).toBe('DATABASE_LOCKED');
  other.exec('ROLLBACK');
  expectUntouched();
  expect((await till.tap(authorisation, key)).balance).toBe(35_000);
  other.close();
});

test.each([['back', -3 * 3_600_000], ['forward', 3 * 3_600_000]])('the clock is set %s between look and tap: nothing is charged, the next look pays', async (_, jump) => {
  const authorisation = till.look(till.charge(15_000), siti);
  till.time.setWall(jump);
  expect(await refusalOf(() => till.tap(authorisation))).toBe('CLOCK_MOVED');
  expectUntouched();
  expect((await till.tap(till.look(till.charge(15_000), siti))).balance).toBe(35_000);
});

test('the clock set back a little, again and again, does not stretch the 15 seconds', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  for (let i = 0; i < 5; i += 1) {
    till.time.pass(3_000);
    till.time.setWall(-3_000);
  }
  expect(await refusalOf(() => till.tap(authorisation))).toBe('AUTHORISATION_EXPIRED');
  expectUntouched();
});

test('a charge from the future, made before the clock was set back, is not paid', async () => {
  const chargeId = till.charge(15_000);
  till.time.setWall(-3_600_000);
  expect(await refusalOf(() => till.look(chargeId, siti))).toBe('CLOCK_MOVED');
  expect(await refusalOf(() => till.pins.authorise({ chargeId, identifier: identifierOf('Siti'), pin: pinOfTests }))).toBe('CLOCK_MOVED');
  expectUntouched();
});

test('the process ends between authorisation and tap: nothing is charged after the restart, and the charge can be looked at again', async () => {
  const chargeId = till.charge(15_000);
  const authorisation = till.look(chargeId, siti);
  till.db.sqlite.close();
  till = openTill({ file: join(folder, 'tatap.db'), time: till.time, deviceKey: till.deviceKey });
  expect(await refusalOf(() => till.tap(authorisation))).toBe('AUTHORISATION_EXPIRED');
  expectUntouched();
  expect((await till.tap(till.look(chargeId, siti))).balance).toBe(35_000);
});

test('a row that cannot be written takes the whole payment with it', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  till.db.sqlite.exec("CREATE TRIGGER no_audit BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no audit today'); END");
  await expect(till.tap(authorisation)).rejects.toThrow(/no audit today/);
  till.db.sqlite.exec('DROP TRIGGER no_audit');
  expectUntouched();
  expect((await till.tap(authorisation)).balance).toBe(35_000);
});
