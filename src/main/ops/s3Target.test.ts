import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createS3Target, type S3Setup } from './s3Target.ts';

/* Against a real S3-compatible server, over HTTP, and against servers that misbehave. */

/** What is used of @20minutes/s3rver, which comes without types. */
interface S3rver { run(): Promise<AddressInfo>; close(): Promise<void> }
type S3rverClass = new (options: Record<string, unknown>) => S3rver;
const load = createRequire(import.meta.url);
const S3rver = load('@20minutes/s3rver') as S3rverClass;

let dir: string;
let servers: S3rver[];
/** Checks every signature; knows files only. */
let strict: S3Setup;
/** For what is asked of a bucket: this server reckons such a signature without the slash at the address's end, and Amazon's library with it. */
let setup: S3Setup;
const secret = 'S3RVER';
const limits = { connectMs: 1_000, idleMs: 1_500 };
const signal = new AbortController().signal;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tatap-s3-'));
  const common = { port: 0, address: '127.0.0.1', silent: true, directory: join(dir, 'store'), configureBuckets: [{ name: 'backups', configs: [] }] };
  servers = [new S3rver(common), new S3rver({ ...common, allowMismatchedSignatures: true })];
  const [strictPort = 0, port = 0] = (await Promise.all(servers.map((server) => server.run()))).map((address) => address.port);
  strict = { endpoint: `http://127.0.0.1:${strictPort}`, region: 'us-east-1', bucket: 'backups', prefix: 'school/', accessKeyId: 'S3RVER' };
  setup = { ...strict, endpoint: `http://127.0.0.1:${port}` };
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  rmSync(dir, { recursive: true, force: true });
});

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces) read.push(piece);
  return Buffer.concat(read);
}

const name = 'kiosk-1/20261128T021500Z.tatap.age';

test('what was put is read back byte for byte, in one part and in several; listed, replaced and removed', async () => {
  const target = createS3Target(strict, secret, signal);
  const bucket = createS3Target(setup, secret, signal);
  await bucket.check();
  for (const size of [1_000, 12_000_000]) {
    const content = randomBytes(size);
    writeFileSync(join(dir, 'file'), content);
    let sent = 0;
    await target.put(name, join(dir, 'file'), (bytes) => { sent = bytes; });
    expect(sent).toBe(size);
    expect((await bytesOf(target.read(name))).equals(content)).toBe(true);
    expect(await bucket.list()).toEqual([{ name, bytes: size }]);
  }
  await target.remove(name);
  await target.remove(name);
  expect(await bucket.list()).toEqual([]);
  await expect(bytesOf(target.read(name))).rejects.toThrow('BACKUP_NOT_FOUND');
  await expect(target.put('../elsewhere', join(dir, 'file'))).rejects.toThrow(RangeError);
  target.close();
});

test('files under other prefixes and of other kinds are not seen', async () => {
  const target = createS3Target(setup, secret, signal);
  const other = createS3Target({ ...setup, prefix: 'elsewhere/' }, secret, signal);
  writeFileSync(join(dir, 'file'), 'x');
  await other.put(name, join(dir, 'file'));
  expect(await target.list()).toEqual([]);
  await other.remove(name);
});

test('a wrong secret is denied, a bucket that is not there is missing', async () => {
  writeFileSync(join(dir, 'file'), 'x');
  const wrong = createS3Target(strict, 'wrong', signal);
  await expect(wrong.put(name, join(dir, 'file'))).rejects.toThrow('BACKUP_TARGET_DENIED');
  await expect(bytesOf(wrong.read(name))).rejects.toThrow('BACKUP_TARGET_DENIED');
  await expect(wrong.check()).rejects.toThrow('BACKUP_TARGET_DENIED');
  await expect(createS3Target({ ...setup, bucket: 'nowhere' }, secret, signal).check()).rejects.toThrow('BACKUP_TARGET_MISSING');
});

describe('a server that', () => {
  let odd: Server;
  const at = async (answer: Parameters<typeof createServer>[1]): Promise<S3Setup> => {
    odd = createServer(answer ?? (() => undefined));
    await new Promise<void>((listening) => { odd.listen(0, '127.0.0.1', listening); });
    return { ...setup, endpoint: `http://127.0.0.1:${(odd.address() as AddressInfo).port}` }; // a TCP server's address
  };
  afterEach(() => {
    odd.closeAllConnections();
    odd.close();
  });

  test('takes the connection and never answers is given up', async () => {
    const target = createS3Target(await at(() => undefined), secret, signal, limits);
    const startedAt = Date.now();
    writeFileSync(join(dir, 'file'), randomBytes(1_000));
    await expect(target.check()).rejects.toThrow('BACKUP_TARGET_UNREACHABLE');
    await expect(target.put(name, join(dir, 'file'))).rejects.toThrow('BACKUP_TARGET_UNREACHABLE');
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    target.close();
  });

  test('stops in the middle of a file is given up', async () => {
    const target = createS3Target(await at((_, response) => {
      response.writeHead(200, { 'content-length': 1_000_000 });
      response.write(randomBytes(1_000));
    }), secret, signal, limits);
    await expect(bytesOf(target.read(name))).rejects.toThrow('BACKUP_TARGET_UNREACHABLE');
    target.close();
  });

  test.each([[403, 'BACKUP_TARGET_DENIED'], [500, 'BACKUP_TARGET_UNREACHABLE'], [507, 'BACKUP_TARGET_FULL'], [404, 'BACKUP_TARGET_MISSING']])('answers %s is %s', async (status, refusal) => {
    const target = createS3Target(await at((request, response) => {
      request.resume();
      response.writeHead(status).end();
    }), secret, signal, limits);
    writeFileSync(join(dir, 'file'), randomBytes(1_000));
    await expect(target.check()).rejects.toThrow(refusal);
    await expect(target.put(name, join(dir, 'file'))).rejects.toThrow(refusal);
    target.close();
  });

  test('hangs is left at once when the kiosk is closed', async () => {
    const stop = new AbortController();
    const target = createS3Target(await at(() => undefined), secret, stop.signal, { connectMs: 60_000, idleMs: 60_000 });
    const trying = expect(target.check()).rejects.toThrow('BACKUP_TARGET_UNREACHABLE');
    setTimeout(() => { stop.abort(); }, 100);
    await trying;
    target.close();
  });
});

test('nobody at the address, and no such host', async () => {
  for (const endpoint of ['http://127.0.0.1:1', 'http://nowhere.invalid']) {
    await expect(createS3Target({ ...setup, endpoint }, secret, signal, limits).check()).rejects.toThrow('BACKUP_TARGET_UNREACHABLE');
  }
});
