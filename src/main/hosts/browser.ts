import { resolve } from 'node:path';
import { createApp } from '../app.ts';
import { startBrowserHost } from './browserHost.ts';
import { parseOptions, type HostOptions } from './options.ts';
import { exitCodeFor, explain } from './problems.ts';
import { createServiceManager } from './serviceManager.ts';

/*
 * Entry of the browser host: `node dist/main/hosts/browser.js [options]`; also runs as source.
 * Exit code: 0 closed by somebody, 1 a fault that may pass, 78 one that only a person can mend.
 */

const say = (line: string): void => { process.stderr.write(`${line}\n`); };

/** One line for programs (e2e, service managers). The address holds a one-time token: whoever reads this line is the kiosk. */
function sayJson(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function main(): Promise<void> {
  const manager = createServiceManager();
  const wantsJson = process.argv.includes('--json');
  let options: HostOptions | null = null;
  try {
    options = parseOptions(process.argv.slice(2), { lenient: false });
    const { dataDir, open, json } = options;
    const host = await startBrowserHost(options, { createApp, rootDir: resolve(import.meta.dirname, '../../..'), say });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => { void host.stop(); });
    manager.ready();
    if (json) sayJson({ event: 'listening', origin: host.origin, url: host.launchUrl, ops: host.opsOrigin, pid: process.pid, dataDir });
    else if (open) say(`Tatap terbuka; data di ${dataDir}. / Tatap is open; data in ${dataDir}.`);
    else say(`Buka sekali di Chromium / Open once in Chromium: ${host.launchUrl}`);
    await host.ended;
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
