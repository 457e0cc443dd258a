import type { z } from 'zod';
import type { ImportKind, ImportProblem } from '../../shared/attendance.ts';
import { courseCode } from '../../shared/contractAttendance.ts';
import { identifier, localDate, personName } from '../../shared/contractParts.ts';
import { Refusal } from '../../shared/errors.ts';
import { textOf, type Cell, type Table } from '../reports/readTable.ts';
import { foldName } from './names.ts';

/** What is wrong with one cell: `column` as its heading stands in the file, `value` cut to 60 characters. */
export interface CellProblem { column: string; problem: ImportProblem; value: string }

/** A row as the database would hold it; null where a cell is empty, undefined where it is wrong or the file has no such column. */
export interface ImportRow {
  /** Number the spreadsheet shows. */
  row: number;
  /** What the row is about, as it was read. */
  text: string;
  values: Partial<Record<Column, string | null>>;
  problems: CellProblem[];
}

export type Column = 'name' | 'identifier' | 'code' | 'teacher' | 'course' | 'from' | 'until';

/**
 * Folded headings, English and Indonesian. Where a file has several of one list, the first of the list counts: a school's "Nomor" beside "NIS" numbers
 * its rows.
 */
const headings: Record<Column, readonly [string, string, ...string[]]> = {
  name: ['name', 'nama', 'full name', 'nama lengkap'],
  identifier: ['identifier', 'nis', 'nim', 'no induk', 'nomor induk', 'number', 'nomor'],
  code: ['code', 'kode', 'course code', 'kode kelas'],
  teacher: ['teacher', 'guru', 'pengampu', 'ustaz', 'ustadz'],
  course: ['course', 'kode kelas', 'course code', 'kelas', 'code', 'kode'],
  from: ['from', 'dari', 'mulai'],
  until: ['until', 'sampai', 'selesai'],
};

const columnsOf: Record<ImportKind, { needed: readonly Column[]; optional: readonly Column[] }> = {
  people: { needed: ['identifier', 'name'], optional: [] },
  courses: { needed: ['code', 'name'], optional: ['teacher'] },
  memberships: { needed: ['identifier', 'course'], optional: ['from', 'until'] },
};

export interface ImportRows {
  rows: ImportRow[];
  /** Each column's heading as it stands in the file. */
  headingOf(column: Column): string;
}

/** Reads every cell a kind of import is about. @throws Refusal COLUMNS_MISSING */
export function readRows(kind: ImportKind, table: Table): ImportRows {
  const { needed, optional } = columnsOf[kind];
  const header = table.header.map(folded);
  const at = (column: Column): number => header.indexOf(headings[column].find((heading) => header.includes(heading)) ?? '-');
  const missing = needed.filter((column) => at(column) < 0);
  // In both languages: whoever wrote the file chooses.
  if (missing.length > 0) throw new Refusal('COLUMNS_MISSING', { columns: missing.map((column) => `${headings[column][1]} / ${headings[column][0]}`).join(', ') });
  const headingOf = (column: Column): string => table.header[at(column)] ?? column;
  const places = [...needed, ...optional].map((column) => ({ column, index: at(column), isNeeded: needed.includes(column) })).filter(({ index }) => index >= 0);
  const rows = table.rows.map(({ row, cells }) => {
    const read: ImportRow = { row, text: '', values: {}, problems: [] };
    for (const { column, index, isNeeded } of places) {
      const cell = cleaned(cells[index] ?? '');
      const { value, problem } = readCell(column, cell, isNeeded);
      if (problem) read.problems.push(problemAt(headingOf(column), problem, textOf(cell)));
      else read.values[column] = value;
      if (isNeeded) read.text = cut(`${read.text} ${textOf(cell)}`.trim(), 120);
    }
    return read;
  });
  return { rows, headingOf };
}

export function problemAt(column: string, problem: ImportProblem, value: string): CellProblem {
  return { column: cut(column, 60), problem, value: cut(value, 60) };
}

/** Never in the middle of a character. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

function folded(heading: string): string {
  return foldName(heading.replace(/[\p{P}\p{S}_]+/gu, ' '));
}

/** Marks that say which way text runs are invisible, and turn two equal names into different ones. */
const directionMarks = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;

function cleaned(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.toWellFormed().normalize('NFC').replace(directionMarks, '').trim() : cell;
}

/** One of the two is there. */
type CellReading = { value: string | null; problem?: never } | { value?: never; problem: ImportProblem };

function readCell(column: Column, cell: Cell, needed: boolean): CellReading {
  const text = textOf(cell);
  if (text === '') return needed ? { problem: 'missing' } : { value: null };
  if (column === 'from' || column === 'until') return readDay(cell);
  // Excel made a day of "1-2": whatever stood there is lost.
  if (typeof cell !== 'string') return { problem: 'badCharacters' };
  if (column === 'teacher') return { value: text.toLowerCase() };
  return readText({ name: personName, identifier, code: courseCode, course: courseCode }[column], text);
}

function readText(schema: z.ZodType<string>, text: string): CellReading {
  const { success, data, error } = schema.safeParse(text);
  if (success) return { value: data };
  const codes = error.issues.map(({ code }) => code);
  if (codes.includes('too_big')) return { problem: 'tooLong' };
  return { problem: codes.includes('too_small') ? 'tooShort' : 'badCharacters' };
}

/** "2026-07-13", "13/07/2026" (day first, as in Indonesia), "13-7-2026", "13.7.2026", or a day of the spreadsheet's own. */
function readDay(cell: Cell): CellReading {
  const text = textOf(cell);
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
  const iso = year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  return localDate.safeParse(iso).success ? { value: iso } : { problem: 'badDate' };
}
