import type { Db } from '../open.ts';
import { prepared } from '../open.ts';

/** A class session with everything that is shown of it; what state it is in depends on when one looks (`sessionStateAt`). */
export interface ListedSession {
  sessionId: string; courseId: string; courseCode: string; courseName: string; teacherId: string | null; teacherName: string | null; roomId: string; roomName: string;
  /** Null for a one-off session. */
  slotId: string | null;
  /** Local day on which it starts. */
  date: string;
  opensAtMs: number; startsAtMs: number; lateAtMs: number; closesAtMs: number; endsAtMs: number;
  absentAtEnd: boolean; endedAtMs: number | null; cancelledAtMs: number | null; cancelReason: string | null;
  /** Active people who take the course on that day. */
  members: number;
  /** Marks that count. */
  counts: { present: number; late: number; excused: number; sick: number; absent: number };
}

/** What is null or left out does not narrow. */
export interface SessionQuery {
  /** Inclusive local days. */
  fromDate?: string | null; toDate?: string | null;
  courseId?: string | null;
  /** Only this teacher's. */
  teacherId?: string | null;
  sessionId?: string | null;
}

type Bound = Record<keyof SessionQuery, string | null>;
type Counted = Omit<ListedSession, 'members' | 'counts' | 'absentAtEnd'> & ListedSession['counts'] & { absentAtEnd: number };

const columns = `s.id AS sessionId, s.course_id AS courseId, c.code AS courseCode, c.name AS courseName, c.teacher_id AS teacherId, t.name AS teacherName, s.room_id AS roomId, r.name AS roomName,
  s.slot_id AS slotId, s.date, s.opens_at_ms AS opensAtMs, s.starts_at_ms AS startsAtMs, s.late_at_ms AS lateAtMs, s.closes_at_ms AS closesAtMs, s.ends_at_ms AS endsAtMs,
  s.absent_at_end AS absentAtEnd, s.ended_at_ms AS endedAtMs, s.cancelled_at_ms AS cancelledAtMs, s.cancel_reason AS cancelReason,
  count(*) FILTER (WHERE m.status = 'present') AS present, count(*) FILTER (WHERE m.status = 'late') AS late, count(*) FILTER (WHERE m.status = 'excused') AS excused,
  count(*) FILTER (WHERE m.status = 'sick') AS sick, count(*) FILTER (WHERE m.status = 'absent') AS absent`;
const joined = `FROM class_sessions s CROSS JOIN courses c ON c.id = s.course_id JOIN rooms r ON r.id = s.room_id LEFT JOIN staff t ON t.id = c.teacher_id
  LEFT JOIN marks m ON m.session_id = s.id AND m.voided_at_ms IS NULL`;
const narrowed = '(@courseId IS NULL OR s.course_id = @courseId) AND (@teacherId IS NULL OR c.teacher_id = @teacherId)';
const sorted = 'ORDER BY s.starts_at_ms, c.code, s.id';

// Two statements rather than one, so that each goes by an index.
const one = prepared(({ sqlite }) => sqlite.prepare<Bound, Counted>(
  `SELECT ${columns} ${joined} WHERE s.id = @sessionId AND s.date BETWEEN coalesce(@fromDate, s.date) AND coalesce(@toDate, s.date) AND ${narrowed} GROUP BY s.id ${sorted}`));
// In the order of the index by date and course, which ends with the row's number: no day is read but those asked for, and no mark is sorted.
const ofDays = prepared(({ sqlite }) => sqlite.prepare<Bound, Counted>(
  `SELECT ${columns} ${joined} WHERE s.date BETWEEN coalesce(@fromDate, '') AND coalesce(@toDate, '~') AND @sessionId IS NULL AND ${narrowed} GROUP BY s.date, s.course_id, s.rowid ${sorted}`));

const periods = prepared(({ sqlite }) => sqlite.prepare<{ courseId: string | null }, { courseId: string; fromDate: string; untilDate: string | null; people: number }>(`
  SELECT m.course_id AS courseId, m.from_date AS fromDate, m.until_date AS untilDate, count(*) AS people FROM memberships m JOIN people p ON p.id = m.person_id
  WHERE p.deactivated_at_ms IS NULL AND (@courseId IS NULL OR m.course_id = @courseId) GROUP BY m.course_id, m.from_date, m.until_date`));

/** By start. A teacher's board, a day, a term: whatever the query leaves. */
export function listClassSessions(db: Db, query: SessionQuery): ListedSession[] {
  const { fromDate = null, toDate = null, courseId = null, teacherId = null, sessionId = null } = query;
  const rows = (sessionId === null ? ofDays : one)(db).all({ fromDate, toDate, courseId, teacherId, sessionId });
  if (rows.length === 0) return [];
  // Counted by period and added up here: most people of a course take it over the same days, and counting them anew for every session took ten times as long.
  const byCourse = Map.groupBy(periods(db).all({ courseId: sessionId === null ? courseId : (rows[0]?.courseId ?? null) }), (period) => period.courseId);
  return rows.map(({ present, late, excused, sick, absent, absentAtEnd, ...row }) => ({
    ...row, absentAtEnd: Boolean(absentAtEnd), counts: { present, late, excused, sick, absent },
    members: (byCourse.get(row.courseId) ?? []).reduce((sum, period) => period.fromDate <= row.date && (period.untilDate === null || period.untilDate >= row.date) ? sum + period.people : sum, 0),
  }));
}
