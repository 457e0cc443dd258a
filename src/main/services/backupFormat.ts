import { z } from 'zod';
import { schemaVersion } from '../db/migrate.ts';
import type { Db } from '../db/open.ts';
import { contentsOf } from '../db/queries/backups.ts';
import { chainHead } from '../db/queries/chains.ts';
import { ledgerSums } from '../db/queries/ledger.ts';

/*
 * What lies at a destination, for each kiosk in a folder of its name, so that a new machine overwrites nothing of another:
 *   <kiosk>/20261128T021500Z.tatap.age   a backup: manifest and database (`ops/backupFile.ts`), without any person's key
 *   <kiosk>/keys.age                     the device key, the keys of everybody who has a face now, and who was deleted; written over each time
 * Both are sealed for the recovery key. Without keys.age a backup opens no face, and no person whose key was destroyed comes back with it (R20).
 */

const count = z.int().nonnegative();
const head = z.object({ seq: count, hash: z.string().regex(/^[0-9a-f]{64}$/) }).nullable();

/** Inside a backup, before the database. */
export const backupManifest = z.object({
  format: z.literal(1),
  /** Of Tatap. */
  version: z.string().max(100),
  schemaVersion: z.int().positive(),
  kioskId: z.string().min(1).max(200),
  siteName: z.string().max(200),
  zone: z.string().max(100),
  atMs: count,
  contents: z.object({ people: count, faces: count, transfers: count, marks: count, audit: count, balance: z.int() }),
  /** As `ledgerSums` counts: all 0 in a sound one. */
  sums: z.record(z.string(), z.int()),
  heads: z.object({ transfers: head, audit: head }),
});
export type BackupManifest = z.infer<typeof backupManifest>;

const base64 = z.base64();
export const backupKeys = z.object({
  format: z.literal(1),
  kioskId: z.string().min(1).max(200),
  atMs: count,
  deviceKey: base64,
  /** Wrapped under the device key, by person. */
  keys: z.record(z.string(), base64),
  erased: z.array(z.object({ personId: z.string(), atMs: count })),
});
export type BackupKeys = z.infer<typeof backupKeys>;

export type BackupAbout = Pick<BackupManifest, 'version' | 'kioskId' | 'siteName' | 'zone' | 'atMs'>;

export function manifestOf(db: Db, about: BackupAbout): BackupManifest {
  const headOf = (name: 'transfers' | 'audit') => {
    const found = chainHead(db, name);
    return found && { seq: found.seq, hash: found.hash.toString('hex') };
  };
  return {
    format: 1, ...about, schemaVersion: schemaVersion(db.sqlite), contents: contentsOf(db), sums: { ...ledgerSums(db) },
    heads: { transfers: headOf('transfers'), audit: headOf('audit') },
  };
}

/** The folder of a kiosk; its id comes from the settings and may be anything. */
export function setOf(kioskId: string): string {
  const safe = kioskId.replace(/[^A-Za-z0-9-]/g, '').replace(/^-+/, '').slice(0, 64);
  return safe === '' ? 'kiosk' : safe;
}

/** "kiosk-1a2b3c4d/20261128T021500Z.tatap.age" */
export function nameOfBackup(kioskId: string, atMs: number): string {
  return `${setOf(kioskId)}/${new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '')}.tatap.age`;
}

/** When the backup of that name was made, or null where it is none. */
export function momentOfBackup(name: string): number | null {
  const found = /\/(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.tatap\.age$/.exec(name);
  if (!found) return null;
  const [, year, month, day, hour, minute, second] = found;
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(atMs) ? null : atMs;
}

export const keysNameOf = (set: string): string => `${set}/keys.age`;
