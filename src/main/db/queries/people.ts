import { and, asc, count, desc, eq, exists, gt, isNotNull, isNull, lt, not, or, sql } from 'drizzle-orm';
import type { PeopleSort } from '../../../shared/people.ts';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { accounts, consents, people, pinGuard, templates } from '../schema.ts';

export interface NewPerson {
  id: string; name: string; nameFolded: string; identifier: string; createdAtMs: number; kioskId: string; pinHash: string | null;
  /** Null for somebody without a face: there is nothing to seal. */
  wrappedKey: Uint8Array | null;
  guardianName?: string | null;
  note?: string | null;
}

export function insertPerson(db: Db, person: NewPerson): void {
  db.orm.insert(people).values({ ...person, wrappedKey: person.wrappedKey && Buffer.from(person.wrappedKey) }).run();
}

export function insertConsent(db: Db, consent: { id: string; personId: string; textVersion: string; language: 'id' | 'en'; guardianName: string | null; atMs: number }): void {
  db.orm.insert(consents).values(consent).run();
}

export interface NewTemplate { id: string; personId: string; model: string; version: number; pose: string; sealed: Uint8Array; quality: number; createdAtMs: number }

export function insertTemplate(db: Db, template: NewTemplate): void {
  db.orm.insert(templates).values({ ...template, sealed: Buffer.from(template.sealed) }).run();
}

/** Opens the account of a person with a balance of 0; its id is the person's. */
export function insertPersonAccount(db: Db, personId: string): void {
  db.orm.insert(accounts).values({ id: personId, kind: 'person', personId, balance: 0 }).run();
}

const byIdentifier = prepared(({ orm }) => orm.select({ id: people.id }).from(people).where(eq(people.identifier, sql.placeholder('identifier'))).prepare());

export function identifierTaken(db: Db, identifier: string): boolean {
  return byIdentifier(db).get({ identifier }) !== undefined;
}

const activeName = prepared(({ sqlite }) => sqlite.prepare<[string], string>('SELECT name FROM people WHERE id = ? AND deactivated_at_ms IS NULL').pluck());

/** Null when there is no such person, or they were deactivated. */
export function activeNameOf(db: Db, personId: string): string | null {
  return activeName(db).get(personId) ?? null;
}

const nameById = prepared(({ orm }) => orm.select({ name: people.name }).from(people).where(eq(people.id, sql.placeholder('id'))).prepare());

/** Null when there is no such person. */
export function nameOf(db: Db, personId: string): string | null {
  return nameById(db).get({ id: personId })?.name ?? null;
}

export interface SealedTemplate { personId: string; wrappedKey: Uint8Array; model: string; version: number; sealed: Uint8Array }

/** Every template of one model whose owner is active and whose key still exists, a person's templates together. */
export function* sealedTemplates(db: Db, model: string): Generator<SealedTemplate> {
  const rows = db.orm
    .select({ personId: people.id, wrappedKey: people.wrappedKey, model: templates.model, version: templates.version, sealed: templates.sealed })
    .from(templates)
    .innerJoin(people, eq(people.id, templates.personId))
    .where(and(eq(templates.model, model), isNull(people.deactivatedAtMs)))
    .orderBy(people.id)
    .all();
  for (const row of rows) if (row.wrappedKey) yield { ...row, wrappedKey: row.wrappedKey };
}

/** Those of one person, active or not. */
export function sealedTemplatesOf(db: Db, model: string, personId: string): SealedTemplate[] {
  return db.sqlite.prepare<[string, string], SealedTemplate>(`SELECT p.id AS personId, p.wrapped_key AS wrappedKey, t.model, t.version, t.sealed
    FROM templates t JOIN people p ON p.id = t.person_id WHERE t.model = ? AND p.id = ? AND p.wrapped_key IS NOT NULL`).all(model, personId);
}

const active = prepared(({ orm }) => orm
  .select({ name: people.name, identifier: people.identifier, pinHash: people.pinHash, wrappedKey: people.wrappedKey })
  .from(people).where(and(eq(people.id, sql.placeholder('id')), isNull(people.deactivatedAtMs))).prepare());

export interface Registered { name: string; identifier: string; hasPin: boolean; hasKey: boolean }

/** An active person of the register; null when there is none. */
export function registered(db: Db, personId: string): Registered | null {
  const row = active(db).get({ id: personId });
  return row ? { name: row.name, identifier: row.identifier, hasPin: row.pinHash !== null, hasKey: row.wrappedKey !== null } : null;
}

/** Gives a person the key of a first face, a first PIN, or both. False when somebody else did meanwhile, or the person is gone. */
export function completePerson(db: Db, { personId, wrappedKey, pinHash }: { personId: string; wrappedKey: Uint8Array | null; pinHash: string | null }): boolean {
  const still = and(eq(people.id, personId), isNull(people.deactivatedAtMs), wrappedKey ? isNull(people.wrappedKey) : undefined, pinHash ? isNull(people.pinHash) : undefined);
  return db.orm.update(people).set({ ...(wrappedKey && { wrappedKey: Buffer.from(wrappedKey) }), ...(pinHash && { pinHash }) }).where(still).run().changes === 1;
}

const keyOf = prepared(({ orm }) => orm.select({ id: people.id }).from(people).where(and(eq(people.id, sql.placeholder('id')), isNotNull(people.wrappedKey))).prepare());

