import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type * as Electron from 'electron';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refuseSwitches, startElectronHost } from './electronHost.ts';
import { app, invokeHandlers, opened, resetStandIn, session, state, StandInContents, type StandInWindow } from './electronStandIn.testkit.ts';
import { builtRoot, optionsFor, recordingApp } from './hosts.testkit.ts';

vi.mock('electron', () => import('./electronStandIn.testkit.ts'));

let folder: ReturnType<typeof builtRoot>;
let core: ReturnType<typeof recordingApp>;
let close: (() => Promise<void>) | null;
let ends: string[];

beforeEach(() => {
  resetStandIn();
  folder = builtRoot();
  core = recordingApp();
  close = null;
  ends = [];
});
afterEach(async () => {
  await close?.();
  folder.remove();
});

async function start(changed: Parameters<typeof optionsFor>[1] = {}): Promise<StandInWindow> {
  ({ close } = await startElectronHost(optionsFor(folder.dataDir, changed), { createApp: core.create, codeDir: folder.rootDir, resourcesDir: folder.rootDir, onEnd: (how) => ends.push(how) }));
  return windowAt(0);
}

function windowAt(index: number): StandInWindow {
  const window = opened[index];
  if (window === undefined) throw new Error(`window ${index} was not opened`);
  return window;
}

async function openAdmin(): Promise<StandInWindow> {
  await core.get().needs.openAdmin();
  return windowAt(1);
}

const kioskUrl = 'app://tatap/kiosk/index.html';
// The handlers are given stand-ins; Electron's own classes cannot be constructed outside Electron.
const asContents = (contents: StandInContents): Electron.WebContents => contents as unknown as Electron.WebContents;
const kioskSession = () => session.fromPartition('persist:tatap');

test('both windows are isolated, sandboxed and without Node, and know which they are', async () => {
  const windows = [await start(), await openAdmin()];
  for (const [index, { options }] of windows.entries()) {
    expect(options.webPreferences).toMatchObject({
      contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInSubFrames: false, nodeIntegrationInWorker: false,
      webSecurity: true, allowRunningInsecureContent: false, webviewTag: false, plugins: false, experimentalFeatures: false, navigateOnDragDrop: false,
      preload: join(folder.rootDir, 'dist/preload/preload.cjs'),
      additionalArguments: [`--tatap-window=${index === 0 ? 'kiosk' : 'admin'}`],
    });
  }
  expect(windows[0]?.options).toMatchObject({ kiosk: true, fullscreen: true });
  expect(windows.map(({ loaded }) => loaded)).toEqual([[kioskUrl], ['app://tatap/admin/index.html']]);
  expect(state.menu).toBeNull();
});

test('developer tools exist in a checkout and not in an installed program; --windowed is not full screen', async () => {
  expect((await start({ windowed: true })).options).toMatchObject({ width: 1280, height: 800, webPreferences: { devTools: true } });
  expect(windowAt(0).options.kiosk).toBeUndefined();
  await close?.();
  state.packaged = true;
  await start();
  expect(windowAt(1).options.webPreferences?.devTools).toBe(false);
});

type Asked = { contents: StandInContents; permission: 'media' | 'geolocation' | 'notifications' | 'display-capture' | 'hid' | 'clipboard-read' | 'fullscreen'; mediaTypes?: ('video' | 'audio')[]; isMainFrame?: boolean; url?: string };

/** What the request handler and the check handler answer; both must agree before a page gets anything. */
function granted({ contents, permission, mediaTypes = [], isMainFrame = true, url = kioskUrl }: Asked): { request: boolean; check: boolean } {
  let request = false;
  kioskSession().permissionRequest(asContents(contents), permission, (answer) => { request = answer; }, { isMainFrame, requestingUrl: url, mediaTypes });
  const check = (mediaTypes.length === 0 ? [undefined] : mediaTypes).every((mediaType) => kioskSession().permissionCheck(asContents(contents), permission, 'app://tatap/', { isMainFrame, requestingUrl: url, ...(mediaType && { mediaType }) }));
  return { request, check };
}

