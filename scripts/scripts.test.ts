import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/* The set-up scripts are plain JavaScript for any Node >= 18: they are tried here as programs and function by function. */

const root = resolve(import.meta.dirname, '..');
let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'tatap-scripts-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

/** Evaluates an expression over one of the scripts' exports in a process of its own, as JSON. */
function inScript(script: string, expression: string, env: NodeJS.ProcessEnv = {}): unknown {
  const code = `const m = await import(${JSON.stringify(join(root, 'scripts', script))}); process.stdout.write(JSON.stringify(await (${expression})) ?? 'null');`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', env: { ...process.env, ...env } }));
}

function lay(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
}

const lock = (version: string, more: object = {}) => JSON.stringify({ packages: { '': { name: 'tatap' }, 'node_modules/a': { version }, ...more } });

test('dependencies are installed when they are missing, older than the lock file or of another version, and not when only touched', () => {
  const ready = () => inScript('setup.mjs', `m.dependenciesReady(${JSON.stringify(dir)})`);
  lay({ 'package-lock.json': lock('1.0.0', { 'node_modules/other-system': { version: '2.0.0', optional: true } }) });
  expect(ready()).toBe(false);
  lay({ 'node_modules/.package-lock.json': lock('1.0.0') });
  expect(ready()).toBe(true);
  const later = new Date(Date.now() + 10_000);
  utimesSync(join(dir, 'package-lock.json'), later, later);
  expect(ready()).toBe(true);
  lay({ 'package-lock.json': lock('1.0.1') });
  utimesSync(join(dir, 'package-lock.json'), later, later);
  expect(ready()).toBe(false);
  lay({ 'package-lock.json': lock('1.0.0', { 'node_modules/b': { version: '1.0.0' } }) });
  utimesSync(join(dir, 'package-lock.json'), later, later);
  expect(ready()).toBe(false);
});

test('a part is built again when its source is newer than the build, and not for a changed test', () => {
  const fresh = () => inScript('build.mjs', `m.isFresh({ sources: ['src'], stamp: 'dist/.built' }, ${JSON.stringify(dir)})`);
  lay({ 'src/a.ts': '', 'src/deep/b.ts': '' });
  expect(fresh()).toBe(false);
  lay({ 'dist/.built': '' });
  const built = statSync(join(dir, 'dist/.built')).mtime;
  const later = new Date(built.getTime() + 10_000);
  expect(fresh()).toBe(true);
  lay({ 'src/deep/b.test.ts': '' });
  utimesSync(join(dir, 'src/deep/b.test.ts'), later, later);
  expect(fresh()).toBe(true);
  utimesSync(join(dir, 'src/deep/b.ts'), later, later);
  expect(fresh()).toBe(false);
});

test('Electron is used only when its runtime is unpacked', () => {
  const path = () => inScript('start.mjs', `m.electronPath(${JSON.stringify(dir)}, '')`);
  expect(path()).toBeNull();
  lay({ 'node_modules/electron/path.txt': 'electron' });
  expect(path()).toBeNull();
  lay({ 'node_modules/electron/dist/electron': '' });
  expect(path()).toBe(join(dir, 'node_modules/electron/dist/electron'));
});

test('after a failed download the internet is not waited for again until half an hour later', () => {
  const due = () => inScript('setup.mjs', `m.retryStamp('models', ${JSON.stringify(dir)}).due()`);
  expect(due()).toBe(true);
  inScript('setup.mjs', `m.retryStamp('models', ${JSON.stringify(dir)}).failed() ?? true`);
  expect(due()).toBe(false);
  const earlier = new Date(Date.now() - 31 * 60 * 1000);
  utimesSync(join(dir, 'models-failed'), earlier, earlier);
  expect(due()).toBe(true);
});

test('start takes --host for itself, passes the rest on, and options of the browser host choose it', () => {
  const read = (...argv: string[]) => inScript('start.mjs', `m.readStartOptions(${JSON.stringify(argv)})`);
  expect(read()).toEqual({ host: 'auto', rest: [], opens: true, asksHelp: false });
  expect(read('--host=electron', '--demo')).toEqual({ host: 'electron', rest: ['--demo'], opens: true, asksHelp: false });
  expect(read('--no-open', '--json')).toEqual({ host: 'browser', rest: ['--no-open', '--json'], opens: false, asksHelp: false });
  expect(read('--port=8000')).toMatchObject({ host: 'browser', opens: true });
});

test('a host that asks to be restarted, or fell, is started again; one that was told to end, or could not start, is not', () => {
  const after = (ending: { code: number | null; signal: string | null }, crashes = 0, ranMs = 1_000) => inScript('start.mjs', `m.comesBack(${JSON.stringify(ending)}, ${crashes}, ${ranMs})`);
  expect(after({ code: 75, signal: null }, 3)).toEqual({ afterMs: 0, crashes: 0 });
  expect(after({ code: 70, signal: null })).toEqual({ afterMs: 1_000, crashes: 1 });
  expect(after({ code: null, signal: 'SIGSEGV' }, 2)).toEqual({ afterMs: 4_000, crashes: 3 });
  expect(after({ code: null, signal: 'SIGKILL' }, 40)).toEqual({ afterMs: 60_000, crashes: 41 });
  expect(after({ code: 70, signal: null }, 5, 400_000)).toEqual({ afterMs: 1_000, crashes: 1 });
  expect([after({ code: 0, signal: null }), after({ code: 1, signal: null }), after({ code: null, signal: 'SIGTERM' })]).toEqual([null, null, null]);
  // A program that falls once, asks for a restart once, and then ends well.
  lay({ 'host.mjs': `import { existsSync, appendFileSync, readFileSync } from 'node:fs';
    const runs = ${JSON.stringify(join(dir, 'runs'))};
    appendFileSync(runs, process.env.TATAP_SUPERVISED ?? '');
    process.exit([70, 75, 0][readFileSync(runs, 'utf8').length - 1]);` });
  expect(inScript('start.mjs', `m.run(process.execPath, [${JSON.stringify(join(dir, 'host.mjs'))}])`)).toBe(0);
  expect(readFileSync(join(dir, 'runs'), 'utf8')).toBe('111');
}, 60_000);

