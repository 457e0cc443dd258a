import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { authorisations } from '../schema.ts';

export type AuthorisationRow = typeof authorisations.$inferSelect;

const byId = prepared(({ orm }) => orm.select().from(authorisations).where(eq(authorisations.id, sql.placeholder('id'))).prepare());
const inserting = prepared(({ orm }) => orm.insert(authorisations).values({
  id: sql.placeholder('id'), chargeId: sql.placeholder('chargeId'), personId: sql.placeholder('personId'), method: sql.placeholder('method'),
  needsPin: sql.placeholder('needsPin'), createdAtMs: sql.placeholder('createdAtMs'), expiresAtMs: sql.placeholder('expiresAtMs'), kioskId: sql.placeholder('kioskId'),
}).prepare());
const consuming = prepared(({ orm }) => orm.update(authorisations).set({ consumedAtMs: sql`${sql.placeholder('atMs')}` })
  .where(and(eq(authorisations.id, sql.placeholder('id')), isNull(authorisations.consumedAtMs))).prepare());

export function authorisationById(db: Db, authorisationId: string): AuthorisationRow | null {
  return byId(db).get({ id: authorisationId }) ?? null;
}

export function insertAuthorisation(db: Db, row: Omit<AuthorisationRow, 'consumedAtMs'>): void {
  inserting(db).run({ ...row, needsPin: row.needsPin ? 1 : 0 });
}

/** False when somebody consumed it before. */
export function consumeAuthorisation(db: Db, authorisationId: string, atMs: number): boolean {
  return consuming(db).run({ id: authorisationId, atMs }).changes === 1;
}
