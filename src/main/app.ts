import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { events, type EventName, type EventPayload } from '../shared/contract.ts';
import { Refusal, type ErrorCode, type Result } from '../shared/errors.ts';
import { refusalOfSqlite } from './db/open.ts';
import { createDispatch } from './dispatch.ts';
import { createLog, describeError, type Log } from './ops/log.ts';
import { checkAtBoot, openForBoot } from './services/bootGate.ts';
import { loadGallery } from './services/gallery.ts';
import { createServices } from './handlers.ts';
import type { KeyStore } from './vault/keystore.ts';
import { createHasher } from './vault/hasher.ts';
import { createVault, vaultOver, type Vault } from './vault/vault.ts';
import { createVision } from './vision/vision.ts';
import type { Vision } from './vision/types.ts';

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
  demo: boolean;
  engine: 'auto' | 'onnx' | 'faceapi';
  /** Opens or focuses the admin window; the browser host answers with a one-time address instead. */
  openAdmin(): Promise<{ url: string | null }>;
}

export type { KeyStore } from './vault/keystore.ts';

/** What a test puts in place of time, chance and seeing. */
export interface Parts {
  now(): number;
  monotonicMs(): number;
  newId(): string;
  randomInt(below: number): number;
  createVision(): Promise<Vision>;
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
  /** Settles once the models are loaded and the gallery is in RAM, or could not be. */
  visionReady: Promise<void>;
  close(): Promise<void>;
}

/**
 * Builds the whole core in a data folder. Opens even when the database, the key or the models are broken:
 * payments are closed with a reason and everything that can still be used stays reachable (R5).
 * @throws only for what leaves nothing to show, such as a data folder that cannot be created
 */
export async function createApp(needs: HostNeeds, given: Partial<Parts> = {}): Promise<App> {
  const parts: Parts = {
    now: Date.now,
    monotonicMs: () => performance.now(),
    newId: randomUUID,
    randomInt,
    createVision: () => createVision({ resourcesDir: needs.resourcesDir, engine: needs.engine }),
    ...given,
  };
  const { log, close: closeLog } = createLog(needs.dataDir);
  const file = join(needs.dataDir, 'tatap.db');
  const databaseExists = existsSync(file);
  const { vault, fault: vaultFault } = await openVault(needs, databaseExists, log);
  const { db, fault: databaseFault } = openForBoot(file);
  let closedBecause: ErrorCode | null = databaseFault ?? vaultFault;
  if (!closedBecause) {
    const gate = checkAtBoot({ db, vault });
    if (!gate.open) {
      closedBecause = gate.reason;
      log.error({ reason: gate.reason, detail: gate.detail }, 'payments stay closed');
    }
  }

  let vision: Vision | null = null;
  const listeners = new Set<(pushed: Pushed) => void>();
  const emit = <E extends EventName>(event: E, payload: EventPayload<E>, connection: string | null = null) => {
    for (const listener of listeners) listener({ event, payload, to: events[event].to, connection });
  };
  const services = createServices({
    db, vault, parts, log, emit,
    host: needs,
    vision: () => {
      if (!vision) throw new Refusal('ENGINE_UNAVAILABLE');
      return vision;
    },
    engine: () => vision?.engine ?? null,
    closedBecause: () => closedBecause,
  });
  const visionReady = startVision();

  async function startVision(): Promise<void> {
    try {
      const started = await parts.createVision();
      const { loaded, refused } = await loadGallery(db, vault, started);
      vision = started;
      if (needs.demo) await services.seedDemo(started);
      log.info({ engine: started.engine.id, model: started.engine.model, templates: loaded, refused }, 'vision ready');
    } catch (error) {
      log.error(describeError(error), 'no vision: face payments are off, PIN stays');
    }
    emit('site.changed', {});
  }

  const sweep = setInterval(() => services.tick(), 5_000);
  sweep.unref();
  return {
    call: createDispatch({
      handlers: services.handlers,
      staffOf: services.sessions.staffOf,
      setupDone: services.setupDone,
      refusalOf: refusalOfSqlite,
      onRefused: (caller, method, code) => log.warn({ window: caller.window, topFrame: caller.topFrame, method, code }, 'refused'),
      onBug: (method, error) => log.error({ method, ...describeError(error) }, 'bug'),
    }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    disconnected: services.sessions.end,
    visionReady,
    async close() {
      clearInterval(sweep);
      await visionReady;
      await vision?.close();
      await vault.close();
      db.sqlite.close();
      await closeLog();
    },
  };
}

/** A vault whose key cannot be had is replaced by one in RAM, so that the windows open and say why; payments are closed and nothing sealed is read. */
async function openVault(needs: HostNeeds, databaseExists: boolean, log: Log): Promise<{ vault: Vault; fault: ErrorCode | null }> {
  const { keyStore } = needs;
  try {
    return { vault: await createVault({ dataDir: needs.dataDir, keyStore, databaseExists, randomBytes }), fault: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.error({ code: error.code, backend: keyStore.backend }, 'the device key could not be opened');
    return { vault: vaultOver(randomBytes(32), createHasher(), randomBytes), fault: error.code };
  }
}
