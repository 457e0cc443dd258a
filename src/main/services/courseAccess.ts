import type { StaffRole } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { teacherOfCourse } from '../db/queries/courses.ts';

/** The staff member on whose behalf something is done. */
export interface Who { staffId: string; role: StaffRole }

/** Whose courses alone the caller may see; null: everybody's. */
export function onlyTeacher(who: Who): string | null {
  return who.role === 'teacher' ? who.staffId : null;
}

/** @throws Refusal COURSE_NOT_FOUND, for a teacher also where the course is somebody else's: as if it did not exist */
export function requireCourse(db: Db, courseId: string, who: Who): void {
  const teacherId = teacherOfCourse(db, courseId);
  if (teacherId === undefined || (who.role === 'teacher' && teacherId !== who.staffId)) throw new Refusal('COURSE_NOT_FOUND');
}
