import { BrowserWindow, type Session, type WebContents, type WebPreferences } from 'electron';
import type { Pushed } from '../seam.ts';
import type { WindowName } from './admission.ts';
import { isBlockedKey } from './blockedKeys.ts';
import { createComeBack } from './comeBack.ts';
import { eventChannel, type Identify } from './ipc.ts';
import { isPageOf, pageUrl } from './pageUrl.ts';

export interface WindowNeeds {
  session: Session;
  preloadFile: string;
  /** A window instead of the whole screen. */
  windowed: boolean;
  /** Developer tools exist only where the program is not installed. */
  devTools: boolean;
  /** A page was left: closed, reloaded or crashed. */
  onGone(connection: string): void;
  onKioskClosed(): void;
  /** The kiosk's page is being loaded, for the first time or again. */
  onKioskOpening(): void;
}

export interface Windows {
  openKiosk(): Promise<void>;
  /** Opens the admin window, or brings it to the front. */
  openAdmin(): Promise<void>;
  focusKiosk(): void;
  /** Ends a page that hangs: it comes back as after a crash. */
  crashKiosk(): void;
  identify: Identify;
  windowOf(contents: WebContents): WindowName | null;
  push(pushed: Pushed): void;
}

interface Open { name: WindowName; window: BrowserWindow; loads: number }

export function lockedDown({ session, preloadFile, devTools }: Pick<WindowNeeds, 'session' | 'preloadFile' | 'devTools'>, name: WindowName): WebPreferences {
  return {
    session,
    preload: preloadFile,
    additionalArguments: [`--tatap-window=${name}`],
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    plugins: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    disableDialogs: true,
    spellcheck: false,
    devTools,
    // A face being looked at must not slow down because another window is in front.
    backgroundThrottling: false,
    autoplayPolicy: 'no-user-gesture-required',
  };
}

/** The kiosk window and the admin window, one of each. */
export function createWindows(needs: WindowNeeds): Windows {
  const open = new Map<number, Open>();
  const find = (name: WindowName): Open | undefined => [...open.values()].find((candidate) => candidate.name === name);
  const connectionOf = ({ window, loads }: Open): string => `${window.webContents.id}:${loads}`;

  const show = async (name: WindowName): Promise<void> => {
    const window = new BrowserWindow({ ...frameOf(name, needs.windowed), webPreferences: lockedDown(needs, name) });
    const entry: Open = { name, window, loads: 0 };
    const { id } = window.webContents;
    open.set(id, entry);
    watch(entry, needs, connectionOf);
    window.on('closed', () => {
      open.delete(id);
      needs.onGone(`${id}:${entry.loads}`);
      if (name === 'kiosk') needs.onKioskClosed();
    });
    await window.loadURL(pageUrl(name));
    window.show();
  };

  const identify: Identify = (contents) => {
    const entry = open.get(contents.id);
    return entry === undefined ? null : { window: entry.name, connection: connectionOf(entry) };
  };

  return {
    openKiosk: () => show('kiosk'),
    async openAdmin() {
      const admin = find('admin');
      if (admin === undefined) { await show('admin'); return; }
      if (admin.window.isMinimized()) admin.window.restore();
      admin.window.focus();
    },
    crashKiosk() { find('kiosk')?.window.webContents.forcefullyCrashRenderer(); },
    focusKiosk() { find('kiosk')?.window.focus(); },
    identify,
    windowOf: (contents) => identify(contents)?.window ?? null,
    push({ event, payload, to, connection }) {
      for (const entry of open.values()) {
        if (!to.includes(entry.name) || (connection !== null && connection !== connectionOf(entry))) continue;
        entry.window.webContents.send(eventChannel, event, payload);
      }
    },
  };
}

/** The admin window lies over a kiosk that stays on top, or nobody would see it. */
function frameOf(name: WindowName, windowed: boolean): Electron.BrowserWindowConstructorOptions {
  const common = { show: false, backgroundColor: '#faf8f4', autoHideMenuBar: true, title: 'Tatap' };
  if (name === 'admin') return { ...common, width: 1360, height: 860, minWidth: 1024, minHeight: 640, alwaysOnTop: !windowed };
  return windowed ? { ...common, width: 1280, height: 800 } : { ...common, fullscreen: true, kiosk: true, alwaysOnTop: true };
}

/** A page stays where it is; when it is left or dies, its session ends; when it dies, it comes back. */
function watch(entry: Open, needs: WindowNeeds, connectionOf: (entry: Open) => string): void {
  const { window, name } = entry;
  const contents = window.webContents;
  const waitMs = createComeBack();
  if (name === 'kiosk' && !needs.windowed) {
    contents.on('before-input-event', (event, input) => { if (isBlockedKey(input, needs.devTools)) event.preventDefault(); });
  }
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (!isMainFrame || isSameDocument) return;
    if (entry.loads > 0) needs.onGone(connectionOf(entry));
    entry.loads += 1;
    if (name === 'kiosk') needs.onKioskOpening();
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    needs.onGone(connectionOf(entry));
    setTimeout(() => { if (!window.isDestroyed()) void window.loadURL(pageUrl(name)); }, waitMs());
  });
  // A hung page is ended; that is a crash, and crashes reload.
  window.on('unresponsive', () => { contents.forcefullyCrashRenderer(); });
}

/** For every web contents there will ever be, ours or not: no navigation but a reload of the own page, no new window, no webview. */
export function stayPut(contents: WebContents, windowOf: (contents: WebContents) => WindowName | null): void {
  const unlessOwnPage = (details: { url: string; isMainFrame: boolean; preventDefault(): void }): void => {
    const name = windowOf(contents);
    if (name === null || !details.isMainFrame || !isPageOf(name, details.url)) details.preventDefault();
  };
  contents.on('will-navigate', unlessOwnPage);
  contents.on('will-frame-navigate', unlessOwnPage);
  contents.on('will-redirect', unlessOwnPage);
  contents.on('will-attach-webview', (event) => { event.preventDefault(); });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
