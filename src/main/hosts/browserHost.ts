import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import type { App, HostNeeds } from '../seam.ts';
import { createAdmission } from './admission.ts';
import { createAssets } from './assets.ts';
import { findChromium, launchChromium, profileDirFor, requireDisplay } from './chromium.ts';
import { createComeBack } from './comeBack.ts';
import { lockDataDir, prepareDataDir } from './dataFolder.ts';
import type { Ending } from './ending.ts';
import { createEventStreams } from './eventStreams.ts';
import { createKeyFile } from './keyFile.ts';
import { closeServer, listen } from './listen.ts';
import { createLoopback } from './loopback.ts';
import { startOpsServer } from './opsServer.ts';
import type { HostOptions } from './options.ts';
import { HostProblem } from './problems.ts';
import { createWatchdog, type WatchdogNeeds } from './watchdog.ts';

/*
 * The browser host: the same core in plain Node, serving the same pages to a Chromium on this machine. It listens on 127.0.0.1
 * only and admits only the browser it launched: a one-time token in the launch address becomes an HttpOnly cookie.
 */

/** A Chromium that ends this soon never showed a window. */
const startedAfterMs = 3000;
/** An answer under way gets out before the port closes. */
const answerOutMs = 250;

export interface BrowserHostNeeds {
  createApp(needs: HostNeeds): Promise<App>;
  /** Project root or installed folder: holds dist/renderer, models and package.json. */
  rootDir: string;
  /** One line for the person at the terminal. */
  say(line: string): void;
  watchdogRules?: WatchdogNeeds['rules'];
  /** Started by a service manager, which opens it again however it ended. */
  asService?: boolean;
}

export interface RunningHost {
  /** "http://127.0.0.1:PORT" */
  origin: string;
  /** Address with the one-time token; null once Chromium was launched on it. */
  launchUrl: string | null;
  /** Where `/metrics` and `/health` are; null unless they were asked for. */
  opsOrigin: string | null;
  /** Resolves when the host has ended, to how: stopped, its Chromium closed, or asked to by staff or the clock. */
  ended: Promise<Ending>;
  stop(how?: Ending): Promise<void>;
  /** Writes down an error nobody caught. */
  fault(error: unknown): void;
}

/**
 * Starts the host: folder, lock, port, app, browser - in that order, so that nothing is opened that cannot be used.
 * @throws HostProblem, or what createApp throws; then everything opened so far is closed again.
 */
export async function startBrowserHost(options: HostOptions, { createApp, rootDir, say, watchdogRules, asService = false }: BrowserHostNeeds): Promise<RunningHost> {
  const closers: (() => void | Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const executable = options.open ? browserToOpen() : null;
    const asset = createAssets({ rendererDir: join(rootDir, 'dist/renderer'), modelsDir: join(rootDir, 'models') });
    prepareDataDir(options.dataDir);
    closers.push(lockDataDir(options.dataDir));
    const keyStore = createKeyFile(options.dataDir);
    const server = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 5000, requestTimeout: 15_000 });
    const authority = await listen(server, options.port);
    closers.push(() => closeServer(server));
    const origin = `http://${authority}`;
    const admission = createAdmission();
    let [reopen, opsOrigin]: [(() => void) | null, string | null] = [null, null];
    const watchdog = createWatchdog({ onSilent: () => { reopen?.(); }, rules: watchdogRules });
    closers.push(watchdog.stop);
    const { promise: ended, resolve: end } = Promise.withResolvers<Ending>();
    let stopping: Promise<void> | null = null;
    const stop = (how: Ending = 'quit'): Promise<void> => (stopping ??= closeAll().then(() => { end(how); }));
    const app = await createApp({
      dataDir: options.dataDir,
      resourcesDir: rootDir,
      demoPicturesDir: join(rootDir, 'dist/renderer/demo'),
      keyStore,
      version: versionOf(rootDir),
      host: 'browser',
      demo: options.demo,
      engine: options.engine,
      sentryDsn: options.sentryDsn,
      alwaysComesBack: asService,
      end: (how) => { setTimeout(() => { void stop(how); }, answerOutMs); },
      beat: (window, leaving) => { if (window === 'kiosk') (leaving ? watchdog.left : watchdog.beat)(); },
      kioskSilent: watchdog.silent,
      opsOrigin: () => opsOrigin,
      openAdmin: async () => ({ url: `${origin}/launch?token=${admission.mint('admin')}` }),
    });
    closers.push(() => app.close());
    if (options.opsPort !== null) {
      const ops = await startOpsServer(options.opsPort, app);
      closers.push(ops.close);
      opsOrigin = ops.origin;
    }
    const streams = createEventStreams((connection) => { app.disconnected(connection); });
    closers.push(() => { streams.close(); }, app.subscribe((pushed) => { streams.push(pushed); }));
    server.on('request', createLoopback({ app, admission, streams, asset, authority }));

    const launchUrl = `${origin}/launch?token=${admission.mint('kiosk')}`;
    if (executable !== null) {
      const newUrl = (): string => `${origin}/launch?token=${admission.mint('kiosk')}`;
      const kept = await keepKiosk(options, { executable, url: launchUrl, newUrl, origin, say, onOpening: watchdog.opening, onClosed: () => { void stop(); } });
      closers.push(kept.close);
      reopen = kept.crash;
    }
    return { origin, launchUrl: executable === null ? launchUrl : null, opsOrigin, ended, stop, fault: app.fault };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** @throws HostProblem NO_CHROMIUM | NO_DISPLAY */
