import * as electron from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/* The entry file alone: what happens before Electron is ready, and how it ends. What it starts is tested in electronHost.test.ts. */

const host = vi.hoisted(() => ({ start: vi.fn(), refuse: vi.fn() }));
vi.mock('electron', () => import('./electronStandIn.testkit.ts'));
vi.mock('../app.ts', () => ({ createApp: vi.fn() }));
vi.mock('./electronHost.ts', () => ({ startElectronHost: host.start, refuseSwitches: host.refuse }));

const argv = process.argv;
// The module `electron` is the stand-in here, and stays the same one while the entry file is evaluated anew for each test.
const { app, state, resetStandIn } = electron as unknown as typeof import('./electronStandIn.testkit.ts');
/** Of the test runner. */
const listeners: readonly unknown[] = [...process.listeners('uncaughtException'), ...process.listeners('unhandledRejection')];
let HostProblem: typeof import('./problems.ts').HostProblem;

beforeEach(async () => {
  resetStandIn();
  vi.resetModules();
  ({ HostProblem } = await import('./problems.ts'));
  host.start.mockReset().mockResolvedValue({ close: async () => undefined, fault: () => undefined });
  delete process.env.TATAP_SUPERVISED;
  host.refuse.mockReset();
  process.argv = ['electron', '/checkout', '--data=/data/kiosk', '--windowed'];
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  process.argv = argv;
  for (const added of process.listeners('uncaughtException').filter((one) => !listeners.includes(one))) process.off('uncaughtException', added);
  for (const added of process.listeners('unhandledRejection').filter((one) => !listeners.includes(one))) process.off('unhandledRejection', added);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeAllListeners(signal);
  vi.restoreAllMocks();
});

async function start(): Promise<void> {
  await import('./electron.ts');
  // The entry file does not wait for itself; what it does is a handful of microtasks here.
  await new Promise((done) => { setTimeout(done, 20); });
}

test('the scheme is registered and every page sandboxed before Electron is ready; data lies in the folder asked for', async () => {
  await start();
  expect(state.privileged).toEqual([{ scheme: 'app', privileges: expect.objectContaining({ standard: true, secure: true }) }]);
  expect(state.privileged[0]?.privileges).not.toHaveProperty('bypassCSP');
  expect(state.sandboxed).toBe(true);
  expect([...state.switches]).toEqual(['enable-speech-dispatcher']);
  expect(state.paths.get('userData')).toBe('/data/kiosk/electron');
  expect(host.start).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ dataDir: '/data/kiosk', windowed: true }), expect.anything());
});

test('a second start leaves at once, without touching the data folder', async () => {
  state.singleInstance = false;
  await start();
  expect(state.exits).toEqual([0]);
  expect(host.start).not.toHaveBeenCalled();
});

test('a refused switch is said in both languages before anything is opened, and the exit code is 1', async () => {
  host.refuse.mockImplementation(() => { throw new HostProblem('DEBUGGER_REFUSED', '--remote-debugging-port'); });
  await start();
  expect(host.start).not.toHaveBeenCalled();
  expect(state.exits).toEqual([1]);
  expect(state.dialogs).toEqual([expect.stringMatching(/--remote-debugging-port.*\n\n.*--remote-debugging-port/)]);
});

test('a start that fails is said in both languages, and the exit code is 1', async () => {
  host.start.mockRejectedValue(new HostProblem('KEYRING_MISSING'));
  await start();
  expect(state.exits).toEqual([1]);
  expect(state.dialogs).toEqual([expect.stringMatching(/gnome-keyring.*\n\n.*gnome-keyring/)]);
});

test('the core is closed once before the program ends', async () => {
  let finish = (): void => undefined;
  const close = vi.fn(() => new Promise<void>((done) => { finish = done; }));
  host.start.mockResolvedValue({ close, fault: () => undefined });
  await start();
  app.emit('window-all-closed');
  expect(state.quits).toBe(1);
  const preventDefault = vi.fn();
  app.emit('will-quit', { preventDefault });
  app.emit('will-quit', { preventDefault });
  expect(preventDefault).toHaveBeenCalledTimes(2);
  expect(close).toHaveBeenCalledTimes(1);
  expect(state.exits).toEqual([]);
  finish();
  await vi.waitFor(() => { expect(state.exits).toEqual([0]); });
});

test('asked to restart, it closes the core, lets Electron begin anew and ends; whoever supervises it is told by the exit code instead', async () => {
  const close = vi.fn(async () => undefined);
  host.start.mockResolvedValue({ close, fault: () => undefined });
  await start();
  /** What the host was given when it was last started. */
  const given = (): { onEnd(how: 'quit' | 'restart'): void } => host.start.mock.calls.at(-1)?.[1];
  given().onEnd('restart');
  given().onEnd('quit');
  await vi.waitFor(() => { expect(state.exits).toEqual([75]); });
  expect([close.mock.calls.length, state.relaunches]).toEqual([1, 1]);
  vi.resetModules();
  resetStandIn();
  process.env.TATAP_SUPERVISED = '1';
  await start();
  given().onEnd('restart');
  await vi.waitFor(() => { expect(state.exits).toEqual([75]); });
  expect(state.relaunches).toBe(0);
});

test('a bug nobody caught is written down, the core is closed and the program begins anew', async () => {
  process.env.TATAP_SUPERVISED = '1';
  const [close, fault] = [vi.fn(async () => undefined), vi.fn()];
  host.start.mockResolvedValue({ close, fault });
  await start();
  const added = process.listeners('uncaughtException').filter((one) => !listeners.includes(one));
  expect(added).toHaveLength(1);
  const error = new Error('Kaboom');
  added[0]?.(error, 'uncaughtException');
  await vi.waitFor(() => { expect(state.exits).toEqual([70]); });
  expect(fault).toHaveBeenCalledWith(error);
  expect(close).toHaveBeenCalled();
});
