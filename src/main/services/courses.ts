import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { allRules, archiveCourse, countCourses, courseById, courseIdByCode, insertCourse, listCourses, putRules, updateCourse, type ListedCourse } from '../db/queries/courses.ts';
import { activeStaff } from '../db/queries/staff.ts';
import { slotsOf } from '../db/queries/timetable.ts';
import { onlyTeacher, requireCourse, type Who } from './courseAccess.ts';
import { localDateOf } from './localTime.ts';
import { foldName } from './names.ts';
import { changeRegister, type RegisterNeeds } from './registerChange.ts';
import type { Schedule } from './schedule.ts';

export interface CoursesNeeds extends RegisterNeeds { schedule: Pick<Schedule, 'follow'> }

/** What is taught, by whom and under which rules. */
export function createCourses(needs: CoursesNeeds) {
  const { db } = needs;
  const today = (): string => localDateOf(needs.now(), needs.zone());

  function list(input: Parsed<'courses.list'>, who: Who): Output<'courses.list'> {
    const query = { search: foldName(input.search), archived: input.archived, teacherId: onlyTeacher(who) };
    const found = listCourses(db, { ...query, today: today(), afterCode: parseCodeCursor(input.cursor), limit: input.limit + 1 });
    const rows = found.slice(0, input.limit);
    return { rows, nextCursor: found.length > input.limit ? (rows.at(-1)?.code ?? null) : null, total: countCourses(db, query) };
  }

  function get({ courseId }: Parsed<'courses.get'>, who: Who): Output<'courses.get'> {
    requireCourse(db, courseId, who);
    return { ...shown(courseId), slots: slotsOf(db, courseId), rules: allRules(db, courseId) };
  }

  function save({ courseId, code, name, teacherId }: Parsed<'courses.save'>, who: Who): Output<'courses.save'> {
    return changeRegister(needs, who, (note, atMs) => {
      if (courseId !== null) requireCourse(db, courseId, who);
      const namesake = courseIdByCode(db, code);
      if (namesake !== null && namesake !== courseId) throw new Refusal('CODE_TAKEN');
      if (teacherId !== null) requireTeacher(teacherId);
      const course = { code, name, nameFolded: foldName(name), teacherId };
      const id = courseId ?? needs.newId();
      if (courseId === null) insertCourse(db, { id, ...course, createdAtMs: atMs, archivedAtMs: null });
      else updateCourse(db, id, course);
      note('course.saved', id, { code, teacherId, added: courseId === null });
      return shown(id);
    });
  }

  /** Whoever may open the register may teach; a cashier may not. */
  function requireTeacher(staffId: string): void {
    const row = activeStaff(db, staffId);
    if (!row || row.role === 'cashier') throw new Refusal('STAFF_NOT_FOUND');
  }

  function archive({ courseId, archived }: Parsed<'courses.archive'>, who: Who): Record<string, never> {
    return changeRegister(needs, who, (note, atMs) => {
      requireCourse(db, courseId, who);
      if (shown(courseId).archived === archived) return {};
      archiveCourse(db, courseId, archived ? atMs : null);
      note(archived ? 'course.archived' : 'course.restored', courseId, needs.schedule.follow(atMs, { courseId }));
      return {};
    });
  }

  function saveRules({ courseId, effectiveFrom, rules }: Parsed<'courses.saveRules'>, who: Who): Record<string, never> {
    return changeRegister(needs, who, (note, atMs) => {
      requireCourse(db, courseId, who);
      if (effectiveFrom < today()) throw new Refusal('DATE_PAST');
      putRules(db, { courseId, effectiveFrom, ...rules });
      note('course.rulesSaved', courseId, { effectiveFrom, ...rules, ...needs.schedule.follow(atMs, { courseId }) });
      return {};
    });
  }

  /** @throws Refusal COURSE_NOT_FOUND */
  function shown(courseId: string): ListedCourse {
    const row = courseById(db, courseId, today());
    if (!row) throw new Refusal('COURSE_NOT_FOUND');
    return row;
  }

  return { list, get, save, archive, saveRules };
}

/** @throws Refusal BAD_INPUT for a cursor we did not make */
function parseCodeCursor(cursor: string | null): string | null {
  if (cursor !== null && !/^[A-Z0-9.-]{2,20}$/.test(cursor)) throw new Refusal('BAD_INPUT', { field: 'cursor' });
  return cursor;
}
