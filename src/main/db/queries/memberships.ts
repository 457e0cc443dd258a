import { and, asc, count, desc, eq, gt, gte, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { memberships, people } from '../schema.ts';
import { hasFace, matches } from './people.ts';

export type MembershipRow = typeof memberships.$inferSelect;

const one = prepared(({ orm }) => orm.select().from(memberships)
  .where(and(eq(memberships.courseId, sql.placeholder('courseId')), eq(memberships.personId, sql.placeholder('personId')))).prepare());

/** Whatever its dates; null when the person never took the course. */
export function membershipOf(db: Db, courseId: string, personId: string): MembershipRow | null {
  return one(db).get({ courseId, personId }) ?? null;
}

/** Adds it, or gives it these dates. */
export function putMembership(db: Db, row: MembershipRow): void {
  const { fromDate, untilDate } = row;
  db.orm.insert(memberships).values(row).onConflictDoUpdate({ target: [memberships.courseId, memberships.personId], set: { fromDate, untilDate } }).run();
}

export function deleteMembership(db: Db, courseId: string, personId: string): void {
  db.orm.delete(memberships).where(and(eq(memberships.courseId, courseId), eq(memberships.personId, personId))).run();
}

export interface ListedMember { personId: string; name: string; nameFolded: string; identifier: string; hasFace: boolean; fromDate: string; untilDate: string | null }
/** Where the page before ended: folded name and id of its last row. */
export interface MembersCursor { nameFolded: string; personId: string }

export interface MembersQuery { courseId: string; /** Folded. */ search: string; /** Whoever left before this local day is left out. */ today: string }

function members({ courseId, search, today }: MembersQuery) {
  return and(eq(memberships.courseId, courseId), or(isNull(memberships.untilDate), gte(memberships.untilDate, today)), isNull(people.deactivatedAtMs), matches(search));
}

/** Active people who take the course or will, by name. */
export function listMembers(db: Db, query: MembersQuery & { cursor: MembersCursor | null; limit: number }): ListedMember[] {
  const { cursor } = query;
  const after = cursor ? or(gt(people.nameFolded, cursor.nameFolded), and(eq(people.nameFolded, cursor.nameFolded), gt(people.id, cursor.personId))) : undefined;
  return db.orm
    .select({
      personId: people.id, name: people.name, nameFolded: people.nameFolded, identifier: people.identifier, hasFace: hasFace(db),
      fromDate: memberships.fromDate, untilDate: memberships.untilDate,
    })
    .from(memberships).innerJoin(people, eq(people.id, memberships.personId))
    .where(and(members(query), after))
    .orderBy(asc(people.nameFolded), asc(people.id)).limit(query.limit).all();
}

export function countMembers(db: Db, query: MembersQuery): number {
  return db.orm.select({ n: count() }).from(memberships).innerJoin(people, eq(people.id, memberships.personId)).where(members(query)).get()?.n ?? 0;
}

/** Null when there is no such person. */
export function foldedNameOf(db: Db, personId: string): string | null {
  return db.orm.select({ nameFolded: people.nameFolded }).from(people).where(eq(people.id, personId)).get()?.nameFolded ?? null;
}

const marked = prepared(({ sqlite }) => sqlite.prepare<[string, string, string], { one: number }>(
  'SELECT 1 AS one FROM marks m JOIN class_sessions s ON s.id = m.session_id WHERE m.person_id = ? AND s.course_id = ? AND s.date >= ? LIMIT 1'));

/** Whether the person was ever marked in a session of the course from a local day on, voided marks included. */
export function hasMarkIn(db: Db, courseId: string, personId: string, fromDate: string): boolean {
  return marked(db).get(personId, courseId, fromDate) !== undefined;
}

/** Active people whose folded name or identifier contains `search`: by name, and newest first where it is empty. */
export function findPeople(db: Db, search: string, limit: number): { personId: string; name: string; identifier: string; hasFace: boolean }[] {
  const order = search === '' ? [desc(people.createdAtMs), desc(people.id)] : [asc(people.nameFolded), asc(people.id)];
  return db.orm.select({ personId: people.id, name: people.name, identifier: people.identifier, hasFace: hasFace(db) })
    .from(people).where(and(isNull(people.deactivatedAtMs), matches(search))).orderBy(...order).limit(limit).all();
}
