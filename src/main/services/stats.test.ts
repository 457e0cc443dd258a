import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { openRegister, refusalOf } from './register.testkit.ts';
import { createStats } from './stats.ts';

const none = { present: 0, late: 0, excused: 0, sick: 0, absent: 0 };
const week = { fromDate: '2026-11-16', toDate: '2026-11-22' };

/** Three classes: Mathematics on Thursday and Saturday, Science on Saturday; a voided mark counts nowhere. */
function furnish() {
  const school = openRegister();
  const { maths, science, room, ani, bayu, citra, teacher, db } = school;
  school.join(science, citra);
  school.join(science, ani);
  const session = (courseId: string, date: string, startsInMin: number) => school.addSession({ courseId, roomId: room, date, startsInMin });
  const thursday = session(maths, '2026-11-19', -2 * 24 * 60);
  const saturday = session(maths, '2026-11-21', -60);
  const lab = session(science, '2026-11-21', 0);
  school.addMark(thursday, ani, 'present');
  school.addMark(thursday, bayu, 'absent', { method: 'rule' });
  db.sqlite.prepare("UPDATE marks SET voided_at_ms = 1, voided_by = ?, void_reason = 'keliru' WHERE id = ?").run(teacher.staffId, school.addMark(saturday, ani, 'absent', { method: 'rule' }));
  school.addMark(saturday, ani, 'late');
  school.addMark(saturday, bayu, 'sick', { method: 'rule' });
  school.addMark(lab, citra, 'excused', { method: 'rule' });
  return { ...school, stats: createStats(school), thursday, saturday, lab };
}

let school: ReturnType<typeof furnish>;
beforeEach(() => {
  school = furnish();
});

test('a period is counted by day and course; a teacher sees their own courses only', () => {
  const { stats, owner, teacher, otherTeacher, maths, science } = school;
  const all = stats.period({ ...week, courseId: null }, owner);
  expect(all).toEqual({
    counts: { present: 1, late: 1, excused: 1, sick: 1, absent: 1 }, rate: 0.4,
    days: [{ ...none, date: '2026-11-19', present: 1, absent: 1 }, { ...none, date: '2026-11-21', late: 1, sick: 1, excused: 1 }],
    courses: [
      { ...none, courseId: science, code: 'IPA-8B', name: 'IPA 8B', excused: 1, rate: 0 },
      { ...none, courseId: maths, code: 'MTK-7A', name: 'Matematika 7A', present: 1, late: 1, sick: 1, absent: 1, rate: 0.5 },
    ],
  });
  expect(stats.period({ ...week, courseId: maths }, teacher).courses).toEqual([all.courses[1]]);
  expect(stats.period({ ...week, courseId: null }, teacher).courses).toEqual([all.courses[1]]);
  expect(stats.period({ ...week, courseId: null }, otherTeacher).counts).toEqual({ ...none, excused: 1 });
  expect(stats.period({ fromDate: '2026-11-20', toDate: '2026-11-20', courseId: null }, owner)).toEqual({ counts: none, rate: null, days: [], courses: [] });
});

test('what cannot be asked is refused', async () => {
  const { stats, owner, teacher, science } = school;
  expect(await refusalOf(() => stats.period({ fromDate: '2026-11-21', toDate: '2026-11-20', courseId: null }, owner))).toBe('DATES_REVERSED');
  expect(await refusalOf(() => stats.period({ fromDate: '2026-01-01', toDate: '2027-02-05', courseId: null }, owner))).toBe('BAD_INPUT');
  expect(stats.period({ fromDate: '2026-01-01', toDate: '2027-02-04', courseId: null }, owner).counts.present).toBe(1);
  expect(await refusalOf(() => stats.period({ ...week, courseId: science }, teacher))).toBe('COURSE_NOT_FOUND');
  expect(await refusalOf(() => stats.course({ ...week, courseId: science }, teacher))).toBe('COURSE_NOT_FOUND');
  expect(await refusalOf(() => stats.course({ ...week, courseId: randomUUID() }, owner))).toBe('COURSE_NOT_FOUND');
  expect(await refusalOf(() => stats.person({ ...week, personId: randomUUID() }, owner))).toBe('PERSON_NOT_FOUND');
});

