/*
 * npm start: sets up what is missing, builds what has changed, opens the kiosk. Electron where its runtime is (or can be had
 * quickly), else the browser host. Plain JavaScript for any Node >= 18.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { SetUpProblem, ensureReady, projectEnv, projectNode, retryStamp, root, runScript } from './setup.mjs';

const help = `npm start -- [options]

  --demo                 example people, example money, a simulated camera; its own data folder
  --host=electron|browser  which window to use (default: Electron if its runtime is there, else Chromium)
  --windowed             a window instead of the whole screen
  --data=DIR             data folder (default: the customary place for this system)
  --engine=auto|onnx|faceapi
  --port=N               browser host: this port of 127.0.0.1 instead of a free one
  --ops-port=N           /metrics and /health on this port of 127.0.0.1 (default: none)
  --sentry-dsn=URL       report bugs to a Sentry of your own, without names, amounts or texts (default: none)
  --no-open              browser host: print the address instead of opening Chromium
  --json                 browser host: machine-readable lines
`;

/** Electron's runtime is about 110 MB. Offline the download fails at once; on a dead network it is given up after this. */
const downloadWithinMs = 120_000;
const answerWithinMs = 5_000;

/** What start.mjs itself decides; everything else is passed on to the host, which checks it. */
export function readStartOptions(argv) {
  const host = argv.map((argument) => /^--host=(.*)$/.exec(argument)?.[1]).find((value) => value !== undefined) ?? 'auto';
  if (!['auto', 'electron', 'browser'].includes(host)) throw new SetUpProblem(`Pilihan --host=${host} tidak dikenal: pakai electron atau browser. / Unknown --host=${host}: use electron or browser.`);
  const browserOnly = argv.some((argument) => /^--(no-open|json|port)(=|$)/.test(argument));
  return {
    host: host === 'auto' && browserOnly ? 'browser' : host,
    rest: argv.filter((argument) => !argument.startsWith('--host=')),
    opens: !argv.includes('--no-open'),
    asksHelp: argv.includes('--help') || argv.includes('-h'),
  };
}

/** Path of Electron's program when its runtime is unpacked, else null. `electron`'s own index.js would start a download. */
export function electronPath(dir = root, override = process.env.ELECTRON_OVERRIDE_DIST_PATH) {
  const packageDir = join(dir, 'node_modules/electron');
  const pathFile = join(packageDir, 'path.txt');
  if (override) {
    const program = join(override, existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : process.platform === 'win32' ? 'electron.exe' : 'electron');
    return existsSync(program) ? program : null;
  }
  if (!existsSync(pathFile)) return null;
  const program = join(packageDir, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(program) ? program : null;
}

/** True when the server the runtime comes from answers at all: decides in seconds instead of waiting for a download to fail. */
async function downloadAnswers() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/';
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(answerWithinMs) });
    return true;
  } catch {
    return false;
  }
}

