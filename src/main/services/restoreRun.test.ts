import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrations, schemaVersion } from '../db/migrate.ts';
import { openDatabase, openReadOnly, type Db } from '../db/open.ts';
import { insertPerson, insertPersonAccount } from '../db/queries/people.ts';
import { writeSetting } from '../db/queries/settings.ts';
import { newRecoveryKey, sealBackup, sealShort } from '../ops/backupFile.ts';
import { createHasher } from '../vault/hasher.ts';
import { vaultOver, type Vault } from '../vault/vault.ts';
import { appendAudit } from './audit.ts';
import { manifestOf, type BackupKeys, type BackupManifest } from './backupFormat.ts';
import { prepareRestore } from './restoreRun.ts';

/* Backups a kiosk of this version would not have made: of older and newer versions, damaged before they were sealed, with keys of another machine. */

let dir: string;
let vault: Vault;
let key: { identity: string; recipient: string };
const personId = crypto.randomUUID();
const about = { version: '0.0.0', kioskId: 'kiosk-1', siteName: 'Kantin', zone: 'Asia/Jakarta', atMs: 1_000 };

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tatap-restore-'));
  vault = vaultOver(randomBytes(32), createHasher(), randomBytes);
  key = await newRecoveryKey();
});
afterEach(async () => {
  await vault.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A database of that version with one person in it and one row in the audit chain. */
function databaseOf(version: number, spoil: (db: Db) => void = () => undefined): string {
  const file = join(dir, 'source.db');
  const db = openDatabase(file, { migrations: migrations.slice(0, version) });
  writeSetting(db, 'vaultCheck', vault.checkValue);
  insertPerson(db, { id: personId, name: 'Siti', nameFolded: 'siti', identifier: '1001', createdAtMs: 1, kioskId: 'kiosk-1', wrappedKey: null, pinHash: null });
  insertPersonAccount(db, personId);
  appendAudit({ db, kioskId: 'kiosk-1', mac: vault.auditMac }, { atMs: 1, actorKind: 'system', actorId: null, action: 'settings.changed', subjectId: null, detail: {} });
  spoil(db);
  db.sqlite.pragma('journal_mode = DELETE');
  db.sqlite.close();
  return file;
}

async function restored(file: string, given: { manifest?: Partial<BackupManifest>; keys?: Partial<BackupKeys> } = {}) {
  const db = openReadOnly(file);
  const manifest = { ...manifestOf(db, about), ...given.manifest };
  db.sqlite.close();
  await pipeline(await sealBackup(key.recipient, manifest, file), createWriteStream(join(dir, 'backup.age')));
  const keys: BackupKeys = { format: 1, kioskId: 'kiosk-1', atMs: 1_000, deviceKey: Buffer.from(vault.deviceKey()).toString('base64'), keys: {}, erased: [], ...given.keys };
  writeFileSync(join(dir, 'keys.age'), await sealShort(key.recipient, JSON.stringify(keys)));
  mkdirSync(join(dir, 'out'), { recursive: true });
  return prepareRestore({ backupFile: join(dir, 'backup.age'), keysFile: join(dir, 'keys.age'), recoveryKey: key.identity, outFile: join(dir, 'out', 'tatap.db'), erasedHere: [], staffId: null, nowMs: 2_000 });
}

const newest = migrations.length;

test('a backup of an older version is brought up to date, and leaves no copy of the old schema', async () => {
  for (const version of [newest - 3, newest - 1]) {
    expect(await restored(databaseOf(version))).toMatchObject({ contents: { people: 1, audit: 2 }, manifest: { schemaVersion: version } });
    expect(readdirSync(join(dir, 'out'))).toEqual(['tatap.db']);
    const db = openReadOnly(join(dir, 'out', 'tatap.db'));
    expect(schemaVersion(db.sqlite)).toBe(newest);
    db.sqlite.close();
    rmSync(join(dir, 'out'), { recursive: true });
    rmSync(join(dir, 'source.db'));
  }
});

async function refused(file: string, code: string, given: Parameters<typeof restored>[1] = {}): Promise<void> {
  await expect(restored(file, given)).rejects.toMatchObject({ code });
  expect(readdirSync(join(dir, 'out'))).toEqual([]);
}

test('a backup of a newer version is refused', async () => {
  await refused(databaseOf(newest), 'BACKUP_NEWER', { manifest: { schemaVersion: newest + 1 } });
});

test('what was wrong before it was sealed is found: a balance, a fence, the chain, a count, a page', async () => {
  const spoiled: ((db: Db) => void)[] = [
    ({ sqlite }) => {
      const fence = String(sqlite.prepare("SELECT sql FROM sqlite_schema WHERE name = 'accounts_follow_entries'").pluck().get());
      sqlite.exec(`DROP TRIGGER accounts_follow_entries; UPDATE accounts SET balance = 5 WHERE person_id IS NOT NULL; ${fence}`);
    },
    ({ sqlite }) => sqlite.exec('DROP TRIGGER audit_no_update'),
    ({ sqlite }) => sqlite.exec("DELETE FROM chain_heads WHERE name = 'audit'"),
  ];
  for (const spoil of spoiled) {
    await refused(databaseOf(newest, spoil), 'BACKUP_BROKEN');
    rmSync(join(dir, 'source.db'));
  }
  await refused(databaseOf(newest), 'BACKUP_BROKEN', { manifest: { contents: { people: 2, faces: 0, transfers: 0, marks: 0, audit: 1, balance: 0 } } });
  rmSync(join(dir, 'source.db'));
  writeFileSync(join(dir, 'noise.db'), randomBytes(8_192));
  const manifest = { ...about, format: 1, schemaVersion: newest, contents: { people: 0, faces: 0, transfers: 0, marks: 0, audit: 0, balance: 0 }, sums: {}, heads: { transfers: null, audit: null } };
  await pipeline(await sealBackup(key.recipient, manifest, join(dir, 'noise.db')), createWriteStream(join(dir, 'backup.age')));
  await expect(prepareRestore({ backupFile: join(dir, 'backup.age'), keysFile: join(dir, 'keys.age'), recoveryKey: key.identity, outFile: join(dir, 'out', 'tatap.db'), erasedHere: [], staffId: null, nowMs: 2 })).rejects.toMatchObject({ code: 'BACKUP_BROKEN' });
});

test('the keys of another machine are refused, by its name and by its device key; so is what is no file of keys', async () => {
  const file = databaseOf(newest);
  await refused(file, 'BACKUP_KEYS_MISSING', { keys: { kioskId: 'kiosk-2' } });
  await refused(file, 'BACKUP_KEYS_MISSING', { keys: { deviceKey: randomBytes(32).toString('base64') } });
  await refused(file, 'BACKUP_UNREADABLE', { keys: { erased: [{ personId: 'x', atMs: -1 }] } });
});

test('who was deleted is deleted again whoever knows of it, and a key of theirs in the file of keys is not put back', async () => {
  const wrapped = vault.wrapPersonKey(personId, vault.newPersonKey()).toString('base64');
  expect(await restored(databaseOf(newest), { keys: { keys: { [personId]: wrapped }, erased: [{ personId, atMs: 1_500 }] } })).toMatchObject({ erasedAgain: 1, contents: { people: 0 } });
  const db = openReadOnly(join(dir, 'out', 'tatap.db'));
  expect(db.sqlite.prepare('SELECT wrapped_key, erased_at_ms, name LIKE \'Orang terhapus%\' AS stands FROM people').get()).toEqual({ wrapped_key: null, erased_at_ms: 1_500, stands: 1 });
  expect(db.sqlite.prepare('SELECT scrubbed_at_ms FROM erasures').pluck().get()).toBe(2_000);
  db.sqlite.close();
});
