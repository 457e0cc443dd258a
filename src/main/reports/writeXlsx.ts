import { writeXlsxStream, type CellValue, type ColumnDef } from 'hucre/xlsx';
import { inert } from './inert.ts';
import type { Cell, Column, ColumnKind, Table } from './table.ts';

/** Excel's limits: characters of a cell, and of a sheet's name. */
const longestText = 32_767;
const longestName = 31;
/** With the heading: one more row does not exist in Excel, so what is left over goes to another sheet. */
export const rowsOfSheet = 1_048_576;

const formats: Partial<Record<ColumnKind, string>> = { integer: '0', money: '#,##0', dateTime: 'yyyy-mm-dd hh:mm', date: 'yyyy-mm-dd' };

/** A workbook as a stream of bytes: rows are read as the consumer takes them. Numbers and dates are real ones; the heading stays in sight. */
export function xlsxStream({ title, columns, rows }: Table, sheetRows = rowsOfSheet): ReadableStream<Uint8Array> {
  const defs = columns.map(({ title: header, kind, width }): ColumnDef => ({ header: xlsxText(header), width, ...(formats[kind] !== undefined && { numFmt: formats[kind] }) }));
  return writeXlsxStream(cellsOf(columns, rows), { name: sheetName(title), columns: defs, freezePane: { rows: 1 }, maxRowsPerSheet: sheetRows, zip64: false });
}

function* cellsOf(columns: readonly Column[], rows: Table['rows']): Generator<CellValue[]> {
  for (const row of rows) yield columns.map(({ kind }, at) => xlsxCell(kind, row[at] ?? null));
}

function xlsxCell(kind: ColumnKind, cell: Cell): CellValue {
  if (cell === null) return null;
  if (typeof cell === 'number') return kind === 'dateTime' ? new Date(cell) : cell;
  if (kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(cell)) return new Date(`${cell}T00:00:00Z`);
  return xlsxText(cell);
}

/** Excel reads "_x003D_" as "=": the underscore that begins such a thing is written as one itself. */
function xlsxText(text: string): string {
  return inert(text).slice(0, longestText).toWellFormed().replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
}

function sheetName(title: string): string {
  return title.replace(/[[\]:*?/\\']/g, ' ').trim().slice(0, longestName) || 'Tatap';
}
