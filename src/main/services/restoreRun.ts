import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import type { Language } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { migrations } from '../db/migrate.ts';
import { fileFaults, schemaFaults } from '../db/integrity.ts';
import { inTransaction, openDatabase, scrubAll, type Db } from '../db/open.ts';
import { contentsOf, countKeyChange, deleteTemplate, putWrappedKeys, templatesWithKeys, type Contents, type TemplateRow } from '../db/queries/backups.ts';
import { chainHead } from '../db/queries/chains.ts';
import { erasedSince, setErasuresScrubbed } from '../db/queries/erasures.ts';
import { discardQueued } from '../db/queries/outbox.ts';
import { destroyPersonKey, withdrawConsents } from '../db/queries/people.ts';
import { readSetting, writeSetting } from '../db/queries/settings.ts';
import { BackupUnreadable, openBackup, openShort, recipientOf, recoveryKeysIn } from '../ops/backupFile.ts';
import { createHasher } from '../vault/hasher.ts';
import { vaultOver, type Vault } from '../vault/vault.ts';
import { appendAudit } from './audit.ts';
import { backupKeys, backupManifest, type BackupKeys, type BackupManifest } from './backupFormat.ts';
import { sumsFault } from './bootGate.ts';
import { chainFault } from './chainCheck.ts';
import { replayErasures } from './erasures.ts';

export const restoredKey = 'backupRestored';

export interface RestoreJob {
  /** The sealed backup and the sealed keys, fetched from where they lay. */
  backupFile: string;
  keysFile: string;
  /** As it was typed: one recovery key or several. */
  recoveryKey: string;
  /** Must not exist: the database as it will be. */
  outFile: string;
  /** Who was deleted on this machine, besides those the keys name. */
  erasedHere: readonly { personId: string; atMs: number }[];
  /** Who does it; null: somebody at the machine's own keyboard. */
  staffId: string | null;
  nowMs: number;
}

export interface Restored {
  manifest: BackupManifest;
  /** 32 bytes. */
  deviceKey: Uint8Array;
  contents: Contents;
  erasedAgain: number;
  facesLeftOut: number;
}

/**
 * Makes of a backup the database as it will be: opened, proved, brought to this version's schema, with the keys of everybody who still has one and without
 * whoever was deleted since. Nothing is left of it when it is refused. Blocks: run it on a thread of its own.
 * @throws Refusal RECOVERY_KEY_WRONG BACKUP_UNREADABLE BACKUP_NEWER BACKUP_BROKEN BACKUP_KEYS_MISSING DISK_FULL
 */
export async function prepareRestore(job: RestoreJob): Promise<Restored> {
  let done = false;
  try {
    const identities = await validKeys(job.recoveryKey);
    const keys = await openKeys(identities, job.keysFile);
    const manifest = await openManifest(identities, job);
    if (manifest.schemaVersion > (migrations.at(-1)?.version ?? 0)) throw new Refusal('BACKUP_NEWER');
    if (manifest.kioskId !== keys.kioskId) throw new Refusal('BACKUP_KEYS_MISSING');
    const vault = vaultOver(Buffer.from(keys.deviceKey, 'base64'), createHasher(), randomBytes);
    const db = openCopy(job.outFile);
    try {
      requireSound(db, vault, manifest);
      const counts = inTransaction(db, () => settle(db, vault, manifest, keys, job));
      scrubAll(db);
      return finish({ manifest, deviceKey: vault.deviceKey(), contents: contentsOf(db), ...counts });
    } finally {
      db.sqlite.close();
      await vault.close();
    }
  } finally {
    if (!done) for (const end of ['', '-wal', '-shm']) rmSync(`${job.outFile}${end}`, { force: true });
  }

  function finish(restored: Restored): Restored {
    done = true;
    return restored;
  }
}

/** @throws Refusal RECOVERY_KEY_WRONG */
async function validKeys(typed: string): Promise<string[]> {
  const valid: string[] = [];
  for (const key of recoveryKeysIn(typed)) if ((await recipientOf(key)) !== null) valid.push(key);
  if (valid.length === 0) throw new Refusal('RECOVERY_KEY_WRONG');
  return valid;
}

/** @throws Refusal RECOVERY_KEY_WRONG BACKUP_UNREADABLE */
function refusingUnreadable(error: unknown): never {
  if (!(error instanceof BackupUnreadable)) throw error;
  const refusal = new Refusal(error.wrongKey ? 'RECOVERY_KEY_WRONG' : 'BACKUP_UNREADABLE');
  refusal.cause = error;
  throw refusal;
}

async function openKeys(identities: readonly string[], file: string): Promise<BackupKeys> {
  const text = await openShort(identities, readFileSync(file)).catch(refusingUnreadable);
  return parsed(backupKeys, () => JSON.parse(text));
}

