import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { Refusal } from '../../shared/errors.ts';
import { migrate, migrations, removeCopies } from './migrate.ts';
import type { Migration } from './migrate.ts';

/** One open database: `orm` builds typed queries, `sqlite` is the connection below it. Both synchronous. */
export interface Db {
  readonly sqlite: Database.Database;
  readonly orm: BetterSQLite3Database;
  /** Path of the file, or ":memory:". */
  readonly file: string;
}

export interface OpenOptions {
  /** Milliseconds to wait for another writer before DATABASE_LOCKED. Short: the call blocks this thread. */
  busyTimeoutMs?: number;
  /** For migration tests. */
  migrations?: readonly Migration[];
}

/** 3.51.3 fixed the last WAL-reset corruption we know of (sqlite.org/releaselog/3_51_3.html). */
const oldestSqlite = [3, 51, 3] as const;

/**
 * Opens the database, brings its schema up to date and asserts what money stands on: `synchronous=FULL`, foreign keys, WAL.
 * @throws Refusal DATABASE_LOCKED DATABASE_CORRUPT DATABASE_NEWER DISK_FULL DATA_FOLDER_NOT_WRITABLE
 */
export function openDatabase(file: string, options: OpenOptions = {}): Db {
  requireFolder(file);
  return refusing(() => {
    const sqlite = new Database(file, { timeout: options.busyTimeoutMs ?? 500 });
    try {
      secure(sqlite);
      migrate(sqlite, file, options.migrations ?? migrations);
      assertSecured(sqlite, file);
    } catch (error) {
      sqlite.close();
      throw error;
    }
    return over(sqlite, file);
  });
}

/**
 * Opens an existing database to look and not to touch: no migration, nothing written. For `verify` and the boot gate's fallback.
 * @throws Refusal like `openDatabase`
 */
export function openReadOnly(file: string): Db {
  requireFolder(file);
  return refusing(() => {
    const sqlite = new Database(file, { readonly: true, fileMustExist: true, timeout: 500 });
    sqlite.pragma('trusted_schema = OFF');
    return over(sqlite, file);
  });
}

/** A handle over a connection somebody else opened. */
export function over(sqlite: Database.Database, file: string): Db {
  return { sqlite, orm: drizzle(sqlite), file };
}

/** better-sqlite3 throws a TypeError of its own for this, not SQLite's error. */
function requireFolder(file: string): void {
  if (file !== ':memory:' && !existsSync(dirname(file))) throw new Refusal('DATA_FOLDER_NOT_WRITABLE');
}

function secure(sqlite: Database.Database): void {
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('trusted_schema = OFF');
  sqlite.pragma('cell_size_check = ON');
  // Without it INSERT OR REPLACE removes a row past the triggers that forbid removing rows.
  sqlite.pragma('recursive_triggers = ON');
  // What is deleted is overwritten with zeros: an erased face or key must not lie on in a free page.
  sqlite.pragma('secure_delete = ON');
  // KiB: the pages a payment, a list or a term's statistics touch stay in memory; the default of 2 MB does not hold them.
  sqlite.pragma('cache_size = -16384');
}

