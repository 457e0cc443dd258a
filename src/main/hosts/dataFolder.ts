import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createOnce } from './createOnce.ts';
import { HostProblem } from './problems.ts';

/** Below this the start is refused: a WAL checkpoint and a day's log must still fit. Bytes. */
const leastFreeBytes = 64 * 1024 * 1024;

/**
 * Creates the data folder (mode 0700) and proves that it can be written. Files made after it, SQLite's too, are 0600.
 * @throws HostProblem DATA_FOLDER_NOT_WRITABLE | DISK_FULL
 */
export function prepareDataDir(dataDir: string, freeBytes: (dir: string) => number = freeBytesAt): void {
  try {
    makeFolder(dataDir);
    // A folder that was there before may be wider; Windows has no mode bits to narrow.
    if (process.platform !== 'win32') {
      chmodSync(dataDir, 0o700);
      // What this process makes from here on is its account's alone, also where somebody opens the folder to others later.
      process.umask(0o077);
    }
    const probe = join(dataDir, `.write-probe-${randomUUID()}`);
    writeFileSync(probe, 'probe', { flag: 'wx', mode: 0o600 });
    unlinkSync(probe);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) throw new HostProblem('DISK_FULL', dataDir);
    throw new HostProblem('DATA_FOLDER_NOT_WRITABLE', dataDir);
  }
  if (freeBytes(dataDir) < leastFreeBytes) throw new HostProblem('DISK_FULL', dataDir);
}

/** Parent by parent: Node's own recursive mkdir never returns where a parent exists but takes no folders (as below /proc). */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(dirname(dir));
  mkdirSync(dir, { mode: 0o700 });
}

function freeBytesAt(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}

/** Who holds the folder. `bornAt` tells a process from a later one that was given the same number. */
interface Holder { pid: number; bornAt: string | null }

/**
 * One host per data folder: `host.lock` names the process that holds it. A lock whose process is gone is taken over.
 * Returns the function that gives the folder free.
 * @throws HostProblem ALREADY_RUNNING
 */
export function lockDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'host.lock');
  const mine: Holder = { pid: process.pid, bornAt: bornAt(process.pid) };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      createOnce(file, Buffer.from(JSON.stringify(mine)));
      return () => { release(file, mine); };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (holds(readHolder(file)) || !removeStale(file)) break;
  }
  throw new HostProblem('ALREADY_RUNNING', dataDir);
}

/** False when the lock turned out to be a living one: of two hosts that saw the same stale lock, the faster has replaced it by now. */
function removeStale(file: string): boolean {
  const aside = `${file}.${randomUUID()}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return true;
  }
  const living = holds(readHolder(aside));
  try {
    if (living) linkSync(aside, file);
  } catch {
    // Whoever created a lock in between holds the folder.
  }
  rmSync(aside, { force: true });
  return !living;
}

function release(file: string, mine: Holder): void {
  const holder = readHolder(file);
  if (holder?.pid === mine.pid) rmSync(file, { force: true });
}

function readHolder(file: string): Holder | null {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof read !== 'object' || read === null || !('pid' in read) || typeof read.pid !== 'number') return null;
    return { pid: read.pid, bornAt: 'bornAt' in read && typeof read.bornAt === 'string' ? read.bornAt : null };
  } catch {
    return null;
  }
}

function holds(holder: Holder | null): boolean {
  if (holder === null) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const born = bornAt(holder.pid);
  return born === null || holder.bornAt === null || born === holder.bornAt;
}

/** Boot id and start tick of a process, from /proc; null where there is no /proc (then the number alone decides). */
function bornAt(pid: number): string | null {
  try {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The command name may hold spaces and brackets: fields are counted after the last bracket; starttime is field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${bootId}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return null;
  }
}
