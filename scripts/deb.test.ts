import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/* The Debian package's parts, one by one, on any system; e2e/debian installs the whole. */

const root = resolve(import.meta.dirname, '..');
const packaging = join(root, 'packaging/deb');
let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'tatap-deb-unit-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

function inScript(script: string, expression: string): unknown {
  const code = `const m = await import(${JSON.stringify(join(root, 'scripts', script))}); process.stdout.write(JSON.stringify(await (${expression})) ?? 'null');`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
}

function lay(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
}

test('the packages are those the built program names, with all they need, nested ones and those of this system', () => {
  lay({ 'main/a.js': "import x from 'named';\nawait import('deep/part');", 'main/b.js': 'const s = "renderer-only2";' });
  expect(inScript('productionTree.mjs', `m.namedIn([${JSON.stringify(join(dir, 'main'))}], ['named', 'deep', 'renderer-only', 'dee'])`)).toEqual(['named', 'deep']);
  const lock = { packages: {
    'node_modules/named': { dependencies: { shared: '1', circle: '1' }, optionalDependencies: { 'other-system': '1', 'this-system': '1' } },
    'node_modules/named/node_modules/shared': { dependencies: { circle: '1' } }, 'node_modules/shared': {}, 'node_modules/circle': { dependencies: { named: '1' } },
    'node_modules/other-system': {}, 'node_modules/this-system': {}, 'node_modules/renderer-only': {},
  } };
  const needed = (names: string[]) => inScript('productionTree.mjs', `(() => { try { return m.neededPackages(${JSON.stringify(lock)}, ${JSON.stringify(names)}, (path) => !path.includes('other-system')); } catch (error) { return error.message; } })()`);
  expect(needed(['named'])).toEqual(['node_modules/circle', 'node_modules/named', 'node_modules/named/node_modules/shared', 'node_modules/this-system']);
  expect(needed(['absent'])).toBe('absent, needed by the project, is not installed');
});

test('of a package go its programs and its licence, not its sources, maps, tests or other systems\' builds', () => {
  const kept = (name: string, files: string[], arch = 'x64') => inScript('productionTree.mjs', `${JSON.stringify(files)}.filter((file) => m.isKept(${JSON.stringify(name)}, file, { platform: 'linux', arch: '${arch}' }))`);
  expect(kept('any', ['package.json', 'LICENSE', 'lib/NOTICE.txt', 'index.js', 'index.d.ts', 'index.js.map', 'README.md', 'test/a.js', '.npmignore', 'lib/a.wasm'])).toEqual(['package.json', 'LICENSE', 'lib/NOTICE.txt', 'index.js', 'lib/a.wasm']);
  const sqlite = ['lib/index.js', 'lib/linux-x64.js', 'lib/linux-arm64.js', 'lib/win32-x64.js', 'prebuilds/linux-x64.node', 'prebuilds/linux-arm64.node', 'prebuilds/linuxmusl-x64.node', 'deps/sqlite3.c', 'LICENSE'];
  expect(kept('better-sqlite3', sqlite)).toEqual(['lib/index.js', 'lib/linux-x64.js', 'prebuilds/linux-x64.node', 'LICENSE']);
  expect(kept('better-sqlite3', sqlite, 'arm64')).toEqual(['lib/index.js', 'lib/linux-arm64.js', 'prebuilds/linux-arm64.node', 'LICENSE']);
  expect(kept('onnxruntime-node', ['bin/napi-v6/linux/x64/libonnxruntime.so.1', 'bin/napi-v6/linux/arm64/libonnxruntime.so.1', 'bin/napi-v6/win32/x64/DirectML.dll', 'script/install.js', 'dist/index.js'])).toEqual(['bin/napi-v6/linux/x64/libonnxruntime.so.1', 'dist/index.js']);
});

test('a later commit of the same version is a later package, and the date given wins over the commit\'s', () => {
  expect(inScript('deb.mjs', "m.debianVersion('0.1.0', Date.UTC(2026, 10, 28, 7, 31) / 1000)")).toBe('0.1.0+202611280731');
  expect(inScript('deb.mjs', "m.sourceDate({ SOURCE_DATE_EPOCH: '1767225600' })")).toBe(1_767_225_600);
  expect(inScript('deb.mjs', 'm.sourceDate({})')).toBeGreaterThan(1_700_000_000);
  const order = (a: string, b: string) => spawnSync('dpkg', ['--compare-versions', a, 'lt', b]).status;
  if (existsSync('/usr/bin/dpkg')) expect([order('0.1.0+202611280731', '0.1.0+202611280732'), order('0.1.0+202611280732', '0.1.1+202601010000')]).toEqual([0, 0]);
});

test.skipIf(process.platform === 'win32')('every script of the package is one that sh reads', () => {
  for (const script of ['postinst', 'prerm', 'postrm', 'tatap.sh', 'kiosk']) expect(spawnSync('sh', ['-n', join(packaging, script)], { encoding: 'utf8' }), script).toMatchObject({ status: 0, stderr: '' });
});

test.skipIf(process.platform === 'win32')('what runs under the compositor hands its exit code on, whether the compositor does so or not, and a missing compositor is a person\'s matter', () => {
  const text = readFileSync(join(packaging, 'kiosk'), 'utf8');
  expect(text).toContain(' /usr/bin/tatap ');
  lay({ kiosk: text.replace('/usr/bin/tatap', join(dir, 'tatap')), tatap: '#!/bin/sh\nexit "$1"\n' });
  chmodSync(join(dir, 'tatap'), 0o755);
  const run = (argument: string, path: string) => spawnSync('/bin/sh', [join(dir, 'kiosk'), argument], { env: { PATH: `${path}:/usr/bin:/bin`, RUNTIME_DIRECTORY: dir }, encoding: 'utf8' });
  const compositor = (name: string, end: string) => {
    lay({ [`${name}/cage`]: `#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\n${end}\n` });
    chmodSync(join(dir, name, 'cage'), 0o755);
    return join(dir, name);
  };
  const silent = compositor('silent', '"$@"\nexit 0');
  expect([run('78', silent).status, run('1', silent).status, run('0', silent).status]).toEqual([78, 1, 0]);
  expect(run('78', compositor('telling', 'exec "$@"')).status).toBe(78);
  // Fell before anything was shown: its own code counts, and the last run's is forgotten.
  expect(run('0', compositor('falling', 'exit 134')).status).toBe(134);
  if (!existsSync('/usr/bin/cage')) expect(run('0', join(dir, 'nothing'))).toMatchObject({ status: 78, stderr: expect.stringContaining('apt install cage') });
});

test('where no package can be made it says so in both languages', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `
    Object.defineProperty(process, 'platform', { value: 'darwin' });
    const { makeDeb } = await import(${JSON.stringify(join(root, 'scripts/deb.mjs'))});
    const { runScript } = await import(${JSON.stringify(join(root, 'scripts/setup.mjs'))});
    await runScript(() => makeDeb({ out: ${JSON.stringify(dir)}, compression: 'none' }));`], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Paket Debian dibuat di Debian.* \/ A Debian package is made on Debian.*\.\n$/);
});
