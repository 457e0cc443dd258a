import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asideFolders, commitRestore, finishRestore, freshRestoreFolder } from './restoreSwitch.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'tatap-switch-')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Old data with a journal beside it, and new data that is ready. */
function laidOut(name: string): string {
  const folder = join(dir, name);
  mkdirSync(folder);
  for (const file of ['tatap.db', 'tatap.db-wal', 'tatap.db-shm', 'device.key']) writeFileSync(join(folder, file), `old ${file}`);
  writeFileSync(join(folder, 'host.key'), 'stays');
  const { ready } = freshRestoreFolder(folder);
  for (const file of ['tatap.db', 'device.key']) writeFileSync(join(ready, file), `new ${file}`);
  return folder;
}

/** All old, with its journal, or all new, without: never neither, never a mixture. */
function stateOf(folder: string): 'old' | 'new' {
  const read = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : null);
  const found = ['tatap.db', 'tatap.db-wal', 'tatap.db-shm', 'device.key'].map(read);
  expect([['old tatap.db', 'old tatap.db-wal', 'old tatap.db-shm', 'old device.key'], ['new tatap.db', null, null, 'new device.key']]).toContainEqual(found);
  expect(read('host.key')).toBe('stays');
  return found[0] === 'new tatap.db' ? 'new' : 'old';
}

/** Runs until it is killed before its n-th change of the disk. Answers whether it was. */
function killedAt(folder: string, n: number, task: 'decide' | 'start'): boolean {
  const { signal, status, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'restoreSwitch.testkit.ts'), folder, String(n), task], { encoding: 'utf8' });
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

test('killed before every single change of the disk, and once more at a random one of the next start, it is the old data or the new', () => {
  const seen: string[] = [];
  for (let n = 1; ; n += 1) {
    const folder = laidOut(`at-${n}`);
    const killed = killedAt(folder, n, 'decide');
    killedAt(folder, randomInt(1, 16), 'start');
    finishRestore(folder);
    seen.push(stateOf(folder));
    expect(readdirSync(folder).filter((name) => name.startsWith('restore'))).toEqual([]);
    if (!killed) break;
    rmSync(folder, { recursive: true });
  }
  expect(seen.length).toBeGreaterThan(20);
  // Old until it is decided, new from then on.
  expect(seen.join(' ')).toMatch(/^(old )+(new ?)+$/);
}, 180_000);

test('what was there lies aside, whole; what was not decided is dropped', () => {
  const folder = laidOut('a');
  commitRestore(folder, Date.UTC(2026, 10, 28, 2, 15));
  expect(finishRestore(folder)).toBe(true);
  const [aside] = asideFolders(folder);
  expect(aside).toEqual({ path: join(folder, 'before-restore-20261128T021500Z'), atMs: Date.UTC(2026, 10, 28, 2, 15) });
  expect(readdirSync(aside?.path ?? '').toSorted()).toEqual(['device.key', 'tatap.db', 'tatap.db-shm', 'tatap.db-wal']);
  expect(finishRestore(folder)).toBe(false);
  const other = laidOut('b');
  expect(finishRestore(other)).toBe(false);
  expect([stateOf(other), existsSync(join(other, 'restore-work'))]).toEqual(['old', false]);
});

test('a journal that leads elsewhere, or makes no sense, decides nothing', () => {
  for (const text of ['', '{', '{"phase":"in","aside":"../x"}', '{"phase":"in","aside":"before-restore-/../../x"}', '{"phase":"out","aside":"before-restore-1"}', '[]']) {
    const folder = laidOut(`j${text.length}`);
    writeFileSync(join(folder, 'restore.json'), text);
    expect(finishRestore(folder), text).toBe(false);
    expect(stateOf(folder)).toBe('old');
    rmSync(folder, { recursive: true });
  }
});
