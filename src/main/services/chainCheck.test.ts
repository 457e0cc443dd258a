import { randomBytes, randomInt } from 'node:crypto';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { over } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { sumsFault } from './bootGate.ts';
import { chainFault } from './chainCheck.ts';
import { openTill } from './till.testkit.ts';

/** Sixty payments and a few top-ups of three people. */
async function busyTill() {
  const till = openTill();
  till.hireCashier();
  const people = [await till.enrol('Siti', 500_000), await till.enrol('Budi', 500_000), await till.enrol('Agus', 500_000)];
  for (let i = 0; i < 60; i += 1) {
    const person = people[i % 3] ?? '';
    await till.tap(till.look(till.charge(1_000 + i), person));
    till.time.pass(1_000);
    if (i % 5 === 0) till.topUp(person, 2_000 + i);
  }
  return till;
}

/** A thief with the file and a SQLite of their own: no triggers, no keys. */
function openByThief(bytes: Buffer): Db {
  const sqlite = new Database(bytes);
  sqlite.pragma('foreign_keys = OFF');
  for (const name of sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) sqlite.exec(`DROP TRIGGER ${String(name)}`);
  return over(sqlite, ':memory:');
}

const anotherValue = (value: unknown): unknown => {
  if (typeof value === 'number') return value + (randomInt(2) === 0 ? randomInt(1, 5_000) : -randomInt(1, 5_000));
  if (Buffer.isBuffer(value)) {
    const changed = Buffer.from(value);
    changed[randomInt(changed.length)]! ^= 1 << randomInt(8);
    return changed;
  }
  if (typeof value === 'string') return randomInt(2) === 0 ? `${value}x` : value.slice(1);
  return 'x';
};

type Tampering = { name: string; run(sqlite: Database.Database): void };
const anySeq = (sqlite: Database.Database, table: string): number => Number(sqlite.prepare(`SELECT seq FROM ${table} ORDER BY random() LIMIT 1`).pluck().get());

