import type { Output, Parsed, PersonRow, TransactionRow } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { rupiah, rupiahSum } from '../../shared/money.ts';
import type { Db } from '../db/open.ts';
import { countPeople, listPeople, type PeopleCursor } from '../db/queries/people.ts';
import { listTransactions, sumTransactions, type TransactionQuery } from '../db/queries/transactions.ts';
import { foldName } from './names.ts';
import { receiptNumber } from './receipts.ts';

export interface ListsNeeds {
  db: Db;
  /** Milliseconds on the clock PIN locks are kept on. */
  lockClockMs(): number;
}

/** The admin window's lists. One page more is asked for than shown, so that the last page is known to be the last. */
export function createLists({ db, lockClockMs }: ListsNeeds) {
  function people(input: Parsed<'people.list'>): Output<'people.list'> {
    const search = foldName(input.search);
    const found = listPeople(db, { search, inactive: input.inactive, limit: input.limit + 1, cursor: parsePeopleCursor(input.cursor) });
    const shown = found.slice(0, input.limit);
    const last = found.length > input.limit ? shown.at(-1) : undefined;
    const lockNowMs = lockClockMs();
    const rows = shown.map(({ lockedUntilMs, needsStaff, ...person }): PersonRow => ({ ...person, balance: rupiah(person.balance), pinLocked: needsStaff || lockedUntilMs > lockNowMs }));
    return { rows, nextCursor: last ? `${last.createdAtMs}_${last.personId}` : null, total: countPeople(db, search, input.inactive) };
  }

  function transactions(input: Parsed<'transactions.list'>): Output<'transactions.list'> {
    const query = transactionQuery(input);
    const found = listTransactions(db, { ...query, beforeSeq: parseSeqCursor(input.cursor), limit: input.limit + 1 });
    const shown = found.slice(0, input.limit);
    const last = found.length > input.limit ? shown.at(-1) : undefined;
    const { total, paidSum, topUpSum } = sumTransactions(db, query);
    return { rows: shown.flatMap(asTransactionRow), nextCursor: last ? String(last.seq) : null, total, paidSum: rupiahSum(paidSum), topUpSum: rupiahSum(topUpSum) };
  }

  return { people, transactions };
}

/** What the filters mean to the database. */
export function transactionQuery({ search, kind, fromMs, toMs }: Parsed<'transactions.list'>): TransactionQuery {
  return { search: foldName(search), kind, fromMs, toMs };
}

export function asTransactionRow({ seq, kind, ...row }: ReturnType<typeof listTransactions>[number]): TransactionRow[] {
  // Reversals get their own column when refunds are built; nothing makes them yet.
  return kind === 'reversal' ? [] : [{ ...row, kind, number: receiptNumber(seq), amount: rupiah(row.amount) }];
}

/** @throws Refusal BAD_INPUT for a cursor we did not make */
function parsePeopleCursor(cursor: string | null): PeopleCursor | null {
  if (cursor === null) return null;
  const match = /^(\d{1,16})_([0-9a-f-]{36})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new Refusal('BAD_INPUT', { field: 'cursor' });
  return { createdAtMs: Number(match[1]), personId: match[2] };
}

function parseSeqCursor(cursor: string | null): number | null {
  if (cursor === null) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw new Refusal('BAD_INPUT', { field: 'cursor' });
  return Number(cursor);
}
