import type { EventName, EventPayload } from '../shared/contract.ts';
import type { Result } from '../shared/errors.ts';

/** Who is calling: the host fills this in from what it knows for certain, never from what the page says. */
export interface Caller {
  window: 'kiosk' | 'admin';
  /** One per window and page load (webContents id, or a digest of the cookie): staff sessions hang on it. */
  connection: string;
  /** False for an iframe: refused always. */
  topFrame: boolean;
}

/**
 * Protects the device key at rest with what the operating system offers.
 * `backend` ("electron:gnome_libsecret", "file" ...) is stored beside the key; a change of it is refused, never re-keyed.
 */
export interface KeyStore {
  readonly backend: string;
  protect(secret: Uint8Array): Promise<Uint8Array>;
  unprotect(sealed: Uint8Array): Promise<Uint8Array>;
}

export interface HostNeeds {
  /** Folder for the database, keys and logs; created by the host with mode 0700. */
  dataDir: string;
  /** Folder that holds `models/` and the package files the engines read. */
  resourcesDir: string;
  keyStore: KeyStore;
  version: string;
  demo: boolean;
  engine: 'auto' | 'onnx' | 'faceapi';
  /** Opens or focuses the admin window; the browser host answers with a one-time address instead. */
  openAdmin(): Promise<{ url: string | null }>;
}

/** A pushed event and the windows that may see it; `connection` narrows it to one window. */
export interface Pushed<E extends EventName = EventName> {
  event: E;
  payload: EventPayload<E>;
  to: readonly ('kiosk' | 'admin')[];
  connection: string | null;
}

export interface App {
  call(caller: Caller, method: string, input: unknown): Promise<Result<unknown>>;
  subscribe(listener: (pushed: Pushed) => void): () => void;
  /** A window is gone: its staff session ends. */
  disconnected(connection: string): void;
  close(): Promise<void>;
}

export async function createApp(_needs: HostNeeds): Promise<App> {
  throw new Error('createApp is being written');
}
