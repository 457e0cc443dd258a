/*
 * npm run deb: a Debian package of the browser host, made with dpkg-deb. The same commit gives the same bytes.
 *
 *   --out=DIR              where it goes; default release/
 *   --compression=TYPE     xz (default), zstd, gzip or none, as dpkg-deb names them
 */
import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lutimesSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from './build.mjs';
import { wantedModels } from './models.mjs';
import { copyInto, filesBelow, namedIn, productionTree } from './productionTree.mjs';
import { SetUpProblem, ensureReady, projectNode, root, runScript } from './setup.mjs';

const architectures = { x64: 'amd64', arm64: 'arm64' };
const packaging = join(root, 'packaging/deb');
const say = (line) => { process.stderr.write(`${line}\n`); };

/** Seconds since the epoch: SOURCE_DATE_EPOCH, else the last commit's, else now (a source archive without its history). */
export function sourceDate(env = process.env, dir = root) {
  if (/^\d+$/.test(env.SOURCE_DATE_EPOCH ?? '')) return Number(env.SOURCE_DATE_EPOCH);
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: dir, encoding: 'utf8' });
  return status === 0 && /^\d+\n$/.test(stdout) ? Number(stdout) : Math.floor(Date.now() / 1000);
}

/** "0.1.0+202611280731": a later commit of the same version is an upgrade. UTC. */
export function debianVersion(version, seconds) {
  return `${version}+${new Date(seconds * 1000).toISOString().slice(0, 16).replace(/\D/g, '')}`;
}

/** Lays what was built, the pruned packages, the models that are here and the project's Node below /usr/lib/tatap. */
function layProgram(stage, dates) {
  const home = join(stage, 'usr/lib/tatap');
  const put = (from, to, program = false) => { copyInto(join(root, from), join(home, to), { program, date: dates }); };
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const built = ['main', 'shared', 'renderer'].flatMap((part) => filesBelow(join(root, 'dist', part)).map((file) => `dist/${part}/${file}`));
  for (const file of built.filter((each) => !/\.(map|d\.ts|tsbuildinfo)$/.test(each) && !/\/hosts\/electron[^/]*$/.test(each))) put(file, file);
  const { name, version, license, private: closed, type } = manifest;
  writeFileSync(join(home, 'package.json'), `${JSON.stringify({ name, version, license, private: closed, type }, null, 2)}\n`);
  for (const file of ['setup.mjs', 'models.mjs']) put(`scripts/${file}`, `scripts/${file}`);
  put('models/manifest.json', 'models/manifest.json');
  const models = wantedModels(JSON.parse(readFileSync(join(root, 'models/manifest.json'), 'utf8'))).map(({ file }) => file);
  const missing = models.filter((file) => !existsSync(join(root, 'models', file)));
  for (const file of models.filter((each) => !missing.includes(each))) put(`models/${file}`, `models/${file}`);
  if (missing.length > 0) say(`Paket dibuat tanpa model / The package is made without these models: ${missing.join(', ')}. Sesudah dipasang / Once installed: sudo tatap models`);
  copyInto(projectNode(), join(home, 'bin/node'), { program: true, date: dates });
  const names = namedIn([join(root, 'dist/main'), join(root, 'dist/shared')], Object.keys(manifest.dependencies));
  const cacheDir = join(root, '.cache/deb');
  mkdirSync(cacheDir, { recursive: true });
  cpSync(join(productionTree({ root, names, cacheDir }), 'node_modules'), join(home, 'node_modules'), { recursive: true, preserveTimestamps: true });
}

function nodesLicence() {
  const folder = join(root, 'node_modules/node/node_modules');
  const file = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, 'LICENSE')).find((path) => path.includes('node-linux') && existsSync(path)) : undefined;
  return file ?? join(projectNode(), '../../LICENSE');
}

