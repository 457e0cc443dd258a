/*
 * Makes a fresh machine ready, before anything is installed: plain JavaScript for any Node >= 18, no dependencies.
 * Says one calm line for each thing it does and nothing when there is nothing to do.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A set-up step that cannot be done here; `message` names the fix. Printed without a stack trace. */
export class SetUpProblem extends Error {}

const say = (line) => { process.stderr.write(`${line}\n`); };

/** True when node_modules is what package-lock.json asks for. npm writes the second file at the end of every install. */
export function dependenciesReady(dir = root) {
  const lock = join(dir, 'package-lock.json');
  const installed = join(dir, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  if (statSync(lock).mtimeMs <= statSync(installed).mtimeMs) return true;
  return sameVersions(lock, installed);
}

/** A checkout touches package-lock.json without changing it: compare what it names before installing again. */
function sameVersions(lockFile, installedFile) {
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => path === '' || (installed[path]?.version ?? (entry.optional ? entry.version : undefined)) === entry.version);
}

function ensureDependencies() {
  if (dependenciesReady()) return;
  say('Memasang paket dari npm (sekali saja) / Installing packages from npm (once)...');
  // npm on an older Node warns that some packages want a newer one; they get it: the project brings its own Node 24.
  const result = spawnSync('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.status !== 0) {
    throw new SetUpProblem('npm ci tidak berhasil. Periksa sambungan internet lalu ulangi. / npm ci failed. Check the internet connection and run the command again.');
  }
}

/** The Node 24 that comes with the dependencies, else this one when it is new enough. */
export function projectNode() {
  const brought = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(brought)) return brought;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new SetUpProblem('Node 24 tidak ditemukan: hapus folder node_modules lalu ulangi, atau pasang Node 24. / Node 24 was not found: delete the node_modules folder and run the command again, or install Node 24.');
}

/** The environment for everything started from here: the project's Node and tools come first on PATH. */
export function projectEnv(extra = {}) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: [join(root, 'node_modules/.bin'), process.env[key] ?? ''].join(delimiter), ...extra };
}

/** After a download that failed, the next starts do not wait for the internet again for this long. */
const askAgainAfterMs = 30 * 60 * 1000;

/**
 * Remembers that a download was tried: `due()` is false for half an hour after `failed()`. So an offline machine pays for the
 * waiting once, not at every start.
 */
export function retryStamp(name, dir = join(root, '.cache')) {
  const file = join(dir, `${name}-failed`);
  return {
    due: () => !existsSync(file) || Date.now() - statSync(file).mtimeMs > askAgainAfterMs,
    failed() {
      mkdirSync(dir, { recursive: true });
      writeFileSync(file, '');
    },
    worked() { rmSync(file, { force: true }); },
  };
}

async function ensureModelFiles() {
  const { ensureModels } = await import('./models.mjs');
  const stamp = retryStamp('models');
  const asks = stamp.due();
  // What is fetched is said as it happens; what is missing is summed up below instead of once per file.
  const { missing } = await ensureModels({ root, log: (line) => { if (line.includes(' <- ')) say(line); }, ...(asks ? {} : { fetchFile: null }) });
  if (missing.length === 0) { stamp.worked(); return; }
  if (asks) stamp.failed();
  say(`${missing.length} berkas model belum ada; sambungkan internet lalu jalankan: node scripts/models.mjs / ${missing.length} model files are missing; connect to the internet and run: node scripts/models.mjs`);
}

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => dir !== '' && existsSync(join(dir, name)));
}

/** Debian and its children, as root, can install Chromium by themselves; anybody else is told what to install when it is needed. */
function ensureChromium() {
  if (process.platform !== 'linux' || process.env.TATAP_CHROMIUM) return;
  if (['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].some(onPath)) return;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    say('Memasang Chromium dengan apt-get (sekali saja) / Installing Chromium with apt-get (once)...');
    try {
      const options = { stdio: ['ignore', 'ignore', 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
      execFileSync('apt-get', ['update', '-qq'], options);
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
      return;
    } catch {
      // falls through to the sentence below
    }
  }
  throw new SetUpProblem('Chromium tidak ditemukan. Pasang dengan: sudo apt install chromium (atau isi TATAP_CHROMIUM dengan lokasinya). / Chromium was not found. Install it with: sudo apt install chromium (or set TATAP_CHROMIUM to its path).');
}

/** @param {{ need: ('deps' | 'models' | 'chromium')[] }} options - @throws SetUpProblem naming the fix. */
export async function ensureReady({ need } = { need: ['deps', 'models'] }) {
  if (need.includes('deps')) ensureDependencies();
  if (need.includes('models')) await ensureModelFiles();
  if (need.includes('chromium')) ensureChromium();
}

/** Runs a script's main function: a SetUpProblem becomes its sentence and exit code 1, without a stack trace. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetUpProblem)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
