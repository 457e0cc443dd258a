import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { adminWindow, kioskWindow, type TestApp } from './app.testkit.ts';
import { backUp, booksOf, enrol, filesOn, login, newestBackup, pays, settled, setUpBackups, startKiosk, tempDisks, topUp, type Disks } from './backups.testkit.ts';
import type { Refusal } from '../shared/errors.ts';
import { openReadOnly } from './db/open.ts';
import { newRecoveryKey } from './ops/backupFile.ts';
import { prepareRestore } from './services/restoreRun.ts';

/** What is used of @20minutes/s3rver, which comes without types. */
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: Record<string, unknown>) => { run(): Promise<AddressInfo>; close(): Promise<void> };

/* R8, R20: the whole way there and back, over the contract, on real folders. */

let disks: Disks;
let tatap: TestApp;
let siti: string;
let budi: string;
let recoveryKey: string;
let destinationId: string;
/** Where the kiosk of this test looks for backups. */
let destination: string;
let sound: string;

/** A folder after some work and a clean stop, and the disk of its backups; every test begins with a copy at the same place. */
beforeAll(async () => {
  disks = tempDisks();
  mkdirSync(disks.dataDir, { mode: 0o700 });
  tatap = await startKiosk(disks.dataDir, true);
  siti = await enrol(tatap, 'A', 'Siti Kanaria', '1001');
  budi = await enrol(tatap, 'B', 'Budi Kanaria', '1002');
  await topUp(tatap, siti, 50_000);
  await topUp(tatap, budi, 30_000);
  await pays(tatap, '1001', 5_000);
  ({ recoveryKey, destinationId } = await setUpBackups(tatap, { kind: 'folder', path: disks.disk }));
  await tatap.close();
  sound = mkdtempSync(join(tmpdir(), 'tatap-sound-'));
  cpSync(disks.dir, sound, { recursive: true });
});
afterAll(() => rmSync(sound, { recursive: true, force: true }));

beforeEach(async () => {
  cpSync(sound, disks.dir, { recursive: true });
  destination = destinationId;
  tatap = await startKiosk(disks.dataDir, false);
  await login(tatap);
});
afterEach(async () => {
  await tatap.close();
  rmSync(disks.dir, { recursive: true, force: true });
});

const code = async (call: Promise<{ ok: boolean; code?: string }>): Promise<string> => (await call).code ?? 'OK';
const look = async (name?: string, key = recoveryKey) => tatap.call(adminWindow, 'backups.previewRestore', { destinationId: destination, name: name ?? await newestBackup(tatap, destination), recoveryKey: key });

async function restore(): Promise<void> {
  const preview = await look();
  if (!preview.ok) throw new Error(preview.code);
  await tatap.must(adminWindow, 'backups.restore', { previewId: preview.value.previewId, confirm: ' kantin  uji ' });
  await tatap.app.tick();
  await tatap.app.visionReady;
}

const verify = () => spawnSync(process.execPath, [join(import.meta.dirname, 'cli/verify.ts'), '--data', disks.dataDir, '--json'], { encoding: 'utf8' });

/** Whether the kiosk knows this face: enrolling it again is refused. */
async function knows(person: string): Promise<boolean> {
  try {
    await enrol(tatap, person, 'Coba', `9${person.charCodeAt(0)}0`);
    return false;
  } catch (error) {
    expect(String(error)).toContain('FACE_DUPLICATE');
    return true;
  }
}

