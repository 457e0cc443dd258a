import type { Authorisation, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { openCharge } from '../db/queries/charges.ts';
import { payingPerson } from '../db/queries/ledger.ts';
import { clearPinGuard, countPinFailures, forgetPinFailures, insertPinFailure, pinGuardOf, pinHolder, removePinFailure, writePinGuard } from '../db/queries/pins.ts';
import type { PinGuardRow } from '../db/queries/pins.ts';
import type { Vault } from '../vault/vault.ts';
import { appendAudit } from './audit.ts';
import type { AuditChain } from './audit.ts';
import type { Authorisations } from './authorisations.ts';
import type { Clock } from './clock.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** R10: after the third failure every further one locks for longer; the tenth hands it to staff. */
export const pinRules = {
  failuresBeforeLock: 3,
  locksMs: [15 * minute, 60 * minute, day],
  failuresBeforeStaff: 10,
  /** By anybody at one kiosk in 24 hours: bounds guessing one PIN across many people. */
  kioskFailuresPerDay: 30,
} as const;

export interface PinsNeeds {
  db: Db;
  vault: Pick<Vault, 'pinMatches' | 'pseudonym'>;
  clock: Pick<Clock, 'guardNowMs' | 'note'>;
  audit: AuditChain;
  authorisations: Pick<Authorisations, 'create'>;
  /** @throws Refusal SETUP_NEEDED PAYMENTS_CLOSED */
  requireOpen(): void;
  now(): number;
  kioskId: string;
}

export interface Pins {
  authorise(input: Parsed<'pins.authorise'>): Promise<Authorisation>;
  /** Whose number and PIN these are. An unknown number answers exactly like a wrong PIN. @throws Refusal PIN_WRONG PIN_LOCKED PIN_STAFF_NEEDED PIN_KIOSK_LIMIT */
  identify(input: { identifier: string; pin: string }): Promise<{ personId: string }>;
  /** @throws Refusal PIN_WRONG PIN_LOCKED PIN_STAFF_NEEDED PIN_KIOSK_LIMIT */
  verify(personId: string, pin: string): Promise<void>;
}

/** Whose PIN is tried: a person, or a digest of an identifier nobody has, which is guarded and answered alike. */
interface Subject { subjectId: string; personId: string | null; pinHash: string | null }

export function createPins(needs: PinsNeeds): Pins {
  const { db, clock, now, kioskId } = needs;

  async function authorise({ chargeId, identifier, pin }: Parsed<'pins.authorise'>): Promise<Authorisation> {
    needs.requireOpen();
    openCharge(db, chargeId, now());
    const { personId } = await identify({ identifier, pin });
    return needs.authorisations.create({ chargeId, personId, method: 'pin' });
  }

  async function identify({ identifier, pin }: { identifier: string; pin: string }): Promise<{ personId: string }> {
    const pseudonym = needs.vault.pseudonym(`identifier|${identifier}`);
    const holder = pinHolder(db, identifier);
    await check(holder ? { subjectId: holder.personId, ...holder } : { subjectId: pseudonym, personId: null, pinHash: null }, pin);
    if (!holder) throw new Error('nobody has no PIN that could match');
    return { personId: holder.personId };
  }

  async function verify(personId: string, pin: string): Promise<void> {
    await check({ subjectId: personId, personId, pinHash: payingPerson(db, personId)?.pinHash ?? null }, pin);
  }

  async function check(subject: Subject, pin: string): Promise<void> {
    // Committed as a failure before it is compared: pulling the plug while bcrypt runs wins no extra guess (R9).
    const { failureId, guard } = inTransaction(db, () => begin(subject.subjectId));
    const right = await needs.vault.pinMatches(subject.subjectId, pin, subject.pinHash);
    inTransaction(db, () => {
      if (right) {
        clearPinGuard(db, subject.subjectId);
        removePinFailure(db, failureId);
      } else {
        const detail = { failures: guard.failures, locked: guard.lockedUntilMs > clock.guardNowMs(), staff: guard.needsStaff };
        appendAudit(needs.audit, { atMs: now(), actorKind: 'kiosk', actorId: kioskId, action: 'pin.failed', subjectId: subject.personId, detail });
      }
    });
    if (right) return;
    refuseLocked(guard);
    throw new Refusal('PIN_WRONG', { left: pinRules.failuresBeforeLock - guard.failures });
  }

  /** Refuses, or counts this attempt as a failure until it turns out right. */
  function begin(subjectId: string): { failureId: number; guard: PinGuardRow } {
    const atMs = clock.guardNowMs();
    const before = pinGuardOf(db, subjectId);
    if (before) refuseLocked(before);
    if (countPinFailures(db, kioskId, atMs - day) >= pinRules.kioskFailuresPerDay) throw new Refusal('PIN_KIOSK_LIMIT');
    forgetPinFailures(db, atMs - 2 * day);
    const guard = afterFailure(subjectId, before, atMs);
    writePinGuard(db, guard);
    clock.note();
    return { failureId: insertPinFailure(db, kioskId, atMs), guard };
  }

  /** @throws Refusal PIN_STAFF_NEEDED PIN_LOCKED */
  function refuseLocked(guard: PinGuardRow): void {
    if (guard.needsStaff) throw new Refusal('PIN_STAFF_NEEDED');
    const leftMs = guard.lockedUntilMs - clock.guardNowMs();
    if (leftMs > 0) throw new Refusal('PIN_LOCKED', { minutes: Math.ceil(leftMs / minute) });
  }

  return { authorise, identify, verify };
}

function afterFailure(subjectId: string, before: PinGuardRow | null, atMs: number): PinGuardRow {
  const failures = (before?.failures ?? 0) + 1;
  const lock = pinRules.locksMs[Math.min(failures - pinRules.failuresBeforeLock, pinRules.locksMs.length - 1)];
  return {
    subjectId,
    failures,
    rounds: (before?.rounds ?? 0) + (lock === undefined ? 0 : 1),
    lockedUntilMs: lock === undefined ? 0 : atMs + lock,
    needsStaff: failures >= pinRules.failuresBeforeStaff,
    updatedAtMs: atMs,
  };
}
