import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminWindow } from '../app.testkit.ts';
import { backUp, booksOf, enrol, filesOn, login, pays, setUpBackups, startKiosk, tempDisks, topUp, type Disks } from '../backups.testkit.ts';
import { lockDataDir } from '../hosts/dataFolder.ts';

/* `npm run restore` with everything lost but the disk and the printed key. */

let disks: Disks;
let keyFile: string;
let books: string;
let personId: string;

beforeAll(async () => {
  disks = tempDisks();
  mkdirSync(disks.dataDir, { mode: 0o700 });
  const tatap = await startKiosk(disks.dataDir, true);
  personId = await enrol(tatap, 'A', 'Siti Kanaria', '1001');
  await topUp(tatap, personId, 50_000);
  const { recoveryKey } = await setUpBackups(tatap, { kind: 'folder', path: disks.disk });
  await backUp(tatap);
  await tatap.close();
  keyFile = join(disks.dir, 'recovery.txt');
  writeFileSync(keyFile, `${recoveryKey.toLowerCase()}\n`);
  books = booksOf(disks.dataDir);
}, 180_000);
afterAll(() => rmSync(disks.dir, { recursive: true, force: true }));

const run = (cli: string, ...argv: string[]) => spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, `${cli}.ts`), ...argv], { encoding: 'utf8' });
const restore = (dataDir: string, ...more: string[]) => run('restore', '--data', dataDir, '--from', disks.disk, '--key-file', keyFile, ...more);

test('into an empty folder: the rows are the same, verify is clean, and the kiosk opens and takes a payment', async () => {
  const dataDir = join(disks.dir, 'new');
  expect(restore(dataDir, '--confirm', 'kantin uji')).toMatchObject({ status: 0, stdout: expect.stringContaining('1 people (1 with a face), 1 bookings, Rp 50000') });
  expect(booksOf(dataDir)).toBe(books);
  expect(run('verify', '--data', dataDir)).toMatchObject({ status: 0 });
  const tatap = await startKiosk(dataDir, false);
  expect(await pays(tatap, '1001', 5_000)).toBe(45_000);
  await login(tatap);
  expect((await tatap.must(adminWindow, 'people.list', {})).rows).toMatchObject([{ name: 'Siti Kanaria', hasFace: true }]);
  await tatap.close();
}, 180_000);

test('over a folder whose keys were lost: they come back, and what was there lies aside', () => {
  const dataDir = join(disks.dir, 'lost');
  mkdirSync(dataDir);
  copyFileSync(join(disks.dataDir, 'tatap.db'), join(dataDir, 'tatap.db'));
  expect(restore(dataDir, '--confirm', 'Kantin Uji').status).toBe(0);
  expect(run('verify', '--data', dataDir).status).toBe(0);
  expect(readdirSync(dataDir).filter((name) => name.startsWith('before-restore-')).length).toBe(1);
}, 180_000);

test('is refused for another name, another key, a running kiosk, a keyring, no backup, no keys and a wrong call; then nothing changed', () => {
  const dataDir = join(disks.dir, 'kept');
  mkdirSync(dataDir);
  copyFileSync(join(disks.dataDir, 'tatap.db'), join(dataDir, 'tatap.db'));
  const before = readFileSync(join(dataDir, 'tatap.db'));
  expect(restore(dataDir, '--confirm', 'Kantin')).toMatchObject({ status: 1, stderr: expect.stringContaining('NAME_DIFFERS') });
  const other = join(disks.dir, 'other.txt');
  writeFileSync(other, 'AGE-SECRET-KEY-1QQQ');
  expect(run('restore', '--data', dataDir, '--from', disks.disk, '--key-file', other)).toMatchObject({ status: 1, stderr: expect.stringContaining('RECOVERY_KEY_WRONG') });
  const unlock = lockDataDir(dataDir);
  expect(restore(dataDir)).toMatchObject({ status: 1, stderr: expect.stringContaining('kept') });
  unlock();
  writeFileSync(join(dataDir, 'device.key'), JSON.stringify({ version: 1, backend: 'electron:gnome_libsecret', sealed: '' }));
  expect(restore(dataDir)).toMatchObject({ status: 1, stderr: expect.stringContaining('KEY_BACKEND_CHANGED') });
  rmSync(join(dataDir, 'device.key'));
  const empty = join(disks.dir, 'empty');
  mkdirSync(empty);
  expect(run('restore', '--data', dataDir, '--from', empty, '--key-file', keyFile)).toMatchObject({ status: 1, stderr: expect.stringContaining('BACKUP_NOT_FOUND') });
  const backup = filesOn(disks.disk).find((file) => file.endsWith('.tatap.age')) ?? '';
  copyFileSync(backup, join(empty, basename(backup)));
  expect(run('restore', '--data', dataDir, '--from', empty, '--key-file', keyFile)).toMatchObject({ status: 1, stderr: expect.stringContaining('BACKUP_KEYS_MISSING') });
  expect(run('restore', '--data', dataDir, '--from', empty, '--key-file', keyFile, '--keys', join(dirname(backup), 'keys.age'), '--confirm', 'x')).toMatchObject({ status: 1, stderr: expect.stringContaining('NAME_DIFFERS') });
  expect(run('restore', '--data', dataDir).status).toBe(2);
  expect(readFileSync(join(dataDir, 'tatap.db')).equals(before)).toBe(true);
  expect(existsSync(join(dataDir, 'restore-work'))).toBe(false);
}, 180_000);
