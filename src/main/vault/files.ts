import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '../../shared/errors.ts';

/** Bytes of a file, or null when there is none. @throws Refusal DATA_FOLDER_NOT_WRITABLE when it may not be read */
export function readIfThere(file: string): Buffer | null {
  return refusingFileFaults(() => {
    try {
      return readFileSync(file);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  });
}

/**
 * Writes a secret so that after a power cut the file is either absent (or old) or whole: own temporary file with mode 0600, fsync, rename, fsync of the folder.
 * @throws Refusal DISK_FULL DATA_FOLDER_NOT_WRITABLE
 */
export function writeSecret(file: string, bytes: Uint8Array): void {
  refusingFileFaults(() => {
    const part = `${file}.${process.pid}.part`;
    const handle = openSync(part, 'w', 0o600);
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(part, file);
    // Windows cannot open a folder to sync it; NTFS journals the rename.
    if (process.platform === 'win32') return;
    const folder = openSync(dirname(file), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function refusingFileFaults<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = codeOf(error);
    const refusal = code === 'ENOSPC' || code === 'EDQUOT' ? new Refusal('DISK_FULL')
      : ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR'].includes(code) ? new Refusal('DATA_FOLDER_NOT_WRITABLE') : null;
    if (!refusal) throw error;
    refusal.cause = error;
    throw refusal;
  }
}