// A machine that does other things beside needs its time: threads and processes are started all the way.
describe('the drill', { timeout: 180_000 }, () => {
  test('backup, everything lost, a new machine, restore: verify is clean, every row is the same, PIN and face work', async () => {
    await backUp(tatap);
    const before = booksOf(disks.dataDir);
    await tatap.close();
    rmSync(disks.dataDir, { recursive: true });
    mkdirSync(disks.dataDir, { mode: 0o700 });
    tatap = await startKiosk(disks.dataDir, true);
    await enrol(tatap, 'C', 'Orang Lain', '7777');
    ({ destinationId: destination } = await tatap.must(adminWindow, 'backups.saveDestination', { destinationId: null, name: 'Disk lama', enabled: true, setup: { kind: 'folder', path: disks.disk } }));
    const preview = await look();
    expect(preview).toMatchObject({ ok: true, value: { siteName: 'Kantin Uji', restored: { people: 2, faces: 2, transfers: 3, balance: 75_000 }, here: { people: 1, transfers: 0 }, erasedAgain: 0, facesLeftOut: 0 } });
    await restore();
    expect(await code(tatap.call(adminWindow, 'staff.me', {}))).toBe('SESSION_EXPIRED');
    // Before anybody logs in, which their row remembers.
    expect(booksOf(disks.dataDir)).toBe(before);
    await login(tatap);
    expect((await tatap.must(kioskWindow, 'site.status', {})).payments).toEqual({ open: true, reason: null });
    expect(verify()).toMatchObject({ status: 0 });
    expect([await knows('A'), await knows('C')]).toEqual([true, false]);
    expect(await pays(tatap, '1001', 5_000)).toBe(40_000);
    // The chain goes on over the restore, and the next backup goes to the folder of the old machine.
    await backUp(tatap);
    expect(new Set(filesOn(disks.disk).filter((file) => file.endsWith('.age')).map((file) => basename(join(file, '..')))).size).toBe(1);
    await tatap.close();
    expect(verify()).toMatchObject({ status: 0 });
    expect(readdirSync(disks.dataDir).filter((name) => name.startsWith('restore') || name === 'backup-work')).toEqual([]);
    tatap = await startKiosk(disks.dataDir, false);
    await login(tatap);
    expect((await tatap.must(adminWindow, 'backups.overview', {})).restored).not.toBeNull();
  });

  test('what is sealed shows no name, number or key; nothing in the clear is left in the data folder', async () => {
    await backUp(tatap);
    const db = openReadOnly(join(disks.dataDir, 'tatap.db'));
    const keys = db.sqlite.prepare<[], Buffer>('SELECT wrapped_key FROM people WHERE wrapped_key IS NOT NULL').pluck().all();
    db.sqlite.close();
    expect(keys.length).toBe(2);
    const files = filesOn(disks.disk).map((file) => readFileSync(file));
    expect(files.length).toBe(3);
    for (const bytes of files) {
      for (const canary of ['Kanaria', '1001', ...keys, recoveryKey]) expect(bytes.includes(canary)).toBe(false);
    }
    expect(filesOn(disks.dataDir).some((file) => readFileSync(file).includes(recoveryKey))).toBe(false);
    expect(existsSync(join(disks.dataDir, 'backup-work'))).toBe(false);
  });

  test('payments go on while a backup is made', async () => {
    await tatap.must(adminWindow, 'backups.runNow', {});
    let paid = 0;
    for (; (await tatap.must(adminWindow, 'backups.overview', {})).running !== null; paid += 1) await pays(tatap, '1001', 500);
    expect(paid).toBeGreaterThan(0);
    expect((await look()).ok).toBe(true);
  });
});

