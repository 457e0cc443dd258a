import type { AuditAction } from '../../shared/activity.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { parseSecondStep, type LoginProof } from '../../shared/staff.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { accountRecord } from '../db/queries/staffAccounts.ts';
import { countRecoveryCodes, deleteTotp, putRecoveryCodes, putTotp, totpOf, useRecoveryCode, useStep } from '../db/queries/staffTotp.ts';
import { newTotpSecret, totpRules, totpStep, totpUri } from '../vault/totp.ts';
import type { Vault } from '../vault/vault.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import { newStaffCode } from './staffCodes.ts';
import type { Sessions } from './sessions.ts';

export const secondStepRules = { recoveryCodes: 8, setUpLastsMs: 10 * 60_000 } as const;

/** The caller, as the contract's handlers know them. */
export interface Self { staffId: string; username: string }

export interface SecondStepNeeds {
  db: Db;
  audit: AuditChain;
  vault: Pick<Vault, 'sealText' | 'openText' | 'pseudonym'>;
  sessions: Pick<Sessions, 'endOf'>;
  /** False where the database takes no writes: then used codes are remembered until the process ends. */
  writable(): boolean;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  siteName(): string;
  onChanged(): void;
  randomBytes(count: number): Uint8Array;
  randomInt(below: number): number;
  now(): number;
  monotonicMs(): number;
}

/** Codes from a phone after the password (RFC 6238), and recovery codes for when the phone is gone. */
export function createSecondStep(needs: SecondStepNeeds) {
  const { db, vault, now } = needs;
  const setUps = new Map<string, { secret: string; endsAtMs: number }>();
  /** Latest step used while nothing could be written. */
  const usedInRam = new Map<string, number>();

  const sealFor = (staffId: string): string => `totp|${staffId}`;
  const macOf = (staffId: string, code: string): string => vault.pseudonym(`staff recovery|${staffId}|${code}`);

  function isOn(staffId: string): boolean {
    return totpOf(db, staffId) !== null;
  }

  /** Uses the code up and says which kind it was; null when it is wrong or was used before. */
  function take(staffId: string, text: string): Exclude<LoginProof, 'password'> | null {
    const given = parseSecondStep(text);
    if (given === null) return null;
    if (given.kind === 'recovery') return needs.writable() && useRecoveryCode(db, staffId, macOf(staffId, given.code)) ? 'recovery' : null;
    const row = totpOf(db, staffId);
    const step = row && totpStep(vault.openText(sealFor(staffId), row.sealed), given.code, now());
    if (!row || step === null) return null;
    if (needs.writable()) return useStep(db, staffId, step) ? 'totp' : null;
    if (step <= Math.max(row.lastStep, usedInRam.get(staffId) ?? 0)) return null;
    usedInRam.set(staffId, step);
    return 'totp';
  }

  function stateOf(staffId: string): Output<'staff.account'>['totp'] {
    const row = totpOf(db, staffId);
    return row && { sinceAtMs: row.sinceMs, recoveryLeft: countRecoveryCodes(db, staffId) };
  }

  function begin({ staffId, username }: Self): Output<'staff.totpBegin'> {
    needs.requireWritable();
    const secret = newTotpSecret(needs.randomBytes(totpRules.secretBytes));
    setUps.set(staffId, { secret, endsAtMs: needs.monotonicMs() + secondStepRules.setUpLastsMs });
    return { secret, uri: totpUri(secret, { issuer: `Tatap ${needs.siteName()}`, account: username }) };
  }

  function confirm({ code }: Parsed<'staff.totpConfirm'>, { staffId }: Self, connection: string): Output<'staff.totpConfirm'> {
    needs.requireWritable();
    sweep();
    const setUp = setUps.get(staffId);
    if (!setUp) throw new Refusal('TOTP_SETUP_OVER');
    const given = parseSecondStep(code);
    const step = given?.kind === 'totp' ? totpStep(setUp.secret, given.code, now()) : null;
    if (step === null) throw new Refusal('TOTP_WRONG');
    const codes = newRecoveryCodes();
    inTransaction(db, () => {
      putTotp(db, staffId, { sealed: vault.sealText(sealFor(staffId), setUp.secret), sinceMs: now(), lastStep: step });
      putRecoveryCodes(db, staffId, codes.map((one) => macOf(staffId, one)));
      note(staffId, 'totp.on', staffId);
    });
    setUps.delete(staffId);
    needs.sessions.endOf(staffId, connection);
    needs.onChanged();
    return { recoveryCodes: codes };
  }

  function renew({ staffId }: Self): Output<'staff.renewRecovery'> {
    needs.requireWritable();
    const codes = newRecoveryCodes();
    inTransaction(db, () => {
      if (!isOn(staffId)) throw new Refusal('TOTP_OFF');
      putRecoveryCodes(db, staffId, codes.map((one) => macOf(staffId, one)));
      note(staffId, 'totp.codesRenewed', staffId);
    });
    return { recoveryCodes: codes };
  }

  function off({ staffId }: Self): Record<string, never> {
    remove(staffId, staffId, 'totp.off');
    return {};
  }

  function drop({ staffId }: Parsed<'staff.totpDrop'>, who: Self): Record<string, never> {
    if (!accountRecord(db, staffId)) throw new Refusal('STAFF_NOT_FOUND');
    if (remove(staffId, who.staffId, 'totp.dropped')) needs.sessions.endOf(staffId);
    return {};
  }

  /** False where there was none. */
  function remove(staffId: string, by: string, action: AuditAction): boolean {
    needs.requireWritable();
    const removed = inTransaction(db, () => {
      if (!deleteTotp(db, staffId)) return false;
      note(by, action, staffId);
      return true;
    });
    if (removed) needs.onChanged();
    return removed;
  }

  function newRecoveryCodes(): string[] {
    const codes = new Set<string>();
    while (codes.size < secondStepRules.recoveryCodes) codes.add(newStaffCode(needs.randomInt));
    return [...codes];
  }

  function note(actorId: string, action: AuditAction, subjectId: string): void {
    appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId, action, subjectId, detail: {} });
  }

  /** Set-ups nobody finished are forgotten. */
  function sweep(): void {
    for (const [staffId, { endsAtMs }] of setUps) if (needs.monotonicMs() >= endsAtMs) setUps.delete(staffId);
  }

  return { isOn, take, stateOf, begin, confirm, renew, off, drop, sweep };
}

export type SecondStep = ReturnType<typeof createSecondStep>;
