import type { Output } from '../../shared/contract.ts';
import type { MoneyDay } from '../../shared/contractNotifications.ts';
import type { Db } from '../db/open.ts';
import { earliestBookedSince, firstOfEach, newestTransfer, takingsBetween } from '../db/queries/dashboard.ts';
import { listClassSessions } from '../db/queries/schedule.ts';
import { countByCourseDay } from '../db/queries/stats.ts';
import type { Alerts } from './alerts.ts';
import { onlyTeacher, type Who } from './courseAccess.ts';
import { addDays, localDateOf, localTimeOf, momentOf } from './localTime.ts';
import { addCounts, noCounts } from './markCounts.ts';
import { asClassSession } from './schedule.ts';

const daysShown = 30;

export interface DashboardNeeds {
  db: Db;
  zone(): string;
  siteName(): string;
  now(): number;
  alerts: Pick<Alerts, 'machine'>;
}

/** Today at a glance. */
export function createDashboard({ db, zone, siteName, now, alerts }: DashboardNeeds) {
  /** Days that are over, as they were read when the ledger ended at `readUpTo`: it only grows. */
  const over = new Map<string, MoneyDay>();
  let overAt = '';
  let readUpTo = 0;

  function dayOf(date: string, untilMs = momentOf(addDays(date, 1), '00:00', zone())): MoneyDay {
    return { date, ...takingsBetween(db, momentOf(date, '00:00', zone()), untilMs) } as MoneyDay; // sums of rupiah are rupiah
  }

  function pastDay(date: string): MoneyDay {
    const known = over.get(date) ?? dayOf(date);
    over.set(date, known);
    return known;
  }

  function money(today: string, nowMs: number) {
    const mark = `${zone()} ${today}`;
    const bookedFromMs = earliestBookedSince(db, readUpTo);
    // A new day, another zone, or something booked into a day that is over (the clock was set back): those days are read anew.
    if (mark !== overAt || (bookedFromMs !== null && bookedFromMs < momentOf(today, '00:00', zone()))) over.clear();
    overAt = mark;
    readUpTo = newestTransfer(db);
    const past = Array.from({ length: daysShown - 1 }, (_, i) => pastDay(addDays(today, i + 1 - daysShown)));
    const now = dayOf(today);
    const weekAgo = addDays(today, -7);
    return { today: now, before: dayOf(weekAgo, momentOf(weekAgo, localTimeOf(nowMs, zone()), zone())), days: [...past, now] };
  }

  function attendance(today: string, nowMs: number, who: Who) {
    const teacherId = onlyTeacher(who);
    const sessions = listClassSessions(db, { fromDate: today, toDate: today, teacherId }).map((row) => {
      const { sessionId, courseCode, courseName, roomName, startsAtMs, endsAtMs, state, members, counts } = asClassSession(row, nowMs);
      return { sessionId, courseCode, courseName, roomName, startsAtMs, endsAtMs, state, members, ...counts };
    });
    const byDay = new Map<string, ReturnType<typeof noCounts>>();
    for (const row of countByCourseDay(db, { fromDate: addDays(today, 1 - daysShown), toDate: today, courseId: null, teacherId })) {
      const counts = byDay.get(row.date) ?? noCounts();
      addCounts(counts, row);
      byDay.set(row.date, counts);
    }
    return { sessions, days: [...byDay].map(([date, counts]) => ({ date, ...counts })) };
  }

  function firstSteps(backupMade: boolean) {
    const { person, topup, course } = firstOfEach(db);
    const steps = { siteNamed: siteName() !== '', personEnrolled: person, toppedUp: topup, courseMade: course, backupMade };
    return Object.values(steps).every(Boolean) ? null : steps;
  }

  function today(who: Who): Output<'dashboard.today'> {
    const nowMs = now();
    const date = localDateOf(nowMs, zone());
    const manages = who.role === 'owner' || who.role === 'admin';
    const machine = manages ? alerts.machine() : null;
    return {
      date, nowMs,
      money: who.role === 'teacher' ? null : money(date, nowMs),
      attendance: who.role === 'cashier' ? null : attendance(date, nowMs, who),
      machine,
      firstSteps: machine ? firstSteps(machine.backupAgeMs !== null) : null,
    };
  }

  return { today, dayOf };
}
