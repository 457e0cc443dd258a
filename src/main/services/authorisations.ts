import type { Authorisation } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';
import { inTransaction } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { insertAuthorisation } from '../db/queries/authorisations.ts';
import type { AuthorisationRow } from '../db/queries/authorisations.ts';
import { openCharge } from '../db/queries/charges.ts';
import { payingPerson } from '../db/queries/ledger.ts';
import { hasPersonKey } from '../db/queries/people.ts';
import type { Clock } from './clock.ts';
import type { LimitsReader } from './limits.ts';
import { maskName } from './names.ts';

export interface AuthorisationsNeeds {
  db: Db;
  limits: LimitsReader;
  clock: Clock;
  now(): number;
  monotonicMs(): number;
  newId(): string;
  kioskId: string;
}

export interface Authorisations {
  /** Says who would pay a charge. Not a payment: the tap is (R19). @throws Refusal CHARGE_* PERSON_NOT_FOUND FACE_UNKNOWN */
  create(request: { chargeId: string; personId: string; method: 'face' | 'pin' }): Authorisation;
  /** @throws Refusal AUTHORISATION_EXPIRED CLOCK_MOVED */
  requireFresh(authorisation: AuthorisationRow): void;
}

export function createAuthorisations(needs: AuthorisationsNeeds): Authorisations {
  const { db, clock, now, monotonicMs } = needs;
  /** When each was made on both clocks: the wall clock alone could be set back to stretch the window. */
  const made = new Map<string, { wallMs: number; monotonicMs: number }>();

  function create({ chargeId, personId, method }: { chargeId: string; personId: string; method: 'face' | 'pin' }): Authorisation {
    const createdAtMs = now();
    const limits = needs.limits.read();
    return inTransaction(db, () => {
      const charge = openCharge(db, chargeId, createdAtMs);
      const person = payingPerson(db, personId);
      if (!person) throw new Refusal('PERSON_NOT_FOUND');
      // Erased while the search was under way.
      if (method === 'face' && !hasPersonKey(db, personId)) throw new Refusal('FACE_UNKNOWN');
      const needsPin = method === 'face' && charge.amount > limits.faceOnlyMax;
      const expiresAtMs = createdAtMs + limits.confirmWithinMs + (needsPin ? limits.pinEntryMs : 0);
      const id = needs.newId();
      insertAuthorisation(db, { id, chargeId, personId, method, needsPin, createdAtMs, expiresAtMs, kioskId: needs.kioskId });
      remember(id, createdAtMs);
      return { authorisationId: id, chargeId, amount: rupiah(charge.amount), maskedName: maskName(person.name), method, needsPin, expiresAtMs };
    });
  }

  function remember(id: string, wallMs: number): void {
    const oldest = monotonicMs() - 600_000;
    for (const [key, at] of made) {
      // A Map keeps its order: behind the first young one all are young.
      if (at.monotonicMs >= oldest) break;
      made.delete(key);
    }
    made.set(id, { wallMs, monotonicMs: monotonicMs() });
  }

  function requireFresh({ id, createdAtMs, expiresAtMs }: AuthorisationRow): void {
    const since = made.get(id);
    // Not in memory: from before a restart. The person in front of the screen may have changed since.
    if (!since) throw new Refusal('AUTHORISATION_EXPIRED');
    if (monotonicMs() - since.monotonicMs >= expiresAtMs - createdAtMs) throw new Refusal('AUTHORISATION_EXPIRED');
    if (clock.movedSince(since.wallMs, since.monotonicMs)) throw new Refusal('CLOCK_MOVED');
    if (now() >= expiresAtMs) throw new Refusal('AUTHORISATION_EXPIRED');
  }

  return { create, requireFresh };
}