describe('R20: who was deleted stays deleted', { timeout: 180_000 }, () => {
  test('a person erased after the backup comes back neither by name nor by face, and their money stays in the books', async () => {
    await pays(tatap, '1002', 30_000);
    await backUp(tatap);
    const [budiKey] = [wrappedKeyOf(budi)];
    await tatap.must(adminWindow, 'people.erase', { personId: budi, confirmName: 'Budi Kanaria' });
    await tatap.app.tick();
    expect(await settled(tatap)).toMatchObject([{ keysCurrent: true }]);
    // The database that remembers the deletion is lost too: keys.age alone must know it.
    await tatap.close();
    rmSync(disks.dataDir, { recursive: true });
    mkdirSync(disks.dataDir, { mode: 0o700 });
    tatap = await startKiosk(disks.dataDir, true);
    ({ destinationId: destination } = await tatap.must(adminWindow, 'backups.saveDestination', { destinationId: null, name: 'Disk lama', enabled: true, setup: { kind: 'folder', path: disks.disk } }));
    expect(await look()).toMatchObject({ ok: true, value: { erasedAgain: 1, restored: { people: 1, faces: 1, transfers: 4 } } });
    await restore();
    await login(tatap);
    for (const file of filesOn(disks.dataDir)) {
      if (file.includes('before-restore')) continue;
      const bytes = readFileSync(file);
      expect([bytes.includes('Budi Kanaria'), bytes.includes(budiKey)], file).toEqual([false, false]);
    }
    expect([await knows('A'), await knows('B')]).toEqual([true, false]);
    expect(verify()).toMatchObject({ status: 0 });
  });

  test('a face erased after the backup does not come back; the person and their money do', async () => {
    await backUp(tatap);
    await tatap.must(adminWindow, 'people.eraseFace', { personId: budi });
    await tatap.app.tick();
    await settled(tatap);
    expect(await look()).toMatchObject({ ok: true, value: { facesLeftOut: 1, erasedAgain: 0 } });
    await restore();
    await login(tatap);
    const { rows } = await tatap.must(adminWindow, 'people.list', {});
    expect(rows.map(({ name, hasFace }) => [name, hasFace])).toEqual([['Budi Kanaria', false], ['Siti Kanaria', true]]);
    expect(await pays(tatap, '1002', 10_000)).toBe(20_000);
    expect(await knows('B')).toBe(false);
  });

  test('while the disk is away the old key is shown as left behind, and goes as soon as it is back', async () => {
    await pays(tatap, '1002', 30_000);
    await backUp(tatap);
    renameSync(disks.disk, `${disks.disk}-away`);
    await tatap.must(adminWindow, 'people.erase', { personId: budi, confirmName: 'Budi Kanaria' });
    await tatap.app.tick();
    expect(await settled(tatap)).toMatchObject([{ keysCurrent: false }]);
    renameSync(`${disks.disk}-away`, disks.disk);
    tatap.clock.pass(5 * 60_000);
    await tatap.app.tick();
    expect(await settled(tatap)).toMatchObject([{ keysCurrent: true }]);
  });

  test('what was there before a restore goes with the next deletion, and after two weeks by itself', async () => {
    await pays(tatap, '1002', 30_000);
    await backUp(tatap);
    await restore();
    const aside = () => readdirSync(disks.dataDir).filter((name) => name.startsWith('before-restore-'));
    expect(aside().length).toBe(1);
    await tatap.app.tick();
    expect(aside().length).toBe(1);
    await login(tatap);
    await tatap.must(adminWindow, 'people.erase', { personId: budi, confirmName: 'Budi Kanaria' });
    expect(aside()).toEqual([]);
    await settled(tatap);
    await restore();
    expect(aside().length).toBe(1);
    tatap.clock.pass(14 * 24 * 3_600_000 + 1);
    await tatap.app.tick();
    expect(aside()).toEqual([]);
  });

  function wrappedKeyOf(personId: string): Buffer {
    const db = openReadOnly(join(disks.dataDir, 'tatap.db'));
    const key = db.sqlite.prepare<[string], Buffer>('SELECT wrapped_key FROM people WHERE id = ?').pluck().get(personId);
    db.sqlite.close();
    if (!key) throw new Error('no key');
    return key;
  }
});

