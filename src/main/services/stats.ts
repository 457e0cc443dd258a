import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { listClassSessions } from '../db/queries/schedule.ts';
import { countByCourseDay, countByMember, countOfPerson, courseNames, notableOfDay, personById, recentMarks, sessionsOfDay, type CourseDay, type Period } from '../db/queries/stats.ts';
import { onlyTeacher, requireCourse, type Who } from './courseAccess.ts';
import { localDateOf } from './localTime.ts';
import { addCounts, noCounts, rateOf, type Counts } from './markCounts.ts';
import { asClassSession, sessionStateAt } from './schedule.ts';

const dayMs = 86_400_000;
/** The longest period of one question. */
const longestDays = 400;
/** What a person sees of their own. */
const ownDays = 180;
const ownMarks = 20;

export interface StatsNeeds {
  db: Db;
  now(): number;
  /** IANA zone of the site. */
  zone(): string;
}

/** Marks counted, per period, course, person and day. Only marks that count are counted. */
export function createStats({ db, now, zone }: StatsNeeds) {
  /** @throws Refusal DATES_REVERSED BAD_INPUT COURSE_NOT_FOUND */
  function period({ courseId, ...days }: Parsed<'stats.period'>, who: Who): Output<'stats.period'> {
    requirePeriod(days);
    if (courseId !== null) requireCourse(db, courseId, who);
    return summed(countByCourseDay(db, { ...days, courseId, teacherId: onlyTeacher(who) }));
  }

  /** @throws Refusal DATES_REVERSED BAD_INPUT COURSE_NOT_FOUND */
  function course({ courseId, ...days }: Parsed<'stats.course'>, who: Who): Output<'stats.course'> {
    requirePeriod(days);
    requireCourse(db, courseId, who);
    const people = countByMember(db, { ...days, courseId }).map((row) => ({ ...row, rate: rateOf(row) }));
    // The sort is stable: equal rates stay by name. Whoever has no mark yet comes last.
    return { people: people.sort((a, b) => (a.rate ?? 2) - (b.rate ?? 2)) };
  }

  /** @throws Refusal DATES_REVERSED BAD_INPUT PERSON_NOT_FOUND */
  function person({ personId, ...days }: Parsed<'stats.person'>, who: Who): Output<'stats.person'> {
    requirePeriod(days);
    const found = personById(db, personId);
    if (!found) throw new Refusal('PERSON_NOT_FOUND');
    return { ...found, ...summed(countOfPerson(db, { ...days, personId, teacherId: onlyTeacher(who) })) };
  }

  function day({ date }: Parsed<'stats.day'>, who: Who): Output<'stats.day'> {
    const teacherId = onlyTeacher(who);
    const nowMs = now();
    const notable = Map.groupBy(notableOfDay(db, date, teacherId), ({ sessionId }) => sessionId);
    const sessions = listClassSessions(db, { fromDate: date, toDate: date, teacherId }).map((row) => ({
      ...asClassSession(row, nowMs),
      notable: (notable.get(row.sessionId) ?? []).map(({ personId, name, status, atMs }) => ({ personId, name, status, atMs })),
    }));
    const counts = noCounts();
    for (const session of sessions) addCounts(counts, session.counts);
    return { counts, rate: rateOf(counts), sessions };
  }

  /** What a person sees of their own attendance: today's classes, and this term's marks. */
  function overviewOf(personId: string): Pick<Output<'me.overview'>, 'today' | 'counts' | 'rate' | 'courses' | 'marks'> {
    const nowMs = now();
    const toDate = localDateOf(nowMs, zone());
    const term = summed(countOfPerson(db, { personId, fromDate: localDateOf(nowMs - ownDays * dayMs, zone()), toDate, teacherId: null }));
    const courses = term.courses.map(({ code, name, present, late, excused, sick, absent, rate }) => ({ code, name, present, late, excused, sick, absent, rate }));
    const today = sessionsOfDay(db, personId, toDate).map((row) => {
      const { courseName, roomName, startsAtMs, endsAtMs, status } = row;
      return { courseName, roomName, startsAtMs, endsAtMs, status, state: sessionStateAt(row, nowMs) };
    });
    return { today, counts: term.counts, rate: term.rate, courses, marks: recentMarks(db, personId, ownMarks) };
  }

  /** Days by date, courses by code; those without marks are left out. */
  function summed(rows: readonly CourseDay[]) {
    const counts = noCounts();
    const byDay = new Map<string, Counts>();
    const byCourse = new Map<string, Counts>();
    for (const row of rows) {
      addCounts(counts, row);
      addCounts(kept(byDay, row.date), row);
      addCounts(kept(byCourse, row.courseId), row);
    }
    const courses = courseNames(db).flatMap(({ courseId, code, name }) => {
      const own = byCourse.get(courseId);
      return own ? [{ courseId, code, name, ...own, rate: rateOf(own) }] : [];
    });
    return { counts, rate: rateOf(counts), days: [...byDay].map(([date, own]) => ({ date, ...own })), courses };
  }

  return { period, course, person, day, overviewOf };
}

function kept(counts: Map<string, Counts>, key: string): Counts {
  const known = counts.get(key) ?? noCounts();
  counts.set(key, known);
  return known;
}

/** @throws Refusal DATES_REVERSED BAD_INPUT */
function requirePeriod({ fromDate, toDate }: Period): void {
  if (toDate < fromDate) throw new Refusal('DATES_REVERSED');
  if (Date.parse(toDate) - Date.parse(fromDate) >= longestDays * dayMs) throw new Refusal('BAD_INPUT', { field: 'toDate' });
}
