import type { ImportKind } from '../../../shared/attendance.ts';
import { prepared, type Db } from '../open.ts';

/* Plain statements: an import runs each of them once a row, and filling drizzle's placeholders takes longer than they do. */

const personStatement = prepared(({ sqlite }) => sqlite.prepare<[string], { id: string; name: string; nameFolded: string; deactivatedAtMs: number | null }>(
  'SELECT id, name, name_folded AS nameFolded, deactivated_at_ms AS deactivatedAtMs FROM people WHERE identifier = ?'));

/** Whoever has the number, deactivated or not; null when nobody has. */
export function personByIdentifier(db: Db, identifier: string) {
  return personStatement(db).get(identifier) ?? null;
}

const courseStatement = prepared(({ sqlite }) => sqlite.prepare<[string], { id: string; name: string; nameFolded: string; teacherId: string | null; archivedAtMs: number | null }>(
  'SELECT id, name, name_folded AS nameFolded, teacher_id AS teacherId, archived_at_ms AS archivedAtMs FROM courses WHERE code = ?'));

/** Archived or not; null when no course has the code. */
export function courseByCode(db: Db, code: string) {
  return courseStatement(db).get(code) ?? null;
}

export interface ImportedPerson { id: string; identifier: string; name: string; nameFolded: string }

const addPerson = prepared(({ sqlite }) => sqlite.prepare<[string, string, string, string, number, string]>(
  'INSERT INTO people (id, identifier, name, name_folded, created_at_ms, kiosk_id) VALUES (?, ?, ?, ?, ?, ?)'));
const addAccount = prepared(({ sqlite }) => sqlite.prepare<[string, string]>("INSERT INTO accounts (id, kind, person_id, balance) VALUES (?, 'person', ?, 0)"));

/** Without a face and without a PIN; with an account of balance 0. */
export function addImportedPerson(db: Db, { id, identifier, name, nameFolded }: ImportedPerson, createdAtMs: number, kioskId: string): void {
  addPerson(db).run(id, identifier, name, nameFolded, createdAtMs, kioskId);
  addAccount(db).run(id, id);
}

const rename = prepared(({ sqlite }) => sqlite.prepare<[string, string, string]>('UPDATE people SET name = ?, name_folded = ? WHERE id = ?'));

export function renamePerson(db: Db, { id, name, nameFolded }: { id: string; name: string; nameFolded: string }): void {
  rename(db).run(name, nameFolded, id);
}

const removePerson = prepared(({ sqlite }) => [
  sqlite.prepare<[string]>('DELETE FROM accounts WHERE person_id = ?'),
  // Wrong PINs somebody typed for the number; no key leads from there to the person.
  sqlite.prepare<[string]>('DELETE FROM pin_guard WHERE subject_id = ?'),
  sqlite.prepare<[string]>('DELETE FROM people WHERE id = ?'),
]);

/** Fails on whoever anything refers to. */
export function removeImportedPerson(db: Db, personId: string): void {
  for (const statement of removePerson(db)) statement.run(personId);
}

const isBarePerson = prepared(({ sqlite }) => sqlite.prepare<[string, string, string], number>(
  'SELECT 1 FROM people WHERE id = ? AND name = ? AND identifier = ? AND deactivated_at_ms IS NULL AND pin_hash IS NULL AND wrapped_key IS NULL').pluck());
const isNamedPerson = prepared(({ sqlite }) => sqlite.prepare<[string, string, string], number>('SELECT 1 FROM people WHERE id = ? AND name = ? AND identifier = ?').pluck());

/** Whether a person still is called so; `bare`: and has neither a PIN nor a key and is active. */
export function personIsStill(db: Db, { id, name, identifier }: Omit<ImportedPerson, 'nameFolded'>, bare: boolean): boolean {
  return (bare ? isBarePerson(db) : isNamedPerson(db)).get(id, name, identifier) !== undefined;
}

const removeCourse = prepared(({ sqlite }) => sqlite.prepare<[string]>('DELETE FROM courses WHERE id = ?'));

/** Fails on a course anything refers to. */
export function removeImportedCourse(db: Db, courseId: string): void {
  removeCourse(db).run(courseId);
}

