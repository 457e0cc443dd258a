import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataDir, prepareDataDir } from './dataFolder.ts';
import { createKeyFile } from './keyFile.ts';
import { explain } from './problems.ts';

let base: string;
beforeEach(() => { base = mkdtempSync(join(tmpdir(), 'tatap-folder-')); });
afterEach(() => { rmSync(base, { recursive: true, force: true }); });

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('the data folder is made for its owner alone and probing leaves nothing in it', () => {
  const dir = join(base, 'a/b');
  prepareDataDir(dir);
  expect(modeOf(dir)).toBe(0o700);
  expect(readdirSync(dir)).toEqual([]);
  // Also what others make in it, as SQLite does, who asks for 0644.
  writeFileSync(join(dir, 'later'), '', { mode: 0o644 });
  if (process.platform !== 'win32') expect(modeOf(join(dir, 'later'))).toBe(0o600);
});

test('a folder that cannot be made or written is said with its path', () => {
  writeFileSync(join(base, 'file'), '');
  for (const dir of [join(base, 'file'), join(base, 'file/below'), '/proc/tatap']) {
    expect(() => { prepareDataDir(dir); }).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_NOT_WRITABLE', detail: dir }));
  }
});

test('a disk with no room is refused before anything is opened', () => {
  expect(() => { prepareDataDir(base, () => 1024 * 1024); }).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC', path: '/data/tatap.db' });
  expect(explain(full, base)).toMatchObject({ code: 'DISK_FULL', en: expect.stringContaining('/data/tatap.db') });
});

test('one host per data folder, and the folder is free again afterwards', () => {
  const release = lockDataDir(base);
  expect(() => lockDataDir(base)).toThrow(expect.objectContaining({ code: 'ALREADY_RUNNING' }));
  release();
  lockDataDir(base)();
  expect(readdirSync(base)).toEqual([]);
});

test('a lock left by a process that is gone is taken over, also when its number lives on in another process', () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  for (const left of [JSON.stringify({ pid: dead, bornAt: null }), JSON.stringify({ pid: process.ppid, bornAt: 'another boot/1' }), '{"pid":', '']) {
    writeFileSync(join(base, 'host.lock'), left);
    const release = lockDataDir(base);
    expect(JSON.parse(readFileSync(join(base, 'host.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    release();
  }
});

test('the key file is made once, for its owner alone, and reads what it sealed', async () => {
  const secret = new Uint8Array(32).fill(9);
  const sealed = await createKeyFile(base).protect(secret);
  expect(modeOf(join(base, 'host.key'))).toBe(0o600);
  expect(Buffer.from(sealed).includes(Buffer.from(secret))).toBe(false);
  expect([...await createKeyFile(base).unprotect(sealed)]).toEqual([...secret]);
});

test('a changed byte, another key or a shortened text is KEY_MISSING, never a new key', async () => {
  const sealed = Buffer.from(await createKeyFile(base).protect(new Uint8Array(32)));
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(createKeyFile(base).unprotect(changed)).rejects.toMatchObject({ code: 'KEY_MISSING' });
  }
  await expect(createKeyFile(base).unprotect(sealed.subarray(0, 20))).rejects.toMatchObject({ code: 'KEY_MISSING' });
  rmSync(join(base, 'host.key'));
  await expect(createKeyFile(base).unprotect(sealed)).rejects.toMatchObject({ code: 'KEY_MISSING' });
  // Nothing stands where the lost file has to be put back.
  expect(existsSync(join(base, 'host.key'))).toBe(false);
});

test.skipIf(process.platform === 'win32')('a key file others can read, or of a wrong length, stops the start', () => {
  writeFileSync(join(base, 'host.key'), new Uint8Array(32));
  chmodSync(join(base, 'host.key'), 0o644);
  expect(() => createKeyFile(base)).toThrow(expect.objectContaining({ code: 'KEY_FILE_EXPOSED' }));
  rmSync(join(base, 'host.key'));
  writeFileSync(join(base, 'host.key'), new Uint8Array(31), { mode: 0o600 });
  expect(() => createKeyFile(base)).toThrow(expect.objectContaining({ code: 'KEY_FILE_BROKEN' }));
  expect(existsSync(join(base, 'host.key'))).toBe(true);
});
