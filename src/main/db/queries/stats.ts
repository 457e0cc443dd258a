import type { MarkStatus } from '../../../shared/attendance.ts';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';

/* Marks that count, counted. Days are local days of the session, inclusive. */

export interface CountsRow { present: number; late: number; excused: number; sick: number; absent: number }

const counts = ['present', 'late', 'excused', 'sick', 'absent'].map((status) => `count(*) FILTER (WHERE m.status = '${status}') AS ${status}`).join(', ');

export interface Period { fromDate: string; toDate: string }
interface Scope extends Period { courseId: string | null; teacherId: string | null }

export type CourseDay = CountsRow & { date: string; courseId: string };

/** The outer loop runs along the index by date and course, so that the groups come out in order and nothing is sorted. */
const byCourseDay = prepared(({ sqlite }) => sqlite.prepare<Scope, CourseDay>(`
  SELECT s.date, s.course_id AS courseId, ${counts}
  FROM class_sessions s CROSS JOIN marks m ON m.session_id = s.id AND m.voided_at_ms IS NULL
  WHERE s.date BETWEEN @fromDate AND @toDate AND (@courseId IS NULL OR s.course_id = @courseId)
    AND (@teacherId IS NULL OR s.course_id IN (SELECT id FROM courses WHERE teacher_id = @teacherId))
  GROUP BY s.date, s.course_id`));

/** By day and course; those without marks are left out. `courseId`, `teacherId`: null for every one. */
export function countByCourseDay(db: Db, scope: Scope): CourseDay[] {
  return byCourseDay(db).all(scope);
}

export interface CourseName { courseId: string; code: string; name: string }

const named = prepared(({ sqlite }) => sqlite.prepare<[], CourseName>('SELECT id AS courseId, code, name FROM courses ORDER BY code'));

/** Every course, archived ones too, by code. */
export function courseNames(db: Db): CourseName[] {
  return named(db).all();
}

const ofPerson = prepared(({ sqlite }) => sqlite.prepare<Period & { personId: string; teacherId: string | null }, CourseDay>(`
  SELECT s.date, s.course_id AS courseId, ${counts}
  FROM marks m CROSS JOIN class_sessions s ON s.id = m.session_id
  WHERE m.person_id = @personId AND m.voided_at_ms IS NULL AND s.date BETWEEN @fromDate AND @toDate
    AND (@teacherId IS NULL OR s.course_id IN (SELECT id FROM courses WHERE teacher_id = @teacherId))
  GROUP BY s.date, s.course_id ORDER BY s.date`));

/** One person's marks, by day and course. */
export function countOfPerson(db: Db, query: Period & { personId: string; teacherId: string | null }): CourseDay[] {
  return ofPerson(db).all(query);
}

export type PersonCounts = CountsRow & { personId: string; name: string; identifier: string };

const inCourse = prepared(({ sqlite }) => sqlite.prepare<Period & { courseId: string }, PersonCounts>(`
  WITH counted AS (
    SELECT m.person_id, ${counts} FROM class_sessions s CROSS JOIN marks m ON m.session_id = s.id AND m.voided_at_ms IS NULL
    WHERE s.course_id = @courseId AND s.date BETWEEN @fromDate AND @toDate GROUP BY m.person_id),
  shown (person_id) AS (
    SELECT b.person_id FROM memberships b JOIN people p ON p.id = b.person_id
      WHERE b.course_id = @courseId AND b.from_date <= @toDate AND (b.until_date IS NULL OR b.until_date >= @fromDate) AND p.deactivated_at_ms IS NULL
    UNION SELECT person_id FROM counted)
  SELECT p.id AS personId, p.name, p.identifier, coalesce(n.present, 0) AS present, coalesce(n.late, 0) AS late, coalesce(n.excused, 0) AS excused,
    coalesce(n.sick, 0) AS sick, coalesce(n.absent, 0) AS absent
  FROM shown JOIN people p ON p.id = shown.person_id LEFT JOIN counted n ON n.person_id = p.id
  ORDER BY p.name_folded, p.id`));

/** Everybody who took the course in the period, and whoever has marks in it, by name. */
export function countByMember(db: Db, query: Period & { courseId: string }): PersonCounts[] {
  return inCourse(db).all(query);
}

export interface Notable { sessionId: string; personId: string; name: string; status: MarkStatus; atMs: number }

const notable = prepared(({ sqlite }) => sqlite.prepare<{ date: string; teacher: string | null }, Notable>(`
  SELECT m.session_id AS sessionId, p.id AS personId, p.name, m.status, m.at_ms AS atMs
  FROM class_sessions s CROSS JOIN marks m ON m.session_id = s.id AND m.voided_at_ms IS NULL JOIN people p ON p.id = m.person_id JOIN courses c ON c.id = s.course_id
  WHERE s.date = @date AND m.status <> 'present' AND (@teacher IS NULL OR c.teacher_id = @teacher)
  ORDER BY p.name_folded, p.id`));

/** Who was late, excused, sick or absent on a day, by name. `teacherId`: null for every teacher's. */
export function notableOfDay(db: Db, date: string, teacherId: string | null): Notable[] {
  return notable(db).all({ date, teacher: teacherId });
}

const person = prepared(({ sqlite }) => sqlite.prepare<[string], { name: string; identifier: string }>('SELECT name, identifier FROM people WHERE id = ?'));

/** Also of somebody who was deactivated; null when there is no such person. */
export function personById(db: Db, personId: string): { name: string; identifier: string } | null {
  return person(db).get(personId) ?? null;
}

export interface PersonMark { courseName: string; startsAtMs: number; status: MarkStatus }

const recent = prepared(({ sqlite }) => sqlite.prepare<[string, number], PersonMark>(`
  SELECT c.name AS courseName, s.starts_at_ms AS startsAtMs, m.status FROM marks m JOIN class_sessions s ON s.id = m.session_id JOIN courses c ON c.id = s.course_id
  WHERE m.person_id = ? AND m.voided_at_ms IS NULL ORDER BY s.starts_at_ms DESC, m.seq DESC LIMIT ?`));

/** The newest sessions first. */
export function recentMarks(db: Db, personId: string, limit: number): PersonMark[] {
  return recent(db).all(personId, limit);
}

export interface PersonToday {
  courseName: string; roomName: string; opensAtMs: number; startsAtMs: number; closesAtMs: number; endsAtMs: number;
  endedAtMs: number | null; cancelledAtMs: number | null; status: MarkStatus | null;
}

const today = prepared(({ sqlite }) => sqlite.prepare<{ person: string; date: string }, PersonToday>(`
  SELECT c.name AS courseName, r.name AS roomName, s.opens_at_ms AS opensAtMs, s.starts_at_ms AS startsAtMs, s.closes_at_ms AS closesAtMs, s.ends_at_ms AS endsAtMs,
    s.ended_at_ms AS endedAtMs, s.cancelled_at_ms AS cancelledAtMs, m.status
  FROM memberships b CROSS JOIN class_sessions s ON s.date = @date AND s.course_id = b.course_id JOIN courses c ON c.id = s.course_id JOIN rooms r ON r.id = s.room_id
  LEFT JOIN marks m ON m.session_id = s.id AND m.person_id = b.person_id AND m.voided_at_ms IS NULL
  WHERE b.person_id = @person AND b.from_date <= s.date AND (b.until_date IS NULL OR b.until_date >= s.date)
  ORDER BY s.starts_at_ms, s.id`));

/** The sessions a person takes on a local day, cancelled ones too, by start. */
export function sessionsOfDay(db: Db, personId: string, date: string): PersonToday[] {
  return today(db).all({ person: personId, date });
}