describe('a restore refuses', { timeout: 180_000 }, () => {
  let file: string;
  let whole: Buffer;
  let keysFile: string;
  beforeEach(async () => {
    await backUp(tatap);
    file = filesOn(disks.disk).find((path) => path.endsWith('.tatap.age')) ?? '';
    keysFile = filesOn(disks.disk).find((path) => path.endsWith('keys.age')) ?? '';
    whole = readFileSync(file);
  });

  test('a flipped byte anywhere in the backup or in the keys, and leaves nothing behind', async () => {
    const keys = readFileSync(keysFile);
    const outFile = join(disks.dir, 'out.db');
    const [tried, triedKeys] = [join(disks.dir, 'tried.age'), join(disks.dir, 'keys.age')];
    const restored = (bytes: Buffer, keyBytes: Buffer) => {
      writeFileSync(tried, bytes);
      writeFileSync(triedKeys, keyBytes);
      return prepareRestore({ backupFile: tried, keysFile: triedKeys, recoveryKey, outFile, erasedHere: [], staffId: null, nowMs: 1 });
    };
    await fc.assert(fc.asyncProperty(fc.boolean(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 1, max: 255 }), async (inKeys, where, flip) => {
      const bytes = Buffer.from(inKeys ? keys : whole);
      const at = Math.floor(where * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      const error: unknown = await restored(inKeys ? whole : bytes, inKeys ? bytes : keys).catch((thrown: unknown) => thrown);
      expect(['BACKUP_UNREADABLE', 'RECOVERY_KEY_WRONG']).toContain((error as Refusal).code);
      expect(readdirSync(disks.dir).filter((name) => name.startsWith('out.db'))).toEqual([]);
    }), { numRuns: 100 });
    expect(await restored(whole, keys)).toMatchObject({ contents: { people: 2 } });
    // And so the whole way through the window.
    const bytes = Buffer.from(whole);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(await code(look())).toBe('BACKUP_UNREADABLE');
    expect(existsSync(join(disks.dataDir, 'restore-work'))).toBe(false);
  });

  test('a wrong, mistyped, missing or replaced key; several at once are tried all', async () => {
    expect(await code(look(undefined, (await newRecoveryKey()).identity))).toBe('RECOVERY_KEY_WRONG');
    expect(await code(look(undefined, recoveryKey.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q'))))).toBe('RECOVERY_KEY_WRONG');
    expect(await code(look(undefined, 'rahasia'))).toBe('RECOVERY_KEY_WRONG');
    // As it is typed from paper.
    const typed = `${recoveryKey.toLowerCase().replace(/(.{8})/g, '$1 ')}\n`;
    expect(await code(look(undefined, typed))).toBe('OK');
    // From now on the keys beside all backups are for the new one.
    const other = await tatap.must(adminWindow, 'backups.makeRecoveryKey', { replaces: (await tatap.must(adminWindow, 'backups.overview', {})).recovery?.recipient ?? null });
    tatap.clock.pass(60_000);
    await settled(tatap);
    await backUp(tatap);
    const { rows } = await tatap.must(adminWindow, 'backups.list', { destinationId });
    expect(await code(look(rows[1]?.name, recoveryKey))).toBe('RECOVERY_KEY_WRONG');
    expect(await code(look(rows[1]?.name, `${typed} ${other.recoveryKey}`))).toBe('OK');
  });

  test('without the keys beside it, with those of another machine, and a file that is not there', async () => {
    const keys = readFileSync(keysFile);
    rmSync(keysFile);
    expect(await code(look())).toBe('BACKUP_KEYS_MISSING');
    writeFileSync(keysFile, keys);
    const set = basename(join(file, '..'));
    const name = `${set}/${basename(file)}`;
    rmSync(file);
    expect((await tatap.must(adminWindow, 'backups.list', { destinationId })).rows).toMatchObject([{ name, verdict: 'missing' }]);
    expect(await code(look(name))).toBe('BACKUP_NOT_FOUND');
    writeFileSync(file, whole.subarray(1));
    expect((await tatap.must(adminWindow, 'backups.list', { destinationId })).rows).toMatchObject([{ name, verdict: 'changed' }]);
  });

  test('another name typed, a preview that is too old, and two at once', async () => {
    const preview = await look();
    if (!preview.ok) throw new Error(preview.code);
    const { previewId } = preview.value;
    expect(await code(tatap.call(adminWindow, 'backups.restore', { previewId, confirm: 'Kantin' }))).toBe('NAME_DIFFERS');
    expect(await code(tatap.call(adminWindow, 'backups.restore', { previewId: crypto.randomUUID(), confirm: 'Kantin Uji' }))).toBe('RESTORE_GONE');
    const name = await newestBackup(tatap, destinationId);
    expect((await Promise.all([code(look(name)), code(look(name))])).toSorted()).toEqual(['BUSY', 'OK']);
    expect(existsSync(join(disks.dataDir, 'restore-work'))).toBe(true);
    tatap.clock.pass(15 * 60_000);
    await tatap.app.tick();
    expect(existsSync(join(disks.dataDir, 'restore-work'))).toBe(false);
    await login(tatap);
    expect(await code(tatap.call(adminWindow, 'backups.restore', { previewId, confirm: 'Kantin Uji' }))).toBe('RESTORE_GONE');
  });
});

describe('a destination', { timeout: 180_000 }, () => {
  test('whose disk was pulled refuses, and nothing is written into the mount point; it is tried again after an hour', async () => {
    renameSync(disks.disk, `${disks.disk}-away`);
    mkdirSync(disks.disk);
    await expect(backUp(tatap)).rejects.toThrow('BACKUP_TARGET_MISSING');
    expect(readdirSync(disks.disk)).toEqual([]);
    expect(await tatap.must(adminWindow, 'backups.testDestination', { destinationId })).toMatchObject({ error: 'BACKUP_TARGET_MISSING' });
    rmSync(disks.disk, { recursive: true });
    expect(await tatap.must(adminWindow, 'backups.testDestination', { destinationId })).toMatchObject({ error: 'BACKUP_TARGET_MISSING' });
    renameSync(`${disks.disk}-away`, disks.disk);
    expect(await tatap.must(adminWindow, 'backups.testDestination', { destinationId })).toMatchObject({ error: null });
  });

  test('in the data folder, or one that is not there, is not taken', async () => {
    const save = (path: string) => code(tatap.call(adminWindow, 'backups.saveDestination', { destinationId: null, name: 'x', enabled: true, setup: { kind: 'folder', path } }));
    expect(await save(disks.dataDir)).toBe('BACKUP_TARGET_INSIDE');
    expect(await save(join(disks.dataDir, 'logs'))).toBe('BACKUP_TARGET_INSIDE');
    expect(await save(join(disks.dir, 'nowhere'))).toBe('BACKUP_TARGET_MISSING');
    expect(await save('relative/path')).toBe('BAD_INPUT');
  });

  test('no recovery key, no destination, or one under way: refused', async () => {
    await tatap.must(adminWindow, 'backups.runNow', {});
    expect(await code(tatap.call(adminWindow, 'backups.runNow', {}))).toBe('BUSY');
    await settled(tatap);
    await tatap.must(adminWindow, 'backups.removeDestination', { destinationId });
    expect(await code(tatap.call(adminWindow, 'backups.runNow', {}))).toBe('DESTINATION_NOT_FOUND');
  });
});

test('to a bucket of a real S3-compatible server, and back', { timeout: 180_000 }, async () => {
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, allowMismatchedSignatures: true, directory: join(disks.dir, 'store'), configureBuckets: [{ name: 'cadangan', configs: [] }] });
  const { port } = await server.run();
  try {
    const setup = { kind: 's3', endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', bucket: 'cadangan', prefix: 'sekolah/', accessKeyId: 'S3RVER' } as const;
    const secret = 'S3RVER';
    const bucket = { destinationId: null, name: 'Bucket', enabled: true, setup };
    expect(await code(tatap.call(adminWindow, 'backups.saveDestination', bucket))).toBe('BAD_INPUT');
    ({ destinationId: destination } = await tatap.must(adminWindow, 'backups.saveDestination', { ...bucket, secret }));
    // The secret stays with the address it was given for.
    expect(await code(tatap.call(adminWindow, 'backups.saveDestination', { ...bucket, destinationId: destination, setup: { ...setup, endpoint: 'http://127.0.0.1:1' } }))).toBe('BAD_INPUT');
    await backUp(tatap);
    expect((await tatap.must(adminWindow, 'backups.list', { destinationId: destination })).rows).toMatchObject([{ verdict: 'ok', own: true }]);
    const before = booksOf(disks.dataDir);
    await topUp(tatap, siti, 1_000);
    await restore();
    expect(booksOf(disks.dataDir)).toBe(before);
    expect(verify()).toMatchObject({ status: 0 });
  } finally {
    await server.close();
  }
});

describe('by itself', { timeout: 180_000 }, () => {
  test('every day at its hour, after an hour again where it failed, and the dashboard tells the age', async () => {
    const atHour = async (hours: number) => {
      tatap.clock.pass(hours * 3_600_000);
      await tatap.app.tick();
      await login(tatap);
      return settled(tatap);
    };
    // 08:00 in Jakarta; the backup is due at 02:15.
    expect(await atHour(0)).toMatchObject([{ lastSuccessAtMs: null, nextAtMs: Date.UTC(2026, 10, 21, 19, 15) }]);
    expect(await atHour(18)).toMatchObject([{ lastSuccessAtMs: null }]);
    renameSync(disks.disk, `${disks.disk}-away`);
    expect(await atHour(1)).toMatchObject([{ lastSuccessAtMs: null, lastError: 'BACKUP_TARGET_MISSING' }]);
    renameSync(`${disks.disk}-away`, disks.disk);
    expect(await atHour(0.5)).toMatchObject([{ lastSuccessAtMs: null }]);
    expect(await atHour(0.6)).toMatchObject([{ lastError: null, lastSuccessAtMs: expect.any(Number) }]);
    const first = (await settled(tatap))[0]?.lastSuccessAtMs ?? 0;
    expect(await atHour(20)).toMatchObject([{ lastSuccessAtMs: first }]);
    expect((await tatap.must(adminWindow, 'dashboard.today', {})).machine?.backupAgeMs).toBeGreaterThan(19 * 3_600_000);
    expect((await atHour(4))[0]?.lastSuccessAtMs).toBeGreaterThan(first);
  });

  test('a destination that never worked is told of after two days, though another one works', async () => {
    const away = join(disks.dir, 'away');
    mkdirSync(away);
    await tatap.must(adminWindow, 'backups.saveDestination', { destinationId: null, name: 'Stik', enabled: true, setup: { kind: 'folder', path: away } });
    rmSync(away, { recursive: true });
    const alerts = async () => (await tatap.must(adminWindow, 'dashboard.today', {})).machine?.alerts.map(({ kind }) => kind);
    for (let day = 0; day < 2; day += 1) {
      expect(await alerts()).not.toContain('backupOld');
      tatap.clock.pass(25 * 3_600_000);
      await tatap.app.tick();
      await login(tatap);
      await settled(tatap);
    }
    await tatap.app.tick();
    expect(await alerts()).toContain('backupOld');
  });

  test('what a process that ended left in the work folder is removed at the next start', async () => {
    await tatap.close();
    for (const name of ['backup-work', 'restore-work']) {
      mkdirSync(join(disks.dataDir, name));
      writeFileSync(join(disks.dataDir, name, 'copy.db'), 'Kanaria');
    }
    tatap = await startKiosk(disks.dataDir, false);
    expect(readdirSync(disks.dataDir).filter((name) => name.endsWith('-work'))).toEqual([]);
    await login(tatap);
  });
});

test('a damaged ledger is no obstacle to restoring', { timeout: 180_000 }, async () => {
  await backUp(tatap);
  await tatap.close();
  const raw = new Database(join(disks.dataDir, 'tatap.db'));
  raw.exec("DELETE FROM chain_heads WHERE name = 'audit'");
  raw.close();
  tatap = await startKiosk(disks.dataDir, false);
  expect((await tatap.must(kioskWindow, 'site.status', {})).payments).toEqual({ open: false, reason: 'LEDGER_BROKEN' });
  await login(tatap);
  await restore();
  expect((await tatap.must(kioskWindow, 'site.status', {})).payments).toEqual({ open: true, reason: null });
  expect(verify()).toMatchObject({ status: 0 });
});

test('the recovery key is confirmed by typing it again, and is in no answer afterwards', async () => {
  expect((await tatap.must(adminWindow, 'backups.overview', {})).recovery).toMatchObject({ confirmed: false });
  expect(await code(tatap.call(adminWindow, 'backups.confirmRecoveryKey', { recoveryKey: 'AGE-SECRET-KEY-1' }))).toBe('RECOVERY_KEY_WRONG');
  await tatap.must(adminWindow, 'backups.confirmRecoveryKey', { recoveryKey: recoveryKey.toLowerCase() });
  const overview = await tatap.must(adminWindow, 'backups.overview', {});
  expect(overview.recovery).toMatchObject({ confirmed: true });
  expect(JSON.stringify(overview)).not.toContain('AGE-SECRET');
  expect(await code(tatap.call(adminWindow, 'backups.makeRecoveryKey', { replaces: null }))).toBe('EDIT_CONFLICT');
});
