import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';

/*
 * Putting a restored database in the place of the one in use. Everything is made ready in `restore-work/ready` first; then `restore.json` is written, and
 * that is the moment it is decided: before it every start finds the old data, after it every start finishes the switch and finds the new.
 *   1 "aside": what is there is renamed into `before-restore-<moment>`        2 "in": what is ready is renamed into its place
 * Each step can be repeated from any point at which the one before it was cut off.
 */
const journalName = 'restore.json';
const workName = 'restore-work';
const readyName = 'ready';
const asidePrefix = 'before-restore-';
const files = ['tatap.db', 'tatap.db-wal', 'tatap.db-shm', 'device.key'] as const;

interface Journal { phase: 'aside' | 'in'; aside: string }

/** Emptied and made anew, mode 0700; `ready` inside it as well. Answers both. */
export function freshRestoreFolder(dataDir: string): { work: string; ready: string } {
  const work = join(dataDir, workName);
  const ready = join(work, readyName);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(ready, { recursive: true, mode: 0o700 });
  return { work, ready };
}

export function dropRestoreFolder(dataDir: string): void {
  rmSync(join(dataDir, workName), { recursive: true, force: true });
}

/** Decides it: what is ready takes the place of what is there, now or at the next start. Nobody may hold the database open any more. */
export function commitRestore(dataDir: string, nowMs: number): void {
  for (const name of readdirSync(join(dataDir, workName, readyName))) syncPath(join(dataDir, workName, readyName, name), 'r+');
  syncFolder(join(dataDir, workName, readyName));
  syncFolder(join(dataDir, workName));
  writeJournal(dataDir, { phase: 'aside', aside: `${asidePrefix}${new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '')}` });
}

/** Finishes a switch that was decided; before the database is opened, at every start. Answers whether there was one. */
export function finishRestore(dataDir: string): boolean {
  const journal = readJournal(dataDir);
  if (journal === null) {
    // Looked at and not decided, or left by a process that ended.
    dropRestoreFolder(dataDir);
    for (const left of [journalName, `${journalName}.part`]) rmSync(join(dataDir, left), { force: true });
    return false;
  }
  const ready = join(dataDir, workName, readyName);
  if (journal.phase === 'aside') {
    const aside = join(dataDir, journal.aside);
    mkdirSync(aside, { recursive: true, mode: 0o700 });
    for (const name of files) if (existsSync(join(dataDir, name))) renameSync(join(dataDir, name), join(aside, name));
    syncFolder(aside);
    syncFolder(dataDir);
    writeJournal(dataDir, { ...journal, phase: 'in' });
  }
  for (const name of files) if (existsSync(join(ready, name))) renameSync(join(ready, name), join(dataDir, name));
  syncFolder(dataDir);
  rmSync(join(dataDir, journalName), { force: true });
  syncFolder(dataDir);
  dropRestoreFolder(dataDir);
  return true;
}

/** Folders of what was there before a restore, oldest first, with the moment of it. */
export function asideFolders(dataDir: string): { path: string; atMs: number }[] {
  return readdirSync(dataDir).filter((name) => name.startsWith(asidePrefix)).sort().map((name) => ({ path: join(dataDir, name), atMs: momentOf(name) }));
}

function momentOf(name: string): number {
  const [, year, month, day, hour, minute, second] = /(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(name) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) || 0;
}

/** What does not parse was cut off while it was written for the first time: then nothing was decided. */
function readJournal(dataDir: string): Journal | null {
  try {
    const read: unknown = JSON.parse(readFileSync(join(dataDir, journalName), 'utf8'));
    if (typeof read !== 'object' || read === null || !('phase' in read) || !('aside' in read) || typeof read.aside !== 'string') return null;
    if (!read.aside.startsWith(asidePrefix) || basename(read.aside) !== read.aside) return null;
    return read.phase === 'aside' || read.phase === 'in' ? { phase: read.phase, aside: read.aside } : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return null;
    throw error;
  }
}

/** Whole or not at all: its own file, to the disk, renamed. */
function writeJournal(dataDir: string, journal: Journal): void {
  const file = join(dataDir, journalName);
  const handle = openSync(`${file}.part`, 'w', 0o600);
  try {
    writeSync(handle, JSON.stringify(journal));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.part`, file);
  syncFolder(dataDir);
}

/** Windows cannot open a folder to sync it. */
function syncFolder(path: string): void {
  if (process.platform !== 'win32') syncPath(path, 'r');
}

function syncPath(path: string, flags: string): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
