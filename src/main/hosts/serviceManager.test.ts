import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createServiceManager } from './serviceManager.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'tatap-notify-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

const present = (command: string, ...argv: string[]): boolean => {
  try {
    execFileSync(command, argv, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** A systemd-notify that writes down what it was told and through which socket. */
function noted(): { env: NodeJS.ProcessEnv; lines: () => string[] } {
  const program = join(dir, 'systemd-notify');
  writeFileSync(program, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> "${join(dir, 'said')}"\n`);
  chmodSync(program, 0o755);
  const lines = (): string[] => {
    try {
      return readFileSync(join(dir, 'said'), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  return { env: { PATH: `${dir}:${process.env.PATH ?? ''}` }, lines };
}

test.skipIf(process.platform === 'win32')('ready, then signs of life at a third of the period, and nobody else can speak for the host', async () => {
  const { env, lines } = noted();
  const manager = createServiceManager(Object.assign(env, { NOTIFY_SOCKET: '/run/n', WATCHDOG_USEC: '300000', WATCHDOG_PID: '1' }));
  // What is started later must not be able to speak for the host.
  expect([env.NOTIFY_SOCKET, env.WATCHDOG_USEC, env.WATCHDOG_PID]).toEqual([undefined, undefined, undefined]);
  manager.ready();
  await vi.waitFor(() => { expect(lines().filter((line) => line === '/run/n WATCHDOG=1').length).toBeGreaterThanOrEqual(3); }, 10_000);
  expect(lines()).toContain('/run/n --ready');
});

test('started by hand it tells nobody, and a missing systemd-notify is no failure', async () => {
  const { env, lines } = noted();
  const manager = createServiceManager(env);
  manager.ready();
  createServiceManager({ PATH: join(dir, 'nothing'), NOTIFY_SOCKET: '/run/n' }).ready();
  await new Promise((wait) => { setTimeout(wait, 300); });
  expect(lines()).toEqual([]);
});

test.skipIf(!present('systemd-notify', '--version') || !present('python3', '--version'))('the real systemd-notify carries the words to a socket', async () => {
  const socket = join(dir, 'notify');
  // Node has no datagram sockets to listen with either.
  const listener = spawn('python3', ['-c', `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
s.settimeout(20)
print('bound', flush=True)
while True: print(s.recv(4096).decode(), flush=True)
`, socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  let heard = '';
  listener.stdout.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
  try {
    await vi.waitFor(() => { expect(heard).toContain('bound'); }, 10_000);
    const manager = createServiceManager({ PATH: process.env.PATH, NOTIFY_SOCKET: socket, WATCHDOG_USEC: '600000' });
    manager.ready();
    await vi.waitFor(() => { expect(heard).toMatch(/READY=1[^]*WATCHDOG=1/); }, 15_000);
  } finally {
    listener.kill();
  }
});
