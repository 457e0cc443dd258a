import type { AuditAction } from '../../shared/activity.ts';
import type { Output, Parsed, StaffRole } from '../../shared/contract.ts';
import type { StaffAccount } from '../../shared/contractStaff.ts';
import { Refusal } from '../../shared/errors.ts';
import { mayManage } from '../../shared/staff.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { insertStaff, listStaff, usernameTaken } from '../db/queries/staff.ts';
import { accountRecord, accountRecords, otherOwners, setAccountEnded, updateAccount, usernameTakenByOther, type AccountRecord } from '../db/queries/staffAccounts.ts';
import { deleteCode } from '../db/queries/staffCodes.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import type { Who } from './courseAccess.ts';
import { codeRules, type StaffCodes } from './staffCodes.ts';
import type { Sessions } from './sessions.ts';

export interface StaffAccountsNeeds {
  db: Db;
  audit: AuditChain;
  codes: Pick<StaffCodes, 'issue'>;
  sessions: Pick<Sessions, 'endOf' | 'list'>;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  lockClockMs(): number;
  onChanged(): void;
  now(): number;
  newId(): string;
}

/** Accounts of colleagues: opened, edited, ended and taken back. `mayManage` says by whom. */
export function createStaffAccounts(needs: StaffAccountsNeeds) {
  const { db, now } = needs;

  function invite({ name, username, role }: Parsed<'staff.invite'>, who: Who): Output<'staff.invite'> {
    needs.requireWritable();
    requireManage(who, role);
    const staffId = needs.newId();
    const issued = inTransaction(db, () => {
      refuseTaken(username);
      insertStaff(db, { id: staffId, username, name, role, passwordHash: '', createdAtMs: now() });
      note(who, 'staff.invited', staffId, { role });
      return needs.codes.issue({ staffId, name, username }, 'invite', who.staffId);
    });
    needs.onChanged();
    return issued;
  }

  function issueCode({ staffId }: Parsed<'staff.issueCode'>, who: Who): Output<'staff.issueCode'> {
    needs.requireWritable();
    const issued = inTransaction(db, () => {
      const account = find(staffId, who);
      if (account.deactivatedAtMs !== null) throw new Refusal('STAFF_NOT_FOUND');
      // A forgotten password is another owner's to replace: a code in any other hand would be a way to become somebody else.
      if (account.hasPassword && (who.role !== 'owner' || who.staffId === staffId)) throw new Refusal('NOT_ALLOWED');
      return needs.codes.issue(account, account.hasPassword ? 'reset' : 'invite', who.staffId);
    });
    needs.onChanged();
    return issued;
  }

  function save({ staffId, revision, ...fields }: Parsed<'staff.save'>, who: Who): Output<'staff.save'> {
    needs.requireWritable();
    const { saved, roleChanged } = inTransaction(db, () => {
      const before = find(staffId, who);
      requireManage(who, fields.role);
      const changed = (['name', 'username', 'role'] as const).filter((field) => before[field] !== fields[field]);
      // Also when both want the same: then nothing is lost, and nothing to choose.
      if (changed.length === 0) return { saved: before.revision, roleChanged: false };
      if (before.revision !== revision) throw new Refusal('EDIT_CONFLICT', conflict(before));
      if (usernameTakenByOther(db, fields.username, staffId)) throw new Refusal('USERNAME_TAKEN');
      if (fields.role !== 'owner') requireOtherOwner(before);
      updateAccount(db, staffId, fields, { atMs: now(), by: who.staffId });
      const roleChanged = before.role !== fields.role;
      note(who, 'staff.edited', staffId, { fields: changed.join(' '), ...(roleChanged ? { from: before.role, to: fields.role } : {}) });
      return { saved: accountRecord(db, staffId)?.revision ?? revision, roleChanged };
    });
    if (roleChanged) needs.sessions.endOf(staffId);
    needs.onChanged();
    return { revision: saved };
  }

  function deactivate({ staffId }: Parsed<'staff.deactivate'>, who: Who): Record<string, never> {
    turn(staffId, who, now());
    needs.sessions.endOf(staffId);
    return {};
  }

  function reactivate({ staffId }: Parsed<'staff.reactivate'>, who: Who): Record<string, never> {
    turn(staffId, who, null);
    return {};
  }

  function turn(staffId: string, who: Who, deactivatedAtMs: number | null): void {
    needs.requireWritable();
    inTransaction(db, () => {
      const before = find(staffId, who);
      if (deactivatedAtMs !== null) requireOtherOwner(before);
      if (!setAccountEnded(db, staffId, deactivatedAtMs, { atMs: now(), by: who.staffId })) return;
      deleteCode(db, staffId);
      note(who, deactivatedAtMs === null ? 'staff.reactivated' : 'staff.deactivated', staffId, {});
    });
    needs.onChanged();
  }

  /** @throws Refusal STAFF_NOT_FOUND, or NOT_ALLOWED where the account is not theirs to touch */
  function find(staffId: string, who: Who): AccountRecord {
    const found = accountRecord(db, staffId);
    if (!found) throw new Refusal('STAFF_NOT_FOUND');
    requireManage(who, found.role);
    return found;
  }

  /** @throws Refusal LAST_OWNER when this is the only owner who can log in */
  function requireOtherOwner({ staffId, role, deactivatedAtMs, hasPassword }: AccountRecord): void {
    if (role === 'owner' && deactivatedAtMs === null && hasPassword && otherOwners(db, staffId) === 0) throw new Refusal('LAST_OWNER');
  }

  function refuseTaken(username: string): void {
    if (usernameTaken(db, username)) throw new Refusal('USERNAME_TAKEN');
  }

  function note({ staffId: actorId }: Who, action: AuditAction, subjectId: string, detail: Record<string, string>): void {
    appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId, action, subjectId, detail });
  }

  function list(): Output<'staff.list'> {
    return { rows: listStaff(db) };
  }

  function accounts(): Output<'staff.accounts'> {
    const open = needs.sessions.list();
    const lockNowMs = needs.lockClockMs();
    return { rows: accountRecords(db).map((row) => asAccount(row, open.filter(({ staffId }) => staffId === row.staffId).length, lockNowMs)) };
  }

  return { invite, issueCode, save, deactivate, reactivate, list, accounts };
}

function asAccount(row: AccountRecord, sessions: number, lockNowMs: number): StaffAccount {
  const { codePurpose, codeIssuedAtMs, codeExpiresAtMs, deactivatedAtMs, hasPassword, passwordAtMs: _, totp, ...rest } = row;
  const open = codePurpose !== null && codeIssuedAtMs !== null && codeExpiresAtMs !== null && codeExpiresAtMs > lockNowMs;
  return {
    ...rest, totp: Boolean(totp), sessions, codeUntilMs: open ? codeIssuedAtMs + codeRules.lastsMs[codePurpose] : null,
    state: deactivatedAtMs !== null ? 'deactivated' : hasPassword ? 'active' : 'invited',
  };
}

/** @throws Refusal NOT_ALLOWED */
function requireManage(who: Who, role: StaffRole): void {
  if (!mayManage(who.role, role)) throw new Refusal('NOT_ALLOWED');
}

/** What stands now, for the one whose edit came second. */
function conflict({ revision, name, username, role, editedBy, editedAtMs }: AccountRecord) {
  return { revision, name, username, role, by: editedBy ?? '', atMs: editedAtMs ?? 0 };
}
