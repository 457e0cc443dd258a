import { Refusal } from '../../shared/errors.ts';
import { readCsv } from './readCsv.ts';
import { readXlsx } from './readXlsx.ts';

/** What a cell holds: text as it is shown, or a day, "YYYY-MM-DD", where the spreadsheet itself says that it is one. */
export type Cell = string | { day: string };

export interface Table {
  header: readonly string[];
  /** Rows that hold something. `row`: its number as the spreadsheet shows it, from 1. */
  rows: readonly { row: number; cells: readonly Cell[] }[];
}

export interface TableLimits {
  /** Rows that hold something, without the heading. */
  maxRows: number;
}

/** Rows a file may have in all, empty ones too: those cost time as well. */
const maxRowsWithEmpty = 100_000;

/**
 * Reads a table from a CSV or XLSX file; which of them it is, its first bytes say, not its name. The heading is the first row that holds something.
 * @throws Refusal FILE_UNREADABLE FILE_TOO_LARGE
 */
export async function readTable(bytes: Uint8Array, limits: TableLimits): Promise<Table> {
  const all = isZip(bytes) ? await readXlsx(bytes, maxRowsWithEmpty) : readCsv(bytes, maxRowsWithEmpty);
  const filled = all.map((cells, index) => ({ row: index + 1, cells })).filter(({ cells }) => cells.some((cell) => textOf(cell).trim() !== ''));
  const [heading, ...rows] = filled;
  if (!heading) throw new Refusal('FILE_UNREADABLE');
  if (rows.length > limits.maxRows) throw new Refusal('FILE_TOO_LARGE', { max: limits.maxRows });
  return { header: heading.cells.map(textOf), rows };
}

export function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.day;
}

/** "PK" 3 4: the first file inside a zip. */
function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}
