import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';

/**
 * Creates `file` (mode 0600) with its whole content or not at all: nobody ever reads half of it, and a crash leaves no empty one.
 * @throws an Error with code EEXIST when the file is there already.
 */
export function createOnce(file: string, content: Uint8Array): void {
  const part = `${file}.${randomUUID()}.part`;
  try {
    writeWhole(part, content);
    try {
      // Unlike rename, link refuses to replace.
      linkSync(part, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(String(error.code)))) throw error;
      // FAT and some network folders know no links.
      writeWhole(file, content);
    }
  } finally {
    rmSync(part, { force: true });
  }
}

function writeWhole(file: string, content: Uint8Array): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
