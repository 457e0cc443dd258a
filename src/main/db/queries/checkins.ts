import type { MarkMethod, MarkStatus } from '../../../shared/attendance.ts';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';

/* What a look at somebody is judged by, and what the check-in screen shows. Moments are milliseconds since epoch. */

const hour = 3_600_000;
/** No class lasts longer than a day (and the hour a day may have more), and none opens more than four hours before it starts. */
const longestMs = 25 * hour;
const earliestOpeningMs = 4 * hour;

export interface SessionAround {
  sessionId: string; courseName: string; roomId: string; roomName: string; date: string;
  opensAtMs: number; startsAtMs: number; lateAtMs: number; closesAtMs: number; endsAtMs: number; endedAtMs: number | null;
}
/** `mark...`: the mark of the person that counts in it; null when there is none. */
export interface SessionOfPerson extends SessionAround { markStatus: MarkStatus | null; markMethod: MarkMethod | null; markAtMs: number | null }

const around = `s.id AS sessionId, c.name AS courseName, s.room_id AS roomId, r.name AS roomName, s.date,
  s.opens_at_ms AS opensAtMs, s.starts_at_ms AS startsAtMs, s.late_at_ms AS lateAtMs, s.closes_at_ms AS closesAtMs, s.ends_at_ms AS endsAtMs, s.ended_at_ms AS endedAtMs`;

const ofPerson = prepared(({ sqlite }) => sqlite.prepare<[string, number, number, number], SessionOfPerson>(`
  SELECT ${around}, m.status AS markStatus, m.method AS markMethod, m.at_ms AS markAtMs
  FROM memberships b CROSS JOIN class_sessions s ON s.course_id = b.course_id JOIN courses c ON c.id = s.course_id JOIN rooms r ON r.id = s.room_id
  LEFT JOIN marks m ON m.session_id = s.id AND m.person_id = b.person_id AND m.voided_at_ms IS NULL
  WHERE b.person_id = ? AND s.starts_at_ms BETWEEN ? AND ? AND s.ends_at_ms > ?
    AND b.from_date <= s.date AND (b.until_date IS NULL OR b.until_date >= s.date) AND s.cancelled_at_ms IS NULL
  ORDER BY s.starts_at_ms, s.id`));

/** Sessions the person takes that are not over, up to some 29 hours from now, by start; of every room. */
export function sessionsOfPerson(db: Db, personId: string, nowMs: number): SessionOfPerson[] {
  return ofPerson(db).all(personId, nowMs - longestMs, nowMs + longestMs + earliestOpeningMs, nowMs);
}

const openNow = prepared(({ sqlite }) => sqlite.prepare<{ room: string | null; from: number; to: number; now: number }, SessionAround & { courseId: string }>(`
  SELECT ${around}, s.course_id AS courseId FROM class_sessions s JOIN courses c ON c.id = s.course_id JOIN rooms r ON r.id = s.room_id
  WHERE s.starts_at_ms BETWEEN @from AND @to AND s.opens_at_ms <= @now AND s.closes_at_ms > @now AND s.ended_at_ms IS NULL AND s.cancelled_at_ms IS NULL
    AND (@room IS NULL OR s.room_id = @room)
  ORDER BY s.starts_at_ms, s.id`));

/** Sessions that are open for check-in, by start; `roomId` null: of every room. */
export function openSessions(db: Db, roomId: string | null, nowMs: number): (SessionAround & { courseId: string })[] {
  return openNow(db).all({ room: roomId, from: nowMs - longestMs, to: nowMs + earliestOpeningMs, now: nowMs });
}

const opensNext = prepared(({ sqlite }) => sqlite.prepare<{ room: string | null; to: number; now: number; date: string }, SessionAround>(`
  SELECT ${around} FROM class_sessions s JOIN courses c ON c.id = s.course_id JOIN rooms r ON r.id = s.room_id
  WHERE s.starts_at_ms > @now AND s.starts_at_ms <= @to AND s.opens_at_ms > @now AND s.date = @date AND s.ended_at_ms IS NULL AND s.cancelled_at_ms IS NULL
    AND (@room IS NULL OR s.room_id = @room)
  ORDER BY s.opens_at_ms, s.starts_at_ms, s.id LIMIT 1`));

/** The session of the local day `date` that opens next; null when none does any more. */
export function nextToOpen(db: Db, roomId: string | null, nowMs: number, date: string): SessionAround | null {
  return opensNext(db).get({ room: roomId, to: nowMs + longestMs + earliestOpeningMs, now: nowMs, date }) ?? null;
}

const membersIn = prepared(({ sqlite }) => sqlite.prepare<{ course: string; date: string }, { n: number }>(`
  SELECT count(*) AS n FROM memberships b JOIN people p ON p.id = b.person_id
  WHERE b.course_id = @course AND b.from_date <= @date AND (b.until_date IS NULL OR b.until_date >= @date) AND p.deactivated_at_ms IS NULL`));
const hereIn = prepared(({ sqlite }) => sqlite.prepare<[string], { n: number }>(`
  SELECT count(*) AS n FROM marks WHERE session_id = ? AND voided_at_ms IS NULL AND status IN ('present', 'late')`));

/** How many take the session's course on its day, and how many of them have come. */
export function attendanceOf(db: Db, session: { sessionId: string; courseId: string; date: string }): { members: number; here: number } {
  return { members: membersIn(db).get({ course: session.courseId, date: session.date })?.n ?? 0, here: hereIn(db).get(session.sessionId)?.n ?? 0 };
}

const arrivals = prepared(({ sqlite }) => sqlite.prepare<{ from: number; now: number; room: string | null; limit: number }, { name: string; status: MarkStatus; atMs: number }>(`
  SELECT p.name, m.status, m.at_ms AS atMs FROM marks m JOIN class_sessions s ON s.id = m.session_id JOIN people p ON p.id = m.person_id
  WHERE m.at_ms BETWEEN @from AND @now AND m.voided_at_ms IS NULL AND m.method NOT IN ('staff', 'rule') AND p.deactivated_at_ms IS NULL
    AND (@room IS NULL OR s.room_id = @room)
  ORDER BY m.at_ms DESC, m.seq DESC LIMIT @limit`));

/** Who checked in themselves between two moments, newest first. Whole names: cut them before anybody sees them. */
export function latestArrivals(db: Db, query: { roomId: string | null; fromMs: number; nowMs: number; limit: number }): { name: string; status: MarkStatus; atMs: number }[] {
  return arrivals(db).all({ room: query.roomId, from: query.fromMs, now: query.nowMs, limit: query.limit });
}
