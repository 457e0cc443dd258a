import { spawn } from 'node:child_process';

/** What a service manager is told; sd_notify(3). */
export interface ServiceManager {
  /** The kiosk is there; from now on it also says at a steady pace that it lives. */
  ready(): void;
}

/** Three signs of life for each period the service manager waits: two may be lost. */
const signsPerPeriod = 3;

/**
 * Tells systemd, when it started this process with Type=notify, that the host is ready and lives. The sign of life comes from the
 * event loop: a host that hangs gives none, and systemd ends it and starts it again (WatchdogSec).
 * Node has no datagram sockets, so `systemd-notify` says it. The two variables are taken out of `env`: what this process starts,
 * the browser above all, must not be able to speak for it. Without NOTIFY_SOCKET nothing is said.
 */
export function createServiceManager(env: NodeJS.ProcessEnv = process.env): ServiceManager {
  const socket = env.NOTIFY_SOCKET;
  const periodUs = Number(env.WATCHDOG_USEC ?? 0);
  delete env.NOTIFY_SOCKET;
  delete env.WATCHDOG_USEC;
  delete env.WATCHDOG_PID;
  if (!socket) return { ready: () => {} };
  const tell = (...states: string[]): void => {
    const child = spawn('systemd-notify', states, { env: { ...env, NOTIFY_SOCKET: socket }, stdio: 'ignore' });
    // Not there, or no process to be had: systemd then misses the sign, which is what the watchdog is for.
    child.on('error', () => {});
  };
  return {
    ready() {
      tell('--ready');
      if (periodUs > 0) setInterval(tell, periodUs / 1000 / signsPerPeriod, 'WATCHDOG=1').unref();
    },
  };
}
