import { prepared, type Db } from '../open.ts';

/* One person as staff see them, and what staff change. The list is in people.ts. */

export interface PersonFields { name: string; identifier: string; guardianName: string | null; note: string | null }

export interface PersonRecord extends PersonFields {
  personId: string; revision: number; createdAtMs: number; deactivatedAtMs: number | null; editedAtMs: number | null; editedBy: string | null;
  balance: number; hasPin: number; hasKey: number; lockedUntilMs: number; needsStaff: number; resetExpiresAtMs: number; lastSeenAtMs: number | null; transactions: number; marks: number;
}

/** The last payment, arrival or look at their own data; marks made by hand or by rule are not the person's doing. Null: never. */
const lastSeen = `nullif(max(coalesce(p.last_login_at_ms, 0), coalesce((SELECT max(t.at_ms) FROM transfers t WHERE t.person_id = p.id), 0),
  coalesce((SELECT max(m.at_ms) FROM marks m WHERE m.person_id = p.id AND m.method NOT IN ('staff', 'rule')), 0)), 0)`;

const record = prepared(({ sqlite }) => sqlite.prepare<[string], PersonRecord>(`
  SELECT p.id AS personId, p.revision, p.name, p.identifier, p.guardian_name AS guardianName, p.note, p.created_at_ms AS createdAtMs, p.deactivated_at_ms AS deactivatedAtMs,
    p.edited_at_ms AS editedAtMs, s.name AS editedBy, coalesce(a.balance, 0) AS balance, p.pin_hash IS NOT NULL AS hasPin, p.wrapped_key IS NOT NULL AS hasKey,
    coalesce(g.locked_until_ms, 0) AS lockedUntilMs, coalesce(g.needs_staff, 0) AS needsStaff, coalesce(r.expires_at_ms, 0) AS resetExpiresAtMs, ${lastSeen} AS lastSeenAtMs,
    (SELECT count(*) FROM transfers t WHERE t.person_id = p.id) AS transactions, (SELECT count(*) FROM marks m WHERE m.person_id = p.id AND m.voided_at_ms IS NULL) AS marks
  FROM people p LEFT JOIN accounts a ON a.person_id = p.id LEFT JOIN staff s ON s.id = p.edited_by LEFT JOIN pin_guard g ON g.subject_id = p.id LEFT JOIN pin_resets r ON r.person_id = p.id
  WHERE p.id = ? AND p.erased_at_ms IS NULL`));

/** Null when there is no such person, or they were deleted. */
export function personRecord(db: Db, personId: string): PersonRecord | null {
  return record(db).get(personId) ?? null;
}

export interface FaceRecord { model: string; templates: number; createdAtMs: number; fromPhotos: number }

/** Newest model's templates; null where there are none. */
export function faceRecord(db: Db, personId: string): FaceRecord | null {
  return db.sqlite.prepare<[string], FaceRecord>(`SELECT model, count(*) AS templates, max(created_at_ms) AS createdAtMs, max(pose = 'photo') AS fromPhotos
    FROM templates WHERE person_id = ? GROUP BY model ORDER BY createdAtMs DESC LIMIT 1`).get(personId) ?? null;
}

export interface ConsentRecord { atMs: number; textVersion: string; language: 'id' | 'en'; guardianName: string | null; withdrawnAtMs: number | null }

/** Newest first. */
export function consentsOf(db: Db, personId: string): ConsentRecord[] {
  return db.sqlite.prepare<[string], ConsentRecord>(`SELECT at_ms AS atMs, text_version AS textVersion, language, guardian_name AS guardianName, withdrawn_at_ms AS withdrawnAtMs
    FROM consents WHERE person_id = ? ORDER BY at_ms DESC, id`).all(personId);
}

export function cardOf(db: Db, personId: string): { version: number; issuedAtMs: number } | null {
  return db.sqlite.prepare<[string], { version: number; issuedAtMs: number }>('SELECT version, issued_at_ms AS issuedAtMs FROM cards WHERE person_id = ?').get(personId) ?? null;
}

export function coursesTaken(db: Db, personId: string): { code: string; name: string; fromDate: string; untilDate: string | null }[] {
  return db.sqlite.prepare<[string], { code: string; name: string; fromDate: string; untilDate: string | null }>(`
    SELECT c.code, c.name, b.from_date AS fromDate, b.until_date AS untilDate FROM memberships b JOIN courses c ON c.id = b.course_id WHERE b.person_id = ? ORDER BY c.code`).all(personId);
}

export function updatePerson(db: Db, personId: string, fields: PersonFields & { nameFolded: string }, edit: { atMs: number; staffId: string }): void {
  db.sqlite.prepare('UPDATE people SET name = @name, name_folded = @nameFolded, identifier = @identifier, guardian_name = @guardianName, note = @note, edited_at_ms = @atMs, edited_by = @staffId WHERE id = @personId')
    .run({ ...fields, ...edit, personId });
}

/** False where nothing changed. */
export function setDeactivated(db: Db, personId: string, deactivatedAtMs: number | null, edit: { atMs: number; staffId: string }): boolean {
  return db.sqlite.prepare('UPDATE people SET deactivated_at_ms = @deactivatedAtMs, edited_at_ms = @atMs, edited_by = @staffId WHERE id = @personId AND (deactivated_at_ms IS NULL) <> (@deactivatedAtMs IS NULL)')
    .run({ personId, deactivatedAtMs, ...edit }).changes === 1;
}

/** Who holds the number besides this person. */
export function numberTakenByOther(db: Db, identifier: string, personId: string): boolean {
  return db.sqlite.prepare('SELECT 1 FROM people WHERE identifier = ? AND id <> ?').get(identifier, personId) !== undefined;
}

export interface UnseenPerson { personId: string; name: string; identifier: string; lastSeenAtMs: number; balance: number }

/** Not deleted people whom nobody saw since, longest unseen first. Who never came counts from their first day. */
export function unseenSince(db: Db, beforeMs: number, limit: number): UnseenPerson[] {
  return db.sqlite.prepare<[number, number, number], UnseenPerson>(`SELECT * FROM (
      SELECT p.id AS personId, p.name, p.identifier, max(p.created_at_ms, coalesce(${lastSeen}, 0)) AS lastSeenAtMs, coalesce(a.balance, 0) AS balance
      FROM people p LEFT JOIN accounts a ON a.person_id = p.id WHERE p.erased_at_ms IS NULL AND p.created_at_ms < ?)
    WHERE lastSeenAtMs < ? ORDER BY lastSeenAtMs, personId LIMIT ?`).all(beforeMs, beforeMs, limit);
}