/** R2: this build of SQLite falls back to `synchronous=NORMAL` when a WAL file is opened again, so the value is read back after a read. */
function assertSecured(sqlite: Database.Database, file: string): void {
  sqlite.prepare('SELECT count(*) FROM sqlite_schema').get();
  const version = String(sqlite.prepare('SELECT sqlite_version()').pluck().get()).split('.').map(Number);
  if (compareVersions(version, oldestSqlite) < 0) throw new Error(`SQLite ${version.join('.')} is older than ${oldestSqlite.join('.')}`);
  const wanted = { synchronous: 2, foreign_keys: 1, trusted_schema: 0, recursive_triggers: 1, secure_delete: 1, journal_mode: file === ':memory:' ? 'memory' : 'wal' };
  for (const [pragma, value] of Object.entries(wanted)) {
    const actual: unknown = sqlite.pragma(pragma, { simple: true });
    if (actual !== value) throw new Error(`PRAGMA ${pragma} is ${String(actual)}, not ${value}`);
  }
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Runs `work` in one BEGIN IMMEDIATE transaction: COMMIT (with fsync) before it returns, ROLLBACK when it throws.
 * Inside another `inTransaction` it joins that one. `work` is synchronous: await before, never within.
 * @throws Refusal DATABASE_LOCKED DISK_FULL DATABASE_CORRUPT, besides what `work` throws
 */
export function inTransaction<T>(db: Db, work: () => T): T {
  if (db.sqlite.inTransaction) return work();
  const { begin, commit, rollback } = turns(db);
  return refusing(() => {
    begin.run();
    try {
      const result = work();
      if (result instanceof Promise) throw new TypeError('a transaction cannot wait for a promise');
      commit.run();
      return result;
    } catch (error) {
      // Some failures, such as a full disk, have rolled it back already.
      if (db.sqlite.inTransaction) rollback.run();
      throw error;
    }
  });
}

/** Prepared once: better-sqlite3's own wrapper is made anew for every transaction. */
const turns = prepared(({ sqlite }) => ({ begin: sqlite.prepare('BEGIN IMMEDIATE'), commit: sqlite.prepare('COMMIT'), rollback: sqlite.prepare('ROLLBACK') }));

/**
 * Writes the journal into the database and empties it: until then pages as they were before a deletion lie in it. Copies put aside by migrations go too.
 * @throws Refusal DATABASE_LOCKED while another program reads the database, besides what SQLite's failures stand for
 */
export function scrubJournal(db: Db): void {
  const [row] = refusing(() => db.sqlite.pragma('wal_checkpoint(TRUNCATE)')) as { busy: number }[]; // one row: busy, log, checkpointed
  if (row?.busy) throw new Refusal('DATABASE_LOCKED');
  removeCopies(db.file);
}

/**
 * Writes the whole database anew: the only way to be sure that no page holds what a row once said, for pages that were rearranged keep old bytes between
 * their rows. Takes about a second for 100 MB, and as much room on the disk again. @throws Refusal like `scrubJournal`, DISK_FULL
 */
export function scrubAll(db: Db): void {
  refusing(() => db.sqlite.exec('VACUUM'));
  scrubJournal(db);
}

/** What a failure of SQLite means to the person in front of the kiosk; null when it is not one of SQLite's, or a bug. */
export function refusalOfSqlite(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new Refusal('DATABASE_LOCKED');
  if (code === 'SQLITE_FULL') return new Refusal('DISK_FULL');
  // Shared memory is a file that grows: no room for it shows as an I/O error of its own.
  if (code === 'SQLITE_IOERR_SHMSIZE') return new Refusal('DISK_FULL');
  const unreadable = ['SQLITE_NOTADB', 'SQLITE_IOERR_READ', 'SQLITE_IOERR_SHORT_READ', 'SQLITE_IOERR_CORRUPTFS'];
  if (code.startsWith('SQLITE_CORRUPT') || unreadable.includes(code)) return new Refusal('DATABASE_CORRUPT');
  if (['SQLITE_CANTOPEN', 'SQLITE_READONLY', 'SQLITE_IOERR'].some((start) => code.startsWith(start))) return new Refusal('DATA_FOLDER_NOT_WRITABLE');
  return null;
}

/** Runs `work`; a failure of SQLite leaves as the Refusal it stands for, with the original as its `cause`. */
export function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const refusal = refusalOfSqlite(error);
    if (!refusal) throw error;
    refusal.cause = error;
    throw refusal;
  }
}

/** Builds a prepared statement once per open database: `const byId = prepared((db) => db.orm.select()...prepare())`, then `byId(db).get({ id })`. */
export function prepared<T>(build: (db: Db) => T): (db: Db) => T {
  const built = new WeakMap<Db, T>();
  return (db) => {
    const known = built.get(db);
    if (known !== undefined) return known;
    const made = build(db);
    built.set(db, made);
    return made;
  };
}
