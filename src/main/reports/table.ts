/** What a column holds: `money` and `integer` are numbers, `date` a local day "2026-11-21", `dateTime` milliseconds whose UTC fields read as the site's clock does. */
export type ColumnKind = 'text' | 'integer' | 'money' | 'dateTime' | 'date';
export interface Column { title: string; kind: ColumnKind; /** Characters. */ width: number }
export type Cell = string | number | null;
export type Row = readonly Cell[];

/** One description of a table for every format. `rows` is read once, from front to back, and no faster than it is written. */
export interface Table {
  title: string;
  siteName: string;
  /** What the rows were chosen by, one line each. */
  about: readonly string[];
  /** Sums, one line each; they stand under the table where there is paper to read. */
  foot: readonly string[];
  columns: readonly Column[];
  rows: Iterable<Row>;
}

/** "2026-11-21 08:30" */
export function dateTimeText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 16).replace('T', ' ');
}