/** What lies outside the program's own folder: the command, the service, its settings, menu entry, pictures, papers. */
function laySurroundings(stage, version, seconds) {
  const put = (from, to, program = false) => { copyInto(from, join(stage, to), { program }); };
  put(join(packaging, 'tatap.sh'), 'usr/bin/tatap', true);
  put(join(packaging, 'kiosk'), 'usr/lib/tatap/kiosk', true);
  put(join(packaging, 'lintian-overrides'), 'usr/share/lintian/overrides/tatap');
  put(join(packaging, 'tatap.service'), 'lib/systemd/system/tatap.service');
  put(join(packaging, 'tatap.conf'), 'etc/tatap/tatap.conf');
  put(join(packaging, 'tatap.desktop'), 'usr/share/applications/tatap.desktop');
  for (const size of [48, 128, 256]) put(join(root, `build/icons/${size}x${size}.png`), `usr/share/icons/hicolor/${size}x${size}/apps/tatap.png`);
  const doc = 'usr/share/doc/tatap';
  put(join(root, 'docs/operations.md'), `${doc}/operations.md`);
  if (existsSync(nodesLicence())) put(nodesLicence(), `${doc}/LICENSE.node`);
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8').trim().split('\n').slice(1).join('\n').trim();
  const indented = licence.split('\n').map((line) => ` ${line === '' ? '.' : line}`).join('\n');
  writeFileSync(join(stage, doc, 'copyright'), `${readFileSync(join(packaging, 'copyright'), 'utf8').trimEnd()}\n${indented}\n`);
  const date = new Date(seconds * 1000).toUTCString().replace('GMT', '+0000');
  const changes = `tatap (${version}) stable; urgency=medium\n\n  * See https://semver.org: ${version.split('+')[0]} of the source.\n\n -- Tatap <tatap@localhost>  ${date}\n`;
  writeFileSync(join(stage, doc, 'changelog.gz'), gzipSync(changes, { level: 9 }));
}

/** Maintainer scripts, the description dpkg reads, sums, and which files are the administrator's. */
function layControl(stage, version, architecture) {
  const control = join(stage, 'DEBIAN');
  const files = filesBelowAll(stage).filter((file) => !file.startsWith('DEBIAN/'));
  const kib = files.reduce((sum, file) => sum + Math.ceil(statSync(join(stage, file)).size / 1024), 0);
  mkdirSync(control);
  for (const script of ['postinst', 'prerm', 'postrm']) copyInto(join(packaging, script), join(control, script), { program: true });
  copyInto(join(packaging, 'templates'), join(control, 'templates'));
  writeFileSync(join(control, 'conffiles'), files.filter((file) => file.startsWith('etc/')).map((file) => `/${file}\n`).join(''));
  writeFileSync(join(control, 'md5sums'), files.filter((file) => !file.startsWith('etc/')).map((file) => `${createHash('md5').update(readFileSync(join(stage, file))).digest('hex')}  ${file}\n`).join(''));
  writeFileSync(join(control, 'control'), `${readFileSync(join(packaging, 'control'), 'utf8').trimEnd()
    .replace('@VERSION@', version).replace('@ARCHITECTURE@', architecture).replace('@INSTALLED_SIZE@', String(kib))}\n`);
}

/** As filesBelow, with what lies in node_modules. */
function filesBelowAll(folder, inside = '') {
  return readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    return entry.isDirectory() ? filesBelowAll(folder, path) : [path];
  }).toSorted();
}

/** Modes and dates are ours, whatever the umask of whoever builds: folders 0755, files as laid or 0644. */
function settle(folder, date) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) settle(path, date);
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o111) === 0 ? 0o644 : 0o755);
    lutimesSync(path, date, date);
  }
  chmodSync(folder, 0o755);
  lutimesSync(folder, date, date);
}

/** Makes the package from what dist/ holds; returns its path. @throws SetUpProblem where that cannot be done. */
export function makeDeb({ out, compression, seconds = sourceDate() }) {
  const architecture = architectures[process.arch];
  if (process.platform !== 'linux' || architecture === undefined || spawnSync('dpkg-deb', ['--version'], { stdio: 'ignore' }).error !== undefined) {
    throw new SetUpProblem('Paket Debian dibuat di Debian atau turunannya (dpkg-deb), pada amd64 atau arm64. / A Debian package is made on Debian or a child of it (dpkg-deb), on amd64 or arm64.');
  }
  const version = debianVersion(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version, seconds);
  const stage = mkdtempSync(join(tmpdir(), 'tatap-deb-'));
  try {
    layProgram(stage, new Date(seconds * 1000));
    laySurroundings(stage, version, seconds);
    layControl(stage, version, architecture);
    settle(stage, new Date(seconds * 1000));
    mkdirSync(out, { recursive: true });
    const file = join(out, `tatap_${version}_${architecture}.deb`);
    execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', stage, file], { stdio: ['ignore', 'ignore', 2], env: { ...process.env, SOURCE_DATE_EPOCH: String(seconds) } });
    return file;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async () => {
    const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'release') }, compression: { type: 'string', default: 'xz' } } });
    await ensureReady({ need: ['deps', 'models'] });
    await build();
    const file = makeDeb({ out: resolve(values.out), compression: values.compression });
    process.stdout.write(`${file}\n`);
    say(`Pasang dengan / Install it with: sudo apt install ${file}`);
  });
}
