import { contract, type Language } from '../../shared/contract.ts';
import type { CameraRow } from '../../shared/contractAttendance.ts';
import type { ExportFilters, ExportList } from '../../shared/contractExports.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Row, Table } from '../reports/table.ts';
import type { Who } from './courseAccess.ts';

/** Everything a thread of its own needs to write a list: nothing in it is a function. */
export interface TableJob {
  list: ExportList;
  /** As the window sent them: read by the schema of the list's own method. */
  filters: ExportFilters;
  who: Who;
  language: Language;
  zone: string;
  siteName: string;
  nowMs: number;
  /** On the clock PIN locks are kept on. */
  lockNowMs: number;
  /** How cameras are doing is known to the main thread alone. */
  cameras: readonly CameraRow[];
}

export interface ListedTable extends Table { total: number }

/** Rows of one reading; a page is read when the one before is written. */
export const pageRows = 2000;

type Filtered = 'people.list' | 'activity.list' | 'transactions.list' | 'marks.list' | 'members.list' | 'excuses.list' | 'stats.day' | 'reports.till' | 'reports.month';

/** @throws Refusal BAD_INPUT naming the filter */
export function filtersOf<M extends Filtered>(method: M, { filters }: TableJob): ReturnType<(typeof contract)[M]['input']['parse']> {
  const { limit: _, cursor: __, ...own } = filters;
  const parsed = contract[method].input.safeParse(own);
  if (!parsed.success) throw new Refusal('BAD_INPUT', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
  // The schema looked up by `method` is the one whose output is named; TypeScript sees the union of all.
  return parsed.data as ReturnType<(typeof contract)[M]['input']['parse']>;
}

export function* paged<R>(read: (cursor: string | null) => { rows: readonly R[]; nextCursor: string | null }, asRow: (row: R) => Row): Generator<Row> {
  let cursor: string | null = null;
  do {
    const page = read(cursor);
    for (const row of page.rows) yield asRow(row);
    cursor = page.nextCursor;
  } while (cursor !== null);
}

interface Keyed<R, K> { rows: readonly R[]; next: K | null }

/** A page and where the next begins; a page that is not full is the last. */
export function keyed<R, K>(rows: readonly R[], keyOf: (row: R) => K): Keyed<R, K> {
  const last = rows.length === pageRows ? rows.at(-1) : undefined;
  return { rows, next: last === undefined ? null : keyOf(last) };
}

export function* flat<R, S, K>(read: (after: K | null) => Keyed<R, K>, shown: (row: R) => readonly S[], asRow: (row: S) => Row): Generator<Row> {
  let after: K | null = null;
  do {
    const page: Keyed<R, K> = read(after);
    for (const row of page.rows) for (const one of shown(row)) yield asRow(one);
    after = page.next;
  } while (after !== null);
}
