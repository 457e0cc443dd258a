import type { AuditAction } from '../../shared/activity.ts';
import type { Output, Parsed, StaffMember } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { activeStaff } from '../db/queries/staff.ts';
import { accountRecord, setPassword } from '../db/queries/staffAccounts.ts';
import { deleteCode } from '../db/queries/staffCodes.ts';
import { appendAudit, type AuditChain, type AuditEvent } from './audit.ts';
import type { LoginTries } from './loginTries.ts';
import type { SecondStep } from './secondStep.ts';
import type { Sessions } from './sessions.ts';

export interface OwnAccountNeeds {
  db: Db;
  audit: AuditChain;
  tries: LoginTries;
  secondStep: Pick<SecondStep, 'stateOf'>;
  sessions: Pick<Sessions, 'list' | 'end' | 'endOf'>;
  /** @throws Refusal PASSWORD_WEAK */
  requireStrongPassword(password: string, about: readonly string[]): void;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  hashPassword(password: string): Promise<string>;
  /** A null hash costs the same time and answers false. */
  verifyPassword(password: string, hash: string | null): Promise<boolean>;
  siteName(): string;
  onChanged(): void;
  /** Where nothing may be written it is only logged. */
  tell(row: Omit<AuditEvent, 'atMs'>): void;
  now(): number;
  monotonicMs(): number;
}

/** What everybody does with their own account; and the sessions, of which an owner sees everybody's. */
export function createOwnAccount(needs: OwnAccountNeeds) {
  const { db, now } = needs;

  function account({ staffId, name, username, role }: StaffMember): Output<'staff.account'> {
    return { name, username, role, passwordAtMs: accountRecord(db, staffId)?.passwordAtMs ?? null, totp: needs.secondStep.stateOf(staffId) };
  }

  async function changePassword({ current, password }: Parsed<'staff.changePassword'>, { staffId, username, name }: StaffMember, connection: string): Promise<Record<string, never>> {
    needs.requireWritable();
    needs.requireStrongPassword(password, [username, name, needs.siteName()]);
    const tried = needs.tries.begin(username);
    const before = activeStaff(db, staffId)?.passwordHash || null;
    if (!(await needs.verifyPassword(current, before))) {
      tell(staffId, 'staff.reauthFailed', staffId);
      throw new Refusal('REAUTH_FAILED');
    }
    const passwordHash = await needs.hashPassword(password);
    inTransaction(db, () => {
      // Replaced by a code, or the account ended, while the new one was hashed.
      if (activeStaff(db, staffId)?.passwordHash !== before || !setPassword(db, staffId, passwordHash, now())) throw new Refusal('REAUTH_FAILED');
      // Whoever knows the password forgot none: a code for another would be a second way in.
      deleteCode(db, staffId);
      tried.clear();
      appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, action: 'staff.passwordChanged', subjectId: staffId, detail: {} });
    });
    needs.sessions.endOf(staffId, connection);
    needs.onChanged();
    return {};
  }

  function sessions({ staffId, role }: StaffMember, connection: string): Output<'staff.sessions'> {
    const wallOf = (monotonicMs: number): number => Math.round(now() - needs.monotonicMs() + monotonicMs);
    const seen = needs.sessions.list().filter((session) => role === 'owner' || session.staffId === staffId);
    return {
      rows: seen.flatMap((session) => {
        const owner = activeStaff(db, session.staffId);
        if (!owner) return [];
        return [{
          sessionId: session.sessionId, staffId: session.staffId, name: owner.name, role: owner.role, proof: session.proof, current: session.connection === connection,
          startedAtMs: wallOf(session.startedAtMs), lastActiveAtMs: wallOf(session.lastActiveAtMs),
        }];
      }),
    };
  }

  function endSession({ sessionId }: Parsed<'staff.endSession'>, { staffId, role }: StaffMember): Record<string, never> {
    const found = needs.sessions.list().find((session) => session.sessionId === sessionId && (role === 'owner' || session.staffId === staffId));
    if (!found) throw new Refusal('LOGIN_ENDED');
    tell(staffId, 'staff.sessionEnded', found.staffId);
    needs.sessions.end(found.connection);
    return {};
  }

  function tell(actorId: string, action: AuditAction, subjectId: string): void {
    needs.tell({ actorKind: 'staff', actorId, action, subjectId, detail: {} });
  }

  return { account, changePassword, sessions, endSession };
}
