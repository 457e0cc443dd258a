import { and, asc, eq, gte, lte, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { classSessions, holidays, rooms, weeklySlots } from '../schema.ts';

/* The timetable: weekly slots, holidays, and the class sessions made from them. What is shown of a session is in `schedule.ts`. */

export type SlotRow = typeof weeklySlots.$inferSelect;
export type ClassSessionRow = typeof classSessions.$inferSelect;

const slotsWithRoom = ({ orm }: Db) => orm.select({
  slotId: weeklySlots.id, courseId: weeklySlots.courseId, roomId: weeklySlots.roomId, roomName: rooms.name, weekday: weeklySlots.weekday,
  starts: weeklySlots.starts, ends: weeklySlots.ends, fromDate: weeklySlots.fromDate, untilDate: weeklySlots.untilDate,
}).from(weeklySlots).innerJoin(rooms, eq(rooms.id, weeklySlots.roomId));
const ofCourse = prepared((db) => slotsWithRoom(db).where(eq(weeklySlots.courseId, sql.placeholder('courseId'))).orderBy(asc(weeklySlots.weekday), asc(weeklySlots.starts), asc(weeklySlots.id)).prepare());
const slot = prepared((db) => slotsWithRoom(db).where(eq(weeklySlots.id, sql.placeholder('id'))).prepare());

export type ListedSlot = NonNullable<ReturnType<typeof slotById>>;

/** By weekday and time. */
export function slotsOf(db: Db, courseId: string): ListedSlot[] {
  return ofCourse(db).all({ courseId });
}

/** Null when there is no such slot. */
export function slotById(db: Db, slotId: string) {
  return slot(db).get({ id: slotId }) ?? null;
}

const meeting = prepared(({ sqlite }) => sqlite.prepare<{ courseId: string | null }, SlotRow>(`
  SELECT s.id, s.course_id AS courseId, s.room_id AS roomId, s.weekday, s.starts, s.ends, s.from_date AS fromDate, s.until_date AS untilDate
  FROM weekly_slots s JOIN courses c ON c.id = s.course_id WHERE c.archived_at_ms IS NULL AND (@courseId IS NULL OR s.course_id = @courseId)`));

/** Slots of courses that are not archived; of one course, or of all (null). */
export function meetingSlots(db: Db, courseId: string | null): SlotRow[] {
  return meeting(db).all({ courseId });
}

export function insertSlot(db: Db, row: SlotRow): void {
  db.orm.insert(weeklySlots).values(row).run();
}

export function updateSlot(db: Db, { id, ...set }: SlotRow): void {
  db.orm.update(weeklySlots).set(set).where(eq(weeklySlots.id, id)).run();
}

export function deleteSlot(db: Db, slotId: string): void {
  db.orm.delete(weeklySlots).where(eq(weeklySlots.id, slotId)).run();
}

/** Inclusive days; null: no bound. */
export function listHolidays(db: Db, fromDate: string | null, toDate: string | null): { date: string; name: string }[] {
  return db.orm.select().from(holidays)
    .where(and(fromDate === null ? undefined : gte(holidays.date, fromDate), toDate === null ? undefined : lte(holidays.date, toDate)))
    .orderBy(asc(holidays.date)).all();
}

export function putHoliday(db: Db, date: string, name: string): void {
  db.orm.insert(holidays).values({ date, name }).onConflictDoUpdate({ target: holidays.date, set: { name } }).run();
}

/** Answers whether there was one. */
export function deleteHoliday(db: Db, date: string): boolean {
  return db.orm.delete(holidays).where(eq(holidays.date, date)).run().changes > 0;
}

const inserting = prepared(({ sqlite }) => sqlite.prepare(`INSERT INTO class_sessions
  (id, course_id, room_id, slot_id, date, opens_at_ms, starts_at_ms, late_at_ms, closes_at_ms, ends_at_ms, absent_at_end, ended_at_ms, cancelled_at_ms, cancel_reason) VALUES
  (@id, @courseId, @roomId, @slotId, @date, @opensAtMs, @startsAtMs, @lateAtMs, @closesAtMs, @endsAtMs, @absentAtEnd, @endedAtMs, @cancelledAtMs, @cancelReason)`));

export function insertClassSession(db: Db, row: ClassSessionRow): void {
  inserting(db).run({ ...row, absentAtEnd: Number(row.absentAtEnd) });
}

/** What a session takes from the timetable and the rules. */
export type SessionPlan = Pick<ClassSessionRow, 'roomId' | 'opensAtMs' | 'startsAtMs' | 'lateAtMs' | 'closesAtMs' | 'endsAtMs' | 'absentAtEnd'>;

const planning = prepared(({ sqlite }) => sqlite.prepare(`UPDATE class_sessions SET room_id = @roomId, opens_at_ms = @opensAtMs, starts_at_ms = @startsAtMs,
  late_at_ms = @lateAtMs, closes_at_ms = @closesAtMs, ends_at_ms = @endsAtMs, absent_at_end = @absentAtEnd WHERE id = @id`));

export function replanClassSession(db: Db, id: string, plan: SessionPlan): void {
  const { roomId, opensAtMs, startsAtMs, lateAtMs, closesAtMs, endsAtMs } = plan;
  planning(db).run({ id, roomId, opensAtMs, startsAtMs, lateAtMs, closesAtMs, endsAtMs, absentAtEnd: Number(plan.absentAtEnd) });
}

const deleting = prepared(({ sqlite }) => sqlite.prepare<[string]>('DELETE FROM class_sessions WHERE id = ?'));

/** Only of a session without marks. */
export function deleteClassSession(db: Db, sessionId: string): void {
  deleting(db).run(sessionId);
}

/** It does not meet: nobody is marked absent. */
export function cancelClassSession(db: Db, sessionId: string, cancelledAtMs: number, cancelReason: string): void {
  db.orm.update(classSessions).set({ cancelledAtMs, cancelReason }).where(eq(classSessions.id, sessionId)).run();
}

const made = prepared(({ sqlite }) => sqlite.prepare<[string, string], string>("SELECT slot_id || ' ' || date FROM class_sessions WHERE date BETWEEN ? AND ? AND slot_id IS NOT NULL").pluck());

/** "slot date" of every session made from a slot on those days, cancelled ones too. */
export function madeFromSlots(db: Db, fromDate: string, toDate: string): Set<string> {
  return new Set(made(db).all(fromDate, toDate));
}

const unopened = prepared(({ sqlite }) => sqlite.prepare<{ nowMs: number; courseId: string | null; date: string | null }, Omit<ClassSessionRow, 'absentAtEnd'> & { absentAtEnd: number }>(`
  SELECT s.id, s.course_id AS courseId, s.room_id AS roomId, s.slot_id AS slotId, s.date, s.opens_at_ms AS opensAtMs, s.starts_at_ms AS startsAtMs, s.late_at_ms AS lateAtMs,
    s.closes_at_ms AS closesAtMs, s.ends_at_ms AS endsAtMs, s.absent_at_end AS absentAtEnd, s.ended_at_ms AS endedAtMs, s.cancelled_at_ms AS cancelledAtMs, s.cancel_reason AS cancelReason
  FROM class_sessions s WHERE s.starts_at_ms > @nowMs AND s.opens_at_ms > @nowMs AND s.ended_at_ms IS NULL
    AND (@courseId IS NULL OR s.course_id = @courseId) AND (@date IS NULL OR s.date = @date) AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.session_id = s.id)`));

/** Sessions that may still be moved or removed: not open yet, and nobody was ever marked in them. Cancelled ones too. Of one course and one day where they are named. */
export function unopenedSessions(db: Db, nowMs: number, { courseId = null, date = null }: { courseId?: string | null; date?: string | null }): ClassSessionRow[] {
  return unopened(db).all({ nowMs, courseId, date }).map((row) => ({ ...row, absentAtEnd: Boolean(row.absentAtEnd) }));
}
