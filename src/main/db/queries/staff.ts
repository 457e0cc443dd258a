import { and, asc, count, eq, isNull, lt, sql } from 'drizzle-orm';
import type { StaffRole } from '../../../shared/contract.ts';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { loginFailures, staff } from '../schema.ts';

export interface StaffRow { staffId: string; username: string; name: string; role: StaffRole; passwordHash: string }

const columns = { staffId: staff.id, username: staff.username, name: staff.name, role: staff.role, passwordHash: staff.passwordHash };
const active = prepared(({ orm }) => orm.select(columns).from(staff).where(and(eq(staff.id, sql.placeholder('id')), isNull(staff.deactivatedAtMs))).prepare());
const byUsername = prepared(({ orm }) => orm.select(columns).from(staff).where(and(eq(staff.username, sql.placeholder('username')), isNull(staff.deactivatedAtMs))).prepare());
const anyOwner = prepared(({ orm }) => orm.select({ id: staff.id }).from(staff).where(eq(staff.role, 'owner')).limit(1).prepare());

export function activeStaff(db: Db, staffId: string): StaffRow | null {
  return active(db).get({ id: staffId }) ?? null;
}

export function staffByUsername(db: Db, username: string): StaffRow | null {
  return byUsername(db).get({ username }) ?? null;
}

/** True once the first-run set-up made an owner. */
export function ownerExists(db: Db): boolean {
  return anyOwner(db).get() !== undefined;
}

/** `passwordHash` '': none chosen yet. */
export function insertStaff(db: Db, row: { id: string; username: string; name: string; role: StaffRole; passwordHash: string; createdAtMs: number; passwordAtMs?: number }): void {
  db.orm.insert(staff).values(row).run();
}

/** Answers the row's id. */
export function insertLoginFailure(db: Db, username: string, atMs: number): number {
  return Number(db.orm.insert(loginFailures).values({ username, atMs }).run().lastInsertRowid);
}

/** It was no failure after all. */
export function removeLoginFailure(db: Db, id: number): void {
  db.orm.delete(loginFailures).where(eq(loginFailures.id, id)).run();
}

/** Failures kept of one name, and the time of the oldest of them. */
export function loginFailuresOf(db: Db, username: string): { failures: number; oldestAtMs: number | null } {
  const row = db.orm
    .select({ failures: count(), oldestAtMs: sql<number | null>`min(${loginFailures.atMs})` })
    .from(loginFailures)
    .where(eq(loginFailures.username, username))
    .get();
  return row ?? { failures: 0, oldestAtMs: null };
}

export function clearLoginFailures(db: Db, username: string): void {
  db.orm.delete(loginFailures).where(eq(loginFailures.username, username)).run();
}

/** Those of every name, so that names nobody has do not pile up. */
export function dropOldLoginFailures(db: Db, beforeMs: number): void {
  db.orm.delete(loginFailures).where(lt(loginFailures.atMs, beforeMs)).run();
}

/** Deactivated accounts keep their names. */
export function usernameTaken(db: Db, username: string): boolean {
  return db.orm.select({ id: staff.id }).from(staff).where(eq(staff.username, username)).get() !== undefined;
}

/** Active ones, those too that chose no password yet, oldest first. */
export function listStaff(db: Db): { staffId: string; name: string; username: string; role: StaffRole; createdAtMs: number }[] {
  return db.orm.select({ staffId: staff.id, name: staff.name, username: staff.username, role: staff.role, createdAtMs: staff.createdAtMs }).from(staff)
    .where(isNull(staff.deactivatedAtMs)).orderBy(asc(staff.createdAtMs), asc(staff.id)).all();
}
