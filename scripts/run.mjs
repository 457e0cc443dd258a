// node scripts/run.mjs FILE ...args : runs one of the project's TypeScript files on the project's own Node 24,
// doing the set-up first on a fresh clone. Plain JavaScript for any Node >= 18.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node scripts/run.mjs FILE ...args\n');
  process.exit(2);
}
const node = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
if (!existsSync(node)) {
  // Loaded only here: on a machine that is set up, nothing of the set-up needs to run.
  const { ensureReady } = await import('./setup.mjs');
  await ensureReady();
}
const child = spawn(existsSync(node) ? node : process.execPath, ['--disable-warning=ExperimentalWarning', path.resolve(root, file), ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  // A killed child is a failure, whatever the signal was.
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