test('the camera is granted to the kiosk page in its main frame and nothing else is granted to anybody', async () => {
  const kiosk = (await start()).webContents;
  const admin = (await openAdmin()).webContents;
  expect(granted({ contents: kiosk, permission: 'media', mediaTypes: ['video'] })).toEqual({ request: true, check: true });
  const denied: Asked[] = [
    { contents: kiosk, permission: 'media', mediaTypes: ['audio'] },
    { contents: kiosk, permission: 'media', mediaTypes: ['video', 'audio'] },
    { contents: kiosk, permission: 'media' },
    { contents: kiosk, permission: 'media', mediaTypes: ['video'], isMainFrame: false },
    { contents: kiosk, permission: 'media', mediaTypes: ['video'], url: 'https://tatap/kiosk/index.html' },
    { contents: kiosk, permission: 'media', mediaTypes: ['video'], url: 'app://tatap/admin/index.html' },
    { contents: kiosk, permission: 'media', mediaTypes: ['video'], url: 'app://tatap.example/kiosk/index.html' },
    { contents: admin, permission: 'media', mediaTypes: ['video'], url: 'app://tatap/admin/index.html' },
    { contents: admin, permission: 'media', mediaTypes: ['video'] },
    { contents: new StandInContents(), permission: 'media', mediaTypes: ['video'] },
    ...(['geolocation', 'notifications', 'display-capture', 'hid', 'clipboard-read', 'fullscreen'] as const).map((permission) => ({ contents: kiosk, permission })),
  ];
  for (const asked of denied) expect(granted(asked), JSON.stringify({ ...asked, contents: asked.contents.id })).toEqual({ request: false, check: false });
  expect(kioskSession().permissionCheck(null, 'media', 'app://tatap/', { isMainFrame: true, requestingUrl: kioskUrl, mediaType: 'video' })).toBe(false);
});

test('devices, screen capture and the unused default session get nothing', async () => {
  const { webContents } = await start();
  // Only `deviceType`, `origin` and `device` exist on it, and none of them can change the answer.
  expect(kioskSession().devicePermission({ deviceType: 'usb', origin: 'app://tatap' } as Electron.DevicePermissionHandlerHandlerDetails)).toBe(false);
  let streams: unknown = 'nothing';
  kioskSession().displayMedia({} as Electron.DisplayMediaRequestHandlerHandlerRequest, (answer) => { streams = answer; });
  expect(streams).toBeNull();
  let answer = true;
  session.defaultSession.permissionRequest(asContents(webContents), 'media', (given) => { answer = given; }, { isMainFrame: true, requestingUrl: kioskUrl, mediaTypes: ['video'] });
  expect(answer).toBe(false);
});

test('pages stay where they are: no navigation, redirect, frame, new window or webview, in any web contents', async () => {
  const { webContents: kiosk } = await start();
  const stranger = new StandInContents();
  app.emit('web-contents-created', {}, stranger);
  const prevented = (contents: StandInContents, event: string, url: string, isMainFrame = true): boolean => {
    const preventDefault = vi.fn();
    contents.emit(event, { url, isMainFrame, preventDefault });
    return preventDefault.mock.calls.length > 0;
  };
  const elsewhere = ['https://example.com/', 'file:///etc/passwd', 'app://tatap/admin/index.html', 'app://other/kiosk/index.html', 'app://user@tatap/kiosk/index.html', 'javascript:alert(1)', 'data:text/html,x', 'not a url'];
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    for (const url of elsewhere) expect(prevented(kiosk, event, url), `${event} ${url}`).toBe(true);
    expect(prevented(kiosk, event, kioskUrl)).toBe(false);
    expect(prevented(kiosk, event, kioskUrl, false)).toBe(true);
    expect(prevented(stranger, event, kioskUrl)).toBe(true);
  }
  for (const contents of [kiosk, stranger]) {
    const preventDefault = vi.fn();
    contents.emit('will-attach-webview', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    // The handler takes no notice of its details.
    expect(contents.windowOpen({ url: kioskUrl } as Electron.HandlerDetails)).toEqual({ action: 'deny' });
  }
});

function invoke(contents: StandInContents, frame: Partial<Electron.WebFrameMain> | null, method: unknown = 'site.status'): Promise<unknown> {
  const handler = invokeHandlers.get('tatap:call');
  // What the host reads of an event: who sent it, from which frame.
  return Promise.resolve(handler?.({ sender: contents, senderFrame: frame } as unknown as Electron.IpcMainInvokeEvent, method, { a: 1 }));
}

test('a call from a window\'s own main frame reaches the app with its window and connection', async () => {
  const { webContents: kiosk } = await start();
  const { webContents: admin } = await openAdmin();
  expect(await invoke(kiosk, kiosk.mainFrame)).toEqual({ ok: true, value: { echoed: { a: 1 } } });
  await invoke(admin, admin.mainFrame);
  expect(core.get().calls.map(({ caller }) => caller)).toEqual([
    { window: 'kiosk', connection: `${kiosk.id}:1`, topFrame: true },
    { window: 'admin', connection: `${admin.id}:1`, topFrame: true },
  ]);
});

