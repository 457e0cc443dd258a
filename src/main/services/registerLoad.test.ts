import { expect, test } from 'vitest';
import { createClassSessions } from './classSessions.ts';
import { createCourses } from './courses.ts';
import { createExcuses } from './excuses.ts';
import { createMemberships } from './memberships.ts';
import { openRegister } from './register.testkit.ts';
import { createSchedule } from './schedule.ts';

/** A term: 40 courses of 50 out of 2 000 people, 100 sessions each, 100 000 marks. */
function openTerm() {
  const school = openRegister();
  const { db } = school;
  const id = () => crypto.randomUUID();
  const people: string[] = [];
  const courses: string[] = [];
  db.sqlite.transaction(() => {
    for (let i = 0; i < 2_000; i += 1) people.push(school.addPerson(`Siswa ${i} Nu'man`, `S-${10_000 + i}`));
    for (let i = 0; i < 40; i += 1) courses.push(school.addCourse(`K-${i}`, { teacherId: i % 2 ? school.teacher.staffId : school.otherTeacher.staffId }));
    const session = db.sqlite.prepare(`INSERT INTO class_sessions (id, course_id, room_id, date, opens_at_ms, starts_at_ms, late_at_ms, closes_at_ms, ends_at_ms, absent_at_end, ended_at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`);
    const mark = db.sqlite.prepare("INSERT INTO marks (id, session_id, person_id, status, method, at_ms, kiosk_id) VALUES (?, ?, ?, ?, 'face', ?, 'k')");
    const excuse = db.sqlite.prepare("INSERT INTO excuses VALUES (?, ?, ?, 'sick', '2026-10-01', '2026-12-31', 'demam', ?, ?, NULL)");
    courses.forEach((courseId, c) => {
      const members = Array.from({ length: 50 }, (_, i) => people[(c * 50 + i) % 2_000] ?? '');
      for (const personId of members) school.join(courseId, personId);
      for (let s = 0; s < 100; s += 1) {
        const startsAtMs = Date.UTC(2026, 10, 21) - s * 86_400_000;
        const sessionId = id();
        session.run(sessionId, courseId, school.room, new Date(startsAtMs).toISOString().slice(0, 10), startsAtMs - 1, startsAtMs, startsAtMs + 1, startsAtMs + 2, startsAtMs + 2, startsAtMs + 2);
        for (let m = 0; m < 25; m += 1) mark.run(id(), sessionId, members[m], m % 5 === 0 ? 'late' : 'present', startsAtMs);
      }
      for (let e = 0; e < 25; e += 1) excuse.run(id(), members[e], e % 2 ? courseId : null, school.owner.staffId, e);
    });
  })();
  return { ...school, courses };
}

/** Median of five, milliseconds. */
function medianMs(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return times.sort((a, b) => a - b)[2] ?? 0;
}

test('over a term of data every list of the register answers at once', () => {
  const term = openTerm();
  const needs = { ...term, onRegisterChanged: () => {} };
  const schedule = createSchedule(needs);
  const [courses, members, sessions] = [createCourses({ ...needs, schedule }), createMemberships(needs), createClassSessions(needs)];
  const excuses = createExcuses({ ...needs, applyExcuse: () => ({ sessionIds: [] }), onMarksChanged: () => {} });
  expect([term.count('marks'), term.count('class_sessions')]).toEqual([100_000, 4_000]);
  const [courseId = ''] = term.courses;
  const lists = {
    courses: () => courses.list({ search: '', archived: false, limit: 50, cursor: null }, term.owner),
    course: () => courses.get({ courseId }, term.owner),
    members: () => members.list({ courseId, search: 'siswa', limit: 500, cursor: null }, term.owner),
    find: () => members.find({ search: 'siswa 1' }),
    findNewest: () => members.find({ search: '' }),
    day: () => sessions.list({ fromDate: '2026-11-20', toDate: '2026-11-20', courseId: null }, term.owner),
    week: () => sessions.list({ fromDate: '2026-11-14', toDate: '2026-11-20', courseId: null }, term.owner),
    twoMonths: () => sessions.list({ fromDate: '2026-09-21', toDate: '2026-11-21', courseId: null }, term.owner),
    twoMonthsOfTeacher: () => sessions.list({ fromDate: '2026-09-21', toDate: '2026-11-21', courseId: null }, term.teacher),
    oneCourse: () => sessions.list({ fromDate: '2026-09-21', toDate: '2026-11-21', courseId }, term.owner),
    excuses: () => excuses.list({ search: '', fromDate: '2026-11-01', limit: 50, cursor: null }, term.owner),
    excusesOfTeacher: () => excuses.list({ search: 'siswa', fromDate: '2026-11-01', limit: 50, cursor: null }, term.teacher),
    follow: () => schedule.follow(term.time.wallMs, { courseId }),
  };
  // 1 to 45 ms on two cores; the bound is what a person still takes for at once, on a machine that has other things to do.
  for (const [name, list] of Object.entries(lists)) {
    const tookMs = medianMs(list);
    expect(tookMs, name).toBeLessThan(300);
  }
}, 60_000);
