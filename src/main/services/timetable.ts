import { defaultRules, type CourseRules } from '../../shared/attendance.ts';
import type { RulesRow } from '../db/queries/courses.ts';
import type { SessionPlan, SlotRow } from '../db/queries/timetable.ts';
import { addDays, minutesUntil, momentOf, weekdayOf } from './localTime.ts';

const minuteMs = 60_000;

/** A class on a local day, as a timetable says it. `ends` not after `starts`: on the next day. */
export interface WallTimes { roomId: string; date: string; starts: string; ends: string }

/** When a class opens for check-in, starts, ends ... under these rules. */
export function planOf({ roomId, date, starts, ends }: WallTimes, rules: CourseRules, zone: string): SessionPlan {
  const startsAtMs = momentOf(date, starts, zone);
  const wallEndMs = momentOf(ends > starts ? date : addDays(date, 1), ends, zone);
  // In the night the clock is set forward a start can be moved past the end; then the class lasts as long as on other days.
  const endsAtMs = wallEndMs > startsAtMs ? wallEndMs : startsAtMs + minutesUntil(starts, ends) * minuteMs;
  return planBetween(roomId, startsAtMs, endsAtMs, rules);
}

/** The same for a class whose start and end are known as moments. Nothing but the opening lies before the start, and nothing after the end. */
export function planBetween(roomId: string, startsAtMs: number, endsAtMs: number, rules: CourseRules): SessionPlan {
  const atMost = (afterMin: number) => Math.min(startsAtMs + afterMin * minuteMs, endsAtMs);
  return {
    roomId, startsAtMs, endsAtMs,
    // Before 1970 there are no moments; a wrong clock may well stand there.
    opensAtMs: Math.max(0, startsAtMs - rules.opensBeforeMin * minuteMs),
    lateAtMs: atMost(rules.lateAfterMin),
    closesAtMs: rules.closesAfterMin === null ? endsAtMs : atMost(rules.closesAfterMin),
    absentAtEnd: rules.absentAtEnd,
  };
}

export function samePlan(a: SessionPlan, b: SessionPlan): boolean {
  return a.roomId === b.roomId && a.opensAtMs === b.opensAtMs && a.startsAtMs === b.startsAtMs && a.lateAtMs === b.lateAtMs && a.closesAtMs === b.closesAtMs
    && a.endsAtMs === b.endsAtMs && a.absentAtEnd === b.absentAtEnd;
}

export function meetsOn(slot: SlotRow, date: string, holidays: ReadonlySet<string>): boolean {
  return slot.weekday === weekdayOf(date) && slot.fromDate <= date && (slot.untilDate === null || slot.untilDate >= date) && !holidays.has(date);
}

/** The rules of a course that hold on a local day. `rows`: newest first. */
export function rulesIn(rows: readonly RulesRow[], date: string): CourseRules {
  return rows.find(({ effectiveFrom }) => effectiveFrom <= date) ?? defaultRules;
}
