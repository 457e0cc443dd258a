import { prepared, type Db } from '../open.ts';

export type CodePurpose = 'invite' | 'reset';
export interface StaffCodeRow {
  staffId: string; purpose: CodePurpose; codeMac: string; issuedBy: string; issuedAtMs: number;
  /** On the lock clock. */
  expiresAtMs: number;
}

/** The code of an active account, with whom it is for. */
export interface OpenCode extends StaffCodeRow { name: string; attempts: number }

const columns = 'c.staff_id AS staffId, c.purpose, c.code_mac AS codeMac, c.issued_by AS issuedBy, c.issued_at_ms AS issuedAtMs, c.expires_at_ms AS expiresAtMs, c.attempts, s.name';
const byName = prepared(({ sqlite }) => sqlite.prepare<[string], OpenCode>(`SELECT ${columns} FROM staff_codes c JOIN staff s ON s.id = c.staff_id WHERE s.username = ? AND s.deactivated_at_ms IS NULL`));
const byStaff = prepared(({ sqlite }) => sqlite.prepare<[string], OpenCode>(`SELECT ${columns} FROM staff_codes c JOIN staff s ON s.id = c.staff_id WHERE c.staff_id = ? AND s.deactivated_at_ms IS NULL`));

/** Expired or not; null for none. */
export function codeByUsername(db: Db, username: string): OpenCode | null {
  return byName(db).get(username) ?? null;
}

export function codeOf(db: Db, staffId: string): OpenCode | null {
  return byStaff(db).get(staffId) ?? null;
}

/** In place of an older one. */
export function putCode(db: Db, row: StaffCodeRow): void {
  db.sqlite.prepare<[StaffCodeRow]>(`INSERT INTO staff_codes (staff_id, purpose, code_mac, issued_by, issued_at_ms, expires_at_ms) VALUES (@staffId, @purpose, @codeMac, @issuedBy, @issuedAtMs, @expiresAtMs)
    ON CONFLICT (staff_id) DO UPDATE SET purpose = excluded.purpose, code_mac = excluded.code_mac, issued_by = excluded.issued_by, issued_at_ms = excluded.issued_at_ms,
      expires_at_ms = excluded.expires_at_ms, attempts = 0`).run(row);
}

/** `by`: 1 for a try, -1 for one that turned out to be none. */
export function countCodeAttempt(db: Db, staffId: string, by: 1 | -1): void {
  db.sqlite.prepare<[number, string]>('UPDATE staff_codes SET attempts = attempts + ? WHERE staff_id = ?').run(by, staffId);
}

export function deleteCode(db: Db, staffId: string): void {
  db.sqlite.prepare<[string]>('DELETE FROM staff_codes WHERE staff_id = ?').run(staffId);
}
