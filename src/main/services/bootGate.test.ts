import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownerExists } from '../db/queries/staff.ts';
import { checkAtBoot, openForBoot } from './bootGate.ts';
import { openTill } from './till.testkit.ts';

let folder: string;
let file: string;
let till: ReturnType<typeof openTill>;

/** A folder after a day's work and a clean stop: everything in the one file. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tatap-boot-'));
  file = join(folder, 'tatap.db');
  till = openTill({ file });
  expect(checkAtBoot(till)).toEqual({ open: true });
  till.hireCashier();
  const people = [await till.enrol('Siti', 50_000), await till.enrol('Budi', 50_000)];
  for (let i = 0; i < 30; i += 1) await till.tap(till.look(till.charge(500), people[i % 2] ?? ''));
  till.charge(500);
  till.db.sqlite.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the next start says about the file: "open", or why payments stay closed. Whatever it is, the app has a database to work with. */
function nextStart(vault = till.vault): string {
  const { db, fault } = openForBoot(file);
  try {
    expect(ownerExists(db)).toBe(false);
    if (fault) return fault;
    const verdict = checkAtBoot({ db, vault });
    return verdict.open ? 'open' : verdict.reason;
  } finally {
    db.sqlite.close();
  }
}

/** As somebody with a SQLite of their own would: past triggers and references. */
function tamper(...statements: string[]): void {
  const sqlite = new Database(file);
  sqlite.pragma('foreign_keys = OFF');
  sqlite.pragma('ignore_check_constraints = ON');
  const triggers = sqlite.prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers) sqlite.exec(`DROP TRIGGER ${name}`);
  for (const statement of statements) expect(sqlite.prepare(statement).run().changes, statement).toBeGreaterThan(0);
  for (const { sql } of triggers) sqlite.exec(sql);
  sqlite.close();
}

function overwrite(offset: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, offset);
  closeSync(handle);
}

const alter = (sql: string) => () => {
  const sqlite = new Database(file);
  sqlite.exec(sql);
  sqlite.close();
};

test('a sound folder opens, again and again', () => {
  expect([nextStart(), nextStart()]).toEqual(['open', 'open']);
});

test('a new folder opens', () => {
  rmSync(file);
  expect(nextStart()).toBe('open');
});

/** The root page of a table: where to hit the file so that it hurts. */
function pageOf(name: string): number {
  const sqlite = new Database(file);
  const page = Number(sqlite.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name));
  sqlite.close();
  return page;
}

const faults: readonly [string, string, () => void][] = [
  ['the file is not a database', 'DATABASE_CORRUPT', () => writeFileSync(file, randomBytes(16_384))],
  ['the header is overwritten', 'DATABASE_CORRUPT', () => overwrite(0, Buffer.alloc(100, 7))],
  ['the end of the file is missing', 'DATABASE_CORRUPT', () => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096)],
  ['a page of the transfers is overwritten', 'DATABASE_CORRUPT', () => overwrite((pageOf('transfers') - 1) * 4096, Buffer.alloc(4096, 0xa5))],
  ['a page of the entries is zeroed', 'DATABASE_CORRUPT', () => overwrite((pageOf('entries') - 1) * 4096, Buffer.alloc(4096))],
  ['a table is gone', 'DATABASE_CORRUPT', alter('PRAGMA foreign_keys = OFF; DROP TABLE liveness_log')],
  ['the trigger that guards the transfers is gone', 'DATABASE_CORRUPT', alter('DROP TRIGGER transfers_no_update')],
  ['the trigger that makes entries balance is replaced', 'DATABASE_CORRUPT', alter('DROP TRIGGER entries_are_the_two_sides; CREATE TRIGGER entries_are_the_two_sides BEFORE INSERT ON entries BEGIN SELECT 1; END')],
  ['the index that keeps a charge from being paid twice is gone', 'DATABASE_CORRUPT', alter('DROP INDEX transfers_one_per_charge')],
  ['the limits are nonsense', 'DATABASE_CORRUPT', alter(`INSERT INTO settings VALUES ('limits', '{"maxAmount":-1}')`)],
  ['a newer version wrote the file', 'DATABASE_NEWER', alter('PRAGMA user_version = 999')],
  ['the database belongs to another device', 'KEY_MISSING', () => { till = { ...till, vault: openTill().vault }; }],
  ['the note of the device key is gone', 'KEY_MISSING', alter("DELETE FROM settings WHERE key = 'vaultCheck'")],
  ['a balance is edited', 'LEDGER_BROKEN', () => tamper("UPDATE accounts SET balance = balance + 100000 WHERE kind = 'person'")],
  ['an entry is edited', 'LEDGER_BROKEN', () => tamper('UPDATE entries SET amount = amount * 2 WHERE transfer_seq = 5 AND amount > 0')],
  ['both entries and the balances are edited so that sums agree', 'LEDGER_BROKEN', () => tamper(
    'UPDATE transfers SET amount = 400 WHERE seq = 32', 'UPDATE charges SET amount = 400 WHERE id = (SELECT charge_id FROM transfers WHERE seq = 32)',
    'UPDATE entries SET amount = sign(amount) * 400, balance_after = balance_after - sign(amount) * 100 WHERE transfer_seq = 32',
    'UPDATE accounts SET balance = (SELECT sum(amount) FROM entries WHERE account_id = accounts.id) WHERE id IN (SELECT account_id FROM entries)')],
  ['a transfer is cut off with its entries', 'LEDGER_BROKEN', () => tamper(
    'DELETE FROM entries WHERE transfer_seq = 32', "UPDATE charges SET state = 'open' WHERE id = (SELECT charge_id FROM transfers WHERE seq = 32)", 'DELETE FROM transfers WHERE seq = 32',
    'UPDATE accounts SET balance = (SELECT sum(amount) FROM entries WHERE account_id = accounts.id) WHERE id IN (SELECT account_id FROM entries)')],
  ['a paid charge is set to open again', 'LEDGER_BROKEN', () => tamper("UPDATE charges SET state = 'open' WHERE id = (SELECT charge_id FROM transfers WHERE seq = 20)")],
  ['the head of the transfers is gone', 'LEDGER_BROKEN', alter("DELETE FROM chain_heads WHERE name = 'transfers'")],
  ['an audit row is edited', 'LEDGER_BROKEN', () => tamper("UPDATE audit SET actor_id = 'somebody else' WHERE seq = 10")],
  ['an audit row is removed', 'LEDGER_BROKEN', () => tamper('DELETE FROM audit WHERE seq = 32')],
  ['the head of the audit chain is wound back', 'LEDGER_BROKEN', alter("UPDATE chain_heads SET seq = seq - 1 WHERE name = 'audit'")],
];

test.each(faults)('%s: payments stay closed because of %s, and the file is kept', (_, reason, inject) => {
  inject();
  const before = readFileSync(file);
  expect(nextStart()).toBe(reason);
  expect(nextStart()).toBe(reason);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('there are at least twenty injected faults', () => expect(faults.length).toBeGreaterThanOrEqual(20));

test('a folder that cannot hold a database gives an empty one in RAM and the reason', () => {
  const { db, fault } = openForBoot(join(folder, 'gone', 'tatap.db'));
  expect([fault, db.file]).toEqual(['DATA_FOLDER_NOT_WRITABLE', ':memory:']);
  db.sqlite.close();
});
