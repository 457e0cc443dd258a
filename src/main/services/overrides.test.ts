import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { createMarkLists } from './markLists.ts';
import { createOverrides } from './overrides.ts';
import { openRegister, refusalOf } from './register.testkit.ts';

const everything = { search: '', courseId: null, personId: null, sessionId: null, status: null, fromDate: null, toDate: null, voided: true, sort: 'newest', limit: 50, cursor: null } as const;

function furnish() {
  const school = openRegister();
  const changed: string[] = [];
  const overrides = createOverrides({ ...school, onChanged: ({ sessionId }) => void changed.push(sessionId) });
  const { list } = createMarkLists(school);
  const sessionId = school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 0 });
  return { ...school, changed, overrides, list, sessionId };
}

let school: ReturnType<typeof furnish>;
beforeEach(() => {
  school = furnish();
});

test('a mark by hand takes the place of the one that counts, and both say who and why', () => {
  const { sessionId, ani, teacher, overrides, time } = school;
  const first = school.addMark(sessionId, ani, 'late');
  const { markId } = overrides.override({ sessionId, personId: ani, status: 'present', reason: 'Kereta terlambat' }, teacher);
  const { rows, total } = school.list(everything, school.owner);
  expect(total).toBe(2);
  expect(rows).toEqual([
    expect.objectContaining({ markId, status: 'present', method: 'staff', staffName: 'Budi', reason: 'Kereta terlambat', voided: null, personName: 'Ani Lestari', courseCode: 'MTK-7A', date: '2026-11-21' }),
    expect.objectContaining({ markId: first, status: 'late', method: 'face', staffName: null, reason: null, voided: { atMs: time.wallMs, staffName: 'Budi', reason: 'Kereta terlambat' } }),
  ]);
  expect([school.audited(), school.changed]).toEqual([['mark.overridden'], [sessionId]]);
});

test('a mark by hand needs no mark before it, but a member, an open class and another status', async () => {
  const { sessionId, ani, citra, teacher, owner, overrides, maths, room, science } = school;
  const mark = (session: string, personId: string, who = teacher) => refusalOf(() => overrides.override({ sessionId: session, personId, status: 'sick', reason: 'Demam' }, who));
  overrides.override({ sessionId, personId: ani, status: 'sick', reason: 'Demam' }, owner);
  expect(await mark(sessionId, ani)).toBe('SAME_STATUS');
  expect(await mark(sessionId, citra)).toBe('NOT_A_MEMBER');
  expect(await mark(school.addSession({ courseId: maths, roomId: room, startsInMin: 16 }), ani)).toBe('SESSION_PLANNED');
  expect(await mark(school.addSession({ courseId: maths, roomId: room, startsInMin: 0, cancelled: true }), ani)).toBe('SESSION_OVER');
  expect(await mark(school.addSession({ courseId: science, roomId: room, startsInMin: 0 }), ani)).toBe('SESSION_NOT_FOUND');
  expect(await mark(sessionId, ani, school.otherTeacher)).toBe('SESSION_NOT_FOUND');
  expect(await mark(randomUUID(), ani, owner)).toBe('SESSION_NOT_FOUND');
  expect([school.count('marks'), school.audited()]).toEqual([1, ['mark.overridden']]);
});

test('whoever left the course since can still be put right where they were marked', () => {
  const { sessionId, ani, teacher, overrides, db } = school;
  school.addMark(sessionId, ani, 'absent', { method: 'rule' });
  db.sqlite.prepare('DELETE FROM memberships WHERE person_id = ?').run(ani);
  overrides.override({ sessionId, personId: ani, status: 'excused', reason: 'Surat orang tua' }, teacher);
  expect(school.list({ ...everything, voided: false }, teacher).rows).toMatchObject([{ status: 'excused' }]);
});

test('a voided mark counts no more, is not voided twice, and may be made anew', async () => {
  const { sessionId, ani, teacher, otherTeacher, overrides } = school;
  const markId = school.addMark(sessionId, ani, 'present');
  expect(await refusalOf(() => overrides.void({ markId, reason: 'Bukan dia' }, otherTeacher))).toBe('MARK_NOT_FOUND');
  expect(await refusalOf(() => overrides.void({ markId: randomUUID(), reason: 'Bukan dia' }, teacher))).toBe('MARK_NOT_FOUND');
  overrides.void({ markId, reason: 'Bukan dia' }, teacher);
  expect(await refusalOf(() => overrides.void({ markId, reason: 'Bukan dia' }, teacher))).toBe('MARK_VOIDED');
  expect(school.list({ ...everything, voided: false }, teacher)).toEqual({ rows: [], nextCursor: null, total: 0 });
  overrides.override({ sessionId, personId: ani, status: 'present', reason: 'Ternyata dia' }, teacher);
  expect(school.list({ ...everything, voided: false }, teacher).total).toBe(1);
  expect(school.audited()).toEqual(['mark.voided', 'mark.overridden']);
});

test('the history is narrowed by whom, what, when and where, and teachers see their own courses only', () => {
  const { sessionId, ani, bayu, maths, science, teacher, otherTeacher, owner, room } = school;
  school.join(science, bayu);
  const older = school.addSession({ courseId: science, roomId: room, startsInMin: -3 * 24 * 60, date: '2026-11-18' });
  school.addMark(older, bayu, 'absent', { method: 'rule' });
  school.addMark(sessionId, ani, 'present');
  school.addMark(sessionId, bayu, 'late');
  const names = (filter: Partial<Parameters<typeof school.list>[0]>, who = owner) => school.list({ ...everything, ...filter }, who).rows.map((row) => `${row.personName} ${row.status}`);
  expect(names({})).toEqual(['Bayu Pratama late', 'Ani Lestari present', 'Bayu Pratama absent']);
  expect(names({}, teacher)).toEqual(['Bayu Pratama late', 'Ani Lestari present']);
  expect(names({}, otherTeacher)).toEqual(['Bayu Pratama absent']);
  expect(names({ search: 'BAYU' })).toEqual(['Bayu Pratama late', 'Bayu Pratama absent']);
  expect(names({ search: '%' })).toEqual([]);
  expect(names({ search: 'nis-ani' })).toEqual(['Ani Lestari present']);
  expect([names({ personId: ani }), names({ courseId: maths }).length, names({ sessionId: older }).length, names({ status: 'late' }).length]).toEqual([['Ani Lestari present'], 2, 1, 1]);
  expect([names({ fromDate: '2026-11-19' }).length, names({ toDate: '2026-11-18' }).length, names({ fromDate: '2026-11-18', toDate: '2026-11-21' }).length, names({ fromDate: '2026-11-22' }).length]).toEqual([2, 1, 3, 0]);
});

test('pages of the history follow each other without a gap', async () => {
  const { sessionId, maths, teacher } = school;
  const everybody = Array.from({ length: 23 }, (_, i) => school.addPerson(`Murid ${i}`));
  for (const personId of everybody) {
    school.join(maths, personId);
    school.addMark(sessionId, personId, 'present');
  }
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: ReturnType<typeof school.list> = school.list({ ...everything, limit: 10, cursor }, teacher);
    expect(page.total).toBe(23);
    seen.push(...page.rows.map(({ personId }) => personId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual([...everybody].reverse());
  expect(await refusalOf(() => school.list({ ...everything, cursor: "1'; DROP TABLE marks" }, teacher))).toBe('BAD_INPUT');
});
