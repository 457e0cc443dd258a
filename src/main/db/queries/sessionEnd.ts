import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { coveringExcuse } from './marks.ts';

const due = prepared(({ sqlite }) => sqlite.prepare<[number, number], { sessionId: string }>(`
  SELECT id AS sessionId FROM class_sessions WHERE ended_at_ms IS NULL AND cancelled_at_ms IS NULL AND ends_at_ms <= ? ORDER BY ends_at_ms LIMIT ?`));

/** Sessions that are over and not dealt with, the longest over first. */
export function sessionsToEnd(db: Db, nowMs: number, limit: number): string[] {
  return due(db).all(nowMs, limit).map(({ sessionId }) => sessionId);
}

const ending = prepared(({ sqlite }) => sqlite.prepare<{ id: string; now: number }, { absentAtEnd: 0 | 1 }>(`
  UPDATE class_sessions SET ended_at_ms = @now WHERE id = @id AND ended_at_ms IS NULL AND cancelled_at_ms IS NULL AND ends_at_ms <= @now RETURNING absent_at_end AS absentAtEnd`));

/** Notes the end, and says whether who has no mark is absent; null when it is not over, or was dealt with or cancelled before. */
export function noteEnd(db: Db, sessionId: string, nowMs: number): { absentAtEnd: boolean } | null {
  const row = ending(db).get({ id: sessionId, now: nowMs });
  return row ? { absentAtEnd: row.absentAtEnd === 1 } : null;
}

export interface Unmarked { personId: string; excuse: 'excused' | 'sick' | null; note: string | null }

const unmarked = prepared(({ sqlite }) => sqlite.prepare<[string], Unmarked>(`
  SELECT p.id AS personId, ${coveringExcuse('kind')} AS excuse, ${coveringExcuse('note')} AS note
  FROM class_sessions s JOIN memberships b ON b.course_id = s.course_id JOIN people p ON p.id = b.person_id
  WHERE s.id = ? AND b.from_date <= s.date AND (b.until_date IS NULL OR b.until_date >= s.date) AND p.deactivated_at_ms IS NULL
    AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.session_id = s.id AND m.person_id = p.id AND m.voided_at_ms IS NULL)
  ORDER BY p.id`));

/** Active people who take the session's course on its day and have no mark that counts, with the excuse that covers them and its note. */
export function unmarkedMembers(db: Db, sessionId: string): Unmarked[] {
  return unmarked(db).all(sessionId);
}

const absences = prepared(({ sqlite }) => sqlite.prepare<{ person: string; course: string | null; from: string; until: string }, { markId: string; sessionId: string }>(`
  SELECT m.id AS markId, m.session_id AS sessionId FROM marks m JOIN class_sessions s ON s.id = m.session_id
  WHERE m.person_id = @person AND m.voided_at_ms IS NULL AND m.status = 'absent' AND m.method = 'rule'
    AND s.date BETWEEN @from AND @until AND (@course IS NULL OR s.course_id = @course)
  ORDER BY m.seq`));

/** Absences the rule noted for a person on some days (inclusive), in one course or every one. */
export function ruledAbsences(db: Db, query: { personId: string; courseId: string | null; fromDate: string; untilDate: string }): { markId: string; sessionId: string }[] {
  return absences(db).all({ person: query.personId, course: query.courseId, from: query.fromDate, until: query.untilDate });
}
