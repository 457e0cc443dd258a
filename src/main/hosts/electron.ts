import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, dialog } from 'electron';
import { createApp } from '../app.ts';
import { registerAppScheme } from './appProtocol.ts';
import { refuseSwitches, startElectronHost, type ElectronHost } from './electronHost.ts';
import { closeWithinMs, comesBackAfterMs, endOnFatal, exitCodes, supervisedVariable, type Ending } from './ending.ts';
import { parseOptions } from './options.ts';
import { explain } from './problems.ts';

/* Entry of the Electron host (package.json "main"). Everything that must happen before Electron is ready happens here. */

/** Says what stopped the start, in a dialog and on the terminal, and ends. */
function giveUp(error: unknown, dataDir: string): void {
  const { id, en } = explain(error, dataDir);
  if (process.env.TATAP_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack ?? error.message}\n`);
  process.stderr.write(`${id}\n${en}\n`);
  if (app.isReady()) dialog.showErrorBox('Tatap', `${id}\n\n${en}`);
  app.exit(1);
}

async function main(): Promise<void> {
  let dataDir = '';
  try {
    refuseSwitches();
    // Electron's own arguments come first: its program, and the folder it runs when it is not installed.
    const options = parseOptions(process.argv.slice(app.isPackaged ? 1 : 2), { lenient: true });
    dataDir = options.dataDir;
    app.setPath('userData', join(dataDir, 'electron'));
    // Per data folder, because it is kept in the folder set above: a demo may run beside the real one.
    if (!app.requestSingleInstanceLock()) { app.exit(0); return; }
    await app.whenReady();
    const codeDir = resolve(import.meta.dirname, '../../..');
    let host: ElectronHost | null = null;
    const end = leaveOnce(async () => host?.close());
    host = await startElectronHost(options, { createApp, codeDir, resourcesDir: app.isPackaged ? process.resourcesPath : codeDir, onEnd: (how) => { void end(how); } });
    endOnFatal({ note: host.fault, close: host.close, end: (how) => { void end(how); } });
    closeBeforeQuitting(end);
  } catch (error) {
    giveUp(error, dataDir);
  }
}

/**
 * The one way out, once: the ledger is closed, then the program ends with the exit code of how it ended. Who starts it again is whoever started it, or else Electron itself, which
 * begins anew when this process is gone; an AppImage's program lies in a folder that goes with it, so the image is named instead.
 */
function leaveOnce(close: () => Promise<void>): (how: Ending) => Promise<void> {
  let leaving = false;
  return async (how) => {
    if (leaving) return;
    leaving = true;
    await Promise.race([close().catch(() => {}), sleep(closeWithinMs)]);
    const waitMs = comesBackAfterMs(how);
    if (how !== 'quit' && process.env[supervisedVariable] !== '1') {
      await sleep(waitMs);
      app.relaunch(process.env.APPIMAGE ? { execPath: process.env.APPIMAGE } : undefined);
    }
    app.exit(exitCodes[how]);
  };
}

/** The ledger is closed before the program ends. */
function closeBeforeQuitting(end: (how: Ending) => Promise<void>): void {
  app.on('will-quit', (event) => {
    event.preventDefault();
    void end('quit');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => { app.quit(); });
}

registerAppScheme();
app.enableSandbox();
// Voices of the machine for the spoken prompts: Linux has them behind this switch.
app.commandLine.appendSwitch('enable-speech-dispatcher');
app.on('window-all-closed', () => { app.quit(); });
// Not awaited: Electron is ready only after this module has been evaluated.
void main();
