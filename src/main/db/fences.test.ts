import { beforeEach, expect, test } from 'vitest';
import { openTill } from '../services/till.testkit.ts';

/* What the tables themselves refuse, whoever asks: these go around every service. */

let till: ReturnType<typeof openTill>;
let siti: string;
const run = (sql: string, ...values: unknown[]) => till.db.sqlite.prepare(sql).run(...values);

beforeEach(async () => {
  till = openTill();
  till.hireCashier();
  siti = await till.enrol('Siti', 50_000);
});

test.each(['transfers', 'entries', 'audit', 'idempotency'])('%s can be neither changed nor removed', async (table) => {
  await till.tap(till.look(till.charge(5_000), siti));
  const column = { transfers: 'amount', entries: 'amount', audit: 'action', idempotency: 'method' }[table];
  expect(() => run(`UPDATE ${table} SET ${column} = ${column}`)).toThrow(/append-only/);
  expect(() => run(`DELETE FROM ${table}`)).toThrow(/append-only/);
  expect(() => run(`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table} LIMIT 1`)).toThrow();
});

test('a balance cannot be written by hand, nor an account opened with money', () => {
  expect(() => run('UPDATE accounts SET balance = 1000000 WHERE person_id = ?', siti)).toThrow(/last entry/);
  expect(() => run("INSERT INTO accounts (id, kind, balance) VALUES ('cash2', 'cash', 5)")).toThrow();
  expect(till.balance(siti)).toBe(50_000);
});

const insertTransfer = `INSERT INTO transfers (seq, id, kind, staff_id, person_id, from_account_id, to_account_id, method, amount, at_ms, kiosk_id, prev_hash, hash)
  VALUES (?, ?, 'topup', 'cashier-1', ?, 'cash', ?, 'cash', 1000, 1, 'k', x'00', x'00')`;
const insertEntry = 'INSERT INTO entries (transfer_seq, account_id, amount, balance_after) VALUES (?, ?, ?, ?)';
const post = (entries: readonly (readonly [string, number, number])[]) => till.db.sqlite.transaction(() => {
  run(insertTransfer, 2, 'transfer-2', siti, siti);
  for (const entry of entries) run(insertEntry, 2, ...entry);
})();

test('a transfer without both its entries cannot be committed', () => {
  expect(() => post([])).toThrow(/FOREIGN KEY/);
  expect(() => post([[siti, 1_000, 51_000]])).toThrow(/FOREIGN KEY/);
  expect(till.balance(siti)).toBe(50_000);
  expect(till.count('transfers')).toBe(1);
});

test('entries that do not sum to zero, of another account, or a third one are refused', () => {
  expect(() => post([[siti, 2_000, 52_000], ['cash', -1_000, -51_000]])).toThrow(/two sides/);
  expect(() => post([[siti, 1_000, 51_000], ['sales', -1_000, -1_000]])).toThrow(/two sides/);
  expect(() => post([[siti, 1_000, 51_000], ['cash', -1_000, -51_000], ['cash', -1_000, -52_000]])).toThrow();
  expect(() => post([[siti, 1_000, 99_000], ['cash', -1_000, -51_000]])).toThrow(/follows the balance/);
  post([[siti, 1_000, 51_000], ['cash', -1_000, -51_000]]);
  expect([till.balance(siti), till.balance('cash')]).toEqual([51_000, -51_000]);
});

test('a balance of a person cannot go below zero', () => {
  const spend = () => till.db.sqlite.transaction(() => {
    run(`INSERT INTO transfers (seq, id, kind, staff_id, person_id, from_account_id, to_account_id, method, amount, at_ms, kiosk_id, prev_hash, hash)
      VALUES (2, 'transfer-2', 'topup', 'cashier-1', ?, ?, 'cash', 'cash', 50001, 1, 'k', x'00', x'00')`, siti, siti);
    run(insertEntry, 2, siti, -50_001, -1);
    run(insertEntry, 2, 'cash', 50_001, 1);
  })();
  expect(spend).toThrow(/CHECK/);
  expect(till.balance(siti)).toBe(50_000);
});

test('a charge is paid by one transfer at most, with an authorisation of its own', async () => {
  const chargeId = till.charge(1_000);
  const authorisationId = till.look(chargeId, siti);
  const pay = (charge: string) => run(`INSERT INTO transfers (id, kind, charge_id, authorisation_id, person_id, from_account_id, to_account_id, method, amount, at_ms, kiosk_id, prev_hash, hash)
    VALUES ('x', 'payment', ?, ?, ?, ?, 'sales', 'face', 1000, 1, 'k', x'00', x'00')`, charge, authorisationId, siti, siti);
  expect(() => pay(chargeId)).toThrow(/spends an authorisation/);
  await till.tap(authorisationId);
  expect(() => pay(chargeId)).toThrow(/UNIQUE/);
  expect(() => pay(till.charge(1_000))).toThrow(/spends an authorisation/);
});

test('money is whole rupiah: text, fractions and floats do not fit', () => {
  for (const amount of ["'1000'", '1000.5', "'abc'", 'NULL', '0', '-5']) {
    const insert = () => run(`INSERT INTO charges VALUES ('c', ${amount}, 'open', 1, 2, 'k')`);
    // STRICT turns '1000' into 1000 without loss; everything else is refused.
    if (amount === "'1000'") expect(insert).not.toThrow();
    else expect(insert, amount).toThrow();
  }
});
