import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { randomBytes, randomInt } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BackupUnreadable, openBackup, sealBackup } from './backupFile.ts';

let dir: string;
let identity: string;
let whole: Buffer;
const content = Buffer.concat([Buffer.from('Siti Rahmawati'), randomBytes(200_000)]);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tatap-backup-'));
  identity = await generateX25519Identity();
  writeFileSync(join(dir, 'plain.db'), content);
  await pipeline(await sealBackup(await identityToRecipient(identity), { schemaVersion: 9 }, join(dir, 'plain.db')), createWriteStream(join(dir, 'whole.age')));
  whole = readFileSync(join(dir, 'whole.age'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function opened(bytes: Buffer, key = identity): Promise<Record<string, unknown>> {
  writeFileSync(join(dir, 'tried.age'), bytes);
  rmSync(join(dir, 'out.db'), { force: true });
  return openBackup([key], join(dir, 'tried.age'), join(dir, 'out.db'));
}

async function refused(bytes: Buffer, key = identity): Promise<void> {
  await expect(opened(bytes, key)).rejects.toThrow(BackupUnreadable);
  expect(existsSync(join(dir, 'out.db'))).toBe(false);
}

test('what was sealed opens with the recovery key, byte for byte, and shows nothing without it', async () => {
  expect(await opened(whole)).toMatchObject({ schemaVersion: 9 });
  expect(readFileSync(join(dir, 'out.db')).equals(content)).toBe(true);
  expect(whole.includes('Siti')).toBe(false);
});

test('a flipped bit anywhere is refused and leaves no file', async () => {
  for (let flip = 0; flip < 100; flip += 1) {
    const bytes = Buffer.from(whole);
    const at = randomInt(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << randomInt(8));
    await refused(bytes);
  }
});

test('a file cut short, lengthened, empty or for another key is refused', async () => {
  for (const length of [0, 1, 100, 250, 65_000, whole.length - 16, whole.length - 1]) await refused(whole.subarray(0, length));
  await refused(Buffer.concat([whole, Buffer.from([0])]));
  await refused(whole, await generateX25519Identity());
});
