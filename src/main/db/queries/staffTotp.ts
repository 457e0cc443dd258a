import { prepared, type Db } from '../open.ts';

export interface TotpRow { sealed: Buffer; sinceMs: number; /** Counts 30 seconds since epoch. */ lastStep: number }

const byStaff = prepared(({ sqlite }) => sqlite.prepare<[string], TotpRow>('SELECT sealed, since_ms AS sinceMs, last_step AS lastStep FROM staff_totp WHERE staff_id = ?'));

export function totpOf(db: Db, staffId: string): TotpRow | null {
  return byStaff(db).get(staffId) ?? null;
}

/** In place of an older one. */
export function putTotp(db: Db, staffId: string, row: TotpRow): void {
  db.sqlite.prepare(`INSERT INTO staff_totp (staff_id, sealed, since_ms, last_step) VALUES (@staffId, @sealed, @sinceMs, @lastStep)
    ON CONFLICT (staff_id) DO UPDATE SET sealed = excluded.sealed, since_ms = excluded.since_ms, last_step = excluded.last_step`).run({ staffId, ...row });
}

/** False when that step's code, or a later one, was used before. */
export function useStep(db: Db, staffId: string, step: number): boolean {
  return db.sqlite.prepare<[number, string, number]>('UPDATE staff_totp SET last_step = ? WHERE staff_id = ? AND last_step < ?').run(step, staffId, step).changes === 1;
}

/** False where there was none. */
export function deleteTotp(db: Db, staffId: string): boolean {
  db.sqlite.prepare<[string]>('DELETE FROM staff_recovery_codes WHERE staff_id = ?').run(staffId);
  return db.sqlite.prepare<[string]>('DELETE FROM staff_totp WHERE staff_id = ?').run(staffId).changes === 1;
}

/** In place of all before. */
export function putRecoveryCodes(db: Db, staffId: string, codeMacs: readonly string[]): void {
  db.sqlite.prepare<[string]>('DELETE FROM staff_recovery_codes WHERE staff_id = ?').run(staffId);
  const insert = db.sqlite.prepare<[string, string]>('INSERT INTO staff_recovery_codes (staff_id, code_mac) VALUES (?, ?)');
  for (const codeMac of codeMacs) insert.run(staffId, codeMac);
}

/** False when there is no such code, or it was used. */
export function useRecoveryCode(db: Db, staffId: string, codeMac: string): boolean {
  return db.sqlite.prepare<[string, string]>('DELETE FROM staff_recovery_codes WHERE staff_id = ? AND code_mac = ?').run(staffId, codeMac).changes === 1;
}

export function countRecoveryCodes(db: Db, staffId: string): number {
  return Number(db.sqlite.prepare<[string], number>('SELECT count(*) FROM staff_recovery_codes WHERE staff_id = ?').pluck().get(staffId));
}
