import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '@msgpack/msgpack';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callAs, enter, unpacked } from './hosts.testkit.ts';

/* The browser host as people start it: a process of its own, with the real app behind it. */

// Each start is a process with the whole app in it: seconds on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

let base: string;
beforeEach(() => { base = mkdtempSync(join(tmpdir(), 'tatap-browser-')); });
afterEach(() => { rmSync(base, { recursive: true, force: true }); });

interface Ended { code: number | null; stdout: string; stderr: string }

/** Starts the entry file with these options; `env` replaces what is named in it. */
function run(argv: string[], env: NodeJS.ProcessEnv = {}): { child: ReturnType<typeof spawn>; firstLine: Promise<Record<string, unknown>>; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'browser.ts'), `--data=${join(base, 'data')}`, ...argv], {
    env: { ...process.env, TATAP_CHROMIUM: '', TATAP_CHROMIUM_ARGS: '', NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  const { promise: firstLine, resolve: gotLine } = Promise.withResolvers<Record<string, unknown>>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (stdout.includes('\n')) gotLine(JSON.parse(stdout.slice(0, stdout.indexOf('\n'))));
  });
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  const ended = new Promise<Ended>((done) => { child.once('close', (code) => { done({ code, stdout, stderr }); }); });
  return { child, firstLine, ended };
}

/** Exit code as the contract says (78: only a person can mend it), the sentence in both languages, no stack trace. */
async function problem(argv: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, stdout, stderr } = await run(['--json', ...argv], env).ended;
  const said: unknown = JSON.parse(stdout);
  expect(said).toEqual({ event: 'problem', code: expect.any(String), id: expect.stringMatching(/\.$/), en: expect.stringMatching(/\.$/) });
  const { code: name, id, en } = said as { code: string; id: string; en: string };
  expect(code).toBe(['NO_CHROMIUM', 'BAD_OPTION', 'KEY_FILE_EXPOSED'].includes(name) ? 78 : 1);
  expect(stderr).toContain(`${id}\n${en}\n`);
  expect(stderr).not.toMatch(/^\s+at /m);
  return `${name}: ${en}`;
}

test('--no-open --json prints an address that admits once, answers from the real app, and a signal ends it cleanly', async () => {
  const { child, firstLine, ended } = run(['--no-open', '--json']);
  const { event, url, origin, pid } = await firstLine;
  expect({ event, pid }).toEqual({ event: 'listening', pid: child.pid });
  const cookie = await enter(String(url));
  await expect(enter(String(url))).rejects.toThrow('403');
  expect(unpacked(await callAs(String(origin), 'kiosk', cookie, { body: encode({ method: 'site.status', input: {} }) }))).toMatchObject({ ok: true, value: { setupDone: false, demo: false } });
  // A method of the admin window, asked from the kiosk: the door is dispatch, and it is shut.
  expect(unpacked(await callAs(String(origin), 'kiosk', cookie, { body: encode({ method: 'people.list', input: {} }) }))).toMatchObject({ ok: false });
  const opened = unpacked(await callAs(String(origin), 'kiosk', cookie, { body: encode({ method: 'windows.openAdmin', input: {} }) })) as { value: { url: string } };
  const admin = await enter(opened.value.url);
  expect(unpacked(await callAs(String(origin), 'admin', admin))).toMatchObject({ ok: true });
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

test('a second host on the same folder is refused while the first runs, and a killed one leaves the folder usable', async () => {
  const first = run(['--no-open', '--json']);
  await first.firstLine;
  expect(await problem(['--no-open'])).toMatch(/^ALREADY_RUNNING: .*--data=DIR/);
  first.child.kill('SIGKILL');
  await first.ended;
  const again = run(['--no-open', '--json']);
  expect(await again.firstLine).toMatchObject({ event: 'listening' });
  again.child.kill('SIGTERM');
  expect((await again.ended).code).toBe(0);
});

test('no Chromium, no display, a port in use, a folder that cannot be written and a wrong option name their fix', async () => {
  expect(await problem([], { PATH: base, DISPLAY: ':0' })).toMatch(/^NO_CHROMIUM: .*apt install chromium.*TATAP_CHROMIUM/);
  const browser = join(base, 'chromium');
  writeFileSync(browser, '#!/bin/sh\n', { mode: 0o755 });
  if (process.platform === 'linux') expect(await problem([], { TATAP_CHROMIUM: browser, DISPLAY: '', WAYLAND_DISPLAY: '' })).toMatch(/^NO_DISPLAY: .*--no-open/);
  expect(await problem([], { TATAP_CHROMIUM: browser, DISPLAY: ':0' })).toMatch(/^CHROMIUM_FAILED: /);
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => { other.once('listening', listening); });
  const { port } = other.address() as AddressInfo;
  expect(await problem(['--no-open', `--port=${port}`])).toMatch(new RegExp(`^PORT_IN_USE: .*${port}.*--port`));
  other.close();
  expect(await problem(['--no-open', `--data=${join(browser, 'below')}`])).toMatch(/^DATA_FOLDER_NOT_WRITABLE: .*--data=DIR/);
  expect(await problem(['--no-opne'])).toMatch(/^BAD_OPTION: .*--no-opne/);
  mkdirSync(join(base, 'data'), { recursive: true });
  writeFileSync(join(base, 'data/host.key'), new Uint8Array(32));
  chmodSync(join(base, 'data/host.key'), 0o644);
  if (process.platform !== 'win32') expect(await problem(['--no-open'])).toMatch(/^KEY_FILE_EXPOSED: .*chmod 600/);
});
