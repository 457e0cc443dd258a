import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { Refusal } from '../../shared/errors.ts';
import { first } from './migrations/0001_first.ts';
import { quickerPayments } from './migrations/0002_quicker_payments.ts';
import { attendance } from './migrations/0003_attendance.ts';
import { quickerStatistics } from './migrations/0004_quicker_statistics.ts';
import { staffAccounts } from './migrations/0005_staff.ts';
import { activity } from './migrations/0006_activity.ts';
import { peopleFiles } from './migrations/0007_people.ts';
import { outbox } from './migrations/0008_outbox.ts';
import { backups } from './migrations/0009_backups.ts';
import { settingsHistory } from './migrations/0010_settings.ts';

/** `sql` takes the schema from `version - 1` to `version`. Never edited once released. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [first, quickerPayments, attendance, quickerStatistics, staffAccounts, activity, peopleFiles, outbox, backups, settingsHistory];

/**
 * Brings the schema to the newest version, one IMMEDIATE transaction per step: killed at any point, the file holds the old version or the
 * new one. Before the first step a file that is not empty is copied to `<file>.v<version>.bak`.
 * @throws Refusal DATABASE_NEWER when a newer Tatap wrote this file
 */
export function migrate(sqlite: Database.Database, file: string, steps: readonly Migration[]): void {
  const newest = steps.at(-1)?.version ?? 0;
  const found = schemaVersion(sqlite);
  if (found > newest) throw new Refusal('DATABASE_NEWER');
  if (found === newest) return;
  if (found > 0 && file !== ':memory:') copyAside(sqlite, file, found);
  for (const step of steps) {
    if (step.version <= found) continue;
    sqlite.transaction(() => {
      // Another process may have taken this step while we waited for the lock.
      if (schemaVersion(sqlite) >= step.version) return;
      sqlite.exec(step.sql);
      sqlite.pragma(`user_version = ${step.version}`);
    }).immediate();
  }
}

/** PRAGMA user_version: 0 for an empty file. */
export function schemaVersion(sqlite: Database.Database): number {
  return Number(sqlite.pragma('user_version', { simple: true }));
}

/** The copy appears under its name only when it is whole and on disk. An existing copy of the same version is left alone: it is the older, safer one. */
function copyAside(sqlite: Database.Database, file: string, version: number): void {
  const copy = `${file}.v${version}.bak`;
  if (existsSync(copy)) return;
  rmSync(`${copy}.part`, { force: true });
  // Not a file copy: what still sits in the WAL belongs to the database too.
  sqlite.prepare('VACUUM INTO ?').run(`${copy}.part`);
  syncPath(`${copy}.part`);
  renameSync(`${copy}.part`, copy);
  syncPath(dirname(copy));
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Removes the copies older versions were put aside in, and what was there before a restore: they hold what was deleted since. */
export function removeCopies(file: string): void {
  if (file === ':memory:') return;
  const start = `${basename(file)}.v`;
  const isCopy = (name: string): boolean => (name.startsWith(start) && name.endsWith('.bak')) || name.startsWith('before-restore-');
  for (const name of readdirSync(dirname(file))) if (isCopy(name)) rmSync(join(dirname(file), name), { force: true, recursive: true });
}
