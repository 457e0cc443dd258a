import { sql } from 'drizzle-orm';
import { Refusal } from '../../../shared/errors.ts';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { charges } from '../schema.ts';

export type ChargeRow = typeof charges.$inferSelect;

// Plain statements where every payment passes, as in ledger.ts.
const byId = prepared(({ sqlite }) => sqlite.prepare<[string], ChargeRow>(
  'SELECT id, amount, state, created_at_ms AS createdAtMs, expires_at_ms AS expiresAtMs, kiosk_id AS kioskId FROM charges WHERE id = ?'));
const inserting = prepared(({ orm }) => orm.insert(charges).values({
  id: sql.placeholder('id'), amount: sql.placeholder('amount'), state: 'open',
  createdAtMs: sql.placeholder('createdAtMs'), expiresAtMs: sql.placeholder('expiresAtMs'), kioskId: sql.placeholder('kioskId'),
}).prepare());
const closing = prepared(({ sqlite }) => sqlite.prepare<[string, string]>("UPDATE charges SET state = ? WHERE id = ? AND state = 'open'"));

export function chargeById(db: Db, chargeId: string): ChargeRow | null {
  return byId(db).get(chargeId) ?? null;
}

export function insertCharge(db: Db, charge: Omit<ChargeRow, 'state'>): void {
  inserting(db).run(charge);
}

/** Ends an open charge; false when it was not open any more. */
export function closeCharge(db: Db, chargeId: string, state: 'paid' | 'cancelled'): boolean {
  return closing(db).run(state, chargeId).changes === 1;
}

/**
 * The charge, as long as it can still be paid at `nowMs`.
 * @throws Refusal CHARGE_NOT_FOUND CHARGE_PAID CHARGE_CANCELLED CHARGE_EXPIRED; CLOCK_MOVED when it was made more than two minutes in the future
 */
export function openCharge(db: Db, chargeId: string, nowMs: number): ChargeRow {
  const charge = chargeById(db, chargeId);
  if (!charge) throw new Refusal('CHARGE_NOT_FOUND');
  if (charge.state === 'paid') throw new Refusal('CHARGE_PAID');
  if (charge.state === 'cancelled') throw new Refusal('CHARGE_CANCELLED');
  if (nowMs >= charge.expiresAtMs) throw new Refusal('CHARGE_EXPIRED');
  if (nowMs < charge.createdAtMs - 120_000) throw new Refusal('CLOCK_MOVED');
  return charge;
}
