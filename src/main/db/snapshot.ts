import Database from 'better-sqlite3';
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { refusing, type Db } from './open.ts';

/** All pages in one step, so that writers who go on meanwhile do not make it begin anew. It blocks: run it on a thread of its own. */
const allPages = 0x7fffffff;

/**
 * Copies an open database to `file` (mode 0600, on disk when this settles) without any person's key: whoever holds a copy can open no
 * template with it, so that an erased face stays erased in copies made before (R20). What is there under that name is replaced.
 * @throws Refusal DISK_FULL DATABASE_LOCKED DATABASE_CORRUPT DATA_FOLDER_NOT_WRITABLE; then nothing is left of the copy
 */
export async function copyWithoutKeys(db: Db, file: string): Promise<void> {
  remove(file);
  try {
    // Made by us first: SQLite would make it readable for the group.
    closeSync(openSync(file, 'wx', 0o600));
    await db.sqlite.backup(file, { progress: () => allPages });
    refusing(() => takeKeysOut(file));
    const handle = openSync(file, 'r+');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    remove(file);
    return refusing(() => { throw error; });
  }
}

function takeKeysOut(file: string): void {
  const copy = new Database(file, { fileMustExist: true });
  try {
    // One file, without a journal beside it that would hold the keys.
    copy.pragma('journal_mode = MEMORY');
    copy.pragma('secure_delete = ON');
    copy.prepare('UPDATE people SET wrapped_key = NULL WHERE wrapped_key IS NOT NULL').run();
    // Writes every page anew: pages that were rearranged may still hold what was deleted from them.
    copy.exec('VACUUM');
  } finally {
    copy.close();
  }
}

function remove(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true });
}