function browserToOpen(): string {
  const executable = findChromium();
  requireDisplay();
  return executable;
}

function versionOf(rootDir: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0';
}

interface KioskWindow {
  executable: string;
  url: string;
  /** An address with a token of its own: the first one admitted the browser that fell. */
  newUrl(): string;
  origin: string;
  say(line: string): void;
  /** It is being opened, for the first time or again. */
  onOpening(): void;
  /** Somebody closed it. */
  onClosed(): void;
}

interface OpenBrowser { child: ChildProcess; gone: Promise<Gone> }
/** How a browser ended; `crashed` unless it was closed the ordinary way. */
interface Gone { how: string; crashed: boolean }

/**
 * Opens the kiosk, waits until it is plainly there and opens it again whenever it crashes, later each time. Closed the ordinary way it stays
 * closed. Returns how to close it, and how to end it as a crash would: then it comes back.
 * @throws HostProblem CHROMIUM_FAILED when it ends at once
 */
async function keepKiosk(options: HostOptions, kiosk: KioskWindow): Promise<{ close(): Promise<void>; crash(): void }> {
  const { say, onOpening } = kiosk;
  if (asRoot()) {
    say('Berjalan sebagai root: Chromium dibuka tanpa kotak pasirnya. Untuk pemakaian sungguhan, jalankan dari akun biasa. / Running as root: Chromium is opened without its sandbox. For real use, run it from an ordinary account.');
  }
  onOpening();
  let open = openBrowser(options, kiosk, kiosk.url);
  const early = await Promise.race([open.gone, new Promise<null>((wait) => { setTimeout(wait, startedAfterMs, null); })]);
  if (early !== null) throw new HostProblem('CHROMIUM_FAILED', early.how);
  const waitMs = createComeBack();
  let closing = false;
  let again: NodeJS.Timeout | undefined;
  const watch = ({ how, crashed }: Gone): void => {
    if (closing) return;
    if (!crashed) { kiosk.onClosed(); return; }
    say(`Chromium berhenti sendiri (${how}) dan dibuka lagi. / Chromium ended by itself (${how}) and is opened again.`);
    again = setTimeout(() => {
      onOpening();
      open = openBrowser(options, kiosk, kiosk.newUrl());
      void open.gone.then(watch);
    }, waitMs());
  };
  void open.gone.then(watch);
  return {
    async close() {
      closing = true;
      clearTimeout(again);
      open.child.kill('SIGTERM');
      const force = setTimeout(() => open.child.kill('SIGKILL'), startedAfterMs);
      await open.gone;
      clearTimeout(force);
    },
    crash: () => { open.child.kill('SIGKILL'); },
  };
}

function asRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

function openBrowser(options: HostOptions, { executable, origin }: KioskWindow, url: string): OpenBrowser {
  const child = launchChromium({
    executable, url, origin,
    asRoot: asRoot(),
    profileDir: profileDirFor(executable, resolve(options.dataDir)),
    windowed: options.windowed,
    fakeCamera: options.fakeCamera,
    extraArguments: (process.env.TATAP_CHROMIUM_ARGS ?? '').split(' ').filter((argument) => argument !== ''),
  });
  const gone = new Promise<Gone>((resolveGone) => {
    child.once('error', (error) => { resolveGone({ how: error.message, crashed: true }); });
    // A session that ends asks with SIGTERM or SIGHUP: that is no crash.
    child.once('exit', (code, signal) => { resolveGone({ how: signal ?? `exit ${code}`, crashed: signal === null ? code !== 0 : !['SIGTERM', 'SIGHUP', 'SIGINT'].includes(signal) }); });
  });
  return { child, gone };
}
