import { stringify } from 'csv-stringify/sync';
import { inert } from './inert.ts';
import { dateTimeText, type Cell, type Column, type Table } from './table.ts';

const rowsAtOnce = 1000;

/**
 * RFC 4180 in UTF-8 with a byte order mark, which Excel needs to see that it is UTF-8. The separator is the comma of the standard in both languages:
 * Excel with Indonesian regional settings expects a semicolon, and for Excel there is XLSX, which asks for none; a file for other programs must not
 * change its separator with the language of who pressed the button.
 */
export function* csvChunks({ columns, rows }: Table): Generator<string> {
  yield `\ufeff${lines([columns.map(({ title }) => inert(title))])}`;
  let batch: string[][] = [];
  for (const row of rows) {
    batch.push(columns.map((column, at) => csvText(column, row[at] ?? null)));
    if (batch.length < rowsAtOnce) continue;
    yield lines(batch);
    batch = [];
  }
  if (batch.length > 0) yield lines(batch);
}

function lines(batch: string[][]): string {
  // A lone CR or LF ends the line to most readers, and what stands behind it would begin a cell, as a formula may.
  return stringify(batch, { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}

function csvText({ kind }: Column, cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return inert(cell);
  return kind === 'dateTime' ? dateTimeText(cell) : String(cell);
}
