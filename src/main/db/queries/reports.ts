import type { MarkStatus } from '../../../shared/attendance.ts';
import { prepared, type Db } from '../open.ts';

export interface PostedSum {
  kind: 'payment' | 'topup' | 'reversal';
  /** What a reversal took back. */
  reverses: 'payment' | 'topup' | null;
  method: string; staffId: string | null; staffName: string | null;
  /** Rupiah. */
  count: number; amount: number;
}

const posted = prepared(({ sqlite }) => sqlite.prepare<[number, number], PostedSum>(`
  SELECT t.kind, r.kind AS reverses, t.method, t.staff_id AS staffId, s.name AS staffName, count(*) AS count, sum(t.amount) AS amount
  FROM transfers t LEFT JOIN transfers r ON r.id = t.reverses_id LEFT JOIN staff s ON s.id = t.staff_id
  WHERE t.at_ms >= ? AND t.at_ms < ? GROUP BY t.kind, r.kind, t.method, t.staff_id ORDER BY sum(t.amount) DESC, t.method, s.name`));

/** Transfers of a half-open time, summed by kind, method and staff; the largest sum first. */
export function postedBetween(db: Db, fromMs: number, toMs: number): PostedSum[] {
  return posted(db).all(fromMs, toMs);
}

const held = prepared(({ sqlite }) => sqlite.prepare<[], number>("SELECT coalesce(sum(balance), 0) FROM accounts WHERE kind = 'person'").pluck());
const given = prepared(({ sqlite }) => sqlite.prepare<[number, number], number>(`
  SELECT coalesce(sum(CASE WHEN to_account_id IN ('cash', 'sales') THEN -amount ELSE amount END), 0) FROM transfers WHERE at_ms >= ? AND at_ms < ?`).pluck());

/** What the transfers of a half-open time gave all people together, rupiah; negative where they took more. */
export function givenBetween(db: Db, fromMs: number, toMs: number): number {
  return given(db).get(fromMs, toMs) ?? 0;
}

/** What all people together had at a moment, rupiah: what they have now, without what was posted since. Recent moments are the quick ones: a million transfers since take half a second. */
export function heldBefore(db: Db, atMs: number): number {
  return (held(db).get() ?? 0) - givenBetween(db, atMs, Number.MAX_SAFE_INTEGER);
}

export interface MarkOfClass { sessionId: string; personId: string; status: MarkStatus }

const ofCourse = prepared(({ sqlite }) => sqlite.prepare<{ courseId: string; fromDate: string; toDate: string }, MarkOfClass>(`
  SELECT m.session_id AS sessionId, m.person_id AS personId, m.status FROM class_sessions s CROSS JOIN marks m ON m.session_id = s.id AND m.voided_at_ms IS NULL
  WHERE s.course_id = @courseId AND s.date BETWEEN @fromDate AND @toDate`));

/** Marks that count in the classes of a course, days inclusive. */
export function marksOfCourse(db: Db, query: { courseId: string; fromDate: string; toDate: string }): MarkOfClass[] {
  return ofCourse(db).all(query);
}
