import type { MarkMethod, MarkStatus } from '../../../shared/attendance.ts';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import type { marks } from '../schema.ts';

export type NewMark = Pick<typeof marks.$inferSelect, 'id' | 'sessionId' | 'personId' | 'status' | 'method' | 'atMs' | 'cameraId' | 'staffId' | 'reason' | 'kioskId'>;

const inserting = prepared(({ sqlite }) => sqlite.prepare<[NewMark]>(`
  INSERT INTO marks (id, session_id, person_id, status, method, at_ms, camera_id, staff_id, reason, kiosk_id)
  VALUES (@id, @sessionId, @personId, @status, @method, @atMs, @cameraId, @staffId, @reason, @kioskId)
  ON CONFLICT (session_id, person_id) WHERE voided_at_ms IS NULL DO NOTHING`));

/** False, and nothing written, when the person has a mark that counts in this session already. */
export function insertMark(db: Db, mark: NewMark): boolean {
  return inserting(db).run(mark).changes === 1;
}

export interface Voiding { markId: string; atMs: number; staffId: string; reason: string }

const voiding = prepared(({ sqlite }) => sqlite.prepare<[Voiding]>('UPDATE marks SET voided_at_ms = @atMs, voided_by = @staffId, void_reason = @reason WHERE id = @markId AND voided_at_ms IS NULL'));

/** False when it was voided before. */
export function voidMark(db: Db, how: Voiding): boolean {
  return voiding(db).run(how).changes === 1;
}

const voidingAll = prepared(({ sqlite }) => sqlite.prepare<[Omit<Voiding, 'markId'> & { sessionId: string }]>(
  'UPDATE marks SET voided_at_ms = @atMs, voided_by = @staffId, void_reason = @reason WHERE session_id = @sessionId AND voided_at_ms IS NULL'));

/** Every mark of a session that counts; answers how many. */
export function voidMarksOf(db: Db, sessionId: string, how: Omit<Voiding, 'markId'>): number {
  return voidingAll(db).run({ sessionId, ...how }).changes;
}

export interface CountingMark { markId: string; status: MarkStatus; method: MarkMethod; atMs: number }

const counting = prepared(({ sqlite }) => sqlite.prepare<[string, string], CountingMark>(
  'SELECT id AS markId, status, method, at_ms AS atMs FROM marks WHERE session_id = ? AND person_id = ? AND voided_at_ms IS NULL'));

/** Null when the person has no mark in the session, or none that counts. */
export function countingMark(db: Db, sessionId: string, personId: string): CountingMark | null {
  return counting(db).get(sessionId, personId) ?? null;
}

const oneMark = prepared(({ sqlite }) => sqlite.prepare<[string], { sessionId: string; personId: string; status: MarkStatus; voidedAtMs: number | null; teacherId: string | null }>(`
  SELECT m.session_id AS sessionId, m.person_id AS personId, m.status, m.voided_at_ms AS voidedAtMs, c.teacher_id AS teacherId
  FROM marks m JOIN class_sessions s ON s.id = m.session_id JOIN courses c ON c.id = s.course_id WHERE m.id = ?`));

/** With the teacher of its course; null when there is no such mark. */
export function markWithTeacher(db: Db, markId: string) {
  return oneMark(db).get(markId) ?? null;
}

const oneSession = prepared(({ sqlite }) => sqlite.prepare<[string], { courseId: string; date: string; opensAtMs: number; endedAtMs: number | null; cancelledAtMs: number | null; teacherId: string | null }>(`
  SELECT s.course_id AS courseId, s.date, s.opens_at_ms AS opensAtMs, s.ended_at_ms AS endedAtMs, s.cancelled_at_ms AS cancelledAtMs, c.teacher_id AS teacherId
  FROM class_sessions s JOIN courses c ON c.id = s.course_id WHERE s.id = ?`));

/** With the teacher of its course; null when there is no such session. */
export function sessionWithTeacher(db: Db, sessionId: string) {
  return oneSession(db).get(sessionId) ?? null;
}

const takingIt = prepared(({ sqlite }) => sqlite.prepare<{ course: string; person: string; date: string }, { n: number }>(`
  SELECT count(*) AS n FROM memberships b JOIN people p ON p.id = b.person_id
  WHERE b.course_id = @course AND b.person_id = @person AND b.from_date <= @date AND (b.until_date IS NULL OR b.until_date >= @date) AND p.deactivated_at_ms IS NULL`));

/** Whether the person, if still active, takes the course on a local day. */
export function takesCourse(db: Db, courseId: string, personId: string, date: string): boolean {
  return (takingIt(db).get({ course: courseId, person: personId, date })?.n ?? 0) > 0;
}

export interface BoardMember {
  personId: string; name: string; identifier: string;
  markId: string | null; status: MarkStatus | null; method: MarkMethod | null; atMs: number | null; staffName: string | null; reason: string | null;
  excuse: 'excused' | 'sick' | null; voided: number;
}

/** The excuse that covers a person's session: of this course before of all, the newest first. Needs `s` (session) and `p` (person). */
export const coveringExcuse = (column: 'kind' | 'note'): string => `(SELECT e.${column} FROM excuses e
  WHERE e.person_id = p.id AND s.date BETWEEN e.from_date AND e.until_date AND e.revoked_at_ms IS NULL AND (e.course_id IS NULL OR e.course_id = s.course_id)
  ORDER BY e.course_id IS NULL, e.created_at_ms DESC, e.id LIMIT 1)`;

