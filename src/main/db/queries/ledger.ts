import { eq, gte, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { entries, transfers } from '../schema.ts';

export type TransferRow = typeof transfers.$inferSelect;
export type EntryRow = typeof entries.$inferSelect;

// Plain statements where every payment passes: filling drizzle's placeholders took as long as the statements themselves.
const payer = prepared(({ sqlite }) => sqlite.prepare<[string], Omit<PayingPerson, 'accountId' | 'balance'> & { deactivatedAtMs: number | null }>(
  'SELECT name, identifier, pin_hash AS pinHash, deactivated_at_ms AS deactivatedAtMs FROM people WHERE id = ?'));
const accountOf = prepared(({ sqlite }) => sqlite.prepare<[string], Pick<PayingPerson, 'accountId' | 'balance'>>('SELECT id AS accountId, balance FROM accounts WHERE person_id = ?'));

export interface PayingPerson { accountId: string; /** Rupiah. */ balance: number; name: string; identifier: string; pinHash: string | null }

/** An active person with their account; null when there is none, or they were deactivated. Two lookups: joined, SQLite took five times as long. */
export function payingPerson(db: Db, personId: string): PayingPerson | null {
  const person = payer(db).get(personId);
  const account = accountOf(db).get(personId);
  if (!person || !account || person.deactivatedAtMs !== null) return null;
  return { ...account, name: person.name, identifier: person.identifier, pinHash: person.pinHash };
}

const balance = prepared(({ sqlite }) => sqlite.prepare<[string], number>('SELECT balance FROM accounts WHERE id = ?').pluck());

/** Cached balance of an account, rupiah. @throws Error when there is no such account */
export function balanceOf(db: Db, accountId: string): number {
  const rupiah = balance(db).get(accountId);
  if (rupiah === undefined) throw new Error(`no account ${accountId}`);
  return rupiah;
}

const insertingTransfer = prepared(({ sqlite }) => sqlite.prepare<[TransferRow]>(`INSERT INTO transfers
  (seq, id, kind, charge_id, authorisation_id, reverses_id, staff_id, person_id, from_account_id, to_account_id, method, amount, at_ms, kiosk_id, prev_hash, hash) VALUES
  (@seq, @id, @kind, @chargeId, @authorisationId, @reversesId, @staffId, @personId, @fromAccountId, @toAccountId, @method, @amount, @atMs, @kioskId, @prevHash, @hash)`));
const insertingEntry = prepared(({ sqlite }) => sqlite.prepare<[EntryRow]>(
  'INSERT INTO entries (transfer_seq, account_id, amount, balance_after) VALUES (@transferSeq, @accountId, @amount, @balanceAfter)'));

/** The transfer and its two entries; triggers move the cached balances with them. */
export function insertTransfer(db: Db, transfer: TransferRow, sides: readonly [EntryRow, EntryRow]): void {
  insertingTransfer(db).run(transfer);
  for (const side of sides) insertingEntry(db).run(side);
}

const paid = prepared(({ sqlite }) => sqlite.prepare<[string, number], number>(
  "SELECT coalesce(sum(amount), 0) FROM transfers WHERE person_id = ? AND at_ms >= ? AND kind = 'payment'").pluck());

/** What a person paid since a moment, rupiah. */
export function paidSince(db: Db, personId: string, sinceMs: number): number {
  return paid(db).get(personId, sinceMs) ?? 0;
}

export interface LedgerSums {
  /** Of all entries; 0 on a sound ledger. */
  total: number;
  /** Transfers whose entries are not exactly two that sum to 0. */
  lopsided: number;
  /** Accounts whose cached balance is not the sum of their entries. */
  wrongBalances: number;
  /** Entries whose `balance_after` is not what they and those before lead to. */
  wrongSteps: number;
  /** Charges whose state, amount or authorisation disagrees with the transfer that paid them. */
  wrongCharges: number;
}

/** One pass over all entries: about 0.5 s for a million. */
export function ledgerSums(db: Db): LedgerSums {
  const number = (statement: string): number => Number(db.sqlite.prepare(statement).pluck().get());
  return {
    total: number('SELECT coalesce(sum(amount), 0) FROM entries'),
    lopsided: number(`SELECT count(*) FROM (SELECT t.seq FROM transfers t LEFT JOIN entries e ON e.transfer_seq = t.seq
      GROUP BY t.seq HAVING count(e.account_id) <> 2 OR sum(e.amount) <> 0 OR max(e.amount) <> max(t.amount))`)
      + number('SELECT count(*) FROM entries e WHERE NOT EXISTS (SELECT 1 FROM transfers t WHERE t.seq = e.transfer_seq)'),
    wrongBalances: number(`SELECT count(*) FROM accounts a LEFT JOIN (SELECT account_id, sum(amount) AS s FROM entries GROUP BY account_id) e
      ON e.account_id = a.id WHERE a.balance <> coalesce(e.s, 0)`),
    wrongSteps: number(`SELECT count(*) FROM (SELECT balance_after,
      sum(amount) OVER (PARTITION BY account_id ORDER BY transfer_seq ROWS UNBOUNDED PRECEDING) AS running FROM entries) WHERE balance_after <> running`),
    wrongCharges: number(`SELECT count(*) FROM transfers t JOIN charges c ON c.id = t.charge_id JOIN authorisations a ON a.id = t.authorisation_id
      WHERE c.state <> 'paid' OR c.amount <> t.amount OR a.charge_id <> c.id OR a.person_id <> t.person_id OR a.consumed_at_ms IS NULL`)
      + number("SELECT count(*) FROM charges c WHERE c.state = 'paid' AND NOT EXISTS (SELECT 1 FROM transfers t WHERE t.charge_id = c.id)"),
  };
}

/** Transfers with their two entries (the account they take from first), oldest first, from `fromSeq` on. */
export function* transfersWithSides(db: Db, fromSeq: number): Generator<{ transfer: TransferRow; sides: EntryRow[] }> {
  const pageOf = db.orm.select().from(transfers).where(gte(transfers.seq, sql.placeholder('from'))).orderBy(transfers.seq).limit(500).prepare();
  const sidesOf = db.orm.select().from(entries).where(eq(entries.transferSeq, sql.placeholder('seq'))).orderBy(entries.amount).prepare();
  for (let from = fromSeq; ;) {
    const page = pageOf.all({ from });
    for (const transfer of page) yield { transfer, sides: sidesOf.all({ seq: transfer.seq }) };
    const last = page.at(-1);
    if (!last) return;
    from = last.seq + 1;
  }
}
