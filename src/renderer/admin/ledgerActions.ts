import type { TransactionRow } from '../../shared/contract.ts';
import type { Rupiah } from '../../shared/money.ts';
import { noPages, type Pages } from './lists.ts';
import { searchAfterMs } from './peopleActions.ts';
import { createReader } from './reader.ts';
import type { Tools } from './store.ts';
import { addDays, type Day, dayAt, dayStartMs, isDay } from './zoneDays.ts';

export const periods = ['today', 'week', 'month', 'all', 'custom'] as const;
export type Period = (typeof periods)[number];
export type TransactionKind = TransactionRow['kind'];

export interface LedgerFilter {
  search: string;
  kind: TransactionKind | null;
  period: Period;
  /** Both ends belong to the period; '' is open. Only looked at when `period` is 'custom'. */
  fromDay: Day | '';
  toDay: Day | '';
  sort: 'newest' | 'oldest';
}

export interface LedgerView extends Pages<TransactionRow> {
  filter: LedgerFilter;
  /** Of everything that matches the filter, not only of the rows loaded. */
  paidSum: Rupiah | null;
  topUpSum: Rupiah | null;
  selected: TransactionRow | null;
}

export const everything: LedgerFilter = { search: '', kind: null, period: 'all', fromDay: '', toDay: '', sort: 'newest' };
export const emptyLedger: LedgerView = { ...noPages, filter: { ...everything, period: 'today' }, paidSum: null, topUpSum: null, selected: null };

export interface LedgerActions {
  loadLedger(): Promise<void>;
  moreLedger(): Promise<void>;
  filterLedger(patch: Partial<LedgerFilter>): void;
  selectTransaction(transaction: TransactionRow | null): void;
}

/**
 * The instants a filter stands for, half open, milliseconds since epoch; null is open. Days are days of the site's zone:
 * "today" of a canteen in Jayapura began two hours before Jakarta's. Seven days and thirty days include today.
 */
export function periodMs(filter: LedgerFilter, nowMs: number, zone: string): { fromMs: number | null; toMs: number | null } {
  const today = dayAt(nowMs, zone);
  const start = (day: string) => (isDay(day) ? dayStartMs(day, zone) : null);
  switch (filter.period) {
    case 'today': return { fromMs: start(today), toMs: null };
    case 'week': return { fromMs: start(addDays(today, -6)), toMs: null };
    case 'month': return { fromMs: start(addDays(today, -29)), toMs: null };
    case 'all': return { fromMs: null, toMs: null };
    case 'custom': return { fromMs: start(filter.fromDay), toMs: isDay(filter.toDay) ? start(addDays(filter.toDay, 1)) : null };
  }
}

/** What main is asked, for the list and for a file of it. */
export function askedLedger(filter: LedgerFilter, nowMs: number, zone: string) {
  const { search, kind, sort } = filter;
  return { search, kind, ...(sort === 'oldest' && { sort }), ...periodMs(filter, nowMs, zone) };
}

export function createLedgerActions({ get, set, ask, now, onDrop }: Tools): LedgerActions {
  let typing: ReturnType<typeof setTimeout> | null = null;
  const change = (patch: Partial<LedgerView>) => set({ ledger: { ...get().ledger, ...patch } });

  const stopTyping = () => {
    if (typing) clearTimeout(typing);
    typing = null;
  };

  const reader = createReader({
    read(cursor, limit) {
      return ask('transactions.list', { ...askedLedger(get().ledger.filter, now(), get().status?.zone ?? 'UTC'), limit, cursor });
    },
    get: () => get().ledger,
    idOf: (row: TransactionRow) => row.transferId,
    put: (patch, page) => change(page ? { ...patch, paidSum: page.paidSum, topUpSum: page.topUpSum } : patch),
  });

  onDrop(() => {
    stopTyping();
    reader.drop();
  });

  return {
    loadLedger() {
      stopTyping();
      return reader.again();
    },
    moreLedger: () => reader.more(),
    filterLedger(patch) {
      reader.drop();
      change({ filter: { ...get().ledger.filter, ...patch }, phase: 'loading', loadingMore: false, selected: null });
      stopTyping();
      // Letters come in rows, clicks do not.
      typing = setTimeout(() => void reader.first(), 'search' in patch ? searchAfterMs : 0);
    },
    selectTransaction: (transaction) => change({ selected: transaction }),
  };
}
