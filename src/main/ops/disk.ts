import { statfs } from 'node:fs/promises';

/** Room on the disk a folder lies on, bytes; null where it cannot be told. Never throws. */
export async function diskOf(folder: string): Promise<{ freeBytes: number; totalBytes: number } | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}
