import type { AuditAction } from '../../shared/activity.ts';
import type { Parsed, StaffMember } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { clearLoginFailures, dropOldLoginFailures, insertLoginFailure, insertStaff, loginFailuresOf, ownerExists, staffByUsername } from '../db/queries/staff.ts';
import { writeSetting } from '../db/queries/settings.ts';
import type { Sessions } from './sessions.ts';

/** Five wrong passwords for one name within this window close the door for it until the oldest of them is that old. */
export const loginRules = { failures: 5, windowMs: 15 * 60_000 } as const;

export interface StaffNeeds {
  db: Db;
  /** Where wrong passwords are counted. */
  failuresDb: Db;
  sessions: Sessions;
  /** Milliseconds that only ever pass: moving the wall clock neither opens a locked name nor keeps it locked. */
  lockClockMs(): number;
  /** @throws Refusal when nobody's password could be checked whatever it is */
  requireAccounts(): void;
  /** @throws Refusal PASSWORD_WEAK */
  requireStrongPassword(password: string, about: readonly string[]): void;
  hashPassword(password: string): Promise<string>;
  /** A null hash costs the same time and answers false. */
  verifyPassword(password: string, hash: string | null): Promise<boolean>;
  audit(row: { actorKind: 'staff' | 'kiosk'; actorId: string | null; action: AuditAction; subjectId: string | null; detail: Record<string, string | number> }): void;
  /** A stand-in for a text that must be recognised again but not read. */
  pseudonym(text: string): string;
  idleAfterMs(): number;
  onSetup(): void;
  now(): number;
  newId(): string;
}

export function createStaff(needs: StaffNeeds) {
  const { db, failuresDb, now } = needs;

  /** Makes the owner and names the site, once. There is no default account. */
  async function firstRun(input: Parsed<'setup.firstRun'>, connection: string): Promise<StaffMember> {
    requireZone(input.zone);
    needs.requireStrongPassword(input.password, [input.username, input.ownerName, input.siteName]);
    const passwordHash = await needs.hashPassword(input.password);
    const staffId = needs.newId();
    inTransaction(db, () => {
      // Two set-ups in flight: the second one finds the owner of the first.
      if (ownerExists(db)) throw new Refusal('SETUP_DONE');
      insertStaff(db, { id: staffId, username: input.username, name: input.ownerName, role: 'owner', passwordHash, createdAtMs: now() });
      writeSetting(db, 'siteName', input.siteName);
      writeSetting(db, 'zone', input.zone);
      writeSetting(db, 'language', input.language);
      needs.audit({ actorKind: 'staff', actorId: staffId, action: 'setup.firstRun', subjectId: staffId, detail: { siteName: input.siteName, zone: input.zone } });
    });
    needs.sessions.open(connection, staffId);
    needs.onSetup();
    return { staffId, name: input.ownerName, username: input.username, role: 'owner', idleAfterMs: needs.idleAfterMs() };
  }

  async function login({ username, password }: Parsed<'staff.login'>, connection: string): Promise<StaffMember> {
    needs.requireAccounts();
    const atMs = needs.lockClockMs();
    // A name nobody has may be a password typed into the wrong field: it is kept as a pseudonym only.
    const name = needs.pseudonym(username);
    inTransaction(failuresDb, () => {
      refuseWhenLocked(name, atMs);
      // Counted before it is compared: a process killed in between still used up one try.
      insertLoginFailure(failuresDb, name, atMs);
    });
    const row = staffByUsername(db, username);
    const right = await needs.verifyPassword(password, row?.passwordHash ?? null);
    if (!right || !row) {
      needs.audit({ actorKind: 'staff', actorId: row?.staffId ?? null, action: 'staff.loginFailed', subjectId: null, detail: row ? {} : { unknown: name } });
      throw new Refusal('LOGIN_FAILED');
    }
    // One transaction: both are in the same database unless that takes no writes, and then the audit row is not written either.
    inTransaction(failuresDb, () => {
      clearLoginFailures(failuresDb, name);
      needs.audit({ actorKind: 'staff', actorId: row.staffId, action: 'staff.login', subjectId: row.staffId, detail: {} });
    });
    needs.sessions.open(connection, row.staffId);
    return { staffId: row.staffId, name: row.name, username: row.username, role: row.role, idleAfterMs: needs.idleAfterMs() };
  }

  /** Counted like a login: whoever sits at an open desk has no more tries than at a closed one. */
  async function reauthenticate({ password }: Parsed<'staff.reauthenticate'>, connection: string, staff: StaffMember): Promise<Record<string, never>> {
    const atMs = needs.lockClockMs();
    const name = needs.pseudonym(staff.username);
    inTransaction(failuresDb, () => {
      refuseWhenLocked(name, atMs);
      insertLoginFailure(failuresDb, name, atMs);
    });
    const row = staffByUsername(db, staff.username);
    if (!row || !(await needs.verifyPassword(password, row.passwordHash))) {
      needs.audit({ actorKind: 'staff', actorId: staff.staffId, action: 'staff.reauthFailed', subjectId: staff.staffId, detail: {} });
      throw new Refusal('REAUTH_FAILED');
    }
    clearLoginFailures(failuresDb, name);
    needs.sessions.prove(connection);
    return {};
  }

  /** @throws Refusal LOGIN_LOCKED with the minutes to wait */
  function refuseWhenLocked(name: string, atMs: number): void {
    dropOldLoginFailures(failuresDb, atMs - loginRules.windowMs);
    const { failures, oldestAtMs } = loginFailuresOf(failuresDb, name);
    if (failures < loginRules.failures || oldestAtMs === null) return;
    const waitMs = Math.min(loginRules.windowMs, Math.max(0, oldestAtMs + loginRules.windowMs - atMs));
    throw new Refusal('LOGIN_LOCKED', { minutes: Math.max(1, Math.ceil(waitMs / 60_000)) });
  }

  function logout(connection: string, staff: StaffMember): Record<string, never> {
    needs.audit({ actorKind: 'staff', actorId: staff.staffId, action: 'staff.logout', subjectId: staff.staffId, detail: {} });
    needs.sessions.end(connection);
    return {};
  }

  return { firstRun, login, reauthenticate, logout };
}

function requireZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw new Refusal('BAD_INPUT', { field: 'zone' });
  }
}
