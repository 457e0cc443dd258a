import { beforeEach, describe, expect, test } from 'vitest';
import { createExcuses } from './excuses.ts';
import { openRegister, refusalOf } from './register.testkit.ts';
import { createSessionEnd } from './sessionEnd.ts';

function openSchool() {
  const register = openRegister();
  const marked: string[] = [];
  const sessionEnd = createSessionEnd({ ...register, monotonicMs: () => register.time.monoMs, onChanged: () => {} });
  const excuses = createExcuses({ ...register, onRegisterChanged: () => {}, applyExcuse: sessionEnd.applyExcuse, onMarksChanged: ({ sessionId }) => void marked.push(sessionId) });
  return { ...register, excuses, sessionEnd, marked };
}

let school: ReturnType<typeof openSchool>;
beforeEach(() => void (school = openSchool()));

const add = (given: Partial<Parameters<typeof school.excuses.add>[0]> = {}, who = school.owner) =>
  school.excuses.add({ personId: school.ani, courseId: school.maths, kind: 'sick', fromDate: '2026-11-21', untilDate: '2026-11-22', note: "Surat dokter, Ny. Nu'man", ...given }, who).excuseId;
const list = (given: Partial<Parameters<typeof school.excuses.list>[0]> = {}, who = school.owner) => school.excuses.list({ search: '', fromDate: '2026-11-01', limit: 50, cursor: null, ...given }, who);
const marksOf = (sessionId: string) => school.db.sqlite.prepare('SELECT person_id, status, method FROM marks WHERE session_id = ? AND voided_at_ms IS NULL').raw().all(sessionId);

test('an excuse given in advance is what the rule writes when the class ends', () => {
  const sessionId = school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 30 });
  const excuseId = add({}, school.teacher);
  expect(list().rows).toEqual([{
    excuseId, personId: school.ani, personName: 'Ani Lestari', courseId: school.maths, courseName: 'Matematika 7A', kind: 'sick', fromDate: '2026-11-21', untilDate: '2026-11-22',
    note: "Surat dokter, Ny. Nu'man", staffName: 'Budi', createdAtMs: school.time.wallMs, revoked: false,
  }]);
  school.time.pass(3 * 3_600_000);
  school.sessionEnd.endSessions(school.time.wallMs);
  expect(marksOf(sessionId).sort()).toEqual([[school.ani, 'sick', 'rule'], [school.bayu, 'absent', 'rule']].sort());
});

test('one given afterwards turns the absences it covers, tells the windows, and leaves every other mark', () => {
  const sessions = ['2026-11-20', '2026-11-21'].map((date) => school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: -200, date }));
  const [before = '', covered = ''] = sessions;
  for (const sessionId of sessions) school.addMark(sessionId, school.ani, 'absent', { method: 'rule' });
  add({ kind: 'excused' });
  expect([marksOf(before), marksOf(covered)]).toEqual([[[school.ani, 'absent', 'rule']], [[school.ani, 'excused', 'rule']]]);
  expect([school.marked, school.audited(), school.count('marks')]).toEqual([[covered], ['excuse.added', 'marks.excused'], 3]);
});

test('one that was revoked stays in the list and counts no more', () => {
  const sessionId = school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 30 });
  const excuseId = add();
  school.excuses.revoke({ excuseId }, school.teacher);
  school.excuses.revoke({ excuseId }, school.teacher);
  expect([list().rows[0]?.revoked, school.audited()]).toEqual([true, ['excuse.added', 'excuse.revoked']]);
  school.time.pass(3 * 3_600_000);
  school.sessionEnd.endSessions(school.time.wallMs);
  expect(marksOf(sessionId)).toContainEqual([school.ani, 'absent', 'rule']);
});

test('the list is newest first in pages, from a day on, and found by the name', () => {
  const made = Array.from({ length: 5 }, (_, i) => {
    // Two in the same millisecond: the order still holds from page to page.
    if (i !== 2) school.time.pass(1);
    return add({ personId: i % 2 ? school.bayu : school.ani });
  });
  add({ fromDate: '2026-01-01', untilDate: '2026-10-31' });
  const seen: string[] = [];
  for (let cursor: string | null = null; ;) {
    const page = list({ limit: 2, cursor });
    expect(page.total).toBe(5);
    seen.push(...page.rows.map(({ excuseId }) => excuseId));
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  expect([[...seen].sort(), seen[0]]).toEqual([[...made].sort(), made[4]]);
  expect(list({ search: 'bayu' }).total).toBe(2);
});

describe('a teacher', () => {
  test('gives, sees and takes back excuses of their own courses only', async () => {
    const theirs = add({ courseId: school.science, personId: school.citra });
    const everywhere = add({ courseId: null, personId: school.ani });
    add({ courseId: null, personId: school.citra });
    expect(list({}, school.teacher).rows.map(({ excuseId }) => excuseId)).toEqual([everywhere]);
    expect(await refusalOf(() => add({ courseId: school.science }, school.teacher))).toBe('COURSE_NOT_FOUND');
    expect(await refusalOf(() => add({ courseId: null }, school.teacher))).toBe('COURSE_NOT_FOUND');
    for (const excuseId of [theirs, everywhere]) expect(await refusalOf(() => school.excuses.revoke({ excuseId }, school.teacher))).toBe('EXCUSE_NOT_FOUND');
  });
});

test('an excuse names somebody there is, a course there is, and dates the right way round', async () => {
  expect(await refusalOf(() => add({ personId: crypto.randomUUID() }))).toBe('PERSON_NOT_FOUND');
  expect(await refusalOf(() => add({ courseId: crypto.randomUUID() }))).toBe('COURSE_NOT_FOUND');
  expect(await refusalOf(() => add({ untilDate: '2026-11-20' }))).toBe('DATES_REVERSED');
  expect(await refusalOf(() => school.excuses.revoke({ excuseId: crypto.randomUUID() }, school.owner))).toBe('EXCUSE_NOT_FOUND');
  expect(await refusalOf(() => list({ cursor: '1_x' }))).toBe('BAD_INPUT');
  expect(school.count('excuses')).toBe(0);
});
