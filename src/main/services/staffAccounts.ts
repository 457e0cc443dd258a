import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { insertStaff, listStaff, usernameTaken } from '../db/queries/staff.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import type { Who } from './courseAccess.ts';

export interface StaffAccountsNeeds {
  db: Db;
  audit: AuditChain;
  /** @throws Refusal PASSWORD_WEAK */
  requireStrongPassword(password: string, about: readonly string[]): void;
  hashPassword(password: string): Promise<string>;
  siteName(): string;
  now(): number;
  newId(): string;
}

/** Accounts the owner opens for colleagues. */
export function createStaffAccounts(needs: StaffAccountsNeeds) {
  const { db } = needs;

  async function create({ name, username, role, password }: Parsed<'staff.create'>, who: Who): Promise<Output<'staff.create'>> {
    refuseTaken(username);
    needs.requireStrongPassword(password, [username, name, needs.siteName()]);
    const passwordHash = await needs.hashPassword(password);
    const staffId = needs.newId();
    inTransaction(db, () => {
      // Two in flight: the other one was first.
      refuseTaken(username);
      const atMs = needs.now();
      insertStaff(db, { id: staffId, username, name, role, passwordHash, createdAtMs: atMs });
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: who.staffId, action: 'staff.created', subjectId: staffId, detail: { role } });
    });
    return { staffId };
  }

  function refuseTaken(username: string): void {
    if (usernameTaken(db, username)) throw new Refusal('USERNAME_TAKEN');
  }

  function list(): Output<'staff.list'> {
    return { rows: listStaff(db) };
  }

  return { create, list };
}
