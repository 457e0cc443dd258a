import { expect, test } from 'vitest';
import { openRegister } from '../../services/register.testkit.ts';
import { rulesIn } from '../../services/timetable.ts';
import { allRules, countCourses, courseById, courseIdByCode, listCourses, putRules, teacherOfCourse } from './courses.ts';
import { countMembers, listMembers } from './memberships.ts';
import { listRooms } from './rooms.ts';

const today = '2026-11-21';

test('courses come by code, with who teaches them and how many take them on a day', () => {
  const school = openRegister();
  school.join(school.maths, school.citra, '2026-01-01', '2026-11-20');
  school.join(school.science, school.citra, '2026-11-22');
  const all = { search: '', archived: false, teacherId: null };
  expect(listCourses(school.db, { ...all, today, afterCode: null, limit: 10 })).toMatchObject([
    { code: 'IPA-8B', teacherName: 'Ratna', members: 0, archived: false },
    { code: 'MTK-7A', teacherName: 'Budi', members: 2, archived: false },
  ]);
  expect(listCourses(school.db, { ...all, search: '7a', today, afterCode: null, limit: 10 }).map(({ code }) => code)).toEqual(['MTK-7A']);
  expect(listCourses(school.db, { ...all, today, afterCode: 'IPA-8B', limit: 10 }).map(({ code }) => code)).toEqual(['MTK-7A']);
  expect(countCourses(school.db, { ...all, teacherId: school.teacher.staffId })).toBe(1);
  expect(courseById(school.db, school.science, '2026-11-22')?.members).toBe(1);
  expect([courseIdByCode(school.db, 'IPA-8B'), courseIdByCode(school.db, 'X')]).toEqual([school.science, null]);
  expect([teacherOfCourse(school.db, school.maths), teacherOfCourse(school.db, school.room)]).toEqual([school.teacher.staffId, undefined]);
  expect(listRooms(school.db).map(({ name }) => name)).toEqual(['Lab IPA', 'Ruang 7A']);
});

test('the rules of a day are the newest that began by then', () => {
  const { db, maths } = openRegister();
  const rules = { courseId: maths, opensBeforeMin: 5, lateAfterMin: 10, closesAfterMin: null, absentAtEnd: true };
  putRules(db, { ...rules, effectiveFrom: '2026-11-01' });
  putRules(db, { ...rules, effectiveFrom: '2026-12-01', lateAfterMin: 20 });
  putRules(db, { ...rules, effectiveFrom: '2026-12-01', lateAfterMin: 30 });
  const rows = allRules(db, maths);
  expect(['2026-10-31', '2026-11-30', '2026-12-01'].map((day) => rulesIn(rows, day).lateAfterMin)).toEqual([15, 10, 30]);
});

test('members come by name in pages, without who left and who was deactivated', () => {
  const school = openRegister();
  school.join(school.maths, school.citra, '2026-01-01', '2026-11-20');
  const query = { courseId: school.maths, search: '', today };
  const [first] = listMembers(school.db, { ...query, cursor: null, limit: 1 });
  expect(first).toMatchObject({ name: 'Ani Lestari', hasFace: false, untilDate: null });
  if (!first) throw new Error('nobody');
  expect(listMembers(school.db, { ...query, cursor: first, limit: 9 }).map(({ personId }) => personId)).toEqual([school.bayu]);
  expect(countMembers(school.db, query)).toBe(2);
  school.db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1 WHERE id = ?').run(school.ani);
  expect(countMembers(school.db, query)).toBe(1);
});
