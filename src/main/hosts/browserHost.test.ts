import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBrowserHost, type RunningHost } from './browserHost.ts';
import { ask, builtRoot, callAs, enter, optionsFor, recordingApp, unpacked } from './hosts.testkit.ts';
import type { HostOptions } from './options.ts';

let folder: ReturnType<typeof builtRoot>;
let core: ReturnType<typeof recordingApp>;
const running: RunningHost[] = [];

beforeEach(() => {
  folder = builtRoot();
  core = recordingApp();
});
afterEach(async () => {
  for (const host of running.splice(0)) await host.stop();
  folder.remove();
});

async function start(changed: Partial<HostOptions> = {}): Promise<RunningHost & { launchUrl: string }> {
  const host = await startBrowserHost(optionsFor(folder.dataDir, changed), { createApp: core.create, rootDir: folder.rootDir, say: () => undefined });
  running.push(host);
  if (host.launchUrl === null) throw new Error('started with a browser');
  return { ...host, launchUrl: host.launchUrl };
}

test('the launch token opens the kiosk once and never again', async () => {
  const { launchUrl, origin } = await start();
  const path = launchUrl.slice(origin.length);
  const first = await ask(origin, path);
  expect(first.status).toBe(303);
  expect(first.headers.location).toBe('/kiosk/');
  expect(first.headers['set-cookie']).toEqual([expect.stringMatching(/^tatap_kiosk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)]);
  expect((await ask(origin, path)).status).toBe(403);
});

test('a guessed, empty or missing token is refused and leaves the real one good', async () => {
  const { launchUrl, origin } = await start();
  for (const path of ['/launch', '/launch?token=', `/launch?token=${'A'.repeat(43)}`]) expect((await ask(origin, path)).status).toBe(403);
  await expect(enter(launchUrl)).resolves.toMatch(/^tatap_kiosk=/);
});

test('the admitted kiosk calls the app as a top frame under one steady connection', async () => {
  const { launchUrl, origin } = await start();
  const cookie = await enter(launchUrl);
  const jpeg = new Uint8Array(200_000).fill(7);
  const answer = await callAs(origin, 'kiosk', cookie, { body: encode({ method: 'attempts.frame', input: { jpeg } }) });
  await callAs(origin, 'kiosk', cookie);
  expect(unpacked(answer)).toEqual({ ok: true, value: { echoed: { jpeg } } });
  const [first, second] = core.get().calls;
  expect(first).toMatchObject({ caller: { window: 'kiosk', topFrame: true }, method: 'attempts.frame' });
  expect(second?.caller.connection).toBe(first?.caller.connection);
  expect(first?.caller.connection).not.toContain(cookie.split('=')[1]);
});

test('no cookie, a foreign cookie, a planted second cookie or the other window\'s cookie reaches nothing', async () => {
  const { launchUrl, origin } = await start();
  const cookie = await enter(launchUrl);
  for (const wrong of ['', 'tatap_kiosk=guess', `tatap_kiosk=guess; ${cookie}`, cookie.replace('kiosk', 'admin')]) {
    const answer = await callAs(origin, 'kiosk', wrong);
    expect(answer.status).toBe(403);
    expect(unpacked(answer)).toEqual({ ok: false, code: 'NOT_ALLOWED', data: {} });
    for (const path of ['/kiosk/', '/kiosk/events', '/assets/kiosk-abc.js', '/models/face_landmarker.task']) {
      expect((await ask(origin, path, { headers: { Cookie: wrong } })).status).toBe(403);
    }
  }
  expect((await callAs(origin, 'admin', cookie)).status).toBe(403);
  expect((await ask(origin, '/admin/', { headers: { Cookie: cookie } })).status).toBe(403);
  expect(core.get().calls).toEqual([]);
});

