import type { AuditAction } from '../../shared/activity.ts';
import type { Parsed, StaffMember } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import type { LoginProof } from '../../shared/staff.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { insertStaff, ownerExists, staffByUsername, type StaffRow } from '../db/queries/staff.ts';
import { noteLogin } from '../db/queries/staffAccounts.ts';
import { writeSetting } from '../db/queries/settings.ts';
import type { LoginTries, LoginTry } from './loginTries.ts';
import type { SecondStep } from './secondStep.ts';
import type { Sessions } from './sessions.ts';

export interface StaffNeeds {
  db: Db;
  tries: LoginTries;
  secondStep: Pick<SecondStep, 'isOn' | 'take'>;
  sessions: Sessions;
  /** @throws Refusal when nobody's password could be checked whatever it is */
  requireAccounts(): void;
  /** False where the database takes no writes: staff can log in all the same. */
  writable(): boolean;
  /** @throws Refusal PASSWORD_WEAK */
  requireStrongPassword(password: string, about: readonly string[]): void;
  hashPassword(password: string): Promise<string>;
  /** A null hash costs the same time and answers false. */
  verifyPassword(password: string, hash: string | null): Promise<boolean>;
  audit(row: { actorKind: 'staff' | 'kiosk'; actorId: string | null; action: AuditAction; subjectId: string | null; detail: Record<string, string | number> }): void;
  idleAfterMs(): number;
  onSetup(): void;
  now(): number;
  newId(): string;
}

export function createStaff(needs: StaffNeeds) {
  const { db, tries, now } = needs;

  /** Makes the owner and names the site, once. There is no default account. */
  async function firstRun(input: Parsed<'setup.firstRun'>, connection: string): Promise<StaffMember> {
    requireZone(input.zone);
    needs.requireStrongPassword(input.password, [input.username, input.ownerName, input.siteName]);
    const passwordHash = await needs.hashPassword(input.password);
    const staffId = needs.newId();
    inTransaction(db, () => {
      // Two set-ups in flight: the second one finds the owner of the first.
      if (ownerExists(db)) throw new Refusal('SETUP_DONE');
      insertStaff(db, { id: staffId, username: input.username, name: input.ownerName, role: 'owner', passwordHash, createdAtMs: now(), passwordAtMs: now() });
      noteLogin(db, staffId, now());
      writeSetting(db, 'siteName', input.siteName);
      writeSetting(db, 'zone', input.zone);
      writeSetting(db, 'language', input.language);
      needs.audit({ actorKind: 'staff', actorId: staffId, action: 'setup.firstRun', subjectId: staffId, detail: { siteName: input.siteName, zone: input.zone } });
    });
    needs.sessions.open(connection, staffId, 'password');
    needs.onSetup();
    return { staffId, name: input.ownerName, username: input.username, role: 'owner', idleAfterMs: needs.idleAfterMs() };
  }

  async function login({ username, password, code }: Parsed<'staff.login'>, connection: string): Promise<StaffMember> {
    needs.requireAccounts();
    const tried = tries.begin(username);
    const row = staffByUsername(db, username);
    const right = await needs.verifyPassword(password, row?.passwordHash || null);
    if (!row || !right || !unchanged(row)) {
      needs.audit({ actorKind: 'staff', actorId: row?.staffId ?? null, action: 'staff.loginFailed', subjectId: null, detail: row ? {} : { unknown: tried.name } });
      throw new Refusal('LOGIN_FAILED');
    }
    const proof = proofOf(row, code, tried, 'staff.loginFailed');
    tries.atOnce(() => {
      tried.clear();
      if (needs.writable()) noteLogin(db, row.staffId, now());
      needs.audit({ actorKind: 'staff', actorId: row.staffId, action: 'staff.login', subjectId: row.staffId, detail: proof === 'password' ? {} : { proof } });
    });
    needs.sessions.open(connection, row.staffId, proof);
    return { staffId: row.staffId, name: row.name, username: row.username, role: row.role, idleAfterMs: needs.idleAfterMs() };
  }

  /** Counted like a login: whoever sits at an open desk has no more tries than at a closed one. */
  async function reauthenticate({ password, code }: Parsed<'staff.reauthenticate'>, connection: string, staff: StaffMember): Promise<Record<string, never>> {
    const tried = tries.begin(staff.username);
    const row = staffByUsername(db, staff.username);
    const right = await needs.verifyPassword(password, row?.passwordHash || null);
    if (!row || !right || !unchanged(row)) {
      needs.audit({ actorKind: 'staff', actorId: staff.staffId, action: 'staff.reauthFailed', subjectId: staff.staffId, detail: {} });
      throw new Refusal('REAUTH_FAILED');
    }
    proofOf(row, code, tried, 'staff.reauthFailed');
    tried.clear();
    needs.sessions.prove(connection);
    return {};
  }

  /** While the password was compared it may have been replaced, or the account ended: what was compared is then worth nothing. */
  function unchanged(row: StaffRow): boolean {
    const still = staffByUsername(db, row.username);
    return still?.staffId === row.staffId && still.passwordHash === row.passwordHash;
  }

  /** After the right password. @throws Refusal TOTP_NEEDED, where asking counts as no failure, or TOTP_WRONG, which does */
  function proofOf(row: StaffRow, code: string | undefined, tried: LoginTry, failed: AuditAction): LoginProof {
    if (!needs.secondStep.isOn(row.staffId)) return 'password';
    if (!code) {
      tried.forgive();
      throw new Refusal('TOTP_NEEDED');
    }
    const proof = needs.secondStep.take(row.staffId, code);
    if (proof) return proof;
    needs.audit({ actorKind: 'staff', actorId: row.staffId, action: failed, subjectId: row.staffId, detail: { step: 'code' } });
    throw new Refusal('TOTP_WRONG');
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
