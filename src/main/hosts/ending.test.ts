import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { encode } from '@msgpack/msgpack';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { comesBackAfterMs } from './ending.ts';
import { callAs, enter, unpacked } from './hosts.testkit.ts';

/* A host that falls over a bug: a real process, with the real app and a real ledger in it. */

vi.setConfig({ testTimeout: 180_000 });
const root = resolve(import.meta.dirname, '../../..');

let base: string;
beforeEach(() => { base = mkdtempSync(join(tmpdir(), 'tatap-ending-')); });
afterEach(() => { rmSync(base, { recursive: true, force: true }); });

/** Starts a host in whose process SIGUSR2 runs `bug`. */
async function start(bug: string) {
  const preload = join(base, 'bug.mjs');
  writeFileSync(preload, `process.on('SIGUSR2', () => { ${bug} });`);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `--import=${preload}`, join(import.meta.dirname, 'browser.ts'), `--data=${join(base, 'data')}`, '--no-open', '--json'], {
    env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const first = Promise.withResolvers<{ origin: string; url: string }>();
  child.stdout.once('data', (chunk: Buffer) => { first.resolve(JSON.parse(chunk.toString())); });
  const ended = new Promise<number | null>((done) => { child.once('close', done); });
  return { child, ended, ...(await first.promise) };
}

async function call(origin: string, window: 'kiosk' | 'admin', cookie: string, method: string, input: object): Promise<unknown> {
  return unpacked(await callAs(origin, window, cookie, { body: encode({ method, input }) }));
}

async function setUp(origin: string, url: string): Promise<string> {
  const kiosk = await enter(url);
  const opened = (await call(origin, 'kiosk', kiosk, 'windows.openAdmin', {})) as { value: { url: string } };
  const admin = await enter(opened.value.url);
  const input = { siteName: 'Kantin', zone: 'Asia/Jakarta', language: 'id', ownerName: 'Pemilik', username: 'pemilik', password: 'kuda-hijau-memanjat-pagar' };
  expect(await call(origin, 'admin', admin, 'setup.firstRun', input)).toMatchObject({ ok: true });
  return admin;
}

const logged = () => readFileSync(join(base, 'data/logs/tatap.log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { level: number; msg: string; message?: string });

test.each([
  ['an exception nobody caught', "setTimeout(() => { throw new Error('Kaboom'); }); setTimeout(() => { throw new Error('and another'); }, 5);"],
  ['a promise nobody looked after', "void Promise.reject(new Error('Kaboom'));"],
])('%s: it is written down, the ledger is closed and sound, the folder is free, and the exit code asks for another start', async (_, bug) => {
  const { child, ended, origin, url } = await start(bug);
  await setUp(origin, url);
  child.kill('SIGUSR2');
  expect(await ended).toBe(70);
  expect(logged().filter(({ level }) => level >= 50)[0]).toMatchObject({ message: 'Kaboom', msg: expect.stringContaining('nobody caught') });
  // A database that was closed leaves no journal behind.
  expect([existsSync(join(base, 'data/tatap.db-wal')), existsSync(join(base, 'data/host.lock'))]).toEqual([false, false]);
  const verify = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'src/main/cli/verify.ts'), '--data', join(base, 'data'), '--json'], { encoding: 'utf8' });
  expect(JSON.parse(verify.stdout)).toMatchObject({ sound: true, chainsSeen: true });
});

test('a close that never ends does not keep a fallen host alive', async () => {
  const endings = join(import.meta.dirname, 'ending.ts');
  const code = `const { endOnFatal } = await import(${JSON.stringify(endings)});
    endOnFatal({ note: (error) => process.stdout.write(error.message), close: () => new Promise(() => {}), end: (how) => process.exit(how === 'crash' ? 70 : 1) });
    setInterval(() => {}, 1000); setTimeout(() => { throw new Error('Kaboom'); });`;
  const { status, stdout } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code], { encoding: 'utf8', timeout: 60_000 });
  expect([status, stdout]).toEqual([70, 'Kaboom']);
});

test('staff restart it: the answer arrives, the exit code says so, and the same folder opens again', async () => {
  const { ended, origin, url } = await start('');
  const admin = await setUp(origin, url);
  expect(await call(origin, 'admin', admin, 'operation.restart', { confirm: 'restart' })).toEqual({ ok: true, value: {} });
  expect(await ended).toBe(75);
  const again = await start('');
  const kiosk = await enter(again.url);
  expect(await call(again.origin, 'kiosk', kiosk, 'site.status', {})).toMatchObject({ ok: true, value: { setupDone: true, payments: { open: true } } });
  again.child.kill('SIGTERM');
  expect(await again.ended).toBe(0);
});

test('after crashes in a row it comes back later each time, and at once when it was asked to', () => {
  const env: NodeJS.ProcessEnv = {};
  const wait = (how: 'crash' | 'restart', uptimeS = 10) => comesBackAfterMs(how, { env, uptimeS });
  expect([wait('crash'), wait('crash'), wait('crash')]).toEqual([1_000, 2_000, 4_000]);
  for (let i = 0; i < 10; i += 1) wait('crash');
  expect(wait('crash')).toBe(60_000);
  expect(wait('crash', 600)).toBe(1_000);
  expect(wait('crash')).toBe(2_000);
  expect([wait('restart'), wait('crash')]).toEqual([0, 1_000]);
});
