import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Refusal } from '../../shared/errors.ts';
import { targetName, type BackupTarget, type TargetFile } from './backupTarget.ts';

/**
 * Lies in the folder and says which one it is: where a disk was pulled, its mount point is an ordinary folder of the machine's own disk, and a backup
 * written there would be lost with it.
 */
const markerFile = '.tatap-backups.json';

/** The id of the marker in `folder`, made when there is none. @throws Refusal BACKUP_TARGET_MISSING BACKUP_TARGET_DENIED BACKUP_TARGET_FULL */
export async function markFolder(folder: string): Promise<string> {
  return refusing(async () => {
    if (!(await stat(folder)).isDirectory()) throw new Refusal('BACKUP_TARGET_MISSING');
    const known = await readMarker(folder);
    if (known !== null) return known;
    const made = randomUUID();
    await writeFile(join(folder, markerFile), `${JSON.stringify({ tatap: 'backups', id: made })}\n`, { flag: 'wx' });
    return made;
  });
}

async function readMarker(folder: string): Promise<string | null> {
  try {
    const read: unknown = JSON.parse(await readFile(join(folder, markerFile), 'utf8'));
    return typeof read === 'object' && read !== null && 'id' in read && typeof read.id === 'string' ? read.id : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A folder of this machine: another disk, a stick, or a share of the network that is mounted. */
export function createFolderTarget({ folder, marker }: { folder: string; marker: string }): BackupTarget {
  const pathOf = (name: string): string => {
    if (!targetName.test(name)) throw new RangeError('not a name of a backup');
    return join(folder, name);
  };

  async function check(): Promise<void> {
    await refusing(async () => {
      if ((await readMarker(folder)) !== marker) throw new Refusal('BACKUP_TARGET_MISSING');
      const probe = join(folder, `.tatap-probe-${randomUUID()}`);
      await writeFile(probe, 'probe', { flag: 'wx' });
      await rm(probe);
    });
  }

  async function put(name: string, file: string): Promise<void> {
    const path = pathOf(name);
    await refusing(async () => {
      await mkdir(dirname(path), { recursive: true });
      // What a process that was killed left half written would lie there for ever.
      for (const name of await readdir(dirname(path))) if (name.endsWith('.age.part')) await rm(join(dirname(path), name), { force: true });
      const part = `${path}.part`;
      try {
        await copyFile(file, part);
        await sync(part);
        await rename(part, path);
        // Windows cannot open a folder to sync it.
        if (process.platform !== 'win32') await sync(dirname(path), 'r');
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        throw error;
      }
    });
  }

  async function list(): Promise<TargetFile[]> {
    return refusing(async () => {
      if ((await readMarker(folder)) !== marker) throw new Refusal('BACKUP_TARGET_MISSING');
      const files: TargetFile[] = [];
      for (const set of await readdir(folder, { withFileTypes: true })) {
        if (!set.isDirectory() || set.name.startsWith('.')) continue;
        for (const name of await readdir(join(folder, set.name)).catch(() => [])) {
          const full = `${set.name}/${name}`;
          if (targetName.test(full) && name.endsWith('.age')) files.push({ name: full, bytes: (await stat(join(folder, full))).size });
        }
      }
      return files;
    });
  }

  return {
    check, put, list,
    async *read(name) {
      try {
        yield* createReadStream(pathOf(name));
      } catch (error) {
        throw codeOf(error) === 'ENOENT' ? new Refusal('BACKUP_NOT_FOUND') : refusalOf(error) ?? error;
      }
    },
    remove: (name) => refusing(() => rm(pathOf(name), { force: true })),
    close: () => {},
  };
}

async function sync(path: string, flags = 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    refusal.cause = error;
    throw refusal;
  }
}

function refusalOf(error: unknown): Refusal | null {
  const code = codeOf(error);
  // EFBIG: a disk formatted as FAT32 takes no file above 4 GB.
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) return new Refusal('BACKUP_TARGET_FULL');
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return new Refusal('BACKUP_TARGET_DENIED');
  if (['ENOENT', 'ENOTDIR', 'ENODEV', 'ENXIO', 'EIO', 'ESTALE'].includes(code)) return new Refusal('BACKUP_TARGET_MISSING');
  if (['ETIMEDOUT', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET'].includes(code)) return new Refusal('BACKUP_TARGET_UNREACHABLE');
  return null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