test('another local page gets nothing: Host, Origin and Sec-Fetch-Site are checked on every request', async () => {
  const { launchUrl, origin } = await start();
  const cookie = await enter(launchUrl);
  const { port } = new URL(origin);
  const foreign: Record<string, string>[] = [
    { Host: `localhost:${port}` }, { Host: `tatap.example:${port}` }, { Host: '127.0.0.1' }, { Host: `127.0.0.1:${Number(port) + 1}` },
    { Origin: 'null' }, { Origin: `http://localhost:${port}` }, { Origin: 'http://127.0.0.1:1' }, { Origin: `https://127.0.0.1:${port}` },
    { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' },
  ];
  for (const headers of foreign) {
    expect((await callAs(origin, 'kiosk', cookie, { headers })).status, JSON.stringify(headers)).toBe(403);
    expect((await ask(origin, '/kiosk/', { headers: { Cookie: cookie, ...headers } })).status, JSON.stringify(headers)).toBe(403);
  }
  const noOrigin = await ask(origin, '/kiosk/call', { method: 'POST', body: encode({ method: 'site.status', input: {} }), headers: { Cookie: cookie, 'Content-Type': 'application/msgpack' } });
  expect(noOrigin.status).toBe(403);
  expect((await callAs(origin, 'kiosk', cookie, { headers: { 'Sec-Fetch-Site': 'none' } })).status).toBe(403);
  expect(core.get().calls).toEqual([]);
});

test('pages are served to top frames only', async () => {
  const { launchUrl, origin } = await start();
  const cookie = await enter(launchUrl);
  const page = (destination: string) => ask(origin, '/kiosk/', { headers: { Cookie: cookie, 'Sec-Fetch-Dest': destination } });
  expect((await page('document')).status).toBe(200);
  for (const destination of ['iframe', 'frame', 'object', 'embed']) expect((await page(destination)).status).toBe(403);
});

test('every answer carries the security headers, allowed or not', async () => {
  const { launchUrl, origin } = await start();
  const cookie = await enter(launchUrl);
  for (const answer of [await ask(origin, '/kiosk/', { headers: { Cookie: cookie } }), await ask(origin, '/kiosk/'), await callAs(origin, 'kiosk', cookie)]) {
    const csp = String(answer.headers['content-security-policy']);
    expect(csp).toContain("default-src 'none'");
    expect(csp).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|https?:/);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cache-control': 'no-store', 'cross-origin-opener-policy': 'same-origin' });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  }
});

test('the camera is for the kiosk page, not for the admin page', async () => {
  const { launchUrl, origin } = await start();
  const kiosk = await enter(launchUrl);
  const admin = await enter((await core.get().needs.openAdmin()).url ?? '');
  const policyOf = async (path: string, cookie: string) => String((await ask(origin, path, { headers: { Cookie: cookie } })).headers['permissions-policy']);
  expect(await policyOf('/kiosk/', kiosk)).toMatch(/^camera=\(self\), microphone=\(\), geolocation=\(\)/);
  expect(await policyOf('/admin/', admin)).toMatch(/^camera=\(\), microphone=\(\)/);
});

test('a body that is too large, of another type or not a call is refused before the app sees it', async () => {
  const { launchUrl, origin } = await start();
  const cookie = await enter(launchUrl);
  expect((await callAs(origin, 'kiosk', cookie, { body: new Uint8Array(1024 * 1024 + 1) })).status).toBe(413);
  expect((await callAs(origin, 'kiosk', cookie, { headers: { 'Content-Type': 'application/json' } })).status).toBe(415);
  expect((await callAs(origin, 'kiosk', cookie, { headers: { 'Content-Type': 'text/plain' } })).status).toBe(415);
  for (const nonsense of [new Uint8Array(0), encode('site.status'), encode({ input: {} }), encode({ method: 7 }), new Uint8Array([0xc1]), encode({ method: 'site.status', input: new Date() })]) {
    const answer = await callAs(origin, 'kiosk', cookie, { body: nonsense });
    expect(answer.status).toBe(400);
    expect(unpacked(answer)).toEqual({ ok: false, code: 'BAD_INPUT', data: {} });
  }
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) expect((await callAs(origin, 'kiosk', cookie, { method })).status).toBe(405);
  expect((await ask(origin, '/kiosk/call', { headers: { Cookie: cookie } })).status).toBe(405);
  expect(core.get().calls).toEqual([]);
});