/** Ids of what an import added to a table that rows of other tables refer to now. Which tables those are, the schema says. */
export function addedAndInUse(db: Db, importId: string, parent: 'people' | 'courses'): string[] {
  const children = db.sqlite.prepare<[string], { name: string; column: string }>(
    `SELECT m.name, f."from" AS "column" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f."table" = ?`).all(parent);
  return children.flatMap(({ name, column }) => {
    // Everybody has an account from the start; it is used once something is booked on it.
    const used = name === 'accounts' ? 'AND (c.balance <> 0 OR EXISTS (SELECT 1 FROM entries e WHERE e.account_id = c.id))' : '';
    return db.sqlite.prepare<[string], string>(`SELECT DISTINCT c."${column}" FROM "${name}" c
      WHERE c."${column}" IN (SELECT row_key FROM import_items WHERE import_id = ? AND before IS NULL) ${used}`).pluck().all(importId);
  });
}

const markedSinceStatement = prepared(({ sqlite }) => sqlite.prepare<[string, string, number], number>(
  'SELECT 1 FROM marks m JOIN class_sessions s ON s.id = m.session_id WHERE m.person_id = ? AND s.course_id = ? AND m.at_ms >= ? LIMIT 1').pluck());

export function markedSince(db: Db, { personId, courseId }: { personId: string; courseId: string }, atMs: number): boolean {
  return markedSinceStatement(db).get(personId, courseId, atMs) !== undefined;
}

export interface ImportRunRow {
  importId: string; kind: ImportKind; fileName: string; staffName: string; atMs: number;
  added: number; changed: number; leftOut: number; undoneAtMs: number | null; undoneBy: string | null;
}

const runColumns = `i.id AS importId, i.kind, i.file_name AS fileName, s.name AS staffName, i.at_ms AS atMs, i.added, i.changed, i.left_out AS leftOut,
  i.undone_at_ms AS undoneAtMs, u.name AS undoneBy FROM imports i JOIN staff s ON s.id = i.staff_id LEFT JOIN staff u ON u.id = i.undone_by`;
const runStatement = prepared(({ sqlite }) => sqlite.prepare<[string], ImportRunRow>(`SELECT ${runColumns} WHERE i.id = ?`));
const runsStatement = prepared(({ sqlite }) => sqlite.prepare<[number], ImportRunRow>(`SELECT ${runColumns} ORDER BY i.at_ms DESC, i.rowid DESC LIMIT ?`));

export function importRunOf(db: Db, importId: string): ImportRunRow | null {
  return runStatement(db).get(importId) ?? null;
}

/** Newest first. */
export function listImportRuns(db: Db, limit: number): ImportRunRow[] {
  return runsStatement(db).all(limit);
}

export interface NewImport { id: string; kind: ImportKind; fileName: string; staffId: string; added: number; changed: number; leftOut: number; atMs: number }

const addImport = prepared(({ sqlite }) => sqlite.prepare<[NewImport]>(`INSERT INTO imports (id, kind, file_name, staff_id, added, changed, left_out, at_ms)
  VALUES (@id, @kind, @fileName, @staffId, @added, @changed, @leftOut, @atMs)`));

export function insertImport(db: Db, row: NewImport): void {
  addImport(db).run(row);
}

const undone = prepared(({ sqlite }) => sqlite.prepare<[number, string, string]>('UPDATE imports SET undone_at_ms = ?, undone_by = ? WHERE id = ?'));

export function setImportUndone(db: Db, importId: string, atMs: number, staffId: string): void {
  undone(db).run(atMs, staffId, importId);
}

/** What one row of an import did. JSON texts; `before` null: there was nothing. */
export interface ImportItem { rowKey: string; before: string | null; after: string }

const addItem = prepared(({ sqlite }) => sqlite.prepare<[string, number, string, string | null, string]>(
  'INSERT INTO import_items (import_id, position, row_key, before, after) VALUES (?, ?, ?, ?, ?)'));

export function insertImportItem(db: Db, importId: string, position: number, { rowKey, before, after }: ImportItem): void {
  addItem(db).run(importId, position, rowKey, before, after);
}

export function importItemsOf(db: Db, importId: string): ImportItem[] {
  return db.sqlite.prepare<[string], ImportItem>('SELECT row_key AS rowKey, before, after FROM import_items WHERE import_id = ? ORDER BY position').all(importId);
}