test('no display is one sentence in both languages, before Electron crashes over it', () => {
  const told = (env: object, platform = 'linux') => inScript('start.mjs', `(() => { try { m.requireDisplay(${JSON.stringify({ env, platform })}); return ''; } catch (error) { return error.message; } })()`);
  expect(told({})).toMatch(/Tidak ada layar: .*--no-open.* There is no display: .*--no-open/);
  expect([told({ DISPLAY: ':0' }), told({ WAYLAND_DISPLAY: 'wayland-0' }), told({}, 'darwin')]).toEqual(['', '', '']);
});

test('a wrong --host is one sentence, exit code 1 and no stack trace', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/start.mjs'), '--host=web'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Pilihan --host=web .* \/ Unknown --host=web: .*\.\n$/);
});

test('the count adds up, and neither an unloaded file nor a bad end passes for a good run', () => {
  const counts = (report: object, endedWell: boolean) => inScript('test.mjs', `m.countsOf(${JSON.stringify(report)}, ${endedWell})`);
  const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [{ status: 'passed', assertionResults: [] }] };
  expect(counts(report, true)).toEqual({ passed: 5, failed: 0, skipped: 1 });
  expect(counts(report, false)).toEqual({ passed: 5, failed: 1, skipped: 1 });
  expect(counts({ ...report, testResults: [{ status: 'failed', assertionResults: [] }] }, false)).toEqual({ passed: 5, failed: 1, skipped: 1 });
  expect(counts({ ...report, numFailedTests: 2, testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }] }] }, false)).toEqual({ passed: 5, failed: 2, skipped: 1 });
  const line = (list: object[]) => inScript('test.mjs', `m.summary(${JSON.stringify(list)})`);
  expect(line([{ passed: 1, failed: 0, skipped: 0 }, { passed: 5, failed: 2, skipped: 0 }])).toBe('6 passed, 2 failed');
  expect(line([{ passed: 5, failed: 0, skipped: 1 }])).toBe('5 passed, 0 failed, 1 skipped');
});

test('face_mesh as it is served builds no code from text, and another version of it stops the build', () => {
  const served = inScript('rendererAssets.mjs', `m.listRendererAssets(${JSON.stringify(root)}).filter(({ url }) => url.startsWith('face_mesh/') && url.endsWith('.js')).map((asset) => [asset.url, m.readRendererAsset(asset).toString()])`);
  if (!Array.isArray(served)) throw new Error('no list');
  expect(served.length).toBeGreaterThanOrEqual(4);
  for (const [url, text] of served) expect(/new Function\(|new_\(Function|[^.\w]eval\(/.test(text), url).toBe(false);
  expect(inScript('faceMeshCsp.mjs', `(() => { try { m.withoutDynamicCode('something else'); return 'served'; } catch (error) { return error.message; } })()`)).toContain('not the pinned version');
});

test.skipIf(process.platform === 'win32')('continuous integration ends with the count, and fails for a failed test or a changed file', () => {
  const git = (...argv: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...argv], { cwd: dir });
  lay({ '.ci/run': readFileSync(join(root, '.ci/run'), 'utf8'), 'tracked.txt': 'as committed\n' });
  git('init', '-q');
  git('add', 'tracked.txt');
  git('commit', '-qm', 'first');
  /** Runs .ci/run with an npm that does only this. */
  const ci = (npm: string) => {
    lay({ 'bin/npm': `#!/bin/sh\n${npm}\n` });
    chmodSync(join(dir, 'bin/npm'), 0o755);
    const { status, stdout } = spawnSync('bash', [join(dir, '.ci/run')], { encoding: 'utf8', env: { ...process.env, PATH: `${join(dir, 'bin')}:${process.env.PATH ?? ''}` } });
    return { status, last: stdout.trimEnd().split('\n').at(-1), stdout };
  };
  expect(ci('echo "3 passed, 0 failed"')).toMatchObject({ status: 0, last: '3 passed, 0 failed' });
  expect(ci('echo "2 passed, 1 failed"; echo "npm error" >&2; exit 1')).toMatchObject({ status: 1, last: '2 passed, 1 failed' });
  expect(ci('exit 7')).toMatchObject({ status: 7, last: '0 passed, 1 failed' });
  expect(ci('echo changed > tracked.txt; echo "3 passed, 0 failed"')).toMatchObject({ status: 1, last: '3 passed, 1 failed', stdout: expect.stringContaining('The run changed tracked files') });
});
