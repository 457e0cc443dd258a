import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { registered } from '../db/queries/people.ts';
import { deletePinReset, pinResetByNumber, pinResetOf, putPinReset, setPin } from '../db/queries/pinResets.ts';
import { clearPinGuard, countPinFailures, insertPinFailure, pinGuardOf, removePinFailure, writePinGuard } from '../db/queries/pins.ts';
import type { Vault } from '../vault/vault.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import type { Clock } from './clock.ts';
import { pinRules } from './pins.ts';
import { requireStrongPin } from './weakPins.ts';

const day = 24 * 60 * 60_000;

export const resetRules = {
  codeLastsMs: day,
  /** Wrong codes for one number; then its code is void and staff make another. */
  failuresPerNumber: 5,
  /** From the right code to the chosen PIN. */
  choiceLastsMs: 5 * 60_000,
} as const;

export interface PinResetsNeeds {
  db: Db;
  audit: AuditChain;
  vault: Pick<Vault, 'pseudonym' | 'pinDigest'>;
  clock: Pick<Clock, 'guardNowMs' | 'note'>;
  kioskId: string;
  siteName(): string;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  onChanged(): void;
  randomInt(below: number): number;
  newToken(): string;
  now(): number;
  monotonicMs(): number;
}

/** A forgotten PIN: staff hand over a code, the person chooses the PIN. Nobody but the person ever knows it. */
export function createPinResets(needs: PinResetsNeeds) {
  const { db, clock, vault, kioskId, now } = needs;
  let choice: { token: string; personId: string; codeMac: string; endsAtMs: number } | null = null;

  const macOf = (personId: string, code: string): string => vault.pseudonym(`pin reset|${personId}|${code}`);
  /** The same for a number nobody has: guarded and answered alike. */
  const subjectOf = (identifier: string): string => vault.pseudonym(`pin reset|${identifier}`);

  function issue({ personId }: Parsed<'pins.issueReset'>, { staffId }: { staffId: string }): Output<'pins.issueReset'> {
    needs.requireWritable();
    const code = String(needs.randomInt(100_000_000)).padStart(8, '0');
    return inTransaction(db, () => {
      const person = registered(db, personId);
      if (!person) throw new Refusal('PERSON_NOT_FOUND');
      const atMs = now();
      putPinReset(db, { personId, codeMac: macOf(personId, code), staffId, issuedAtMs: atMs, expiresAtMs: clock.guardNowMs() + resetRules.codeLastsMs });
      clearPinGuard(db, subjectOf(person.identifier));
      clock.note();
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'pin.resetIssued', subjectId: personId, detail: {} });
      return { code, expiresAtMs: atMs + resetRules.codeLastsMs, name: person.name, identifier: person.identifier, siteName: needs.siteName() };
    });
  }

  function open({ identifier, code }: Parsed<'pins.openReset'>): Output<'pins.openReset'> {
    needs.requireWritable();
    const subjectId = subjectOf(identifier);
    // Committed as a failure before it is compared, as a PIN is (R9).
    const { failureId, failures } = inTransaction(db, () => begin(subjectId));
    const row = pinResetByNumber(db, identifier);
    const right = row !== null && row.expiresAtMs > clock.guardNowMs() && row.codeMac === macOf(row.personId, code);
    inTransaction(db, () => {
      if (right) {
        clearPinGuard(db, subjectId);
        removePinFailure(db, failureId);
      } else {
        if (row && failures >= resetRules.failuresPerNumber) deletePinReset(db, row.personId);
        appendAudit(needs.audit, { atMs: now(), actorKind: 'kiosk', actorId: kioskId, action: 'pin.resetFailed', subjectId: row?.personId ?? null, detail: { failures } });
      }
    });
    if (!right) {
      if (failures >= resetRules.failuresPerNumber) throw new Refusal('PIN_STAFF_NEEDED');
      throw new Refusal('CODE_WRONG', { left: resetRules.failuresPerNumber - failures });
    }
    choice = { token: needs.newToken(), personId: row.personId, codeMac: row.codeMac, endsAtMs: needs.monotonicMs() + resetRules.choiceLastsMs };
    return { token: choice.token };
  }

  function begin(subjectId: string): { failureId: number; failures: number } {
    const atMs = clock.guardNowMs();
    const before = pinGuardOf(db, subjectId);
    if (before?.needsStaff) throw new Refusal('PIN_STAFF_NEEDED');
    if (countPinFailures(db, kioskId, atMs - day) >= pinRules.kioskFailuresPerDay) throw new Refusal('PIN_KIOSK_LIMIT');
    const failures = (before?.failures ?? 0) + 1;
    writePinGuard(db, { subjectId, failures, rounds: 0, lockedUntilMs: 0, needsStaff: failures >= resetRules.failuresPerNumber, updatedAtMs: atMs });
    clock.note();
    return { failureId: insertPinFailure(db, kioskId, atMs), failures };
  }

  async function finish({ token, pin }: Parsed<'pins.finishReset'>): Promise<Record<string, never>> {
    needs.requireWritable();
    sweep();
    const chosen = choice;
    const person = chosen?.token === token ? registered(db, chosen.personId) : null;
    if (!chosen || !person) throw new Refusal('CODE_WRONG');
    requireStrongPin(pin, person.identifier);
    const { personId, codeMac } = chosen;
    const pinHash = await vault.pinDigest(personId, pin);
    inTransaction(db, () => {
      // Spent, or replaced by a newer one, while the PIN was hashed.
      if (pinResetOf(db, personId)?.codeMac !== codeMac || !setPin(db, personId, pinHash)) throw new Refusal('CODE_WRONG');
      deletePinReset(db, personId);
      clearPinGuard(db, personId);
      appendAudit(needs.audit, { atMs: now(), actorKind: 'person', actorId: personId, action: 'pin.reset', subjectId: personId, detail: {} });
    });
    if (choice === chosen) choice = null;
    needs.onChanged();
    return {};
  }

  function sweep(): void {
    if (choice && needs.monotonicMs() >= choice.endsAtMs) choice = null;
  }

  return { issue, open, finish, sweep };
}
