import { beforeEach, describe, expect, test } from 'vitest';
import { createMemberships } from './memberships.ts';
import { openRegister, refusalOf } from './register.testkit.ts';

function openSchool() {
  const register = openRegister();
  let told = 0;
  return { ...register, members: createMemberships({ ...register, onRegisterChanged: () => void (told += 1) }), told: () => told };
}

let school: ReturnType<typeof openSchool>;
beforeEach(() => void (school = openSchool()));

const list = (given: { search?: string; limit?: number; cursor?: string | null } = {}, who = school.owner) =>
  school.members.list({ courseId: school.maths, search: '', limit: 200, cursor: null, ...given }, who);
const add = (personIds: string[], fromDate = '2026-11-21', untilDate: string | null = null) => school.members.add({ courseId: school.maths, personIds, fromDate, untilDate }, school.owner);
const remove = (personId: string) => school.members.remove({ courseId: school.maths, personId }, school.owner);
const datesOf = (personId: string) => school.db.sqlite.prepare('SELECT from_date, until_date FROM memberships WHERE course_id = ? AND person_id = ?').raw().get(school.maths, personId);

describe('adding somebody', () => {
  test('twice in one call or in two counts once and changes nothing more', () => {
    expect(add([school.citra, school.citra])).toEqual({ added: 1 });
    expect(add([school.citra])).toEqual({ added: 0 });
    expect([school.count('memberships'), school.audited(), school.told()]).toEqual([3, ['member.added'], 1]);
  });

  test('who takes it already gives them the dates, uncounted', () => {
    expect(add([school.ani, school.citra], '2026-11-21', '2026-12-31')).toEqual({ added: 1 });
    expect(datesOf(school.ani)).toEqual(['2026-11-21', '2026-12-31']);
    expect(school.audited()).toEqual(['member.changed', 'member.added']);
  });

  test('who had left counts again', () => {
    remove(school.ani);
    expect(add([school.ani], '2026-11-23')).toEqual({ added: 1 });
    expect(datesOf(school.ani)).toEqual(['2026-11-23', null]);
  });

  test('who is not there, was deactivated, or to a course that is not there, adds nobody', async () => {
    expect(await refusalOf(() => add([school.citra, crypto.randomUUID()]))).toBe('PERSON_NOT_FOUND');
    school.db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1 WHERE id = ?').run(school.citra);
    expect(await refusalOf(() => add([school.citra]))).toBe('PERSON_NOT_FOUND');
    expect(await refusalOf(() => add([school.bayu], '2026-11-21', '2026-11-20'))).toBe('DATES_REVERSED');
    expect(await refusalOf(() => school.members.add({ courseId: crypto.randomUUID(), personIds: [school.ani], fromDate: '2026-11-21', untilDate: null }, school.owner))).toBe('COURSE_NOT_FOUND');
    expect([school.count('memberships'), school.audited(), school.told()]).toEqual([2, [], 0]);
  });
});

describe('removing somebody', () => {
  test('makes yesterday the last day', () => {
    remove(school.ani);
    remove(school.ani);
    expect(datesOf(school.ani)).toEqual(['2026-01-01', '2026-11-20']);
    expect(list().rows.map(({ name }) => name)).toEqual(['Bayu Pratama']);
    expect(school.audited()).toEqual(['member.removed']);
  });

  test('who begins today or later is as if they had never been added, unless a mark says otherwise', () => {
    add([school.citra], '2026-11-21');
    remove(school.citra);
    expect(datesOf(school.citra)).toBeUndefined();
    add([school.citra], '2026-11-21');
    school.addMark(school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 0, date: '2026-11-21' }), school.citra, 'present');
    remove(school.citra);
    expect(datesOf(school.citra)).toEqual(['2026-11-21', '2026-11-21']);
  });

  test('who never took it is refused', async () => {
    expect(await refusalOf(() => remove(school.citra))).toBe('PERSON_NOT_FOUND');
  });
});

describe('the list', () => {
  test('goes through everybody in pages by name, names with apostrophes, right-to-left marks and eighty characters included', () => {
    const names = ["Nu'man Al-Farisi", '\u200Fعلي\u200F', 'Z'.repeat(80), 'Siti', 'Siti', '100%_Budi\\'];
    add(names.map((name, i) => school.addPerson(name, `X-${i}`)));
    const seen: string[] = [];
    for (let cursor: string | null = null, pages = 0; pages < 9; pages += 1) {
      const page = list({ limit: 3, cursor });
      expect(page.total).toBe(8);
      seen.push(...page.rows.map(({ name }) => name));
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    expect(seen.sort()).toEqual([...names, 'Ani Lestari', 'Bayu Pratama'].sort());
    expect(list({ search: "nu'm" }).rows.map(({ name }) => name)).toEqual(["Nu'man Al-Farisi"]);
    expect(list({ search: '%_b' }).total).toBe(1);
    expect(list({ search: 'علي' }).total).toBe(1);
    expect(list({ search: '_' }).total).toBe(1);
  });

  test('of a course of somebody else is not there for a teacher', async () => {
    expect(list({}, school.teacher).total).toBe(2);
    expect(await refusalOf(() => list({}, school.otherTeacher))).toBe('COURSE_NOT_FOUND');
    expect(await refusalOf(() => list({ cursor: 'x' }))).toBe('BAD_INPUT');
  });
});

test('people are found by name or number; without a search the newest come first, fifty at most', () => {
  for (let i = 0; i < 60; i += 1) {
    school.time.pass(1);
    school.addPerson(`Orang ${i}`, `S-${100 + i}`);
  }
  const newest = school.members.find({ search: '' }).rows;
  expect([newest.length, newest[0]?.name]).toEqual([50, 'Orang 59']);
  expect(school.members.find({ search: 's-103' }).rows).toEqual([{ personId: expect.any(String), name: 'Orang 3', identifier: 'S-103', hasFace: false }]);
  expect(school.members.find({ search: 'ANI' }).rows.map(({ personId }) => personId)).toEqual([school.ani]);
});