/** Its program, downloading it when it can be had; asked for by name, the internet is tried even if it just failed. */
async function ensureElectron(askedFor) {
  if (process.env.ELECTRON_SKIP || process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return null;
  const present = electronPath();
  if (present !== null) return present;
  const stamp = retryStamp('electron');
  if (!stamp.due() && !askedFor) return null;
  if (!(await downloadAnswers())) { stamp.failed(); return null; }
  process.stderr.write('Mengunduh Electron (sekali saja) / Downloading Electron (once)...\n');
  const result = spawnSync(projectNode(), [join(root, 'node_modules/electron/install.js')], { stdio: 'ignore', env: projectEnv(), timeout: downloadWithinMs, killSignal: 'SIGKILL' });
  const program = result.status === 0 ? electronPath() : null;
  if (program === null) stamp.failed();
  else stamp.worked();
  return program;
}

/** Without one Electron ends in a crash of its own, before any line of ours runs. @throws SetUpProblem */
export function requireDisplay({ env, platform } = process) {
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return;
  throw new SetUpProblem('Tidak ada layar: jalankan dari desktop (DISPLAY atau WAYLAND_DISPLAY terisi), atau pakai --host=browser --no-open untuk mencetak alamatnya saja. / There is no display: start it from a desktop session (DISPLAY or WAYLAND_DISPLAY is set), or use --host=browser --no-open to print the address only.');
}

/** Command and arguments of the host to start. @throws SetUpProblem when Electron was asked for and cannot be had. */
async function chooseHost({ host, rest, opens }) {
  const electron = host === 'browser' ? null : await ensureElectron(host === 'electron');
  if (electron !== null) {
    requireDisplay();
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
    if (asRoot) process.stderr.write('Berjalan sebagai root: Electron dibuka tanpa kotak pasirnya. Untuk pemakaian sungguhan, jalankan dari akun biasa. / Running as root: Electron is opened without its sandbox. For real use, run it from an ordinary account.\n');
    return [electron, [...(asRoot ? ['--no-sandbox'] : []), root, ...rest]];
  }
  if (host === 'electron') {
    throw new SetUpProblem('Electron tidak dapat diunduh: sambungkan internet lalu ulangi, atau pakai --host=browser. / Electron could not be downloaded: connect to the internet and run it again, or use --host=browser.');
  }
  if (host === 'auto') process.stderr.write('Electron tidak tersedia di sini; Tatap dibuka di Chromium. / Electron is not available here; Tatap opens in Chromium.\n');
  if (opens) await ensureReady({ need: ['chromium'] });
  return [projectNode(), ['--disable-warning=ExperimentalWarning', join(root, 'dist/main/hosts/browser.js'), ...rest]];
}

/** Exit codes of a host that is to be started again: asked for (75), or after a bug it wrote down (70). src/main/hosts/ending.ts says the same. */
const restartCode = 75;
const crashCode = 70;
/** Ways a program ends that nobody asked for: a fault in native code, or no memory left. */
const crashSignals = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGKILL'];
const soundAfterMs = 5 * 60_000;

/**
 * What to do about a host that ended: `null`, it stays ended; else milliseconds until it is started again, and how many crashes there were in a row. The first return comes after
 * a second, each further one twice as late, at the latest after a minute.
 */
export function comesBack({ code, signal }, crashesBefore, ranMs) {
  if (code === restartCode) return { afterMs: 0, crashes: 0 };
  if (code !== crashCode && !crashSignals.includes(signal)) return null;
  const before = ranMs > soundAfterMs ? 0 : crashesBefore;
  return { afterMs: Math.min(60_000, 1_000 * 2 ** Math.min(before, 10)), crashes: before + 1 };
}

function once(command, argv, onChild) {
  return new Promise((ended) => {
    const child = spawn(command, argv, { stdio: 'inherit', env: { ...projectEnv(), TATAP_SUPERVISED: '1' } });
    onChild(child);
    child.on('error', (error) => { process.stderr.write(`${error.message}\n`); ended({ code: 1, signal: null }); });
    child.on('exit', (code, signal) => { ended({ code, signal }); });
  });
}

/** Runs the host until it ends for good; signals are passed on so that it can close its ledger. Resolves to the exit code. */
export async function run(command, argv) {
  let [child, stopped, crashes] = [null, false, 0];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => { stopped = true; child?.kill(signal); });
  for (;;) {
    const beganAtMs = Date.now();
    const ending = await once(command, argv, (started) => { child = started; });
    const again = stopped ? null : comesBack(ending, crashes, Date.now() - beganAtMs);
    if (again === null) return ending.code ?? 1;
    crashes = again.crashes;
    if (crashes > 0) process.stderr.write(`Tatap berhenti sendiri (${ending.signal ?? ending.code}) dan dijalankan lagi. / Tatap ended by itself (${ending.signal ?? ending.code}) and is started again.\n`);
    await new Promise((waited) => { setTimeout(waited, again.afterMs); });
    if (stopped) return ending.code ?? 1;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async () => {
    const options = readStartOptions(process.argv.slice(2));
    if (options.asksHelp) { process.stdout.write(help); return; }
    await ensureReady({ need: ['deps', 'models'] });
    await build();
    const [command, argv] = await chooseHost(options);
    process.exitCode = await run(command, argv);
  });
}
