import { beforeEach, describe, expect, test } from 'vitest';
import { createCourses } from './courses.ts';
import { createRooms } from './rooms.ts';
import { openRegister, refusalOf } from './register.testkit.ts';
import { createSchedule } from './schedule.ts';

function openSchool() {
  const register = openRegister();
  let told = 0;
  const needs = { ...register, onRegisterChanged: () => void (told += 1) };
  return { ...register, courses: createCourses({ ...needs, schedule: createSchedule(needs) }), rooms: createRooms(needs), told: () => told };
}

let school: ReturnType<typeof openSchool>;
beforeEach(() => void (school = openSchool()));

const list = (given: { search?: string; archived?: boolean; limit?: number; cursor?: string | null } = {}, who = school.owner) =>
  school.courses.list({ search: '', archived: false, limit: 50, cursor: null, ...given }, who);

describe('courses', () => {
  test('come by code in pages, and a search narrows rows and total alike', () => {
    for (const code of ['AAA', 'KIM-1', 'ZZZ']) school.addCourse(code, { name: 'Kimia Dasar' });
    const codes: string[] = [];
    for (let cursor: string | null = null; ;) {
      const page = list({ limit: 2, cursor });
      codes.push(...page.rows.map(({ code }) => code));
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    expect(codes).toEqual(['AAA', 'IPA-8B', 'KIM-1', 'MTK-7A', 'ZZZ']);
    expect(list({ search: 'kimia', limit: 1 })).toMatchObject({ rows: [{ code: 'AAA' }], nextCursor: 'AAA', total: 3 });
  });

  test('are only their own for a teacher, in the list and one by one', async () => {
    expect(list({}, school.teacher)).toMatchObject({ rows: [{ courseId: school.maths, members: 2 }], total: 1 });
    expect(await refusalOf(() => school.courses.get({ courseId: school.science }, school.teacher))).toBe('COURSE_NOT_FOUND');
    expect(school.courses.get({ courseId: school.maths }, school.teacher)).toMatchObject({ code: 'MTK-7A', slots: [], rules: [] });
  });

  test('are shown archived only when asked for', () => {
    school.courses.archive({ courseId: school.maths, archived: true }, school.owner);
    expect([list().total, list({ archived: true }).total]).toEqual([1, 2]);
    expect(school.courses.get({ courseId: school.maths }, school.owner).archived).toBe(true);
  });

  test('are added and changed with a code of their own and somebody who may teach', async () => {
    const cashier = school.addStaff('Sari', 'cashier');
    const save = (given: Partial<Parameters<typeof school.courses.save>[0]>) => school.courses.save({ courseId: null, code: 'BIO-9', name: "Biologi 9 'Unggulan'", teacherId: school.teacher.staffId, ...given }, school.owner);
    const saved = save({});
    expect(saved).toMatchObject({ code: 'BIO-9', name: "Biologi 9 'Unggulan'", teacherName: 'Budi', members: 0, archived: false });
    expect(save({ courseId: saved.courseId, name: 'Biologi', teacherId: null })).toMatchObject({ courseId: saved.courseId, name: 'Biologi', teacherName: null });
    expect(await refusalOf(() => save({}))).toBe('CODE_TAKEN');
    expect(await refusalOf(() => save({ courseId: school.maths }))).toBe('CODE_TAKEN');
    expect(await refusalOf(() => save({ code: 'BIO-10', teacherId: cashier.staffId }))).toBe('STAFF_NOT_FOUND');
    expect(await refusalOf(() => save({ code: 'BIO-10', teacherId: crypto.randomUUID() }))).toBe('STAFF_NOT_FOUND');
    expect(await refusalOf(() => save({ courseId: crypto.randomUUID(), code: 'BIO-10' }))).toBe('COURSE_NOT_FOUND');
    expect([school.count('courses'), school.audited(), school.told()]).toEqual([3, ['course.saved', 'course.saved'], 2]);
  });

  test('show their rules newest first', () => {
    const rules = { opensBeforeMin: 5, lateAfterMin: 5, closesAfterMin: null, absentAtEnd: true };
    for (const effectiveFrom of ['2026-11-21', '2027-01-04', '2026-12-01']) school.courses.saveRules({ courseId: school.maths, effectiveFrom, rules }, school.teacher);
    expect(school.courses.get({ courseId: school.maths }, school.teacher).rules.map(({ effectiveFrom }) => effectiveFrom)).toEqual(['2027-01-04', '2026-12-01', '2026-11-21']);
  });

  test('refuse a cursor they did not make', async () => {
    expect(await refusalOf(() => list({ cursor: "x' OR 1" }))).toBe('BAD_INPUT');
  });
});

describe('rooms', () => {
  test('come by name and are renamed in place', () => {
    expect(school.rooms.save({ roomId: school.room, name: 'Aula' }, school.owner)).toEqual({ roomId: school.room, name: 'Aula' });
    school.rooms.save({ roomId: null, name: "Ruang Nu'man" }, school.owner);
    expect(school.rooms.list().rows.map(({ name }) => name)).toEqual(['Aula', 'Lab IPA', "Ruang Nu'man"]);
  });

  test('cannot share a name, however it is written', async () => {
    expect(await refusalOf(() => school.rooms.save({ roomId: null, name: 'LAB  ipa' }, school.owner))).toBe('NAME_TAKEN');
    expect(await refusalOf(() => school.rooms.save({ roomId: school.room, name: 'Lab IPÄ' }, school.owner))).toBe('NAME_TAKEN');
    expect(await refusalOf(() => school.rooms.save({ roomId: crypto.randomUUID(), name: 'Aula' }, school.owner))).toBe('ROOM_NOT_FOUND');
    expect(school.rooms.save({ roomId: school.otherRoom, name: 'LAB IPA' }, school.owner).name).toBe('LAB IPA');
    expect(school.count('rooms')).toBe(2);
  });
});
