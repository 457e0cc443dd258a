import { createHash } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openReadOnly } from '../db/open.ts';
import { copyWithoutKeys } from '../db/snapshot.ts';
import { sealBackup } from '../ops/backupFile.ts';
import { manifestOf, nameOfBackup, type BackupAbout } from './backupFormat.ts';

export interface BackupJob {
  dbFile: string;
  /** A folder that is there; what is left in it is two files at most. */
  workDir: string;
  /** "age1..." */
  recipient: string;
  about: BackupAbout;
}

export interface MadeBackup { file: string; name: string; bytes: number; /** Of the sealed file, hex. */ sha256: string }

/**
 * Copies the database over a connection of its own, which sees one moment of it whatever the kiosk does meanwhile; takes every key out of the copy and
 * seals it. Blocks for as long as that takes: run it on a thread of its own. @throws Refusal DISK_FULL DATABASE_LOCKED DATABASE_CORRUPT DATA_FOLDER_NOT_WRITABLE
 */
export async function makeBackup({ dbFile, workDir, recipient, about }: BackupJob): Promise<MadeBackup> {
  const copy = join(workDir, 'copy.db');
  const file = join(workDir, 'backup.age');
  try {
    const live = openReadOnly(dbFile);
    try {
      await copyWithoutKeys(live, copy);
    } finally {
      live.sqlite.close();
    }
    const sealed = await sealBackup(recipient, manifestAt(copy, about), copy);
    const hash = createHash('sha256');
    let bytes = 0;
    const counting = new Transform({
      transform(piece: Buffer, _, done) {
        hash.update(piece);
        bytes += piece.length;
        done(null, piece);
      },
    });
    rmSync(file, { force: true });
    await pipeline(sealed, counting, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }));
    return { file, name: nameOfBackup(about.kioskId, about.atMs), bytes, sha256: hash.digest('hex') };
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    rmSync(copy, { force: true });
  }
}

function manifestAt(copy: string, about: BackupAbout) {
  const db = openReadOnly(copy);
  try {
    return manifestOf(db, about);
  } finally {
    db.sqlite.close();
  }
}
