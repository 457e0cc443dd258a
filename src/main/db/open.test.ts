import Database from 'better-sqlite3';
import { is } from 'drizzle-orm';
import { SQLiteTable, getTableConfig } from 'drizzle-orm/sqlite-core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { fileFaults, schemaFaults } from './integrity.ts';
import { inTransaction, openDatabase, refusalOfSqlite } from './open.ts';
import { readSetting, writeSetting } from './queries/settings.ts';
import * as schema from './schema.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tatap-db-'));
  file = join(folder, 'tatap.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
}

test('synchronous is FULL on the first open and on every later one, while a WAL is left over', () => {
  for (let open = 0; open < 3; open += 1) {
    const db = openDatabase(file);
    expect(db.sqlite.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
    writeSetting(db, 'n', open);
    // Left open on purpose: the next one finds the WAL in place.
    expect(readSetting(db, 'n')).toBe(open);
  }
});

test('this build of SQLite would fall back to NORMAL by itself: the reason for asserting it', () => {
  openDatabase(file).sqlite.close();
  const careless = new Database(file);
  careless.prepare('SELECT count(*) FROM settings').get();
  expect(careless.pragma('synchronous', { simple: true })).toBe(1);
  careless.close();
});

test('the drizzle tables and the migrated tables have the same columns, types and nulls', () => {
  const db = openDatabase(':memory:');
  const tables = Object.values(schema).filter((value) => is(value, SQLiteTable));
  const described = tables.map((table) => {
    const { name, columns } = getTableConfig(table);
    return [name, columns.map((column) => `${column.name} ${column.getSQLType().toUpperCase()} ${column.notNull || column.primary ? 'NOT NULL' : 'NULL'}`).sort()] as const;
  });
  const names = db.sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name").pluck().all();
  expect(described.map(([name]) => name).sort()).toEqual(names);
  for (const [name, columns] of described) {
    const migrated = db.sqlite.prepare<[string], { name: string; type: string; notnull: number; pk: number }>('SELECT * FROM pragma_table_info(?)').all(name);
    expect(migrated.map((column) => `${column.name} ${column.type} ${column.notnull || column.pk ? 'NOT NULL' : 'NULL'}`).sort(), name).toEqual(columns);
  }
});

test('every table is STRICT', () => {
  const db = openDatabase(':memory:');
  expect(db.sqlite.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND strict = 0").all()).toEqual([]);
});

test('a fresh database has no faults', () => {
  const db = openDatabase(':memory:');
  expect([fileFaults(db), schemaFaults(db)]).toEqual([[], []]);
});

test('a transaction that throws leaves nothing, an inner one joins the outer', () => {
  const db = openDatabase(':memory:');
  expect(() => inTransaction(db, () => {
    inTransaction(db, () => writeSetting(db, 'inner', 1));
    throw new Error('no');
  })).toThrow('no');
  expect(readSetting(db, 'inner')).toBeUndefined();
});

test('a transaction that would wait for a promise is refused and rolled back', () => {
  const db = openDatabase(':memory:');
  expect(() => inTransaction(db, async () => writeSetting(db, 'late', 1))).toThrow(TypeError);
  expect(readSetting(db, 'late')).toBeUndefined();
});

test('another writer holding the lock is DATABASE_LOCKED, and it passes when they let go', () => {
  const db = openDatabase(file, { busyTimeoutMs: 10 });
  const other = new Database(file);
  other.exec('BEGIN IMMEDIATE');
  expect(codeOf(() => inTransaction(db, () => writeSetting(db, 'a', 1)))).toBe('DATABASE_LOCKED');
  // Opening needs no write, so a second start is possible meanwhile.
  openDatabase(file, { busyTimeoutMs: 10 }).sqlite.close();
  other.exec('ROLLBACK');
  inTransaction(db, () => writeSetting(db, 'a', 1));
  expect(readSetting(db, 'a')).toBe(1);
});

test('a file that is no database is DATABASE_CORRUPT and is left as it was', () => {
  writeFileSync(file, Buffer.alloc(8192, 'x'));
  expect(codeOf(() => openDatabase(file))).toBe('DATABASE_CORRUPT');
});

test('a folder that is not there is DATA_FOLDER_NOT_WRITABLE', () => {
  expect(codeOf(() => openDatabase(join(folder, 'gone', 'tatap.db')))).toBe('DATA_FOLDER_NOT_WRITABLE');
});

test.each([
  ['SQLITE_BUSY', 'DATABASE_LOCKED'], ['SQLITE_BUSY_SNAPSHOT', 'DATABASE_LOCKED'], ['SQLITE_LOCKED', 'DATABASE_LOCKED'], ['SQLITE_FULL', 'DISK_FULL'],
  ['SQLITE_IOERR_SHMSIZE', 'DISK_FULL'], ['SQLITE_CORRUPT_INDEX', 'DATABASE_CORRUPT'], ['SQLITE_NOTADB', 'DATABASE_CORRUPT'], ['SQLITE_IOERR_SHORT_READ', 'DATABASE_CORRUPT'],
  ['SQLITE_CANTOPEN', 'DATA_FOLDER_NOT_WRITABLE'], ['SQLITE_READONLY_DIRECTORY', 'DATA_FOLDER_NOT_WRITABLE'], ['SQLITE_IOERR_FSYNC', 'DATA_FOLDER_NOT_WRITABLE'],
])('%s is %s to the person in front of the kiosk', (code, refusal) => {
  expect(refusalOfSqlite(new Database.SqliteError('as SQLite says it', code))?.code).toBe(refusal);
});

test('only failures of SQLite have a refusal; a bug stays a bug', () => {
  expect(refusalOfSqlite(new Error('x'))).toBeNull();
  expect(refusalOfSqlite('x')).toBeNull();
  const db = openDatabase(':memory:');
  expect(() => inTransaction(db, () => db.sqlite.exec('SELECT * FROM nowhere'))).toThrow(/no such table/);
});