test('an unknown window, a vanished frame and a method that is no text are refused without asking the app', async () => {
  const { webContents: kiosk } = await start();
  const stranger = new StandInContents();
  const refused = { ok: false, code: 'NOT_ALLOWED', data: {} };
  expect(await invoke(stranger, { ...stranger.mainFrame, url: kioskUrl })).toEqual(refused);
  expect(await invoke(kiosk, null)).toEqual(refused);
  for (const method of [undefined, 7, {}, ['site.status']]) expect(await invoke(kiosk, kiosk.mainFrame, method ?? null)).toEqual(refused);
  expect(core.get().calls).toEqual([]);
});

test('a frame inside the page, or the window on a foreign page, calls as no top frame', async () => {
  const { webContents: kiosk } = await start();
  // Identity is all that is read of a parent.
  await invoke(kiosk, { parent: kiosk.mainFrame as unknown as Electron.WebFrameMain, frameTreeNodeId: 5, url: kioskUrl });
  await invoke(kiosk, { parent: null, frameTreeNodeId: 5, url: kioskUrl });
  for (const url of ['https://example.com/', 'app://tatap/admin/index.html', '']) await invoke(kiosk, { ...kiosk.mainFrame, url });
  expect(core.get().calls.map(({ caller }) => caller.topFrame)).toEqual([false, false, false, false, false]);
});

test('a reload, a crash and a closed window end the connection; a crashed page comes back', async () => {
  vi.useFakeTimers();
  try {
    const kiosk = await start();
    const { webContents } = kiosk;
    webContents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false });
    webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    expect(core.get().gone).toEqual([]);
    webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    expect(core.get().gone).toEqual([`${webContents.id}:1`]);
    webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    expect(kiosk.loaded).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1500);
    expect(kiosk.loaded).toEqual([kioskUrl, kioskUrl]);
    kiosk.emit('unresponsive');
    expect(webContents.crashes).toBe(1);
    kiosk.emit('closed');
    expect(core.get().gone.at(-1)).toBe(`${webContents.id}:3`);
    expect(state.quits).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});

test('the kiosk stays on top, keeps the screen lit and takes no key that leaves it; a window for trying out takes them', async () => {
  const kiosk = await start();
  expect(kiosk.options).toMatchObject({ kiosk: true, fullscreen: true, alwaysOnTop: true });
  expect((await openAdmin()).options.alwaysOnTop).toBe(true);
  expect(state.keptAwake).toEqual(['prevent-display-sleep']);
  const press = (window: StandInWindow, key: string, control: boolean): boolean => {
    let prevented = false;
    window.webContents.emit('before-input-event', { preventDefault: () => { prevented = true; } }, { type: 'keyDown', key, control, meta: false, alt: false, shift: false });
    return prevented;
  };
  expect([press(kiosk, 'F11', false), press(kiosk, 'w', true), press(kiosk, '5', false)]).toEqual([true, true, false]);
  expect(press(windowAt(1), 'r', true)).toBe(false);
  await close?.();
  resetStandIn();
  const windowed = await start({ windowed: true });
  expect(windowed.options.alwaysOnTop).toBeUndefined();
  expect(press(windowed, 'F11', false)).toBe(false);
});

test('a page that crashes again and again comes back later each time', async () => {
  vi.useFakeTimers();
  try {
    const kiosk = await start();
    for (const waitMs of [1_000, 2_000, 4_000]) {
      const before = kiosk.loaded.length;
      kiosk.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 1 });
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      expect(kiosk.loaded).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(2);
      expect(kiosk.loaded).toHaveLength(before + 1);
    }
  } finally {
    vi.useRealTimers();
  }
});

test('events go to the windows they name and only to that connection', async () => {
  const { webContents: kiosk } = await start();
  const { webContents: admin } = await openAdmin();
  const app_ = core.get();
  app_.push({ event: 'site.changed', payload: {}, to: ['kiosk', 'admin'], connection: null });
  app_.push({ event: 'session.ended', payload: {}, to: ['admin'], connection: `${admin.id}:1` });
  app_.push({ event: 'session.ended', payload: {}, to: ['admin'], connection: `${admin.id}:7` });
  expect(kiosk.sent).toEqual([['tatap:event', 'site.changed', {}]]);
  expect(admin.sent).toEqual([['tatap:event', 'site.changed', {}], ['tatap:event', 'session.ended', {}]]);
});

test('asking for the admin window twice brings the first to the front; a second start brings the kiosk', async () => {
  const kiosk = await start();
  const admin = await openAdmin();
  await expect(core.get().needs.openAdmin()).resolves.toEqual({ url: null });
  expect(opened).toHaveLength(2);
  expect(admin.focused).toBe(1);
  app.emit('second-instance');
  expect(kiosk.focused).toBe(1);
});

