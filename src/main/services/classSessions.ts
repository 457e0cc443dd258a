import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { allRules, archivedCourses } from '../db/queries/courses.ts';
import { voidMarksOf } from '../db/queries/marks.ts';
import { roomById } from '../db/queries/rooms.ts';
import { listClassSessions } from '../db/queries/schedule.ts';
import { cancelClassSession, insertClassSession } from '../db/queries/timetable.ts';
import { onlyTeacher, requireCourse, type Who } from './courseAccess.ts';
import { daysBetween, localDateOf } from './localTime.ts';
import { changeRegister, type RegisterNeeds } from './registerChange.ts';
import { asClassSession, sessionStateAt } from './schedule.ts';
import { planOf, rulesIn } from './timetable.ts';

/** Most days `sessions.list` shows at once. */
const mostDays = 62;

/** What staff do with single class sessions. */
export function createClassSessions(needs: RegisterNeeds) {
  const { db, now } = needs;

  /** @throws Refusal DATES_REVERSED BAD_INPUT for more than 62 days */
  function list({ fromDate, toDate, courseId }: Parsed<'sessions.list'>, who: Who): Output<'sessions.list'> {
    if (toDate < fromDate) throw new Refusal('DATES_REVERSED');
    if (daysBetween(fromDate, toDate) >= mostDays) throw new Refusal('BAD_INPUT', { field: 'toDate' });
    const nowMs = now();
    return { rows: listClassSessions(db, { fromDate, toDate, courseId, teacherId: onlyTeacher(who) }).map((row) => asClassSession(row, nowMs)) };
  }

  /** Today's may have begun, but not be over: everybody would be absent from it. On a holiday too: somebody means it. */
  function add({ courseId, roomId, date, starts, ends }: Parsed<'sessions.add'>, who: Who): Output<'sessions.add'> {
    return changeRegister(needs, who, (note, atMs) => {
      requireCourse(db, courseId, who);
      if (archivedCourses(db).has(courseId)) throw new Refusal('COURSE_NOT_FOUND');
      if (!roomById(db, roomId)) throw new Refusal('ROOM_NOT_FOUND');
      if (date < localDateOf(atMs, needs.zone())) throw new Refusal('DATE_PAST');
      const plan = planOf({ roomId, date, starts, ends }, rulesIn(allRules(db, courseId), date), needs.zone());
      if (plan.endsAtMs <= atMs) throw new Refusal('DATE_PAST');
      const sessionId = needs.newId();
      insertClassSession(db, { ...plan, id: sessionId, courseId, slotId: null, date, endedAtMs: null, cancelledAtMs: null, cancelReason: null });
      note('session.added', sessionId, { courseId, roomId, date, starts, ends });
      return { sessionId };
    });
  }

  /** Cancelling it again changes nothing; the first reason stands. Marks made before are voided with it: a class that did not meet counts for nobody. */
  function cancel({ sessionId, reason }: Parsed<'sessions.cancel'>, who: Who): Record<string, never> {
    return changeRegister(needs, who, (note, atMs) => {
      const [session] = listClassSessions(db, { sessionId, teacherId: onlyTeacher(who) });
      if (!session) throw new Refusal('SESSION_NOT_FOUND');
      const state = sessionStateAt(session, atMs);
      if (state === 'ended') throw new Refusal('SESSION_OVER');
      if (state === 'cancelled') return {};
      cancelClassSession(db, sessionId, atMs, reason);
      const voided = voidMarksOf(db, sessionId, { atMs, staffId: who.staffId, reason });
      note('session.cancelled', sessionId, { courseId: session.courseId, date: session.date, voided });
      return {};
    });
  }

  return { list, add, cancel };
}