test('a body without a length that never ends is cut off at the limit', async () => {
  const { launchUrl, origin } = await start();
  const cookie = await enter(launchUrl);
  const answer = await callAs(origin, 'kiosk', cookie, { body: new Uint8Array(3 * 1024 * 1024), headers: { 'Transfer-Encoding': 'chunked' } }).catch((error: NodeJS.ErrnoException) => error.code);
  // The server may have closed the socket while we were still writing: that is a refusal too.
  expect(typeof answer === 'object' ? answer.status : answer).toSatisfy((seen) => seen === 413 || seen === 'ECONNRESET' || seen === 'EPIPE');
  expect(core.get().calls).toEqual([]);
});

test('only the allow-listed files are served, however the path is written', async () => {
  const { launchUrl, origin } = await start();
  const cookie = await enter(launchUrl);
  const get = (path: string) => ask(origin, path, { headers: { Cookie: cookie } });
  expect((await get('/mediapipe/vision_wasm_internal.wasm')).headers['content-type']).toBe('application/wasm');
  expect((await get('/models/face_landmarker.task')).body.toString()).toBe('task');
  expect((await get('/models/mobilefacenet.onnx')).status).toBe(404);
  const piece = fc.constantFrom('..', '.', '%2e%2e', '..%2f', '%5c', '\\', '', 'dist', 'main', 'models', 'renderer', 'secret.txt', 'mobilefacenet.onnx', 'package.json', '%00', 'kiosk', 'assets', '%252e');
  await fc.assert(fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 7 }), async (pieces) => {
    const answer = await get(`/${pieces.join('/')}`);
    expect(answer.body.toString()).not.toContain('secret');
    expect(answer.body.toString()).not.toContain('1.2.3');
  }), { numRuns: 300 });
});

