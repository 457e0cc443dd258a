import { and, count, eq, gte, isNull, lt, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { clock, people, pinFailures, pinGuard } from '../schema.ts';

export type PinGuardRow = typeof pinGuard.$inferSelect;

const guardOf = prepared(({ orm }) => orm.select().from(pinGuard).where(eq(pinGuard.subjectId, sql.placeholder('subjectId'))).prepare());

export function pinGuardOf(db: Db, subjectId: string): PinGuardRow | null {
  return guardOf(db).get({ subjectId }) ?? null;
}

export function writePinGuard(db: Db, row: PinGuardRow): void {
  const { subjectId: _, ...rest } = row;
  db.orm.insert(pinGuard).values(row).onConflictDoUpdate({ target: pinGuard.subjectId, set: rest }).run();
}

export function clearPinGuard(db: Db, subjectId: string): void {
  db.orm.delete(pinGuard).where(eq(pinGuard.subjectId, subjectId)).run();
}

/** Answers the row's id, to take it back when the PIN was right. */
export function insertPinFailure(db: Db, kioskId: string, atMs: number): number {
  return Number(db.orm.insert(pinFailures).values({ kioskId, atMs }).run().lastInsertRowid);
}

export function removePinFailure(db: Db, id: number): void {
  db.orm.delete(pinFailures).where(eq(pinFailures.id, id)).run();
}

export function countPinFailures(db: Db, kioskId: string, sinceMs: number): number {
  return db.orm.select({ n: count() }).from(pinFailures).where(and(eq(pinFailures.kioskId, kioskId), gte(pinFailures.atMs, sinceMs))).get()?.n ?? 0;
}

export function forgetPinFailures(db: Db, beforeMs: number): void {
  db.orm.delete(pinFailures).where(lt(pinFailures.atMs, beforeMs)).run();
}

const byIdentifier = prepared(({ orm }) => orm.select({ personId: people.id, pinHash: people.pinHash }).from(people)
  .where(and(eq(people.identifier, sql.placeholder('identifier')), isNull(people.deactivatedAtMs))).prepare());

/** The active person with this identifier, or null. */
export function pinHolder(db: Db, identifier: string): { personId: string; pinHash: string | null } | null {
  return byIdentifier(db).get({ identifier }) ?? null;
}

/** Null before the first write. */
export function readClock(db: Db): { lastSeenAtMs: number; guardAtMs: number } | null {
  return db.orm.select({ lastSeenAtMs: clock.lastSeenAtMs, guardAtMs: clock.guardAtMs }).from(clock).get() ?? null;
}

export function writeClock(db: Db, row: { lastSeenAtMs: number; guardAtMs: number }): void {
  db.orm.insert(clock).values({ id: 1, ...row }).onConflictDoUpdate({ target: clock.id, set: row }).run();
}
