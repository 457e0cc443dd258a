import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from './app.ts';
import type { App, Caller, HostNeeds, Parts } from './seam.ts';
import type { Input, Method, Output } from '../shared/contract.ts';
import type { Result } from '../shared/errors.ts';
import { createScriptedVision } from './scriptedVision.testkit.ts';
import type { KeyStore } from './vault/keystore.ts';

/** Leaves the key as it is: the host's protection has tests of its own. */
export const openKeyStore: KeyStore = { backend: 'test', protect: async (secret) => secret, unprotect: async (sealed) => sealed };

export const kioskWindow: Caller = { window: 'kiosk', connection: 'kiosk-1', topFrame: true };
export const adminWindow: Caller = { window: 'admin', connection: 'admin-1', topFrame: true };
export const owner = { username: 'owner', password: 'pintu-biru-97-langit' } as const;

/** A clock that moves only when told to. */
export function createTestClock(startAtMs = Date.UTC(2026, 10, 21, 1)) {
  let atMs = startAtMs;
  let monotonicMs = 1_000;
  return {
    now: () => atMs,
    monotonicMs: () => monotonicMs,
    /** Time passes. */
    pass(ms: number) {
      atMs += ms;
      monotonicMs += ms;
    },
    /** Somebody sets the wall clock. */
    set(toMs: number) {
      atMs = toMs;
    },
  };
}

export interface TestApp {
  app: App;
  dataDir: string;
  clock: ReturnType<typeof createTestClock>;
  call<M extends Method>(caller: Caller, method: M, input: Input<M>): Promise<Result<Output<M>>>;
  /** The value; throws with the code when it was refused. */
  must<M extends Method>(caller: Caller, method: M, input: Input<M>): Promise<Output<M>>;
  close(): Promise<void>;
}

/** The real core on a real database in a temporary folder, with scripted seeing and a clock in hand. */
export async function startTestApp(given: { parts?: Partial<Parts>; host?: Partial<HostNeeds>; setUp?: boolean; dataDir?: string } = {}): Promise<TestApp> {
  const dataDir = given.dataDir ?? mkdtempSync(join(tmpdir(), 'tatap-test-'));
  const clock = createTestClock();
  const app = await createApp(
    { dataDir, resourcesDir: dataDir, demoPicturesDir: dataDir, keyStore: openKeyStore, version: '0.0.0', host: 'browser', demo: false, engine: 'onnx', sentryDsn: null, alwaysComesBack: false, openAdmin: async () => ({ url: null }), end: () => {}, beat: () => {}, kioskSilent: () => false, opsOrigin: () => null, ...given.host },
    { now: clock.now, monotonicMs: clock.monotonicMs, createVision: async () => createScriptedVision(), ...given.parts },
  );
  await app.visionReady;
  // The contract parses every answer, so a Result of this method holds this method's output.
  const call: TestApp['call'] = (caller, method, input) => app.call(caller, method, input) as Promise<Result<Output<typeof method>>>;
  const must: TestApp['must'] = async (caller, method, input) => {
    const result = await call(caller, method, input);
    if (!result.ok) throw new Error(`${method} was refused: ${result.code} ${JSON.stringify(result.data)}`);
    return result.value;
  };
  if (given.setUp ?? true) await must(adminWindow, 'setup.firstRun', { siteName: 'Kantin Uji', zone: 'Asia/Jakarta', language: 'id', ownerName: 'Pemilik', ...owner });
  return {
    app, dataDir, clock, call, must,
    async close() {
      await app.close();
      if (!given.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A colleague with a password: invited by whoever is logged in at the admin window, and the code spent. */
export async function hire({ must }: Pick<TestApp, 'must'>, { password, ...invited }: Input<'staff.invite'> & { password: string }): Promise<{ staffId: string }> {
  const { staffId, code } = await must(adminWindow, 'staff.invite', invited);
  await must(adminWindow, 'staff.redeem', { username: invited.username, code, password });
  return { staffId };
}
