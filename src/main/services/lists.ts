import type { Output, Parsed, PersonRow, TransactionRow } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { rupiah, rupiahSum } from '../../shared/money.ts';
import type { PeopleSort } from '../../shared/people.ts';
import type { Db } from '../db/open.ts';
import { countPeople, listPeople, type ListedPerson, type PeopleCursor } from '../db/queries/people.ts';
import { listTransactions, sumTransactions, type TransactionQuery } from '../db/queries/transactions.ts';
import { foldName } from './names.ts';
import { receiptNumber } from './receipts.ts';

export interface ListsNeeds {
  db: Db;
  /** Milliseconds on the clock PIN locks are kept on. */
  lockClockMs(): number;
  /** The local day it is. */
  today(): string;
}

/** The admin window's lists. One page more is asked for than shown, so that the last page is known to be the last. */
export function createLists({ db, lockClockMs, today }: ListsNeeds) {
  function people(input: Parsed<'people.list'>): Output<'people.list'> {
    const { inactive, face, pin, courseId, sort } = input;
    const query = { search: foldName(input.search), inactive, face, pin, courseId, today: today() };
    const found = listPeople(db, { ...query, sort, limit: input.limit + 1, cursor: parsePeopleCursor(input.cursor, sort) });
    const shown = found.slice(0, input.limit);
    const last = found.length > input.limit ? shown.at(-1) : undefined;
    const lockNowMs = lockClockMs();
    const rows = shown.map(({ lockedUntilMs, needsStaff, ...person }): PersonRow => ({ ...person, balance: rupiah(person.balance), pinLocked: needsStaff || lockedUntilMs > lockNowMs }));
    return { rows, nextCursor: last ? peopleCursor(last, sort) : null, total: countPeople(db, query) };
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
export function transactionQuery({ search, kind, fromMs, toMs, sort }: Parsed<'transactions.list'>): TransactionQuery {
  return { search: foldName(search), kind, fromMs, toMs, oldestFirst: sort === 'oldest' };
}

export function asTransactionRow({ seq, kind, ...row }: ReturnType<typeof listTransactions>[number]): TransactionRow[] {
  // Reversals get their own column when refunds are built; nothing makes them yet.
  return kind === 'reversal' ? [] : [{ ...row, kind, number: receiptNumber(seq), amount: rupiah(row.amount) }];
}

const byName = (sort: PeopleSort): boolean => sort === 'name' || sort === 'nameDown';

/** "what the row was ordered by_id"; a name, which may be long, is looked up again. */
function peopleCursor({ createdAtMs, balance, personId }: ListedPerson, sort: PeopleSort): string {
  return `${byName(sort) ? '' : sort === 'balance' || sort === 'balanceDown' ? balance : createdAtMs}_${personId}`;
}

/** @throws Refusal BAD_INPUT for a cursor we did not make for this order */
function parsePeopleCursor(cursor: string | null, sort: PeopleSort): PeopleCursor | null {
  if (cursor === null) return null;
  const match = /^(\d{0,16})_([0-9a-f-]{36})$/.exec(cursor);
  if (!match?.[2] || (match[1] === '') !== byName(sort)) throw new Refusal('BAD_INPUT', { field: 'cursor' });
  return { value: byName(sort) ? null : Number(match[1]), personId: match[2] };
}

function parseSeqCursor(cursor: string | null): number | null {
  if (cursor === null) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw new Refusal('BAD_INPUT', { field: 'cursor' });
  return Number(cursor);
}
