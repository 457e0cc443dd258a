import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { countExcuses, excuseWithTeacher, insertExcuse, listExcuses, revokeExcuse, type ExcusesCursor } from '../db/queries/excuses.ts';
import { activeNameOf } from '../db/queries/people.ts';
import { onlyTeacher, requireCourse, type Who } from './courseAccess.ts';
import { foldName } from './names.ts';
import { changeRegister, type RegisterNeeds } from './registerChange.ts';
import type { SessionEnd } from './sessionEnd.ts';

export interface ExcusesNeeds extends RegisterNeeds {
  applyExcuse: SessionEnd['applyExcuse'];
  /** After COMMIT: marks of the session were changed. */
  onMarksChanged(event: { sessionId: string }): void;
}

/** Who said beforehand, or afterwards, that they could not come. Without a course an excuse holds for all of them; only management gives those. */
export function createExcuses(needs: ExcusesNeeds) {
  const { db } = needs;

  function add({ personId, courseId, kind, fromDate, untilDate, note: said }: Parsed<'excuses.add'>, who: Who): Output<'excuses.add'> {
    const { excuseId, sessionIds } = changeRegister(needs, who, (note, atMs) => {
      if (courseId !== null) requireCourse(db, courseId, who);
      else if (who.role === 'teacher') throw new Refusal('COURSE_NOT_FOUND');
      if (untilDate < fromDate) throw new Refusal('DATES_REVERSED');
      if (activeNameOf(db, personId) === null) throw new Refusal('PERSON_NOT_FOUND');
      const id = needs.newId();
      const excuse = { personId, courseId, kind, fromDate, untilDate, note: said, staffId: who.staffId };
      insertExcuse(db, { id, ...excuse, createdAtMs: atMs, revokedAtMs: null });
      note('excuse.added', personId, { excuseId: id, courseId, kind, fromDate, untilDate });
      return { excuseId: id, ...needs.applyExcuse({ excuseId: id, ...excuse }, atMs) };
    });
    for (const sessionId of new Set(sessionIds)) needs.onMarksChanged({ sessionId });
    return { excuseId };
  }

  function list(input: Parsed<'excuses.list'>, who: Who): Output<'excuses.list'> {
    const query = { search: foldName(input.search), fromDate: input.fromDate, teacherId: onlyTeacher(who) };
    const found = listExcuses(db, { ...query, cursor: parseCursor(input.cursor), limit: input.limit + 1 });
    const shown = found.slice(0, input.limit);
    const last = found.length > input.limit ? shown.at(-1) : undefined;
    const rows = shown.map(({ revokedAtMs, ...row }) => ({ ...row, revoked: revokedAtMs !== null }));
    return { rows, nextCursor: last ? `${last.createdAtMs}_${last.excuseId}` : null, total: countExcuses(db, query) };
  }

  /** Revoking it again changes nothing. */
  function revoke({ excuseId }: Parsed<'excuses.revoke'>, who: Who): Record<string, never> {
    return changeRegister(needs, who, (note, atMs) => {
      const excuse = excuseWithTeacher(db, excuseId);
      if (!excuse || (who.role === 'teacher' && excuse.teacherId !== who.staffId)) throw new Refusal('EXCUSE_NOT_FOUND');
      if (revokeExcuse(db, excuseId, atMs)) note('excuse.revoked', excuse.personId, { excuseId, courseId: excuse.courseId });
      return {};
    });
  }

  return { add, list, revoke };
}

/** @throws Refusal BAD_INPUT for a cursor we did not make */
function parseCursor(cursor: string | null): ExcusesCursor | null {
  if (cursor === null) return null;
  const match = /^(\d{1,16})_([0-9a-f-]{36})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new Refusal('BAD_INPUT', { field: 'cursor' });
  return { createdAtMs: Number(match[1]), excuseId: match[2] };
}
