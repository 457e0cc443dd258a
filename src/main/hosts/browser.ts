import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../app.ts';
import { startBrowserHost } from './browserHost.ts';
import { comesBackAfterMs, endOnFatal, exitCodes, supervisedVariable, type Ending } from './ending.ts';
import { parseOptions, type HostOptions } from './options.ts';
import { exitCodeFor, explain } from './problems.ts';
import { createServiceManager } from './serviceManager.ts';

/*
 * Entry of the browser host: `node dist/main/hosts/browser.js [options]`; also runs as source.
 * Exit code: 0 closed by somebody, 1 a fault that may pass, 78 one that only a person can mend; 75 asks to be started again at once, 70 after a bug.
 */

const say = (line: string): void => { process.stderr.write(`${line}\n`); };

/** One line for programs (e2e, service managers). The address holds a one-time token: whoever reads this line is the kiosk. */
function sayJson(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

let leaving = false;

/** Ends with the exit code of `how`; where nobody else would start it again, it starts a successor first, which outlives it. Never returns. */
async function leave(how: Ending, supervised: boolean): Promise<void> {
  if (leaving) return new Promise(() => {});
  leaving = true;
  const waitMs = comesBackAfterMs(how);
  if (how !== 'quit' && !supervised) {
    await sleep(waitMs);
    spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { detached: true, stdio: 'inherit' }).unref();
  }
  process.exit(exitCodes[how]);
}

async function main(): Promise<void> {
  // Started by systemd, which starts it again; the manager takes the variable out of the environment.
  const asService = process.env.NOTIFY_SOCKET !== undefined;
  const manager = createServiceManager();
  const wantsJson = process.argv.includes('--json');
  let options: HostOptions | null = null;
  try {
    options = parseOptions(process.argv.slice(2), { lenient: false });
    const { dataDir, open, json } = options;
    const host = await startBrowserHost(options, { createApp, rootDir: resolve(import.meta.dirname, '../../..'), say, asService });
    const supervised = process.env[supervisedVariable] === '1' || asService || json || !open;
    endOnFatal({ note: host.fault, close: () => host.stop('crash'), end: (how) => { void leave(how, supervised); } });
    // A second one while the ledger is being closed changes nothing: systemd sends it to whatever is still there.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => { void host.stop(); });
    manager.ready();
    if (json) sayJson({ event: 'listening', origin: host.origin, url: host.launchUrl, ops: host.opsOrigin, pid: process.pid, dataDir });
    else if (open) say(`Tatap terbuka; data di ${dataDir}. / Tatap is open; data in ${dataDir}.`);
    else say(`Buka sekali di Chromium / Open once in Chromium: ${host.launchUrl}`);
    await leave(await host.ended, supervised);
  } catch (error) {
    const { code, id, en } = explain(error, options?.dataDir ?? '');
    if (process.env.TATAP_DEBUG === '1' && error instanceof Error) say(error.stack ?? error.message);
    if (wantsJson) sayJson({ event: 'problem', code, id, en });
    say(id);
    say(en);
    process.exitCode = exitCodeFor(code);
  }
}

await main();
// Whatever a library left running must not keep a closed kiosk alive.
process.exit();
