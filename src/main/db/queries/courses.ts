import { and, asc, count, desc, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { courseRules, courses, memberships, people, staff } from '../schema.ts';

export interface ListedCourse { courseId: string; code: string; name: string; teacherId: string | null; teacherName: string | null; members: number; archived: boolean }

/** People who take the course on a day; whoever was deactivated takes nothing. */
const membersOn = (day: unknown) => sql<number>`(SELECT count(*) FROM ${memberships} m JOIN ${people} p ON p.id = m.person_id
  WHERE m.course_id = ${courses.id} AND m.from_date <= ${day} AND (m.until_date IS NULL OR m.until_date >= ${day}) AND p.deactivated_at_ms IS NULL)`;

const listed = (day: unknown) => ({
  courseId: courses.id, code: courses.code, name: courses.name, teacherId: courses.teacherId, teacherName: staff.name,
  members: membersOn(day), archived: sql<number>`${courses.archivedAtMs} IS NOT NULL`.mapWith(Boolean),
});

export interface CourseQuery {
  /** Folded; part of the name, or of the code. */
  search: string;
  /** Archived ones too. */
  archived: boolean;
  /** Only this teacher's; null for everybody's. */
  teacherId: string | null;
}

function filters({ search, archived, teacherId }: CourseQuery) {
  const pattern = `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return and(
    search === '' ? undefined : or(sql`${courses.nameFolded} LIKE ${pattern} ESCAPE '\\'`, sql`${courses.code} LIKE ${pattern} ESCAPE '\\'`),
    archived ? undefined : isNull(courses.archivedAtMs),
    teacherId === null ? undefined : eq(courses.teacherId, teacherId),
  );
}

/** By code. `today`: the local day members are counted on; `afterCode`: the last code of the page before. */
export function listCourses(db: Db, query: CourseQuery & { today: string; afterCode: string | null; limit: number }): ListedCourse[] {
  return db.orm.select(listed(query.today)).from(courses).leftJoin(staff, eq(staff.id, courses.teacherId))
    .where(and(filters(query), query.afterCode === null ? undefined : gt(courses.code, query.afterCode)))
    .orderBy(asc(courses.code)).limit(query.limit).all();
}

export function countCourses(db: Db, query: CourseQuery): number {
  return db.orm.select({ n: count() }).from(courses).where(filters(query)).get()?.n ?? 0;
}

const byId = prepared(({ orm }) => orm.select(listed(sql.placeholder('today'))).from(courses).leftJoin(staff, eq(staff.id, courses.teacherId))
  .where(eq(courses.id, sql.placeholder('id'))).prepare());

/** Null when there is no such course. */
export function courseById(db: Db, courseId: string, today: string): ListedCourse | null {
  return byId(db).get({ id: courseId, today }) ?? null;
}

const teacher = prepared(({ orm }) => orm.select({ teacherId: courses.teacherId }).from(courses).where(eq(courses.id, sql.placeholder('id'))).prepare());

/** Whose course it is (null: nobody's); undefined when there is no such course. */
export function teacherOfCourse(db: Db, courseId: string): string | null | undefined {
  return teacher(db).get({ id: courseId })?.teacherId;
}

const byCode = prepared(({ orm }) => orm.select({ courseId: courses.id }).from(courses).where(eq(courses.code, sql.placeholder('code'))).prepare());

/** Null when no course has the code. */
export function courseIdByCode(db: Db, code: string): string | null {
  return byCode(db).get({ code })?.courseId ?? null;
}

export function insertCourse(db: Db, course: typeof courses.$inferInsert): void {
  db.orm.insert(courses).values(course).run();
}

export function updateCourse(db: Db, courseId: string, set: { code: string; name: string; nameFolded: string; teacherId: string | null }): void {
  db.orm.update(courses).set(set).where(eq(courses.id, courseId)).run();
}

/** Null: it meets again. */
export function archiveCourse(db: Db, courseId: string, archivedAtMs: number | null): void {
  db.orm.update(courses).set({ archivedAtMs }).where(eq(courses.id, courseId)).run();
}

export type RulesRow = typeof courseRules.$inferSelect;

/** Rules that begin on the same day are replaced. */
export function putRules(db: Db, row: RulesRow): void {
  const { courseId: _, effectiveFrom: __, ...set } = row;
  db.orm.insert(courseRules).values(row).onConflictDoUpdate({ target: [courseRules.courseId, courseRules.effectiveFrom], set }).run();
}

/** Of one course, or of all (null); newest first within a course. */
export function allRules(db: Db, courseId: string | null): RulesRow[] {
  return db.orm.select().from(courseRules).where(courseId === null ? undefined : eq(courseRules.courseId, courseId))
    .orderBy(asc(courseRules.courseId), desc(courseRules.effectiveFrom)).all();
}

export function archivedCourses(db: Db): Set<string> {
  return new Set(db.orm.select({ id: courses.id }).from(courses).where(isNotNull(courses.archivedAtMs)).all().map(({ id }) => id));
}
