import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomBytes } from 'node:crypto';
import { fileFaults, schemaFaults } from './integrity.ts';
import { openDatabase, openReadOnly } from './open.ts';
import { insertPerson } from './queries/people.ts';
import { copyWithoutKeys } from './snapshot.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'tatap-snapshot-')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a copy has every person and no byte of any key, is sound, and lies alone in its folder', async () => {
  const db = openDatabase(join(dir, 'tatap.db'));
  const keys = Array.from({ length: 500 }, () => randomBytes(60));
  for (const [i, wrappedKey] of keys.entries()) {
    insertPerson(db, { id: `p${i}`, name: `Orang ${i}`, nameFolded: `orang ${i}`, identifier: `N${i}`, createdAtMs: i, kioskId: 'k', pinHash: null, wrappedKey });
  }
  const file = join(dir, 'copy.db');
  await copyWithoutKeys(db, file);
  const bytes = readFileSync(file);
  expect(keys.filter((key) => bytes.includes(key.subarray(0, 16)) || bytes.includes(key.subarray(-16)))).toEqual([]);
  expect(['-wal', '-shm', '-journal'].filter((end) => existsSync(`${file}${end}`))).toEqual([]);
  expect(statSync(file).mode & 0o077).toBe(0);
  const copy = openReadOnly(file);
  expect(copy.sqlite.prepare('SELECT count(*), count(wrapped_key) FROM people').raw().get()).toEqual([500, 0]);
  expect([...fileFaults(copy), ...schemaFaults(copy)]).toEqual([]);
  expect(db.sqlite.prepare('SELECT count(wrapped_key) FROM people').pluck().get()).toBe(500);
  copy.sqlite.close();
  db.sqlite.close();
});

test('a copy that cannot be made is refused and leaves nothing', async () => {
  const db = openDatabase(':memory:');
  const file = join(dir, 'missing', 'copy.db');
  await expect(copyWithoutKeys(db, file)).rejects.toThrow();
  expect(existsSync(file)).toBe(false);
  db.sqlite.close();
});
