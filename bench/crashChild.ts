import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { inTransaction } from '../src/main/db/open.ts';
import { payingPerson } from '../src/main/db/queries/ledger.ts';
import { appendAudit } from '../src/main/services/audit.ts';
import { checkAtBoot } from '../src/main/services/bootGate.ts';
import { once } from '../src/main/services/idempotent.ts';
import { postTransfer } from '../src/main/services/ledger.ts';
import { Refusal } from '../src/shared/errors.ts';
import type { Receipt } from '../src/shared/contract.ts';
import { rupiah } from '../src/shared/money.ts';
import { benchCashier, openTill } from './till.ts';

/*
 * The process that is killed. Reads one request a line, does it with the product's own services, and answers only after COMMIT returned.
 * crashChild.ts FILE KEYHEX [broken]; the first line "go" opens the database.
 */
export type CrashRequest =
  | { op: 'topup'; key: string; personId: string; amount: number }
  | { op: 'charge'; key: string; amount: number; personId: string }
  | { op: 'confirm'; key: string; authorisationId: string };
/** `authorisationId` after a charge; `transferId` after money moved; `refused` with the code; `fault` when the boot gate closes. */
export type CrashAnswer = { key: string } & ({ authorisationId: string } | { transferId: string } | { refused: string });

const [file = '', keyHex = '', mode = ''] = process.argv.slice(2);
const answer = (line: CrashAnswer | { ready: true } | { fault: string }): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
answer({ ready: true });
await lines.next();
const till = openTill(file, Buffer.from(keyHex, 'hex'));
const verdict = checkAtBoot({ db: till.db, vault: till.vault });
if (!verdict.open) answer({ fault: `${verdict.reason} ${verdict.detail}` });
for (let line = await lines.next(); !line.done; line = await lines.next()) {
  // Written by crash.ts, which shares the type.
  const request = JSON.parse(line.value) as CrashRequest;
  try {
    answer(await perform(request));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer({ key: request.key, refused: error.code });
  }
}

async function perform(request: CrashRequest): Promise<CrashAnswer> {
  const { key } = request;
  if (request.op === 'confirm') return { key, transferId: (await till.payments.confirm({ authorisationId: request.authorisationId, pin: null, idempotencyKey: key })).transferId };
  if (request.op === 'topup') {
    const topUp = mode === 'broken' ? topUpInTwoSteps : till.topups.create;
    return { key, transferId: topUp({ personId: request.personId, amount: rupiah(request.amount), idempotencyKey: key }, { staffId: benchCashier }).transferId };
  }
  const { chargeId } = till.charges.create({ amount: rupiah(request.amount), idempotencyKey: randomUUID() });
  return { key, authorisationId: till.authorisations.create({ chargeId, personId: request.personId, method: 'face' }).authorisationId };
}

/** How not to do it: the money is committed before its idempotency key. A kill in between and a retry book it twice; the test must notice. */
function topUpInTwoSteps({ personId, amount, idempotencyKey }: { personId: string; amount: number; idempotencyKey: string }, { staffId }: { staffId: string }): Receipt {
  const call = once<Receipt>(till.db, idempotencyKey, 'topups.create', [personId, amount, staffId]);
  const earlier = call.earlier();
  if (earlier) return earlier;
  const atMs = Date.now();
  const receipt = inTransaction(till.db, () => {
    const person = payingPerson(till.db, personId);
    if (!person) throw new Refusal('PERSON_NOT_FOUND');
    const transferId = randomUUID();
    const { seq, toBalance } = postTransfer(till.ledger, {
      id: transferId, kind: 'topup', chargeId: null, authorisationId: null, reversesId: null, staffId, personId,
      fromAccountId: 'cash', toAccountId: person.accountId, method: 'cash', amount, atMs,
    });
    appendAudit(till.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'topup.posted', subjectId: personId, detail: { transferId, amount } });
    return till.receipts.of({ transferId, seq, atMs, amount, balance: toBalance, method: 'cash', name: person.name });
  });
  inTransaction(till.db, () => call.keep(receipt, atMs));
  return receipt;
}