const onBoard = prepared(({ sqlite }) => sqlite.prepare<{ session: string }, BoardMember>(`
  WITH shown (person_id) AS (
    SELECT b.person_id FROM class_sessions s JOIN memberships b ON b.course_id = s.course_id JOIN people p ON p.id = b.person_id
      WHERE s.id = @session AND b.from_date <= s.date AND (b.until_date IS NULL OR b.until_date >= s.date) AND p.deactivated_at_ms IS NULL
    UNION SELECT person_id FROM marks WHERE session_id = @session AND voided_at_ms IS NULL)
  SELECT p.id AS personId, p.name, p.identifier, m.id AS markId, m.status, m.method, m.at_ms AS atMs, st.name AS staffName, m.reason, ${coveringExcuse('kind')} AS excuse,
    (SELECT count(*) FROM marks v WHERE v.session_id = s.id AND v.person_id = p.id AND v.voided_at_ms IS NOT NULL) AS voided
  FROM shown CROSS JOIN people p ON p.id = shown.person_id JOIN class_sessions s ON s.id = @session
  LEFT JOIN marks m ON m.session_id = s.id AND m.person_id = p.id AND m.voided_at_ms IS NULL LEFT JOIN staff st ON st.id = m.staff_id
  ORDER BY p.name_folded, p.id`));

/** Everybody who takes the session's course on its day, and whoever has a mark in it, by name. */
export function boardMembers(db: Db, sessionId: string): BoardMember[] {
  return onBoard(db).all({ session: sessionId });
}

export interface MarksQuery {
  /** Folded; part of the person's name or identifier. */
  search: string;
  courseId: string | null; personId: string | null; sessionId: string | null; status: MarkStatus | null;
  /** Local days of the session, inclusive. */
  fromDate: string | null; toDate: string | null;
  /** Voided ones too. */
  voided: boolean;
  /** Only this teacher's courses; null: everybody's. */
  teacherId: string | null;
  oldestFirst: boolean;
}

/** Sessions and people are looked up by their own filters first, so that counting reads nothing of them. */
function filters(query: MarksQuery): string {
  const ofSession = [
    query.courseId === null ? '' : 'course_id = @courseId',
    query.fromDate === null ? '' : 'date >= @fromDate',
    query.toDate === null ? '' : 'date <= @toDate',
    query.teacherId === null ? '' : 'course_id IN (SELECT id FROM courses WHERE teacher_id = @teacherId)',
  ].filter((part) => part !== '');
  const ofMark = [
    query.voided ? '' : 'm.voided_at_ms IS NULL',
    query.personId === null ? '' : 'm.person_id = @personId',
    query.sessionId === null ? '' : 'm.session_id = @sessionId',
    query.status === null ? '' : 'm.status = @status',
    query.search === '' ? '' : "m.person_id IN (SELECT id FROM people WHERE name_folded LIKE @pattern ESCAPE '\\' OR identifier LIKE @pattern ESCAPE '\\')",
    ofSession.length === 0 ? '' : `m.session_id IN (SELECT id FROM class_sessions WHERE ${ofSession.join(' AND ')})`,
  ].filter((part) => part !== '');
  return ofMark.length === 0 ? '' : `WHERE ${ofMark.join(' AND ')}`;
}

function values(query: MarksQuery) {
  const { search, voided: _, oldestFirst: __, ...rest } = query;
  return { ...rest, pattern: `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%` };
}

export interface ListedMark {
  seq: number; markId: string; sessionId: string; courseId: string; courseCode: string; courseName: string; date: string; startsAtMs: number;
  personId: string; personName: string; identifier: string; status: MarkStatus; method: MarkMethod; atMs: number; staffName: string | null; reason: string | null;
  voidedAtMs: number | null; voidedByName: string | null; voidReason: string | null;
}

/** In the order in which they were made. `beforeSeq`: sequence number of the last row of the page before. */
export function listMarks(db: Db, query: MarksQuery & { beforeSeq: number | null; limit: number }): ListedMark[] {
  const { beforeSeq, limit, ...asked } = query;
  const where = filters(asked);
  const [direction, beyond] = asked.oldestFirst ? ['ASC', '>'] : ['DESC', '<'];
  const page = beforeSeq === null ? where : `${where === '' ? 'WHERE' : `${where} AND`} m.seq ${beyond} @beforeSeq`;
  return db.sqlite.prepare<[object], ListedMark>(`
    SELECT m.seq, m.id AS markId, m.session_id AS sessionId, s.course_id AS courseId, c.code AS courseCode, c.name AS courseName, s.date, s.starts_at_ms AS startsAtMs,
      m.person_id AS personId, p.name AS personName, p.identifier, m.status, m.method, m.at_ms AS atMs, st.name AS staffName, m.reason,
      m.voided_at_ms AS voidedAtMs, v.name AS voidedByName, m.void_reason AS voidReason
    FROM (SELECT * FROM marks m ${page} ORDER BY m.seq ${direction} LIMIT @limit) m
    CROSS JOIN class_sessions s ON s.id = m.session_id JOIN courses c ON c.id = s.course_id JOIN people p ON p.id = m.person_id
    LEFT JOIN staff st ON st.id = m.staff_id LEFT JOIN staff v ON v.id = m.voided_by
    ORDER BY m.seq ${direction}`).all({ ...values(asked), beforeSeq, limit });
}

/** Of all pages. */
export function countMarks(db: Db, query: MarksQuery): number {
  return db.sqlite.prepare<[object], { n: number }>(`SELECT count(*) AS n FROM marks m ${filters(query)}`).get(values(query))?.n ?? 0;
}
