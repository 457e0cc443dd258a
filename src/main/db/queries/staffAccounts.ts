import type { StaffRole } from '../../../shared/contract.ts';
import { prepared, type Db } from '../open.ts';

/* Accounts as colleagues keep them. Logging in is in staff.ts; codes and the second step are in staffCodes.ts and staffTotp.ts. */

export interface AccountRecord {
  staffId: string; username: string; name: string; role: StaffRole; revision: number; createdAtMs: number; deactivatedAtMs: number | null; lastLoginAtMs: number | null; passwordAtMs: number | null;
  hasPassword: number; totp: number; editedAtMs: number | null; editedBy: string | null;
  /** Of an open code; null for none. `codeExpiresAtMs` is on the lock clock. */
  codePurpose: 'invite' | 'reset' | null; codeIssuedAtMs: number | null; codeExpiresAtMs: number | null;
}

const columns = `s.id AS staffId, s.username, s.name, s.role, s.revision, s.created_at_ms AS createdAtMs, s.deactivated_at_ms AS deactivatedAtMs, s.last_login_at_ms AS lastLoginAtMs,
  s.password_at_ms AS passwordAtMs, s.password_hash <> '' AS hasPassword, t.staff_id IS NOT NULL AS totp, s.edited_at_ms AS editedAtMs, e.name AS editedBy,
  c.purpose AS codePurpose, c.issued_at_ms AS codeIssuedAtMs, c.expires_at_ms AS codeExpiresAtMs
  FROM staff s LEFT JOIN staff e ON e.id = s.edited_by LEFT JOIN staff_totp t ON t.staff_id = s.id LEFT JOIN staff_codes c ON c.staff_id = s.id`;
const one = prepared(({ sqlite }) => sqlite.prepare<[string], AccountRecord>(`SELECT ${columns} WHERE s.id = ?`));

/** Active or not; null when there is none. */
export function accountRecord(db: Db, staffId: string): AccountRecord | null {
  return one(db).get(staffId) ?? null;
}

/** Ended ones last, the others oldest first. */
export function accountRecords(db: Db): AccountRecord[] {
  return db.sqlite.prepare<[], AccountRecord>(`SELECT ${columns} ORDER BY s.deactivated_at_ms IS NOT NULL, s.created_at_ms, s.id`).all();
}

/** Owners who can log in besides this one. */
export function otherOwners(db: Db, staffId: string): number {
  return Number(db.sqlite.prepare<[string], number>("SELECT count(*) FROM staff WHERE id <> ? AND role = 'owner' AND deactivated_at_ms IS NULL AND password_hash <> ''").pluck().get(staffId));
}

/** Whether somebody else has or had the name. */
export function usernameTakenByOther(db: Db, username: string, staffId: string): boolean {
  return db.sqlite.prepare('SELECT 1 FROM staff WHERE username = ? AND id <> ?').get(username, staffId) !== undefined;
}

export function updateAccount(db: Db, staffId: string, fields: { name: string; username: string; role: StaffRole }, edit: { atMs: number; by: string }): void {
  db.sqlite.prepare('UPDATE staff SET name = @name, username = @username, role = @role, edited_at_ms = @atMs, edited_by = @by WHERE id = @staffId').run({ ...fields, ...edit, staffId });
}

/** False where nothing changed. */
export function setAccountEnded(db: Db, staffId: string, deactivatedAtMs: number | null, edit: { atMs: number; by: string }): boolean {
  return db.sqlite.prepare('UPDATE staff SET deactivated_at_ms = @deactivatedAtMs, edited_at_ms = @atMs, edited_by = @by WHERE id = @staffId AND (deactivated_at_ms IS NULL) <> (@deactivatedAtMs IS NULL)')
    .run({ staffId, deactivatedAtMs, ...edit }).changes === 1;
}

/** False when the account is not active any more. */
export function setPassword(db: Db, staffId: string, passwordHash: string, atMs: number): boolean {
  return db.sqlite.prepare<[string, number, string]>('UPDATE staff SET password_hash = ?, password_at_ms = ? WHERE id = ? AND deactivated_at_ms IS NULL').run(passwordHash, atMs, staffId).changes === 1;
}

export function noteLogin(db: Db, staffId: string, atMs: number): void {
  db.sqlite.prepare<[number, string]>('UPDATE staff SET last_login_at_ms = ? WHERE id = ?').run(atMs, staffId);
}
