import { prepared, type Db } from '../open.ts';

/* Destinations of backups, what lies on them, and the keys that lie beside them. */

export interface DestinationRecord {
  destinationId: string; kind: 'folder' | 's3'; name: string;
  /** JSON. */
  setup: string;
  sealedSecret: Buffer | null; marker: string; enabled: 0 | 1; createdAtMs: number; keysRev: number | null;
  lastSuccessAtMs: number | null; lastErrorAtMs: number | null; lastError: string | null; retryAtMs: number | null;
}

const columns = `id AS destinationId, kind, name, setup, sealed_secret AS sealedSecret, marker, enabled, created_at_ms AS createdAtMs, keys_rev AS keysRev,
  last_success_at_ms AS lastSuccessAtMs, last_error_at_ms AS lastErrorAtMs, last_error AS lastError, retry_at_ms AS retryAtMs`;
const all = prepared(({ sqlite }) => sqlite.prepare<[], DestinationRecord>(`SELECT ${columns} FROM backup_destinations ORDER BY created_at_ms, id`));
const one = prepared(({ sqlite }) => sqlite.prepare<[string], DestinationRecord>(`SELECT ${columns} FROM backup_destinations WHERE id = ?`));

export function listDestinations(db: Db): DestinationRecord[] {
  return all(db).all();
}

export function destinationById(db: Db, destinationId: string): DestinationRecord | null {
  return one(db).get(destinationId) ?? null;
}

export interface SavedDestination { id: string; kind: 'folder' | 's3'; name: string; setup: string; marker: string; enabled: 0 | 1; atMs: number }

const saving = prepared(({ sqlite }) => ({
  put: sqlite.prepare<[SavedDestination]>(`INSERT INTO backup_destinations (id, kind, name, setup, marker, enabled, created_at_ms) VALUES (@id, @kind, @name, @setup, @marker, @enabled, @atMs)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, setup = excluded.setup, marker = excluded.marker, enabled = excluded.enabled, keys_rev = NULL, retry_at_ms = NULL, last_error = NULL`),
  secret: sqlite.prepare<[Buffer | null, string]>('UPDATE backup_destinations SET sealed_secret = ? WHERE id = ?'),
  forget: sqlite.prepare<[string]>('DELETE FROM backups WHERE destination_id = ?'),
}));

/** Adds it, or changes it. `sealedSecret` undefined: left as it is. */
export function putDestination(db: Db, destination: SavedDestination, sealedSecret: Buffer | null | undefined): void {
  const { put, secret } = saving(db);
  put.run(destination);
  if (sealedSecret !== undefined) secret.run(sealedSecret, destination.id);
}

/** It leads somewhere else now: what was noted of the old place says nothing of the new. */
export function forgetBackupsAt(db: Db, destinationId: string): void {
  saving(db).forget.run(destinationId);
}

const removing = prepared(({ sqlite }) => sqlite.prepare<[string]>('DELETE FROM backup_destinations WHERE id = ?'));

export function deleteDestination(db: Db, destinationId: string): void {
  removing(db).run(destinationId);
}

const noting = prepared(({ sqlite }) => ({
  well: sqlite.prepare<[number, string]>('UPDATE backup_destinations SET last_success_at_ms = ?, last_error = NULL, retry_at_ms = NULL WHERE id = ?'),
  ill: sqlite.prepare<[number, string, number, string]>('UPDATE backup_destinations SET last_error_at_ms = ?, last_error = ?, retry_at_ms = ? WHERE id = ?'),
  keys: sqlite.prepare<[number, string]>('UPDATE backup_destinations SET keys_rev = ? WHERE id = ?'),
  made: sqlite.prepare<[BackupRecord & { destinationId: string }]>(`INSERT INTO backups (destination_id, name, at_ms, bytes, sha256) VALUES (@destinationId, @name, @atMs, @bytes, @sha256)
    ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, bytes = excluded.bytes, sha256 = excluded.sha256`),
  gone: sqlite.prepare<[string, string]>('DELETE FROM backups WHERE destination_id = ? AND name = ?'),
}));