test('it listens on the loopback address only', async () => {
  const { origin } = await start();
  expect(new URL(origin).hostname).toBe('127.0.0.1');
  const outside = Object.values(networkInterfaces()).flat().find((address) => address !== undefined && !address.internal && address.family === 'IPv4');
  for (const address of [outside?.address, '127.0.0.2']) {
    if (address === undefined) continue;
    await expect(ask(`http://${address}:${new URL(origin).port}`, '/launch')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  }
});

test('the admin window comes in by a one-time address of its own, and a newer one ends the older', async () => {
  const { origin } = await start();
  const app = core.get();
  const first = await app.needs.openAdmin();
  const second = await app.needs.openAdmin();
  await expect(enter(first.url ?? '')).rejects.toThrow('403');
  const cookie = await enter(second.url ?? '');
  expect((await callAs(origin, 'admin', cookie)).status).toBe(200);
  expect((await callAs(origin, 'kiosk', cookie)).status).toBe(403);
  const newer = await enter((await app.needs.openAdmin()).url ?? '');
  expect((await callAs(origin, 'admin', cookie)).status).toBe(403);
  expect((await callAs(origin, 'admin', newer)).status).toBe(200);
  expect(app.gone).toEqual([app.calls[0]?.caller.connection]);
});

test('events reach the windows they are meant for', async () => {
  const { launchUrl, origin } = await start();
  const [kiosk, app] = [await enter(launchUrl), core.get()];
  const admin = await enter((await app.needs.openAdmin()).url ?? '');
  const listen = async (window: string, cookie: string) => {
    const response = await fetch(`${origin}/${window}/events`, { headers: { Cookie: cookie } });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (reader === undefined) throw new Error('no stream');
    let text = '';
    return { close: () => reader.cancel(), async until(end: string) { while (!text.includes(end)) text += (await reader.read()).value ?? ''; return text; } };
  };
  const streams = [await listen('kiosk', kiosk), await listen('admin', admin)] as const;
  for (const stream of streams) await stream.until('retry: 1000');
  app.push({ event: 'ledger.posted', payload: { transferId: 't', kind: 'payment', atMs: 1 }, to: ['admin'], connection: null });
  app.push({ event: 'session.ended', payload: {}, to: ['admin'], connection: 'somebody else' });
  app.push({ event: 'site.changed', payload: {}, to: ['kiosk', 'admin'], connection: null });
  const [atKiosk, atAdmin] = [await streams[0].until('site.changed'), await streams[1].until('site.changed')];
  expect(atKiosk).not.toContain('ledger.posted');
  expect(atAdmin).toContain('event: ledger.posted\ndata: {"transferId":"t","kind":"payment","atMs":1}\n\n');
  expect(atAdmin).not.toContain('session.ended');
  for (const stream of streams) await stream.close();
});

test('the app gets the folders, the file key store and the version', async () => {
  await start({ demo: true, engine: 'faceapi' });
  const { needs } = core.get();
  expect(needs).toMatchObject({ dataDir: folder.dataDir, resourcesDir: folder.rootDir, version: '1.2.3', demo: true, engine: 'faceapi', keyStore: { backend: 'file' } });
});

test('stopping closes the app once, gives the folder free and refuses further calls', async () => {
  const host = await start();
  await Promise.all([host.stop(), host.stop()]);
  await host.ended;
  expect(core.get().closed).toBe(1);
  expect(existsSync(join(folder.dataDir, 'host.lock'))).toBe(false);
  await expect(ask(host.origin, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a port in use, a folder in use and an app that cannot start are said and leave nothing behind', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => { other.once('listening', listening); });
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(start({ port })).rejects.toMatchObject({ code: 'PORT_IN_USE', detail: String(port) });
  await new Promise((closed) => { other.close(closed); });
  const failing = startBrowserHost(optionsFor(folder.dataDir, { port }), { createApp: () => Promise.reject(new Error('no')), rootDir: folder.rootDir, say: () => undefined });
  await expect(failing).rejects.toThrow('no');
  // Port and lock were both given back by the two failures above.
  await start({ port });
  await expect(start()).rejects.toMatchObject({ code: 'ALREADY_RUNNING', detail: folder.dataDir });
});

test('a Chromium that crashes is opened again on a new address in an empty profile, and one that is closed ends the host', async () => {
  const browser = join(folder.rootDir, 'chromium');
  // The first is killed after it was there for a while, the second closed.
  writeFileSync(browser, '#!/bin/sh\nd="$(dirname "$0")"\necho "$@" >> "$d/arguments"\nif [ -e "$d/once" ]; then exit 0; fi\ntouch "$d/once"\nsleep 4\nkill -SEGV $$\n', { mode: 0o755 });
  const before = { ...process.env };
  Object.assign(process.env, { TATAP_CHROMIUM: browser, DISPLAY: ':99' });
  const left = join(folder.dataDir, 'browser', 'Default', 'History');
  mkdirSync(dirname(left), { recursive: true });
  writeFileSync(left, 'of the person before');
  const said: string[] = [];
  try {
    const host = await startBrowserHost(optionsFor(folder.dataDir, { open: true }), { createApp: core.create, rootDir: folder.rootDir, say: (line) => said.push(line) });
    running.push(host);
    expect(existsSync(left)).toBe(false);
    await host.ended;
    const tokens = [...readFileSync(join(folder.rootDir, 'arguments'), 'utf8').matchAll(/token=(\S+)/g)].map(([, token]) => token);
    expect(new Set(tokens).size).toBe(2);
    expect(said.some((line) => line.includes('opened again'))).toBe(true);
    expect(core.get().closed).toBe(1);
  } finally {
    process.env = before;
  }
});

test('when the Chromium it launched is closed, the host ends', async () => {
  const browser = join(folder.rootDir, 'chromium');
  writeFileSync(browser, '#!/bin/sh\necho "$@" > "$(dirname "$0")/arguments"\nsleep 4\n', { mode: 0o755 });
  const before = { ...process.env };
  Object.assign(process.env, { TATAP_CHROMIUM: browser, DISPLAY: ':99' });
  const said: string[] = [];
  try {
    const host = await startBrowserHost(optionsFor(folder.dataDir, { open: true }), { createApp: core.create, rootDir: folder.rootDir, say: (line) => said.push(line) });
    running.push(host);
    expect(host.launchUrl).toBeNull();
    expect(core.get().closed).toBe(0);
    await host.ended;
    expect(core.get().closed).toBe(1);
    expect(said.some((line) => line.includes('root'))).toBe(process.getuid?.() === 0);
    writeFileSync(browser, '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    await expect(start({ open: true })).rejects.toMatchObject({ code: 'CHROMIUM_FAILED', detail: 'exit 3' });
  } finally {
    process.env = before;
  }
});