async function serve(url: string, method = 'GET'): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await kioskSession().schemes.get('app')?.(new Request(url, { method }));
  if (response === undefined) throw new Error('no handler for app:');
  return { status: response.status, text: await response.text(), headers: response.headers };
}

test('app:// serves the allow-list with a strict policy and nothing else', async () => {
  await start();
  const page = await serve(kioskUrl);
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('kiosk') });
  const csp = page.headers.get('Content-Security-Policy') ?? '';
  for (const directive of ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"]) expect(csp).toContain(directive);
  expect(csp).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|https?:/);
  expect((await serve('app://tatap/mediapipe/vision_wasm_internal.wasm')).headers.get('Content-Type')).toBe('application/wasm');
  expect((await serve('app://tatap/models/face_landmarker.task')).text).toBe('task');
  for (const url of ['app://tatap/models/mobilefacenet.onnx', 'app://tatap/package.json', 'app://tatap/']) expect((await serve(url)).status).toBe(404);
  for (const url of ['app://other/kiosk/index.html', 'https://tatap/kiosk/index.html']) expect((await serve(url)).status).toBe(403);
  expect((await serve(kioskUrl, 'POST')).status).toBe(403);
});

test('no path reaches a file beside the allow-list', async () => {
  await start();
  const piece = fc.constantFrom('..', '.', '%2e%2e', '..%2f', '%5c', '\\', '', 'dist', 'main', 'models', 'renderer', 'secret.txt', 'mobilefacenet.onnx', 'package.json', '%00', 'kiosk', '%252e', '//', '?', '#');
  await fc.assert(fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
    const { text } = await serve(`app://tatap/${pieces.join('/')}`);
    expect(text).not.toContain('secret');
    expect(text).not.toContain('1.2.3');
  }), { numRuns: 500 });
});

test('the key comes from the system\'s store, and a store that protects nothing stops the start', async () => {
  await start();
  const { keyStore } = core.get().needs;
  expect(keyStore.backend).toBe(process.platform === 'linux' ? 'electron:gnome_libsecret' : expect.stringMatching(/^electron:/));
  const secret = new Uint8Array([0, 255, 7]);
  expect([...await keyStore.unprotect(await keyStore.protect(secret))]).toEqual([...secret]);
  await expect(keyStore.unprotect(new Uint8Array([1]))).rejects.toMatchObject({ code: 'KEY_MISSING' });
});

test.skipIf(process.platform !== 'linux')('basic_text, an unknown store and none at all are refused, and the folder is free again', async () => {
  for (const storage of [{ available: true, backend: 'basic_text' as const }, { available: true, backend: 'unknown' as const }, { available: false, backend: 'kwallet6' as const }]) {
    state.storage = storage;
    await expect(start()).rejects.toMatchObject({ code: 'KEYRING_MISSING' });
    expect(existsSync(join(folder.dataDir, 'host.lock'))).toBe(false);
  }
  // A demo has no real money to protect and runs wherever it is tried.
  await start({ demo: true });
  expect(core.get().needs.keyStore.backend).toBe('file');
});

test('an installed program refuses debugging and camera-faking switches; a checkout may be debugged', () => {
  for (const name of ['remote-debugging-port', 'remote-debugging-pipe', 'no-sandbox', 'disable-web-security', 'load-extension', 'use-file-for-fake-video-capture']) {
    state.switches = new Set([name]);
    state.packaged = true;
    expect(refuseSwitches).toThrow(expect.objectContaining({ code: 'DEBUGGER_REFUSED', detail: `--${name}` }));
    state.packaged = false;
    expect(refuseSwitches).not.toThrow();
  }
});

test('a kiosk page that was silent for half a minute is ended as a crash and comes back; one that beats, or was left, is not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] });
  try {
    const { webContents } = await start();
    const { needs } = core.get();
    for (let i = 0; i < 30; i += 1) {
      needs.beat('kiosk', false);
      await vi.advanceTimersByTimeAsync(5_000);
    }
    needs.beat('admin', false);
    expect([webContents.crashes, needs.kioskSilent()]).toEqual([0, false]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect([webContents.crashes, needs.kioskSilent()]).toEqual([1, true]);
    webContents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 1 });
    await vi.advanceTimersByTimeAsync(1_500);
    expect(windowAt(0).loaded).toEqual([kioskUrl, kioskUrl]);
    needs.beat('kiosk', false);
    expect(needs.kioskSilent()).toBe(false);
    needs.beat('kiosk', true);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(webContents.crashes).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});

test('what staff ask for at the admin window reaches the entry file once the answer is out', async () => {
  await start();
  core.get().needs.end('restart');
  expect(ends).toEqual([]);
  await vi.waitFor(() => { expect(ends).toEqual(['restart']); });
});
