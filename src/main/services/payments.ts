import type { EventPayload, Parsed, Receipt } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { authorisationById, consumeAuthorisation } from '../db/queries/authorisations.ts';
import type { AuthorisationRow } from '../db/queries/authorisations.ts';
import { closeCharge, openCharge } from '../db/queries/charges.ts';
import { paidSince, payingPerson } from '../db/queries/ledger.ts';
import type { PayingPerson } from '../db/queries/ledger.ts';
import { appendAudit } from './audit.ts';
import type { AuditChain } from './audit.ts';
import type { Authorisations } from './authorisations.ts';
import { once } from './idempotent.ts';
import { postTransfer } from './ledger.ts';
import type { LedgerChain } from './ledger.ts';
import type { LimitsReader } from './limits.ts';
import type { Pins } from './pins.ts';
import type { Receipts } from './receipts.ts';
import { startOfDayMs } from './zonedDay.ts';

export interface PaymentsNeeds {
  db: Db;
  ledger: LedgerChain;
  audit: AuditChain;
  limits: LimitsReader;
  receipts: Receipts;
  authorisations: Authorisations;
  pins: Pick<Pins, 'verify'>;
  /** IANA zone of the site: where its day begins. */
  zone(): string;
  /** @throws Refusal SETUP_NEEDED PAYMENTS_CLOSED */
  requireOpen(): void;
  /** Inside the transaction: whoever is to be told. */
  tell?(paid: { transferId: string; number: string; amount: number; atMs: number }): void;
  /** After COMMIT. */
  posted(event: EventPayload<'ledger.posted'>): void;
  now(): number;
  newId(): string;
}

export function createPayments(needs: PaymentsNeeds) {
  const { db, now } = needs;

  /** The tap: the person in front of the screen agrees to pay. Everything awaited comes before the transaction. */
  async function confirm({ authorisationId, pin, idempotencyKey }: Parsed<'payments.confirm'>): Promise<Receipt> {
    const call = once<Receipt>(db, idempotencyKey, 'payments.confirm', [authorisationId]);
    const repeated = call.earlier();
    if (repeated) return repeated;
    needs.requireOpen();
    const pay = (pinVerified: boolean): Receipt | { pinOf: string } => inTransaction(db, () => {
      const earlier = call.earlier();
      if (earlier) return earlier;
      const authorisation = usable(authorisationId);
      if (authorisation.needsPin && !pinVerified) return { pinOf: authorisation.personId };
      const paid = charge(authorisation);
      call.keep(paid, paid.atMs);
      return paid;
    });
    let receipt = pay(false);
    if ('pinOf' in receipt) {
      if (pin === null) throw new Refusal('PIN_NEEDED');
      await needs.pins.verify(receipt.pinOf, pin);
      receipt = pay(true);
      if ('pinOf' in receipt) throw new Error('a verified PIN was asked for again');
    }
    needs.posted({ transferId: receipt.transferId, kind: 'payment', atMs: receipt.atMs });
    return receipt;
  }

  function usable(authorisationId: string): AuthorisationRow {
    const authorisation = authorisationById(db, authorisationId);
    if (!authorisation) throw new Refusal('AUTHORISATION_EXPIRED');
    if (authorisation.consumedAtMs !== null) throw new Refusal('AUTHORISATION_USED');
    needs.authorisations.requireFresh(authorisation);
    return authorisation;
  }

  /** Inside the transaction: either all of it happens, or nothing. */
  function charge({ id, chargeId, personId, method, needsPin }: AuthorisationRow): Receipt {
    const atMs = now();
    const { amount } = openCharge(db, chargeId, atMs);
    const person = payingPerson(db, personId);
    if (!person) throw new Refusal('PERSON_NOT_FOUND');
    requireAffordable(person, personId, amount, atMs);
    if (!consumeAuthorisation(db, id, atMs)) throw new Refusal('AUTHORISATION_USED');
    if (!closeCharge(db, chargeId, 'paid')) throw new Refusal('CHARGE_PAID');
    const transferId = needs.newId();
    const usedMethod = needsPin ? 'face+pin' : method;
    const { seq, fromBalance } = postTransfer(needs.ledger, {
      id: transferId, kind: 'payment', chargeId, authorisationId: id, reversesId: null, staffId: null, personId,
      fromAccountId: person.accountId, toAccountId: 'sales', method: usedMethod, amount, atMs,
    });
    appendAudit(needs.audit, { atMs, actorKind: 'person', actorId: personId, action: 'payment.posted', subjectId: chargeId, detail: { transferId, amount, method: usedMethod } });
    const receipt = needs.receipts.of({ transferId, seq, atMs, amount, balance: fromBalance, method: usedMethod, name: person.name });
    needs.tell?.({ transferId, number: receipt.number, amount, atMs });
    return receipt;
  }

  /** @throws Refusal INSUFFICIENT_FUNDS DAY_LIMIT */
  function requireAffordable(person: PayingPerson, personId: string, amount: number, atMs: number): void {
    if (person.balance < amount) throw new Refusal('INSUFFICIENT_FUNDS');
    const { dayMax } = needs.limits.read();
    if (paidSince(db, personId, startOfDayMs(atMs, needs.zone())) + amount > dayMax) throw new Refusal('DAY_LIMIT', { max: dayMax });
  }

  return { confirm };
}
