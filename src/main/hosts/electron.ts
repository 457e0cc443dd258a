import { join, resolve } from 'node:path';
import { app, dialog } from 'electron';
import { createApp } from '../app.ts';
import { registerAppScheme } from './appProtocol.ts';
import { refuseSwitches, startElectronHost } from './electronHost.ts';
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
    const close = await startElectronHost(options, { createApp, codeDir, resourcesDir: app.isPackaged ? process.resourcesPath : codeDir });
    closeBeforeQuitting(close);
  } catch (error) {
    giveUp(error, dataDir);
  }
}

/** The ledger is closed before the program ends, once. */
function closeBeforeQuitting(close: () => Promise<void>): void {
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    void close().finally(() => { app.exit(0); });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => { app.quit(); });
}

registerAppScheme();
app.enableSandbox();
app.on('window-all-closed', () => { app.quit(); });
// Not awaited: Electron is ready only after this module has been evaluated.
void main();
