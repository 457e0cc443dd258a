import { join } from 'node:path';
import { app as electron, Menu, powerSaveBlocker, session as sessions } from 'electron';
import type { App, HostNeeds } from '../seam.ts';
import type { KeyStore } from '../vault/keystore.ts';
import { createAppProtocol } from './appProtocol.ts';
import { createAssets } from './assets.ts';
import { lockDataDir, prepareDataDir } from './dataFolder.ts';
import { answerCalls } from './ipc.ts';
import { createKeyFile } from './keyFile.ts';
import type { HostOptions } from './options.ts';
import { startOpsServer } from './opsServer.ts';
import { pageScheme } from './pageUrl.ts';
import { denyAllButTheCamera } from './permissions.ts';
import { HostProblem } from './problems.ts';
import { createSafeStorageKeys } from './safeStorageKeys.ts';
import { createWatchdog } from './watchdog.ts';
import { createWindows, stayPut, type Windows } from './windows.ts';

/** An answer under way reaches its page. */
const answerOutMs = 250;
/** Switches that open a door into an installed program. Fuses close the ones Node has; these are Chromium's. */
const refusedSwitches = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-allow-origins', 'no-sandbox', 'disable-web-security', 'load-extension', 'js-flags', 'use-file-for-fake-video-capture', 'use-fake-ui-for-media-stream'];

/** @throws HostProblem DEBUGGER_REFUSED when an installed Tatap is started with one of them; a checkout may be debugged. */
export function refuseSwitches(): void {
  const found = electron.isPackaged ? refusedSwitches.find((name) => electron.commandLine.hasSwitch(name)) : undefined;
  if (found !== undefined) throw new HostProblem('DEBUGGER_REFUSED', `--${found}`);
}

export interface ElectronHostNeeds {
  createApp(needs: HostNeeds): Promise<App>;
  /** Holds dist/renderer and dist/preload: the project root, or app.asar. */
  codeDir: string;
  /** Holds models/: the project root, or the installed resources folder. */
  resourcesDir: string;
  /** Staff or the clock want the program to end. */
  onEnd(how: 'quit' | 'restart'): void;
}

export interface ElectronHost {
  /** Closes the core; the windows close with Electron. */
  close(): Promise<void>;
  /** Writes down an error nobody caught. */
  fault(error: unknown): void;
}

/**
 * The Electron host, once Electron is ready: folder, lock, key, app, windows. Resolves when the kiosk is shown.
 * @throws HostProblem, or what createApp throws
 */
export async function startElectronHost(options: HostOptions, { createApp, codeDir, resourcesDir, onEnd }: ElectronHostNeeds): Promise<ElectronHost> {
  const asset = createAssets({ rendererDir: join(codeDir, 'dist/renderer'), modelsDir: join(resourcesDir, 'models') });
  prepareDataDir(options.dataDir);
  const closers: (() => void | Promise<void>)[] = [lockDataDir(options.dataDir)];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const session = sessions.fromPartition('persist:tatap');
    let [core, opsOrigin]: [App | null, string | null] = [null, null];
    session.protocol.handle(pageScheme, createAppProtocol(asset, (token, connection) => core?.takeExport(token, connection) ?? null));
    const windows = createWindows({
      session,
      preloadFile: join(codeDir, 'dist/preload/preload.cjs'),
      windowed: options.windowed,
      devTools: !electron.isPackaged,
      onGone: (connection) => { core?.disconnected(connection); },
      onKioskClosed: () => { electron.quit(); },
      onKioskOpening: () => { watchdog.opening(); },
    });
    // A hung page is ended; that is a crash, and crashes reload.
    const watchdog = createWatchdog({ onSilent: windows.crashKiosk });
    closers.push(watchdog.stop);
    guard(session, windows);
    core = await createApp({
      dataDir: options.dataDir,
      resourcesDir,
      demoPicturesDir: join(codeDir, 'dist/renderer/demo'),
      keyStore: await keyStoreOf(options),
      version: electron.getVersion(),
      host: 'electron',
      demo: options.demo,
      engine: options.engine,
      sentryDsn: options.sentryDsn,
      alwaysComesBack: false,
      end: (how) => { setTimeout(onEnd, answerOutMs, how); },
      beat: (window, leaving) => { if (window === 'kiosk') (leaving ? watchdog.left : watchdog.beat)(); },
      kioskSilent: watchdog.silent,
      opsOrigin: () => opsOrigin,
      openAdmin: async () => { await windows.openAdmin(); return { url: null }; },
    });
    const app = core;
    closers.push(() => app.close());
    if (options.opsPort !== null) {
      const ops = await startOpsServer(options.opsPort, app);
      closers.push(ops.close);
      opsOrigin = ops.origin;
    }
    closers.push(app.subscribe((pushed) => { windows.push(pushed); }));
    answerCalls(app, windows.identify);
    electron.on('second-instance', () => { windows.focusKiosk(); });
    await windows.openKiosk();
    // A kiosk whose screen goes dark looks broken.
    const awake = powerSaveBlocker.start('prevent-display-sleep');
    closers.push(() => { powerSaveBlocker.stop(awake); });
    return { close: closeAll, fault: app.fault };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function guard(session: Electron.Session, windows: Windows): void {
  // No menu: its accelerators would reload, zoom and open developer tools.
  Menu.setApplicationMenu(null);
  denyAllButTheCamera(session, windows.windowOf);
  denyAllButTheCamera(sessions.defaultSession, () => null);
  electron.on('web-contents-created', (_event, contents) => { stayPut(contents, windows.windowOf); });
}

/** Demo money needs no key store of the desktop: a demo runs wherever it is tried. */
async function keyStoreOf({ demo, dataDir }: HostOptions): Promise<KeyStore> {
  return demo ? createKeyFile(dataDir) : createSafeStorageKeys();
}
