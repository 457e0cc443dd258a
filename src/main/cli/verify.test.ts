import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { appendAudit } from '../services/audit.ts';
import { checkAtBoot } from '../services/bootGate.ts';
import { createKeyFile } from '../hosts/keyFile.ts';
import { createVault } from '../vault/vault.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tatap-verify-'));
  const vault = await createVault({ dataDir: folder, keyStore: createKeyFile(folder), databaseExists: false, randomBytes });
  const db = openDatabase(join(folder, 'tatap.db'));
  expect(checkAtBoot({ db, vault }).open).toBe(true);
  for (let i = 0; i < 5; i += 1) appendAudit({ db, kioskId: 'k', mac: vault.auditMac }, { atMs: i, actorKind: 'system', actorId: null, action: 'room.saved', subjectId: null, detail: { i } });
  db.sqlite.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const verify = (...argv: string[]) => spawnSync(process.execPath, [join(import.meta.dirname, 'verify.ts'), ...argv], { encoding: 'utf8' });

test('a sound data folder: exit 0 and a line for every check', () => {
  const { status, stdout } = verify('--data', folder);
  expect(stdout).toMatch(/ok +chain of transfers\nok +chain of 5 audit rows/);
  expect(status).toBe(0);
});

test('one edited letter: exit 1 and the row', () => {
  const sqlite = new Database(join(folder, 'tatap.db'));
  const trigger = String(sqlite.prepare("SELECT sql FROM sqlite_schema WHERE name = 'audit_no_update'").pluck().get());
  sqlite.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET action = 'test.gone' WHERE seq = 3; ${trigger}`);
  sqlite.close();
  const { status, stdout } = verify('--data', folder, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ sound: false, chainsSeen: true });
  expect(stdout).toContain('row 3 was changed');
  expect(status).toBe(1);
});

test('a folder sealed by a desktop keyring: sums are checked, and exit 3 says that the chains were not', () => {
  writeFileSync(join(folder, 'device.key'), JSON.stringify({ version: 1, backend: 'electron:gnome_libsecret', sealed: '' }));
  expect(verify('--data', folder)).toMatchObject({ status: 3, stdout: expect.stringContaining('the chains cannot be checked from here') });
});

test('a folder without its keys says so', () => {
  rmSync(join(folder, 'host.key'));
  expect(verify('--data', folder)).toMatchObject({ status: 1, stdout: expect.stringContaining('host.key is missing') });
});

test('a wrong call explains itself', () => {
  expect(verify()).toMatchObject({ status: 2, stderr: expect.stringContaining('usage') });
  expect(verify('--data', join(folder, 'nowhere'))).toMatchObject({ status: 2, stderr: expect.stringContaining('no tatap.db') });
});
