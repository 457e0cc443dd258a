import type { Health } from '../shared/contractOperation.ts';
import type { EventName, EventPayload } from '../shared/contract.ts';
import type { Result } from '../shared/errors.ts';
import type { ExportFile } from './services/exports.ts';
import type { KeyStore } from './vault/keystore.ts';
import type { Vision } from './vision/types.ts';

/* The seam between a host and the core: what each promises the other. Types only. */

/** Who is calling: the host fills this in from what it knows for certain, never from what the page says. */
export interface Caller {
  window: 'kiosk' | 'admin';
  /** One per window and page load (webContents id, or a digest of the cookie): staff sessions hang on it. */
  connection: string;
  /** False for an iframe: refused always. */
  topFrame: boolean;
}

export interface HostNeeds {
  /** Folder for the database, keys and logs; created by the host with mode 0700. */
  dataDir: string;
  /** Folder that holds `models/` and the package files the engines read. */
  resourcesDir: string;
  /** Folder of the sample pictures the demo's people are cut from; read in demo mode only. */
  demoPicturesDir: string;
  keyStore: KeyStore;
  version: string;
  /** Which host this is. */
  host: 'electron' | 'browser';
  demo: boolean;
  engine: 'auto' | 'onnx' | 'faceapi';
  /** Address of a Sentry that bugs are reported to; null: none. */
  sentryDsn: string | null;
  /** Run by a service manager that opens the kiosk again however it ended: closing it does not last. */
  alwaysComesBack: boolean;
  /** Ends the program once the answer under way is out; `restart`: and starts it again. */
  end(how: 'quit' | 'restart'): void;
  /** A page says that it is alive, or that it is being left. */
  beat(window: 'kiosk' | 'admin', leaving: boolean): void;
  /** Whether the kiosk's page has not been heard of for too long. */
  kioskSilent(): boolean;
  /** Where `/metrics` and `/health` are; null unless they were asked for. */
  opsOrigin(): string | null;
  /** Opens or focuses the admin window; the browser host answers with a one-time address instead. */
  openAdmin(): Promise<{ url: string | null }>;
}

/** What a test puts in place of time, chance and seeing. */
export interface Parts {
  now(): number;
  monotonicMs(): number;
  newId(): string;
  randomInt(below: number): number;
  createVision(log: (line: string) => void): Promise<Vision>;
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
  /** Returns the function that stops listening. */
  subscribe(listener: (pushed: Pushed) => void): () => void;
  /** The exported file behind a one-time address, or null; `connection` is null where the host cannot tell who asks. */
  takeExport(token: string, connection: string | null): ExportFile | null;
  /** A window is gone: its staff session ends. */
  disconnected(connection: string): void;
  /** Everything measured, in Prometheus' text format; no names, no ids. */
  metrics(): Promise<string>;
  health(): Health;
  /** An error nobody caught: it is written down. */
  fault(error: unknown): void;
  /** Settles once the models are loaded and the gallery is in RAM, or could not be. */
  visionReady: Promise<void>;
  /** What the app does every few seconds by itself; tests need not wait for it. */
  tick(): Promise<void>;
  close(): Promise<void>;
}
