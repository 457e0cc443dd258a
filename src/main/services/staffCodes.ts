import { timingSafeEqual } from 'node:crypto';
import type { Parsed } from '../../shared/contract.ts';
import type { IssuedCode } from '../../shared/contractStaff.ts';
import { Refusal } from '../../shared/errors.ts';
import { codeAlphabet, codeLength, parseStaffCode } from '../../shared/staff.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { setPassword } from '../db/queries/staffAccounts.ts';
import { codeByUsername, codeOf, countCodeAttempt, deleteCode, putCode, type CodePurpose, type OpenCode } from '../db/queries/staffCodes.ts';
import type { Vault } from '../vault/vault.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import type { Clock } from './clock.ts';
import type { LoginTries } from './loginTries.ts';
import type { Sessions } from './sessions.ts';

const hour = 60 * 60_000;

export const codeRules = {
  /** Whoever is invited comes by tomorrow at the latest; whoever forgot a password stands beside the owner. */
  lastsMs: { invite: 24 * hour, reset: hour },
  /** Wrong codes for one account; then its code is void and another must be made. */
  attempts: 5,
} as const satisfies { lastsMs: Record<CodePurpose, number>; attempts: number };

/** `randomInt`: cryptographically random, from 0 up to and without its argument. */
export function newStaffCode(randomInt: (below: number) => number): string {
  return Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');
}

export interface StaffCodesNeeds {
  db: Db;
  audit: AuditChain;
  vault: Pick<Vault, 'pseudonym' | 'hashPassword'>;
  clock: Pick<Clock, 'guardNowMs' | 'note'>;
  tries: LoginTries;
  sessions: Pick<Sessions, 'endOf'>;
  /** @throws Refusal PASSWORD_WEAK */
  requireStrongPassword(password: string, about: readonly string[]): void;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  siteName(): string;
  onChanged(): void;
  randomInt(below: number): number;
  now(): number;
}

/** One-time codes in place of a password that somebody else would know: whoever makes one never learns the password it becomes. */
export function createStaffCodes(needs: StaffCodesNeeds) {
  const { db, clock, now } = needs;

  const macOf = (staffId: string, code: string): string => needs.vault.pseudonym(`staff code|${staffId}|${code}`);
  const isOpen = (row: Pick<OpenCode, 'expiresAtMs' | 'attempts'>): boolean => row.expiresAtMs > clock.guardNowMs() && row.attempts <= codeRules.attempts;

  /** Inside a transaction of the caller, who decided that it may be made. */
  function issue(to: { staffId: string; name: string; username: string }, purpose: CodePurpose, by: string): IssuedCode {
    const { staffId, name, username } = to;
    const code = newStaffCode(needs.randomInt);
    const atMs = now();
    putCode(db, { staffId, purpose, codeMac: macOf(staffId, code), issuedBy: by, issuedAtMs: atMs, expiresAtMs: clock.guardNowMs() + codeRules.lastsMs[purpose] });
    clock.note();
    appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: by, action: 'staff.codeIssued', subjectId: staffId, detail: { purpose } });
    return { staffId, code, expiresAtMs: atMs + codeRules.lastsMs[purpose], purpose, name, username, siteName: needs.siteName() };
  }

  async function redeem({ username, code, password }: Parsed<'staff.redeem'>): Promise<Record<string, never>> {
    needs.requireWritable();
    // Before anything is counted: it says nothing of the account.
    needs.requireStrongPassword(password, [username, needs.siteName()]);
    const tried = needs.tries.begin(username);
    const row = inTransaction(db, () => countedCode(username));
    if (!matches(row, code)) return refuse(row, tried.name);
    requireOwnPassword(row, tried, username, password);
    const passwordHash = await needs.vault.hashPassword(password);
    inTransaction(db, () => {
      // Spent, or replaced by a newer one, while the password was hashed.
      if (codeOf(db, row.staffId)?.codeMac !== row.codeMac || !setPassword(db, row.staffId, passwordHash, now())) throw new Refusal('STAFF_CODE_WRONG');
      deleteCode(db, row.staffId);
      tried.clear();
      appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: row.staffId, action: 'staff.redeemed', subjectId: row.staffId, detail: { purpose: row.purpose } });
    });
    needs.sessions.endOf(row.staffId);
    needs.onChanged();
    return {};
  }

  /** The code of that name, with this try counted already (R9); null for none. */
  function countedCode(username: string): OpenCode | null {
    const row = codeByUsername(db, username);
    if (!row) return null;
    countCodeAttempt(db, row.staffId, 1);
    return { ...row, attempts: row.attempts + 1 };
  }

  function matches(row: OpenCode | null, text: string): row is OpenCode {
    // Somebody with no code is compared with one nobody has: both take the same time.
    const given = Buffer.from(macOf(row?.staffId ?? '', parseStaffCode(text) ?? ''));
    const wanted = Buffer.from(row?.codeMac ?? ''.padEnd(given.length, '.'));
    return given.length === wanted.length && timingSafeEqual(given, wanted) && row !== null && isOpen(row);
  }

  /** @throws Refusal STAFF_CODE_WRONG, always */
  function refuse(row: OpenCode | null, unknown: string): never {
    inTransaction(db, () => {
      if (row && row.attempts >= codeRules.attempts) deleteCode(db, row.staffId);
      appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: null, action: 'staff.codeFailed', subjectId: row?.staffId ?? null, detail: row ? { attempts: row.attempts } : { unknown } });
    });
    throw new Refusal('STAFF_CODE_WRONG');
  }

  /** The code was right: only now may the person's name be held against the password. @throws Refusal PASSWORD_WEAK, and the try counts for nothing */
  function requireOwnPassword(row: OpenCode, tried: { forgive(): void }, username: string, password: string): void {
    try {
      needs.requireStrongPassword(password, [username, row.name, needs.siteName()]);
    } catch (error) {
      inTransaction(db, () => {
        tried.forgive();
        countCodeAttempt(db, row.staffId, -1);
      });
      throw error;
    }
  }

  return { issue, redeem };
}

export type StaffCodes = ReturnType<typeof createStaffCodes>;
