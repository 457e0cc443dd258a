import type { EventPayload, Parsed, Receipt } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { payingPerson } from '../db/queries/ledger.ts';
import { appendAudit } from './audit.ts';
import type { AuditChain } from './audit.ts';
import { once } from './idempotent.ts';
import { postTransfer } from './ledger.ts';
import type { LedgerChain } from './ledger.ts';
import type { LimitsReader } from './limits.ts';
import type { Receipts } from './receipts.ts';

export interface TopupsNeeds {
  db: Db;
  ledger: LedgerChain;
  audit: AuditChain;
  limits: LimitsReader;
  receipts: Receipts;
  /** @throws Refusal SETUP_NEEDED PAYMENTS_CLOSED */
  requireOpen(): void;
  /** After COMMIT. */
  posted(event: EventPayload<'ledger.posted'>): void;
  now(): number;
  newId(): string;
}

export function createTopups(needs: TopupsNeeds) {
  const { db, now } = needs;

  /** Cash in the till becomes balance, once per idempotency key. */
  function create({ personId, amount, idempotencyKey }: Parsed<'topups.create'>, { staffId }: { staffId: string }): Receipt {
    const call = once<Receipt>(db, idempotencyKey, 'topups.create', [personId, amount, staffId]);
    const repeated = call.earlier();
    if (repeated) return repeated;
    needs.requireOpen();
    const { minAmount, topUpMax, balanceMax } = needs.limits.read();
    if (amount < minAmount || amount > topUpMax) throw new Refusal('AMOUNT_OUT_OF_RANGE', { min: minAmount, max: topUpMax });
    const receipt = inTransaction(db, () => {
      const earlier = call.earlier();
      if (earlier) return earlier;
      const person = payingPerson(db, personId);
      if (!person) throw new Refusal('PERSON_NOT_FOUND');
      if (person.balance + amount > balanceMax) throw new Refusal('BALANCE_LIMIT', { max: balanceMax });
      const transferId = needs.newId();
      const atMs = now();
      const { seq, toBalance } = postTransfer(needs.ledger, {
        id: transferId, kind: 'topup', chargeId: null, authorisationId: null, reversesId: null, staffId, personId,
        fromAccountId: 'cash', toAccountId: person.accountId, method: 'cash', amount, atMs,
      });
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'topup.posted', subjectId: personId, detail: { transferId, amount } });
      const made = needs.receipts.of({ transferId, seq, atMs, amount, balance: toBalance, method: 'cash', name: person.name });
      call.keep(made, atMs);
      return made;
    });
    needs.posted({ transferId: receipt.transferId, kind: 'topup', atMs: receipt.atMs });
    return receipt;
  }

  return { create };
}