/** Whether the person still has the key that opens their templates: without it there is no face, whatever else is found of one. */
export function hasPersonKey(db: Db, personId: string): boolean {
  return keyOf(db).get({ id: personId }) !== undefined;
}

/** Every template of the person, of whichever model. Answers how many there were. */
export function deleteTemplates(db: Db, personId: string): number {
  return db.orm.delete(templates).where(eq(templates.personId, personId)).run().changes;
}

/** The templates cannot be opened again afterwards, wherever a copy of them lies. Answers how many keys there were: 0 or 1. */
export function destroyPersonKey(db: Db, personId: string): number {
  return db.orm.update(people).set({ wrappedKey: null }).where(and(eq(people.id, personId), isNotNull(people.wrappedKey))).run().changes;
}

/** Notes the withdrawal of every consent still standing. Answers how many there were. */
export function withdrawConsents(db: Db, personId: string, atMs: number): number {
  return db.orm.update(consents).set({ withdrawnAtMs: atMs }).where(and(eq(consents.personId, personId), isNull(consents.withdrawnAtMs))).run().changes;
}

/** A template without its key is not a face, it cannot be opened. */
function faceOf(db: Db) {
  return exists(db.orm.select({ one: sql`1` }).from(templates).where(and(eq(templates.personId, people.id), isNotNull(people.wrappedKey))));
}

/** A column of `people`. */
export function hasFace(db: Db) {
  return faceOf(db).mapWith(Boolean);
}

export interface ListedPerson { personId: string; name: string; identifier: string; balance: number; hasFace: boolean; hasPin: boolean; lockedUntilMs: number; needsStaff: boolean; createdAtMs: number }

export interface PeopleQuery {
  /** Folded; part of the name, or of the identifier. */
  search: string;
  /** Those put to rest, and only those. */
  inactive: boolean;
  /** With a face or PIN, or without; null: whichever. */
  face: boolean | null;
  pin: boolean | null;
  /** Whoever takes this course on `today`, a local day; null: everybody. */
  courseId: string | null;
  today: string;
}

/** Where the page before ended: what its last row was ordered by (for names: the row's own, as it is now) and its id. */
export interface PeopleCursor { value: number | null; personId: string }

/** By what each order puts people; equal ones by id. */
function orderOf(sort: PeopleSort) {
  const column = sort === 'name' || sort === 'nameDown' ? people.nameFolded : sort === 'balance' || sort === 'balanceDown' ? accounts.balance : people.createdAtMs;
  return { column, down: sort === 'newest' || sort === 'nameDown' || sort === 'balanceDown' };
}

function beyond(sort: PeopleSort, { value, personId }: PeopleCursor) {
  const { column, down } = orderOf(sort);
  const last = value === null ? sql`(SELECT name_folded FROM people WHERE id = ${personId})` : sql`${value}`;
  const after = down ? lt : gt;
  return or(after(column, last), and(eq(column, last), after(people.id, personId)));
}

/** In the order asked for; at most `limit` rows. */
export function listPeople(db: Db, query: PeopleQuery & { sort: PeopleSort; limit: number; cursor: PeopleCursor | null }): ListedPerson[] {
  const { cursor, sort } = query;
  const { column, down } = orderOf(sort);
  const direction = down ? desc : asc;
  return db.orm
    .select({
      personId: people.id,
      name: people.name,
      identifier: people.identifier,
      balance: accounts.balance,
      hasFace: hasFace(db),
      hasPin: sql<number>`${people.pinHash} IS NOT NULL`.mapWith(Boolean),
      lockedUntilMs: sql<number>`coalesce(${pinGuard.lockedUntilMs}, 0)`,
      needsStaff: sql<number>`coalesce(${pinGuard.needsStaff}, 0)`.mapWith(Boolean),
      createdAtMs: people.createdAtMs,
    })
    .from(people)
    .innerJoin(accounts, eq(accounts.personId, people.id))
    .leftJoin(pinGuard, eq(pinGuard.subjectId, people.id))
    .where(and(filters(db, query), cursor ? beyond(sort, cursor) : undefined))
    .orderBy(direction(column), direction(people.id))
    .limit(query.limit)
    .all();
}

/** Active people, or those put to rest; who was deleted is neither. */
const shown = (inactive: boolean) => (inactive ? and(isNotNull(people.deactivatedAtMs), isNull(people.erasedAtMs)) : isNull(people.deactivatedAtMs));

function filters(db: Db, { search, inactive, face, pin, courseId, today }: PeopleQuery) {
  return and(
    shown(inactive), matches(search),
    face === null ? undefined : face ? faceOf(db) : not(faceOf(db)),
    pin === null ? undefined : pin ? isNotNull(people.pinHash) : isNull(people.pinHash),
    courseId === null ? undefined : sql`${people.id} IN (SELECT person_id FROM memberships WHERE course_id = ${courseId} AND from_date <= ${today} AND (until_date IS NULL OR until_date >= ${today}))`,
  );
}

/** Of all pages. */
export function countPeople(db: Db, query: PeopleQuery): number {
  return db.orm.select({ n: count() }).from(people).where(filters(db, query)).get()?.n ?? 0;
}

/** Ids of people by name or identifier, for filtering other lists. */
export function matches(search: string) {
  if (search === '') return undefined;
  const pattern = `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return or(sql`${people.nameFolded} LIKE ${pattern} ESCAPE '\\'`, sql`${people.identifier} LIKE ${pattern} ESCAPE '\\'`);
}
