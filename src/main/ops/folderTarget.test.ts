import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFolderTarget, markFolder } from './folderTarget.ts';

let dir: string;
let disk: string;
let file: string;
const name = 'kiosk-1/20261128T021500Z.tatap.age';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tatap-folder-'));
  disk = join(dir, 'disk');
  mkdirSync(disk);
  file = join(dir, 'file');
  writeFileSync(file, randomBytes(300_000));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces) read.push(piece);
  return Buffer.concat(read);
}

test('what was put is read back; listed with its length, replaced, removed; other files are not seen', async () => {
  const target = createFolderTarget({ folder: disk, marker: await markFolder(disk) });
  writeFileSync(join(disk, 'holiday.jpg'), 'x');
  mkdirSync(join(disk, 'kiosk-1'));
  writeFileSync(join(disk, 'kiosk-1', 'notes.txt'), 'x');
  await target.check();
  writeFileSync(join(disk, 'kiosk-1', '20261127T021500Z.tatap.age.part'), 'half of one');
  await target.put(name, file);
  await target.put(name, file);
  expect((await bytesOf(target.read(name))).equals(readFileSync(file))).toBe(true);
  expect(await target.list()).toEqual([{ name, bytes: 300_000 }]);
  await target.remove(name);
  await target.remove(name);
  await expect(bytesOf(target.read(name))).rejects.toThrow('BACKUP_NOT_FOUND');
  expect(readdirSync(join(disk, 'kiosk-1'))).toEqual(['notes.txt']);
  for (const bad of ['../x/y', '/etc/passwd', 'a/../b', 'a/b/c', 'a', '.a/b']) await expect(target.put(bad, file), bad).rejects.toThrow(RangeError);
});

test('a folder keeps its marker; another one, or none, is another disk', async () => {
  const marker = await markFolder(disk);
  expect(await markFolder(disk)).toBe(marker);
  await expect(createFolderTarget({ folder: disk, marker: 'other' }).check()).rejects.toThrow('BACKUP_TARGET_MISSING');
  rmSync(join(disk, '.tatap-backups.json'));
  const target = createFolderTarget({ folder: disk, marker });
  await expect(target.check()).rejects.toThrow('BACKUP_TARGET_MISSING');
  await expect(target.list()).rejects.toThrow('BACKUP_TARGET_MISSING');
  await expect(markFolder(file)).rejects.toThrow('BACKUP_TARGET_MISSING');
  await expect(markFolder(join(dir, 'nowhere'))).rejects.toThrow('BACKUP_TARGET_MISSING');
});

test.skipIf(process.platform === 'win32')('a full disk is said so and leaves no part of a file', () => {
  const script = join(import.meta.dirname, 'folderTarget.testkit.ts');
  // Blocks of 1 KiB: the file does not fit.
  const { stdout } = spawnSync('bash', ['-c', 'ulimit -f 100; exec "$0" --disable-warning=ExperimentalWarning "$@"', process.execPath, script, disk, file], { encoding: 'utf8' });
  expect(stdout).toBe('BACKUP_TARGET_FULL');
  expect(readdirSync(join(disk, 'kiosk-1'))).toEqual([]);
  expect(spawnSync(process.execPath, [script, disk, file], { encoding: 'utf8' }).stdout).toBe('written');
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a folder that may not be written is denied', async () => {
  const marker = await markFolder(disk);
  chmodSync(disk, 0o500);
  await expect(createFolderTarget({ folder: disk, marker }).check()).rejects.toThrow('BACKUP_TARGET_DENIED');
  chmodSync(disk, 0o700);
});