/** Changes one value of one row. @throws when STRICT or a unique index refuses it */
function edit(sqlite: Database.Database, table: string, key: string): void {
  const row = sqlite.prepare(`SELECT * FROM ${table} ORDER BY random() LIMIT 1`).get() as Record<string, unknown>;
  const columns = Object.keys(row);
  const column = columns[randomInt(columns.length)] ?? key;
  sqlite.pragma('ignore_check_constraints = ON');
  const where = table === 'entries' ? 'transfer_seq = ? AND account_id = ?' : `${key} = ?`;
  const keys = table === 'entries' ? [row['transfer_seq'], row['account_id']] : [row[key]];
  sqlite.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`).run(anotherValue(row[column]), ...keys);
}

const tamperings: readonly Tampering[] = [
  { name: 'edit a transfer', run: (sqlite) => edit(sqlite, 'transfers', 'seq') },
  { name: 'edit an entry', run: (sqlite) => edit(sqlite, 'entries', 'transfer_seq') },
  { name: 'edit an audit row', run: (sqlite) => edit(sqlite, 'audit', 'seq') },
  { name: 'edit a balance', run: (sqlite) => void sqlite.prepare('UPDATE accounts SET balance = balance + ? WHERE id = (SELECT id FROM accounts ORDER BY random() LIMIT 1)').run(randomInt(1, 1e6)) },
  { name: 'edit a chain head', run: (sqlite) => edit(sqlite, 'chain_heads', 'name') },
  { name: 'delete a transfer with its entries', run: (sqlite) => {
    const seq = anySeq(sqlite, 'transfers');
    sqlite.prepare('DELETE FROM entries WHERE transfer_seq = ?').run(seq);
    sqlite.prepare('DELETE FROM transfers WHERE seq = ?').run(seq);
  } },
  { name: 'delete an entry', run: (sqlite) => void sqlite.prepare('DELETE FROM entries WHERE transfer_seq = ? AND amount > 0').run(anySeq(sqlite, 'transfers')) },
  { name: 'delete an audit row', run: (sqlite) => void sqlite.prepare('DELETE FROM audit WHERE seq = ?').run(anySeq(sqlite, 'audit')) },
  { name: 'delete a chain head', run: (sqlite) => void sqlite.prepare('DELETE FROM chain_heads WHERE name = (SELECT name FROM chain_heads ORDER BY random() LIMIT 1)').run() },
  { name: 'cut off the end and wind the counter back', run: (sqlite) => {
    const table = randomInt(2) === 0 ? 'audit' : 'transfers';
    const last = Number(sqlite.prepare(`SELECT max(seq) FROM ${table}`).pluck().get()) - randomInt(1, 20);
    if (table === 'transfers') sqlite.prepare('DELETE FROM entries WHERE transfer_seq > ?').run(last);
    sqlite.prepare(`DELETE FROM ${table} WHERE seq > ?`).run(last);
    sqlite.prepare('UPDATE sqlite_sequence SET seq = ? WHERE name = ?').run(last, table);
  } },
  { name: 'append a copy of a row', run: (sqlite) => {
    sqlite.prepare('INSERT INTO audit (at_ms, kiosk_id, actor_kind, actor_id, action, subject_id, detail, prev_hash, hash) SELECT at_ms, kiosk_id, actor_kind, actor_id, action, subject_id, detail, prev_hash, hash FROM audit WHERE seq = ?').run(anySeq(sqlite, 'audit'));
  } },
  { name: 'swap two rows', run: (sqlite) => {
    const table = randomInt(2) === 0 ? 'audit' : 'transfers';
    const [a, b] = [randomInt(1, 30), randomInt(30, 60)];
    const to = (from: number, seq: number) => sqlite.prepare(`UPDATE ${table} SET seq = ? WHERE seq = ?`).run(seq, from);
    to(a, -1);
    to(b, a);
    to(-1, b);
    if (table === 'audit') return;
    for (const [from, seq] of [[a, -1], [b, a], [-1, b]] as const) sqlite.prepare('UPDATE entries SET transfer_seq = ? WHERE transfer_seq = ?').run(seq, from);
  } },
];

test('a ledger that nobody touched verifies', async () => {
  const { db, vault } = await busyTill();
  expect([chainFault(db, 'transfers', vault.ledgerMac), chainFault(db, 'audit', vault.auditMac), sumsFault(db)]).toEqual([null, null, null]);
  expect(chainFault(db, 'transfers', vault.ledgerMac, 10)).toBeNull();
});

test('of 1 000 random tamperings every one is found', async () => {
  const { db, vault } = await busyTill();
  const bytes = db.sqlite.serialize();
  const missed: string[] = [];
  let tried = 0;
  while (tried < 1_000) {
    const tampering = tamperings[tried % tamperings.length];
    const stolen = openByThief(bytes);
    try {
      tampering?.run(stolen.sqlite);
      expect(stolen.sqlite.prepare('SELECT total_changes()').pluck().get()).toBeGreaterThan(0);
      tried += 1;
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      // The tables refused even the thief (a unique index, STRICT): another try.
      stolen.sqlite.close();
      continue;
    }
    if (!chainFault(stolen, 'transfers', vault.ledgerMac) && !chainFault(stolen, 'audit', vault.auditMac) && !sumsFault(stolen)) missed.push(tampering?.name ?? '');
    stolen.sqlite.close();
  }
  expect(missed).toEqual([]);
}, 120_000);

test('a chain made with another key does not verify', async () => {
  const { db } = await busyTill();
  const other = openTill({ deviceKey: randomBytes(32) });
  expect(chainFault(db, 'transfers', other.vault.ledgerMac)).toMatch(/head was changed/);
});

test('while the kiosk runs, nothing more is booked on a chain whose head was changed', async () => {
  const till = await busyTill();
  till.db.sqlite.prepare("UPDATE chain_heads SET seq = seq + 1 WHERE name = 'transfers'").run();
  const authorisation = till.look(till.charge(1_000), String(till.db.sqlite.prepare('SELECT id FROM people').pluck().get()));
  await expect(till.tap(authorisation)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
});