export interface BackupRecord { name: string; atMs: number; bytes: number; sha256: string }

/** A backup was written there and read back. */
export function noteBackup(db: Db, destinationId: string, backup: BackupRecord, atMs: number): void {
  noting(db).made.run({ destinationId, ...backup });
  noting(db).well.run(atMs, destinationId);
}

/** It did not work, and is left alone until `retryAtMs`. */
export function noteDestinationIll(db: Db, destinationId: string, { atMs, error, retryAtMs }: { atMs: number; error: string; retryAtMs: number }): void {
  noting(db).ill.run(atMs, error, retryAtMs, destinationId);
}

export function noteKeysWritten(db: Db, destinationId: string, rev: number): void {
  noting(db).keys.run(rev, destinationId);
}

export function noteBackupGone(db: Db, destinationId: string, name: string): void {
  noting(db).gone.run(destinationId, name);
}

const known = prepared(({ sqlite }) => sqlite.prepare<[string], BackupRecord>('SELECT name, at_ms AS atMs, bytes, sha256 FROM backups WHERE destination_id = ?'));

export function backupsAt(db: Db, destinationId: string): BackupRecord[] {
  return known(db).all(destinationId);
}

const rev = prepared(({ sqlite }) => sqlite.prepare<[], number>('SELECT rev FROM key_changes').pluck());

/** Grows with every key that is destroyed and every person who is deleted. */
export function keysRevision(db: Db): number {
  return rev(db).get() ?? 0;
}

/** Destinations must be given the keys anew, though none was destroyed: they are for another recovery key now. */
export function countKeyChange(db: Db): void {
  db.sqlite.prepare('UPDATE key_changes SET rev = rev + 1').run();
}

export interface WrappedKey { personId: string; wrappedKey: Buffer }

/** Of everybody who has one. */
export function wrappedKeys(db: Db): WrappedKey[] {
  return db.sqlite.prepare<[], WrappedKey>('SELECT id AS personId, wrapped_key AS wrappedKey FROM people WHERE wrapped_key IS NOT NULL AND erased_at_ms IS NULL').all();
}

/** Puts keys back into a database that was copied without them. A person deleted meanwhile, or unknown to it, gets none. Answers how many it were. */
export function putWrappedKeys(db: Db, keys: readonly WrappedKey[]): number {
  const put = db.sqlite.prepare<[Buffer, string]>('UPDATE people SET wrapped_key = ? WHERE id = ? AND erased_at_ms IS NULL AND wrapped_key IS NULL');
  return keys.reduce((count, { personId, wrappedKey }) => count + put.run(wrappedKey, personId).changes, 0);
}

export interface TemplateRow { id: string; personId: string; model: string; version: number; sealed: Buffer; wrappedKey: Buffer | null }

/** Every template of every model with the key it should open with. */
export function templatesWithKeys(db: Db): TemplateRow[] {
  return db.sqlite.prepare<[], TemplateRow>(`SELECT t.id, t.person_id AS personId, t.model, t.version, t.sealed, p.wrapped_key AS wrappedKey
    FROM templates t JOIN people p ON p.id = t.person_id ORDER BY t.person_id`).all();
}

export function deleteTemplate(db: Db, templateId: string): void {
  db.sqlite.prepare<[string]>('DELETE FROM templates WHERE id = ?').run(templateId);
}

export interface Contents { people: number; faces: number; transfers: number; marks: number; audit: number; /** Of all people, rupiah. */ balance: number }

/** What a database holds, in figures. `faces`: people with a template; whether it opens is another matter. */
export function contentsOf(db: Db): Contents {
  const number = (statement: string): number => Number(db.sqlite.prepare(statement).pluck().get());
  return {
    people: number('SELECT count(*) FROM people WHERE erased_at_ms IS NULL'),
    faces: number('SELECT count(DISTINCT person_id) FROM templates'),
    transfers: number('SELECT count(*) FROM transfers'),
    marks: number('SELECT count(*) FROM marks'),
    audit: number('SELECT count(*) FROM audit'),
    balance: number("SELECT coalesce(sum(balance), 0) FROM accounts WHERE kind = 'person'"),
  };
}
