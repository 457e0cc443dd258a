import type { Output, Parsed } from '../../shared/contract.ts';
import type { MarkRow } from '../../shared/contractAttendance.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { countMarks, listMarks, type ListedMark, type MarksQuery } from '../db/queries/marks.ts';
import { onlyTeacher, type Who } from './courseAccess.ts';
import { foldName } from './names.ts';

/** The history of marks. One row more is asked for than shown, so that the last page is known to be the last. */
export function createMarkLists({ db }: { db: Db }) {
  function list(input: Parsed<'marks.list'>, who: Who): Output<'marks.list'> {
    const { cursor, limit } = input;
    const query = marksQuery(input, who);
    const found = listMarks(db, { ...query, beforeSeq: parseSeqCursor(cursor), limit: limit + 1 });
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { rows: shown.map(asMarkRow), nextCursor: last ? String(last.seq) : null, total: countMarks(db, query) };
  }

  return { list };
}

/** What the filters mean to the database, and which courses are the caller's to see. */
export function marksQuery(input: Parsed<'marks.list'>, who: Who): MarksQuery {
  const { courseId, personId, sessionId, status, fromDate, toDate, voided } = input;
  return { courseId, personId, sessionId, status, fromDate, toDate, voided, search: foldName(input.search), teacherId: onlyTeacher(who), oldestFirst: input.sort === 'oldest' };
}

export function asMarkRow(row: ListedMark): MarkRow {
  const { markId, sessionId, courseId, courseCode, courseName, date, startsAtMs, personId, personName, identifier, status, method, atMs, staffName, reason } = row;
  const voided = row.voidedAtMs === null ? null : { atMs: row.voidedAtMs, staffName: row.voidedByName ?? '', reason: row.voidReason ?? '' };
  return { markId, sessionId, courseId, courseCode, courseName, date, startsAtMs, personId, personName, identifier, status, method, atMs, staffName, reason, voided };
}

/** @throws Refusal BAD_INPUT for a cursor we did not make */
function parseSeqCursor(cursor: string | null): number | null {
  if (cursor === null) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw new Refusal('BAD_INPUT', { field: 'cursor' });
  return Number(cursor);
}
