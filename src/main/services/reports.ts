import type { Output, Parsed } from '../../shared/contract.ts';
import { rupiahSum } from '../../shared/money.ts';
import type { Db } from '../db/open.ts';
import { givenBetween, heldBefore, marksOfCourse, postedBetween, type PostedSum } from '../db/queries/reports.ts';
import { listClassSessions, type ListedSession } from '../db/queries/schedule.ts';
import { countByMember, courseNames } from '../db/queries/stats.ts';
import { onlyTeacher, requireCourse, type Who } from './courseAccess.ts';
import { addDays, momentOf } from './localTime.ts';
import { addCounts, noCounts, rateOf } from './markCounts.ts';

export interface ReportsNeeds {
  db: Db;
  /** IANA zone of the site. */
  zone(): string;
  now(): number;
}

/** Sums over a day of the till and a month of classes, read from the ledger and the register as they are; nothing is kept of them. */
export function createReports({ db, zone, now }: ReportsNeeds) {
  function till({ date, counted }: Parsed<'reports.till'>): Output<'reports.till'> {
    const [fromMs, toMs] = [momentOf(date, '00:00', zone()), momentOf(addDays(date, 1), '00:00', zone())];
    const rows = postedBetween(db, fromMs, toMs).map((row) => ({ ...row, amount: rupiahSum(row.amount) }));
    const [payments, topUps, refunds] = [rows.filter(({ kind }) => kind === 'payment'), rows.filter(({ kind }) => kind === 'topup'), rows.filter(({ kind }) => kind === 'reversal')];
    const [inCash, outCash] = [sumOf(topUps).amount, sumOf(refunds.filter(({ reverses }) => reverses === 'topup')).amount];
    const expected = rupiahSum(inCash - outCash);
    const closing = heldBefore(db, toMs);
    return {
      date,
      opening: rupiahSum(closing - givenBetween(db, fromMs, toMs)), closing: rupiahSum(closing),
      payments: payments.map(({ method, count, amount }) => ({ method, count, amount })),
      topUps: topUps.map(({ staffId, staffName, method, count, amount }) => ({ staffId, staffName, method, count, amount })),
      refunds: refunds.map(({ staffId, staffName, reverses, count, amount }) => ({ staffId, staffName, of: reverses ?? 'payment', count, amount })),
      totals: { payments: sumOf(payments), topUps: sumOf(topUps), refunds: sumOf(refunds) },
      drawer: { in: inCash, out: outCash, expected, counted, difference: counted === null ? null : rupiahSum(counted - expected) },
    };
  }

  /** @throws Refusal COURSE_NOT_FOUND */
  function month({ month: asked, courseId }: Parsed<'reports.month'>, who: Who): Output<'reports.month'> {
    if (courseId !== null) requireCourse(db, courseId, who);
    const days = daysOf(asked);
    const nowMs = now();
    const held = listClassSessions(db, { ...days, courseId, teacherId: onlyTeacher(who) }).filter((session) => wasHeld(session, nowMs));
    const counts = noCounts();
    for (const session of held) addCounts(counts, session.counts);
    const courses = [...Map.groupBy(held, ({ courseId: of }) => of).values()].map(courseOf).sort((a, b) => (a.code < b.code ? -1 : 1));
    return { month: asked, counts, rate: rateOf(counts), sessions: held.length, courses, course: courseId === null ? null : peopleOf(courseId, days, held) };
  }

  function peopleOf(courseId: string, days: { fromDate: string; toDate: string }, held: readonly ListedSession[]) {
    const classes = held.map(({ sessionId, date }) => ({ sessionId, date }));
    const marks = new Map(marksOfCourse(db, { ...days, courseId }).map(({ sessionId, personId, status }) => [`${sessionId} ${personId}`, status]));
    const people = countByMember(db, { ...days, courseId }).map((row) => ({
      ...row, rate: rateOf(row), marks: classes.map(({ sessionId }) => marks.get(`${sessionId} ${row.personId}`) ?? null),
    }));
    const { code = '', name = '' } = courseNames(db).find((course) => course.courseId === courseId) ?? {};
    return { code, name, classes, people };
  }

  return { till, month };
}

function sumOf(rows: readonly Pick<PostedSum, 'count' | 'amount'>[]) {
  return { count: rows.reduce((sum, row) => sum + row.count, 0), amount: rupiahSum(rows.reduce((sum, row) => sum + row.amount, 0)) };
}

/** "2026-02" -> its first and last day. */
function daysOf(month: string): { fromDate: string; toDate: string } {
  const fromDate = `${month}-01`;
  const next = addDays(fromDate, 31).slice(0, 7);
  return { fromDate, toDate: addDays(`${next}-01`, -1) };
}

/** It has begun and was not cancelled; one that was cancelled afterwards, with marks that count, is in every other count too. */
function wasHeld({ startsAtMs, cancelledAtMs, counts }: ListedSession, nowMs: number): boolean {
  return Object.values(counts).some((count) => count > 0) || (cancelledAtMs === null && startsAtMs <= nowMs);
}

function courseOf(sessions: readonly ListedSession[]) {
  const counts = noCounts();
  for (const session of sessions) addCounts(counts, session.counts);
  const [{ courseId, courseCode, courseName, teacherName } = { courseId: '', courseCode: '', courseName: '', teacherName: null }] = sessions;
  return { courseId, code: courseCode, name: courseName, teacherName, sessions: sessions.length, ...counts, rate: rateOf(counts) };
}