async function openManifest(identities: readonly string[], { backupFile, outFile }: RestoreJob): Promise<BackupManifest> {
  const found = await openBackup(identities, backupFile, outFile).catch(refusingUnreadable);
  return parsed(backupManifest, () => found);
}

/** Authenticated by age, so that what does not parse was made by something else. @throws Refusal BACKUP_UNREADABLE */
function parsed<T>(schema: { parse(value: unknown): T }, read: () => unknown): T {
  try {
    return schema.parse(read());
  } catch (error) {
    const refusal = new Refusal('BACKUP_UNREADABLE');
    refusal.cause = error;
    throw refusal;
  }
}

/** @throws Refusal BACKUP_NEWER BACKUP_BROKEN DISK_FULL */
function openCopy(file: string): Db {
  try {
    return openDatabase(file);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'DISK_FULL') throw error;
    const refusal = new Refusal(error.code === 'DATABASE_NEWER' ? 'BACKUP_NEWER' : 'BACKUP_BROKEN');
    refusal.cause = error;
    throw refusal;
  }
}

/** Everything the boot gate looks at, all rows of it, and that it is what the manifest says. @throws Refusal BACKUP_BROKEN BACKUP_KEYS_MISSING */
function requireSound(db: Db, vault: Vault, manifest: BackupManifest): void {
  if (readSetting(db, 'vaultCheck') !== vault.checkValue) throw new Refusal('BACKUP_KEYS_MISSING');
  const fault = fileFaults(db)[0] ?? schemaFaults(db)[0] ?? sumsFault(db)
    ?? chainFault(db, 'transfers', vault.ledgerMac) ?? chainFault(db, 'audit', vault.auditMac) ?? manifestFault(db, manifest);
  if (fault === null) return;
  const refusal = new Refusal('BACKUP_BROKEN');
  refusal.cause = new Error(fault);
  throw refusal;
}

function manifestFault(db: Db, { contents, heads }: BackupManifest): string | null {
  const found = contentsOf(db);
  for (const [what, value] of Object.entries(found)) if (contents[what as keyof Contents] !== value) return `${what}: ${value}`; // Object.entries loses the keys' type
  for (const name of ['transfers', 'audit'] as const) {
    const head = chainHead(db, name);
    if ((head?.hash.toString('hex') ?? null) !== (heads[name]?.hash ?? null)) return `the head of ${name}`;
  }
  return null;
}

/** Inside a transaction: who was deleted goes again, keys come back where they may, and it is written down. */
function settle(db: Db, vault: Vault, manifest: BackupManifest, keys: BackupKeys, { erasedHere, staffId, nowMs }: RestoreJob): { erasedAgain: number; facesLeftOut: number } {
  const erasedAgain = replayErasures(db, [...keys.erased, ...erasedHere, ...erasedSince(db, -1)], languageOf(db));
  const facesLeftOut = returnKeys(db, vault, keys, nowMs);
  setErasuresScrubbed(db, nowMs);
  // Every destination holds keys of another time.
  countKeyChange(db);
  // What waited then was sent long ago.
  discardQueued(db);
  appendAudit({ db, kioskId: manifest.kioskId, mac: vault.auditMac }, {
    atMs: nowMs, actorKind: staffId === null ? 'system' : 'staff', actorId: staffId, action: 'backup.restored', subjectId: null, detail: { backupAtMs: manifest.atMs, erasedAgain, facesLeftOut },
  });
  writeSetting(db, restoredKey, { atMs: nowMs, backupAtMs: manifest.atMs });
  return { erasedAgain, facesLeftOut };
}

/**
 * A face whose templates no key opens any more was erased since, or taken anew under another key: it goes, and its consent with it, so that the person can
 * be enrolled again. Answers how many people that were.
 */
function returnKeys(db: Db, vault: Vault, keys: BackupKeys, atMs: number): number {
  const wrapped = Object.entries(keys.keys).map(([personId, key]) => ({ personId, wrappedKey: Buffer.from(key, 'base64') }));
  putWrappedKeys(db, wrapped);
  const withFace = new Set<string>();
  const before = new Set<string>();
  for (const template of templatesWithKeys(db)) {
    before.add(template.personId);
    if (opens(vault, template)) withFace.add(template.personId);
    else deleteTemplate(db, template.id);
  }
  for (const { personId } of wrapped) if (!withFace.has(personId)) destroyPersonKey(db, personId);
  const without = [...before].filter((personId) => !withFace.has(personId));
  for (const personId of without) withdrawConsents(db, personId, atMs);
  return without.length;
}

function opens(vault: Vault, { personId, model, version, sealed, wrappedKey }: TemplateRow): boolean {
  if (wrappedKey === null) return false;
  try {
    vault.openTemplate(vault.unwrapPersonKey(personId, wrappedKey), { personId, model, version }, sealed);
    return true;
  } catch {
    return false;
  }
}

function languageOf(db: Db): Language {
  return readSetting(db, 'language') === 'en' ? 'en' : 'id';
}
