import { sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { authorisations } from '../schema.ts';

export type AuthorisationRow = typeof authorisations.$inferSelect;

// Plain statements where every payment passes, as in ledger.ts.
const byId = prepared(({ sqlite }) => sqlite.prepare<[string], Omit<AuthorisationRow, 'needsPin'> & { needsPin: 0 | 1 }>(`SELECT id, charge_id AS chargeId, person_id AS personId,
  method, needs_pin AS needsPin, created_at_ms AS createdAtMs, expires_at_ms AS expiresAtMs, consumed_at_ms AS consumedAtMs, kiosk_id AS kioskId FROM authorisations WHERE id = ?`));
const inserting = prepared(({ orm }) => orm.insert(authorisations).values({
  id: sql.placeholder('id'), chargeId: sql.placeholder('chargeId'), personId: sql.placeholder('personId'), method: sql.placeholder('method'),
  needsPin: sql.placeholder('needsPin'), createdAtMs: sql.placeholder('createdAtMs'), expiresAtMs: sql.placeholder('expiresAtMs'), kioskId: sql.placeholder('kioskId'),
}).prepare());
const consuming = prepared(({ sqlite }) => sqlite.prepare<[number, string]>('UPDATE authorisations SET consumed_at_ms = ? WHERE id = ? AND consumed_at_ms IS NULL'));

export function authorisationById(db: Db, authorisationId: string): AuthorisationRow | null {
  const row = byId(db).get(authorisationId);
  return row ? { ...row, needsPin: row.needsPin === 1 } : null;
}

export function insertAuthorisation(db: Db, row: Omit<AuthorisationRow, 'consumedAtMs'>): void {
  inserting(db).run({ ...row, needsPin: row.needsPin ? 1 : 0 });
}

/** False when somebody consumed it before. */
export function consumeAuthorisation(db: Db, authorisationId: string, atMs: number): boolean {
  return consuming(db).run(atMs, authorisationId).changes === 1;
}
