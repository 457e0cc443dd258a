/*
 * The packages the running host needs, and of each only the files it needs on this machine: what the Debian package carries as
 * node_modules. What only the screens use is in their bundle already; what only builds and tests use stays behind.
 */
import { createHash } from 'node:crypto';
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** npm dates every file so as well: the tree is the same whenever it is made. */
const npmsDate = new Date('1985-10-26T08:15:00Z');

/** Packages that one of ours loads without naming them among its dependencies. */
const undeclared = { '@vladmandic/face-api': ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'] };

/** Dependencies that serve a package's own install script or another system only. */
const unused = {
  'onnxruntime-node': ['adm-zip', 'global-agent'],
  'better-sqlite3': ['node-addon-api'],
  usearch: ['node-addon-api'],
  '@tensorflow/tfjs': ['argparse', 'chalk', 'core-js', 'regenerator-runtime', 'yargs'],
};

/** Of these packages only the files matching are kept, besides package.json and licences. */
function onlyFiles(platform, arch) {
  return {
    'better-sqlite3': [/^lib\/(?!(darwin|linux|linuxmusl|win32)-)/, new RegExp(`^lib/${platform}-${arch}\\.js$`), new RegExp(`^prebuilds/${platform}-${arch}\\.node$`)],
    'onnxruntime-node': [/^dist\/.*\.js$/, new RegExp(`^bin/napi-v6/${platform}/${arch}/`)],
    usearch: [/^javascript\/dist\/.*\.js(on)?$/, new RegExp(`^prebuilds/${platform}-${arch}/`)],
    '@vladmandic/face-api': [/^dist\/face-api\.node(-wasm)?\.js$/, /^model\/(tiny_face_detector|face_landmark_68|face_recognition)_model/],
    '@tensorflow/tfjs': [/^dist\/tf\.node\.js$/],
    '@tensorflow/tfjs-core': [/^dist\/tf-core\.node\.js$/],
    '@tensorflow/tfjs-data': [/^dist\/tf-data\.node\.js$/],
    '@tensorflow/tfjs-layers': [/^dist\/tf-layers\.node\.js$/],
    '@tensorflow/tfjs-converter': [/^dist\/tf-converter\.node\.js$/],
    '@tensorflow/tfjs-backend-cpu': [/^dist\/tf-backend-cpu\.node\.js$/],
    '@tensorflow/tfjs-backend-webgl': [/^dist\/tf-backend-webgl\.node\.js$/],
    '@tensorflow/tfjs-backend-wasm': [/^dist\/tf-backend-wasm\.node\.js$/, /^dist\/[^/]*\.wasm$/],
  };
}

/** What no program reads: source maps, type descriptions, pages for people, tests. */
const neverRead = [/\.(map|md|markdown|tsbuildinfo|flow)$/i, /\.[cm]?tsx?$/, /(^|\/)(test|tests|__tests__|\.github|benchmark|benchmarks)\//, /(^|\/)\.[^/]+$/];
const alwaysKept = [/^package\.json$/, /(^|\/)(licen[cs]e|notice|copying)[^/]*$/i];

/** True when a file of a package goes along; `file` is its path inside the package, with "/". */
export function isKept(name, file, { platform, arch }) {
  if (alwaysKept.some((pattern) => pattern.test(file))) return true;
  const only = onlyFiles(platform, arch)[name];
  if (only !== undefined) return only.some((pattern) => pattern.test(file));
  return !neverRead.some((pattern) => pattern.test(file));
}

/** Those of the project's dependencies whose name stands, quoted, in one of the built files: imported, required or resolved there. */
export function namedIn(folders, dependencies) {
  const text = folders.flatMap((folder) => filesBelow(folder).filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(folder, file), 'utf8'))).join('\n');
  return dependencies.filter((name) => ["'", '"', '`'].some((quote) => text.includes(`${quote}${name}${quote}`) || text.includes(`${quote}${name}/`)));
}

/**
 * Every package that those named need, as paths of the lock file ("node_modules/a/node_modules/b"), sorted. One that is optional
 * and not installed here (another system's) is left out.
 * @throws Error for one that is needed and not installed
 */
export function neededPackages(lock, names, isInstalled) {
  const needed = new Set();
  const add = (from, name, optional) => {
    const path = resolveFrom(lock, from, name);
    const present = path !== null && isInstalled(path);
    if (!present && optional) return;
    if (!present) throw new Error(`${name}, needed by ${from === '' ? 'the project' : from}, is not installed`);
    if (needed.has(path)) return;
    needed.add(path);
    const entry = lock.packages[path];
    for (const next of Object.keys(entry.dependencies ?? {})) if (!(unused[name] ?? []).includes(next)) add(path, next, false);
    for (const next of undeclared[name] ?? []) add(path, next, false);
    for (const next of Object.keys(entry.optionalDependencies ?? {})) add(path, next, true);
  };
  for (const name of names) add('', name, false);
  return [...needed].toSorted();
}

/** As Node looks for a package: in the folder's own node_modules, then in those above it. */
function resolveFrom(lock, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lock.packages[path] !== undefined) return path;
    if (at === '') return null;
  }
}

/** Paths of all files below a folder, relative, with "/", sorted; node_modules inside it are packages of their own. */
export function filesBelow(folder, inside = '') {
  return readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(inside, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(folder, path);
    return entry.isFile() ? [path] : [];
  }).toSorted();
}

/** Copies one file with the mode a package ships it with: 0644, or 0755 where it is a program. */
export function copyInto(from, to, { program = false, date = npmsDate } = {}) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, program ? 0o755 : 0o644);
  utimesSync(to, date, date);
}

/**
 * Makes the tree below `cacheDir`, once for each lock file, list of packages and kind of machine; returns its folder, which holds
 * `node_modules`. Older trees are removed.
 */
export function productionTree({ root, names, cacheDir, platform = process.platform, arch = process.arch }) {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const own = readFileSync(new URL(import.meta.url), 'utf8');
  const key = createHash('sha256').update(JSON.stringify([lockText, own, names, platform, arch])).digest('hex').slice(0, 16);
  const tree = join(cacheDir, `tree-${key}`);
  if (existsSync(tree)) return tree;
  const lock = JSON.parse(lockText);
  const part = `${tree}.${process.pid}.part`;
  for (const path of neededPackages(lock, names, (wanted) => existsSync(join(root, wanted, 'package.json')))) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    for (const file of filesBelow(join(root, path)).filter((each) => isKept(name, each, { platform, arch }))) copyInto(join(root, path, file), join(part, path, file));
  }
  for (const old of readdirSync(cacheDir).filter((each) => /^tree-[0-9a-f]{16}$/.test(each) && statSync(join(cacheDir, each)).isDirectory())) rmSync(join(cacheDir, old), { recursive: true });
  renameSync(part, tree);
  return tree;
}
