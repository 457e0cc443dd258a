import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { chargeById, closeCharge, insertCharge } from '../db/queries/charges.ts';
import { once } from './idempotent.ts';
import type { LimitsReader } from './limits.ts';

export interface ChargesNeeds {
  db: Db;
  limits: LimitsReader;
  /** @throws Refusal SETUP_NEEDED PAYMENTS_CLOSED */
  requireOpen(): void;
  now(): number;
  newId(): string;
  kioskId: string;
}

export function createCharges(needs: ChargesNeeds) {
  const { db, now } = needs;

  /** Commits what is to be paid before any camera opens. */
  function create({ amount, idempotencyKey }: Parsed<'charges.create'>): Output<'charges.create'> {
    needs.requireOpen();
    const { minAmount, maxAmount, chargeExpiresMs } = needs.limits.read();
    if (amount < minAmount || amount > maxAmount) throw new Refusal('AMOUNT_OUT_OF_RANGE', { min: minAmount, max: maxAmount });
    const call = once<Output<'charges.create'>>(db, idempotencyKey, 'charges.create', [amount]);
    return inTransaction(db, () => {
      const earlier = call.earlier();
      if (earlier) return earlier;
      const createdAtMs = now();
      const charge = { chargeId: needs.newId(), amount, expiresAtMs: createdAtMs + chargeExpiresMs };
      insertCharge(db, { id: charge.chargeId, amount, createdAtMs, expiresAtMs: charge.expiresAtMs, kioskId: needs.kioskId });
      call.keep(charge, createdAtMs);
      return charge;
    });
  }

  function cancel({ chargeId }: Parsed<'charges.cancel'>): Record<string, never> {
    return inTransaction(db, () => {
      const charge = chargeById(db, chargeId);
      if (!charge) throw new Refusal('CHARGE_NOT_FOUND');
      if (charge.state === 'paid') throw new Refusal('CHARGE_PAID');
      closeCharge(db, chargeId, 'cancelled');
      return {};
    });
  }

  return { create, cancel };
}
