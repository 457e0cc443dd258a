import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
// Plain JavaScript that runs before anything is installed; its types are in its comments.
// @ts-expect-error no declaration file
import { ensureModels, sha256Of, wantedModels } from './models.mjs';

let root: string;
let mirror: string;
let lines: string[];
const log = (line: string): void => void lines.push(line);
const content = { one: 'the first model', two: 'the second model' };
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

async function writeManifest(url: string): Promise<void> {
  const models = Object.entries(content).map(([id, text]) => ({ id, role: 'detector', file: `${id}.onnx`, sha256: hash(text), bytes: text.length, url: `${url}/${id}.onnx`, licence: 'MIT' }));
  const alternative = { id: 'huge', role: 'recogniser', alternative: true, file: 'huge.onnx', sha256: hash('huge'), bytes: 4, url: `${url}/huge.onnx`, licence: 'MIT' };
  await writeFile(path.join(root, 'models/manifest.json'), JSON.stringify({ version: 1, engines: { onnx: { detector: 'one', spoof: [] } }, models: [...models, alternative] }));
}

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tatap-models-'));
  mirror = path.join(root, 'mirror');
  lines = [];
  await mkdir(path.join(root, 'models'));
  await mkdir(mirror);
  await writeManifest('http://127.0.0.1:9');
});
afterEach(async () => rm(root, { recursive: true, force: true }));

test('files are taken from the mirror, checked, and kept the next time', async () => {
  await writeFile(path.join(mirror, 'one.onnx'), content.one);
  await writeFile(path.join(mirror, 'two.onnx'), content.two);
  expect(await ensureModels({ root, log, mirror, fetchFile: null })).toMatchObject({ ready: ['one.onnx', 'two.onnx'], missing: [] });
  expect(await readFile(path.join(root, 'models/one.onnx'), 'utf8')).toBe(content.one);
  lines = [];
  expect((await ensureModels({ root, log, mirror: null, fetchFile: null })).missing).toEqual([]);
  expect(lines).toEqual([]);
});

test('a wrong file is deleted, said and fetched again', async () => {
  await writeFile(path.join(root, 'models/one.onnx'), 'something else');
  await writeFile(path.join(mirror, 'one.onnx'), content.one);
  await ensureModels({ root, log, mirror, fetchFile: null });
  expect(lines.join()).toContain('one.onnx - sha256 salah, berkas dihapus / wrong sha256, file deleted');
  expect(await sha256Of(path.join(root, 'models/one.onnx'))).toBe(hash(content.one));
});

test('a wrong file in the mirror is not taken', async () => {
  await writeFile(path.join(mirror, 'one.onnx'), 'forged');
  const { missing } = await ensureModels({ root, log, mirror, fetchFile: null });
  expect(missing.map(({ file }: { file: string }) => file)).toEqual(['one.onnx', 'two.onnx']);
  expect(await sha256Of(path.join(root, 'models/one.onnx'))).toBeNull();
});

test('what is missing is said in both languages with the way to fix it, and nothing is thrown', async () => {
  const { ready, missing } = await ensureModels({ root, log, mirror: path.join(root, 'nowhere'), fetchFile: null });
  expect(ready).toEqual([]);
  for (const { sentence } of missing) {
    expect(sentence.id).toContain('TATAP_MODELS');
    expect(sentence.en).toContain('node scripts/models.mjs');
  }
  expect(lines.length).toBe(2);
});

test('alternatives are left alone until an engine names them', () => {
  const models = [{ id: 'a' }, { id: 'b', alternative: true }, { id: 'c', alternative: true }];
  expect(wantedModels({ engines: { onnx: { recogniser: 'c', spoof: ['a'] } }, models }).map(({ id }: { id: string }) => id)).toEqual(['a', 'c']);
});

async function withServer(answer: (url: string) => { status: number; body: string }, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const { status, body } = answer(request.url ?? '');
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    // A server that listens on a port has an address object.
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

test('downloads are checked: right ones kept, wrong and oversized ones thrown away', async () => {
  await withServer((url) => (url === '/one.onnx' ? { status: 200, body: content.one } : { status: 200, body: `${content.two} and a tail` }), async (url) => {
    await writeManifest(url);
    const { ready, missing } = await ensureModels({ root, log, mirror: null });
    expect(ready).toEqual(['one.onnx']);
    expect(missing).toMatchObject([{ file: 'two.onnx', why: expect.stringContaining('longer than the manifest says') }]);
  });
});

test('one file refused by the server does not stop the next', async () => {
  await withServer((url) => (url === '/one.onnx' ? { status: 404, body: '' } : { status: 200, body: content.two }), async (url) => {
    await writeManifest(url);
    expect(await ensureModels({ root, log, mirror: null })).toMatchObject({ ready: ['two.onnx'], missing: [{ file: 'one.onnx', why: expect.stringContaining('HTTP 404') }] });
  });
});

test('without internet it asks once, not once for every model', async () => {
  let asked = 0;
  const fetchFile = (): Promise<never> => {
    asked += 1;
    return Promise.reject(new TypeError('fetch failed'));
  };
  const { missing } = await ensureModels({ root, log, mirror: null, fetchFile });
  expect(asked).toBe(1);
  expect(missing.length).toBe(2);
});

test('a folder that cannot be written leaves the models missing and the set-up running', async () => {
  await writeFile(path.join(mirror, 'one.onnx'), content.one);
  // Root may write anywhere, so take the folder's place instead of its permission.
  await rm(path.join(root, 'models/two.onnx'), { force: true });
  await mkdir(path.join(root, 'models/one.onnx'));
  await chmod(path.join(root, 'models/one.onnx'), 0o500);
  const { missing } = await ensureModels({ root, log, mirror, fetchFile: null });
  expect(missing.map(({ file }: { file: string }) => file)).toContain('one.onnx');
});