test('a course lists the lowest rate first, then by name, and who has no mark last', () => {
  const { stats, teacher, maths, db, bayu } = school;
  school.join(maths, school.addPerson('Dewi Anggraini'));
  school.join(maths, school.addPerson('Zaki'), '2026-12-01');
  db.sqlite.prepare('DELETE FROM memberships WHERE person_id = ?').run(bayu);
  const { people } = stats.course({ ...week, courseId: maths }, teacher);
  expect(people.map(({ name, rate, present, late, sick, absent }) => [name, rate, present, late, sick, absent])).toEqual([
    ['Bayu Pratama', 0, 0, 0, 1, 1], ['Ani Lestari', 1, 1, 1, 0, 0], ['Dewi Anggraini', null, 0, 0, 0, 0],
  ]);
});

test('one person, in the courses the caller may see', () => {
  const { stats, owner, otherTeacher, ani, citra } = school;
  expect(stats.person({ ...week, personId: ani }, owner)).toMatchObject({
    name: 'Ani Lestari', identifier: 'NIS-ANILESTARI', counts: { ...none, present: 1, late: 1 }, rate: 1,
    days: [{ date: '2026-11-19', present: 1 }, { date: '2026-11-21', late: 1 }], courses: [{ code: 'MTK-7A', rate: 1 }],
  });
  expect(stats.person({ ...week, personId: ani }, otherTeacher)).toMatchObject({ counts: none, rate: null, days: [], courses: [] });
  expect(stats.person({ ...week, personId: citra }, otherTeacher).counts).toEqual({ ...none, excused: 1 });
});

test('the report of a day names who was not simply there', () => {
  const { stats, owner, teacher, saturday, lab, ani, bayu, citra } = school;
  const report = stats.day({ date: '2026-11-21' }, owner);
  expect([report.counts, report.rate]).toEqual([{ ...none, late: 1, sick: 1, excused: 1 }, 1 / 3]);
  expect(report.sessions.map(({ sessionId, state, notable }) => [sessionId, state, notable.map(({ personId, status }) => [personId, status])])).toEqual([
    [saturday, 'open', [[ani, 'late'], [bayu, 'sick']]], [lab, 'open', [[citra, 'excused']]],
  ]);
  expect(stats.day({ date: '2026-11-21' }, teacher).sessions.map(({ sessionId }) => sessionId)).toEqual([saturday]);
  expect(stats.day({ date: '2026-11-23' }, owner)).toEqual({ counts: none, rate: null, sessions: [] });
});

test('people see their own: today, the last 180 days, and their newest marks', () => {
  const { stats, ani, maths, room, time } = school;
  const old = (date: string, days: number) => school.addMark(school.addSession({ courseId: maths, roomId: room, date, startsInMin: -days * 24 * 60 }), ani, 'present');
  old('2026-05-25', 180);
  old('2026-05-24', 181);
  school.addSession({ courseId: maths, roomId: room, date: '2026-11-21', startsInMin: 300, cancelled: true });
  const own = stats.overviewOf(ani);
  expect(own.today.map(({ courseName, status, state }) => [courseName, status, state])).toEqual([['Matematika 7A', 'late', 'open'], ['IPA 8B', null, 'open'], ['Matematika 7A', null, 'cancelled']]);
  expect([own.counts, own.rate, own.courses]).toEqual([{ ...none, present: 2, late: 1 }, 1, [{ ...none, code: 'MTK-7A', name: 'Matematika 7A', present: 2, late: 1, rate: 1 }]]);
  expect(own.marks[0]).toEqual({ courseName: 'Matematika 7A', startsAtMs: time.wallMs - 60 * 60_000, status: 'late' });
  expect(own.marks).toHaveLength(4);
  expect(stats.overviewOf(school.addPerson('Eka'))).toEqual({ today: [], counts: none, rate: null, courses: [], marks: [] });
});
