import type { SessionState } from '../../shared/attendance.ts';
import type { ClassSession } from '../../shared/contractAttendance.ts';
import { inTransaction } from '../db/open.ts';
import { allRules, archivedCourses, type RulesRow } from '../db/queries/courses.ts';
import type { ListedSession } from '../db/queries/schedule.ts';
import { deleteClassSession, insertClassSession, listHolidays, madeFromSlots, meetingSlots, replanClassSession, unopenedSessions, type ClassSessionRow, type SessionPlan } from '../db/queries/timetable.ts';
import { addDays, localDateOf, localTimeOf } from './localTime.ts';
import type { RegisterNeeds } from './registerChange.ts';
import { meetsOn, planBetween, planOf, rulesIn, samePlan } from './timetable.ts';

/** Class sessions are made from the timetable this many days ahead. */
const daysAhead = 14;

const none: ReadonlySet<string> = new Set();

/** What following a change did to the sessions that had not opened. */
export interface Followed { added: number; moved: number; removed: number; [fact: string]: number }

/** What a class session is at a moment. Once its end was dealt with it stays ended, even if somebody sets the clock back. */
export function sessionStateAt(row: Pick<ListedSession, 'opensAtMs' | 'closesAtMs' | 'endsAtMs' | 'endedAtMs' | 'cancelledAtMs'>, nowMs: number): SessionState {
  if (row.cancelledAtMs !== null) return 'cancelled';
  if (row.endedAtMs !== null || nowMs >= row.endsAtMs) return 'ended';
  if (nowMs < row.opensAtMs) return 'planned';
  return nowMs < row.closesAtMs ? 'open' : 'closed';
}

/** As the contract shows it. */
export function asClassSession(row: ListedSession, nowMs: number): ClassSession {
  const { teacherId: _, slotId, absentAtEnd: __, endedAtMs: ___, cancelledAtMs: ____, ...shown } = row;
  return { ...shown, state: sessionStateAt(row, nowMs), oneOff: slotId === null };
}

/**
 * Makes class sessions from the timetable and keeps those that have not opened true to it. A session that opened, or in which anybody was ever
 * marked, is history: no change of the timetable, the rules, the holidays, the zone or the clock touches it.
 */
export function createSchedule(needs: Pick<RegisterNeeds, 'db' | 'zone' | 'newId' | 'now' | 'onRegisterChanged'>) {
  const { db } = needs;
  let lastDay: string | null = null;

  /**
   * The sessions of today and the days ahead that are not there yet; answers how many it made. Adds only, so that doing it again, or with a clock
   * that went back, changes nothing. Classes that are over already are not made: everybody would be absent from them.
   */
  function generate(nowMs: number): number {
    const zone = needs.zone();
    const today = localDateOf(nowMs, zone);
    // Of yesterday only what runs past midnight is not over.
    const [from, to] = [addDays(today, -1), addDays(today, daysAhead)];
    return inTransaction(db, () => {
      const made = madeFromSlots(db, from, to);
      const [slots, rules, holidays] = [meetingSlots(db, null), rulesByCourse(null), holidaySet(from, to)];
      let added = 0;
      for (let date = from; date <= to; date = addDays(date, 1)) {
        for (const slot of slots) {
          if (made.has(`${slot.id} ${date}`) || !meetsOn(slot, date, holidays)) continue;
          const plan = planOf({ ...slot, date }, rulesIn(rules.get(slot.courseId) ?? [], date), zone);
          if (plan.endsAtMs <= nowMs) continue;
          insertClassSession(db, { ...plan, id: needs.newId(), courseId: slot.courseId, slotId: slot.id, date, endedAtMs: null, cancelledAtMs: null, cancelReason: null });
          added += 1;
        }
      }
      return added;
    });
  }

  /** After a change to slots, rules, holidays, archive or zone, in its transaction: sessions that have not opened are moved, removed or made. Of one course and day where named. */
  function follow(nowMs: number, scope: { courseId?: string; date?: string } = {}): Followed {
    return inTransaction(db, () => {
      const zone = needs.zone();
      const slots = new Map(meetingSlots(db, scope.courseId ?? null).map((slot) => [slot.id, slot]));
      const [rules, holidays, archived] = [rulesByCourse(scope.courseId ?? null), holidaySet(null, null), archivedCourses(db)];
      const followed: Followed = { added: 0, moved: 0, removed: 0 };
      for (const row of unopenedSessions(db, nowMs, scope)) {
        const rulesThen = rulesIn(rules.get(row.courseId) ?? [], row.date);
        const slot = row.slotId === null ? undefined : slots.get(row.slotId);
        const oneOff = row.slotId === null && !archived.has(row.courseId) ? planBetween(row.roomId, row.startsAtMs, row.endsAtMs, rulesThen) : null;
        // A cancelled session waits behind a holiday: were it removed, it would be made anew as if it met.
        const free = row.cancelledAtMs === null ? holidays : none;
        settle(row, slot && meetsOn(slot, row.date, free) ? planOf({ ...slot, date: row.date }, rulesThen, zone) : oneOff, nowMs, followed);
      }
      followed.added = generate(nowMs);
      return followed;
    });
  }

  /** `plan` null: the timetable knows it no more. */
  function settle(row: ClassSessionRow, plan: SessionPlan | null, nowMs: number, followed: Followed): void {
    if (plan && samePlan(row, plan)) return;
    if (plan && plan.endsAtMs > nowMs) {
      replanClassSession(db, row.id, plan);
      followed.moved += 1;
    } else {
      deleteClassSession(db, row.id);
      followed.removed += 1;
    }
  }

  /** The site's zone becomes another: sessions that have not opened meet at the same wall time there. `write` stores the zone. In a transaction. */
  function moveZone(nowMs: number, from: string, to: string, write: () => void): Followed {
    return inTransaction(db, () => {
      const rules = rulesByCourse(null);
      const moved: Followed = { added: 0, moved: 0, removed: 0 };
      for (const row of unopenedSessions(db, nowMs, {})) {
        if (row.slotId !== null) continue;
        // Nothing but its moments says when a one-off session meets: read on the old zone's clock, set on the new one's.
        const wall = { roomId: row.roomId, date: row.date, starts: localTimeOf(row.startsAtMs, from), ends: localTimeOf(row.endsAtMs, from) };
        settle(row, planOf(wall, rulesIn(rules.get(row.courseId) ?? [], row.date), to), nowMs, moved);
      }
      write();
      const followed = follow(nowMs);
      return { added: followed.added, moved: followed.moved + moved.moved, removed: followed.removed + moved.removed };
    });
  }

  /** Call at the start and every few seconds: makes the next day's sessions when the local day has changed. */
  function tick(): void {
    const today = localDateOf(needs.now(), needs.zone());
    if (today === lastDay) return;
    const added = generate(needs.now());
    lastDay = today;
    if (added > 0) needs.onRegisterChanged();
  }

  function rulesByCourse(courseId: string | null): Map<string, RulesRow[]> {
    return Map.groupBy(allRules(db, courseId), (row) => row.courseId);
  }

  function holidaySet(from: string | null, to: string | null): Set<string> {
    return new Set(listHolidays(db, from, to).map(({ date }) => date));
  }

  return { generate, follow, moveZone, tick };
}

export type Schedule = ReturnType<typeof createSchedule>;
