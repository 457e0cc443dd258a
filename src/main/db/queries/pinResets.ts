import { prepared, type Db } from '../open.ts';

export interface PinResetRow { personId: string; codeMac: string; staffId: string; issuedAtMs: number; /** On the lock clock. */ expiresAtMs: number }

const columns = 'r.person_id AS personId, r.code_mac AS codeMac, r.staff_id AS staffId, r.issued_at_ms AS issuedAtMs, r.expires_at_ms AS expiresAtMs';
const byNumber = prepared(({ sqlite }) => sqlite.prepare<[string], PinResetRow>(
  `SELECT ${columns} FROM pin_resets r JOIN people p ON p.id = r.person_id WHERE p.identifier = ? AND p.deactivated_at_ms IS NULL`));
const byPerson = prepared(({ sqlite }) => sqlite.prepare<[string], PinResetRow>(`SELECT ${columns} FROM pin_resets r WHERE r.person_id = ?`));

/** The open code of the active person with this number, expired or not; null for none. */
export function pinResetByNumber(db: Db, identifier: string): PinResetRow | null {
  return byNumber(db).get(identifier) ?? null;
}

export function pinResetOf(db: Db, personId: string): PinResetRow | null {
  return byPerson(db).get(personId) ?? null;
}

/** In place of an older one. */
export function putPinReset(db: Db, row: PinResetRow): void {
  db.sqlite.prepare<[PinResetRow]>(`INSERT INTO pin_resets (person_id, code_mac, staff_id, issued_at_ms, expires_at_ms) VALUES (@personId, @codeMac, @staffId, @issuedAtMs, @expiresAtMs)
    ON CONFLICT (person_id) DO UPDATE SET code_mac = excluded.code_mac, staff_id = excluded.staff_id, issued_at_ms = excluded.issued_at_ms, expires_at_ms = excluded.expires_at_ms`).run(row);
}

export function deletePinReset(db: Db, personId: string): void {
  db.sqlite.prepare<[string]>('DELETE FROM pin_resets WHERE person_id = ?').run(personId);
}

/** False when the person is not active any more. */
export function setPin(db: Db, personId: string, pinHash: string): boolean {
  return db.sqlite.prepare<[string, string]>('UPDATE people SET pin_hash = ? WHERE id = ? AND deactivated_at_ms IS NULL').run(pinHash, personId).changes === 1;
}
