import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

/*
 * Stands in for the `electron` module in tests: the parts the host touches, remembering what it was told. Each part is checked
 * against Electron's own types (`satisfies`), so a method that does not exist, or has another shape, does not compile.
 */

type PermissionRequestHandler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>;
type PermissionCheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>;
type DevicePermissionHandler = NonNullable<Parameters<Electron.Session['setDevicePermissionHandler']>[0]>;
type DisplayMediaHandler = NonNullable<Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0]>;
type ProtocolHandler = Parameters<Electron.Protocol['handle']>[1];
type InvokeHandler = Parameters<Electron.IpcMain['handle']>[1];
type WindowOpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

const never = (): never => { throw new Error('the host set no handler'); };

export class StandInSession {
  permissionRequest: PermissionRequestHandler = never;
  permissionCheck: PermissionCheckHandler = never;
  devicePermission: DevicePermissionHandler = never;
  displayMedia: DisplayMediaHandler = never;
  readonly schemes = new Map<string, ProtocolHandler>();
  readonly protocol = {
    handle: (scheme: string, handler: ProtocolHandler): void => { this.schemes.set(scheme, handler); },
  } satisfies Pick<Electron.Protocol, 'handle'>;
  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void { this.permissionRequest = handler ?? never; }
  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void { this.permissionCheck = handler ?? never; }
  setDevicePermissionHandler(handler: DevicePermissionHandler | null): void { this.devicePermission = handler ?? never; }
  setDisplayMediaRequestHandler(handler: DisplayMediaHandler | null): void { this.displayMedia = handler ?? never; }
}

let nextId = 1;

export class StandInContents extends EventEmitter {
  readonly id = nextId++;
  readonly mainFrame = { parent: null, frameTreeNodeId: this.id * 100, url: '' };
  readonly sent: unknown[][] = [];
  windowOpen: WindowOpenHandler = never;
  crashes = 0;
  send(channel: string, ...values: unknown[]): void { this.sent.push([channel, ...values]); }
  setWindowOpenHandler(handler: WindowOpenHandler): void { this.windowOpen = handler; }
  forcefullyCrashRenderer(): void { this.crashes += 1; }
}

export const opened: StandInWindow[] = [];

export class StandInWindow extends EventEmitter {
  readonly webContents = new StandInContents();
  readonly loaded: string[] = [];
  readonly options: Electron.BrowserWindowConstructorOptions;
  shown = 0;
  focused = 0;
  destroyed = false;
  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    opened.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.mainFrame.url = url;
    this.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url });
  }
  show(): void { this.shown += 1; }
  focus(): void { this.focused += 1; }
  isMinimized(): boolean { return false; }
  restore(): void { this.shown += 1; }
  isDestroyed(): boolean { return this.destroyed; }
}

export const state = {
  packaged: false,
  switches: new Set<string>(),
  storage: { available: true, backend: 'gnome_libsecret' as ReturnType<Electron.SafeStorage['getSelectedStorageBackend']> },
  singleInstance: true,
  privileged: [] as Electron.CustomScheme[],
  menu: undefined as Electron.Menu | null | undefined,
  sandboxed: false,
  quits: 0,
  relaunches: 0,
  exits: [] as number[],
  paths: new Map<string, string>(),
  dialogs: [] as string[],
  keptAwake: [] as string[],
};

class StandInApp extends EventEmitter {
  readonly commandLine = {
    hasSwitch: (name: string): boolean => state.switches.has(name),
    appendSwitch: (name: string): void => void state.switches.add(name),
  } satisfies Pick<Electron.CommandLine, 'hasSwitch' | 'appendSwitch'>;
  get isPackaged(): boolean { return state.packaged; }
  getVersion(): string { return '9.9.9'; }
  quit(): void { state.quits += 1; }
  relaunch(_options?: Electron.RelaunchOptions): void { state.relaunches += 1; }
  exit(code = 0): void { state.exits.push(code); }
  isReady(): boolean { return true; }
  enableSandbox(): void { state.sandboxed = true; }
  setPath(name: string, path: string): void { state.paths.set(name, path); }
  requestSingleInstanceLock(): boolean { return state.singleInstance; }
  whenReady(): Promise<void> { return Promise.resolve(); }
}

const sessions = new Map<string, StandInSession>();
export const invokeHandlers = new Map<string, InvokeHandler>();

export const app = new StandInApp() satisfies Pick<Electron.App, 'getVersion' | 'quit' | 'relaunch' | 'exit' | 'isReady' | 'enableSandbox' | 'requestSingleInstanceLock' | 'whenReady' | 'isPackaged'>;
export const session = {
  defaultSession: new StandInSession(),
  fromPartition(partition: string): StandInSession {
    const found = sessions.get(partition) ?? new StandInSession();
    sessions.set(partition, found);
    return found;
  },
};
export const ipcMain = {
  handle: (channel: string, handler: InvokeHandler): void => { invokeHandlers.set(channel, handler); },
} satisfies Pick<Electron.IpcMain, 'handle'>;
export const protocol = {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void => { state.privileged.push(...schemes); },
} satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>;
export const safeStorage = {
  isAsyncEncryptionAvailable: async () => state.storage.available,
  getSelectedStorageBackend: () => state.storage.backend,
  encryptStringAsync: async (text: string) => Buffer.from(`sealed:${text}`),
  decryptStringAsync: async (sealed: Buffer) => {
    if (!sealed.toString().startsWith('sealed:')) throw new Error('cannot decrypt');
    return { shouldReEncrypt: false, result: sealed.toString().slice('sealed:'.length) };
  },
} satisfies Pick<Electron.SafeStorage, 'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'>;
export const dialog = {
  showErrorBox: (_title: string, content: string): void => { state.dialogs.push(content); },
} satisfies Pick<Electron.Dialog, 'showErrorBox'>;
export const Menu = { setApplicationMenu: (menu: Electron.Menu | null): void => { state.menu = menu; } } satisfies Pick<typeof Electron.Menu, 'setApplicationMenu'>;
const awake = new Set<number>();
export const powerSaveBlocker = {
  start: (type: 'prevent-app-suspension' | 'prevent-display-sleep') => {
    state.keptAwake.push(type);
    awake.add(state.keptAwake.length);
    return state.keptAwake.length;
  },
  stop: (id: number) => awake.delete(id),
} satisfies Pick<Electron.PowerSaveBlocker, 'start' | 'stop'>;
export const BrowserWindow = StandInWindow;

/** As a fresh process sees it. */
export function resetStandIn(): void {
  app.removeAllListeners();
  opened.splice(0);
  sessions.clear();
  invokeHandlers.clear();
  Object.assign(session.defaultSession, new StandInSession());
  Object.assign(state, { packaged: false, switches: new Set(), storage: { available: true, backend: 'gnome_libsecret' }, singleInstance: true, privileged: [], menu: undefined, sandboxed: false, quits: 0, relaunches: 0, exits: [], paths: new Map(), dialogs: [], keptAwake: [] });
}
