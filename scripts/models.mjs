// Brings the model files named in models/manifest.json into models/, checked by sha256.
// Plain JavaScript for any Node >= 18: it runs before anything is installed. Command line: node scripts/models.mjs
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A dead network answers nothing: wait this long for the first byte, then give the internet up for this run. */
const firstByteWithinMs = 15_000;
/** A slow one may take this long for one file. */
const wholeFileWithinMs = 180_000;

/** @param {string} file @returns {Promise<string | null>} hex sha256, or null when there is no such file */
export async function sha256Of(file) {
  try {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk);
    return hash.digest('hex');
  } catch {
    return null;
  }
}

/** The models the engines named in the manifest need, and the renderer's landmarks; alternatives only when an engine names them. */
export function wantedModels(manifest) {
  const named = new Set();
  for (const engine of Object.values(manifest.engines)) for (const id of Object.values(engine).flat()) named.add(id);
  return manifest.models.filter((model) => named.has(model.id) || model.alternative !== true);
}

async function download(model, part, fetchFile) {
  const stop = new AbortController();
  const first = setTimeout(() => stop.abort(new Error('no answer')), firstByteWithinMs);
  const whole = setTimeout(() => stop.abort(new Error('too slow')), wholeFileWithinMs);
  try {
    const response = await fetchFile(model.url, { signal: stop.signal, redirect: 'follow' });
    clearTimeout(first);
    if (!response.ok || response.body === null) return { answered: true, why: `HTTP ${response.status}` };
    const chunks = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.length;
      // A longer file cannot have the right hash; do not let it fill the memory.
      if (bytes > model.bytes) return { answered: true, why: 'longer than the manifest says' };
      chunks.push(chunk);
    }
    await writeFile(part, Buffer.concat(chunks));
    return null;
  } catch (error) {
    return { answered: false, why: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(first);
    clearTimeout(whole);
  }
}

function sentences(model, folder, why) {
  return {
    id: `Model ${model.file} tidak tersedia (${why}). Unduh ${model.url} lalu simpan di ${folder}, atau arahkan TATAP_MODELS ke folder yang berisi berkas itu, lalu jalankan: node scripts/models.mjs`,
    en: `Model ${model.file} is missing (${why}). Download ${model.url} into ${folder}, or point TATAP_MODELS at a folder that holds it, then run: node scripts/models.mjs`,
  };
}

/** Copies a candidate into place when its sha256 is right. */
async function accept(part, target, model) {
  if ((await sha256Of(part)) !== model.sha256) {
    await rm(part, { force: true });
    return false;
  }
  await rename(part, target);
  return true;
}

async function fetchOne(model, folder, mirror, network, log) {
  const target = path.join(folder, model.file);
  const present = await sha256Of(target);
  if (present === model.sha256) return null;
  if (present !== null) {
    log(`models: ${model.file} - sha256 salah, berkas dihapus / wrong sha256, file deleted`);
    await rm(target, { force: true });
  }
  const part = path.join(folder, `.${model.file}.${process.pid}.part`);
  let why = 'mirror has no such file';
  if (mirror !== null && (await sha256Of(path.join(mirror, model.file))) !== null) {
    await copyFile(path.join(mirror, model.file), part);
    if (await accept(part, target, model)) {
      log(`models: ${model.file} <- ${mirror}`);
      return null;
    }
    why = `wrong sha256 in ${mirror}`;
    log(`models: ${model.file} - sha256 salah di / wrong sha256 in ${mirror}`);
  }
  if (!network.up) return `${why}; ${network.why}`;
  log(`models: ${model.file} <- ${model.url}`);
  const failed = await download(model, part, network.fetchFile);
  if (failed !== null) {
    await rm(part, { force: true });
    if (!failed.answered) Object.assign(network, { up: false, why: `no internet: ${failed.why}` });
    return `${why}; ${failed.answered ? failed.why : network.why}`;
  }
  return (await accept(part, target, model)) ? null : 'the download has the wrong sha256';
}

/**
 * Never throws for a missing model: the kiosk also runs without (engine `faceapi`).
 * @param {{ root: string, log?: (line: string) => void, mirror?: string | null, fetchFile?: typeof fetch | null }} options
 *   `root`: the project's folder. `mirror`: default `TATAP_MODELS`, else `../shared/models`. `fetchFile: null` = stay off the internet.
 * @returns {Promise<{ ready: string[], missing: { file: string, role: string, why: string, sentence: { id: string, en: string } }[] }>}
 */
export async function ensureModels({ root, log = () => {}, mirror, fetchFile = globalThis.fetch }) {
  const manifest = JSON.parse(await readFile(path.join(root, 'models', 'manifest.json'), 'utf8'));
  const folder = path.join(root, 'models');
  const mirrorFolder = mirror === undefined ? (process.env.TATAP_MODELS ?? path.resolve(root, '..', 'shared', 'models')) : mirror;
  const network = { up: fetchFile !== null, why: fetchFile === null ? 'internet not asked' : '', fetchFile };
  const ready = [];
  const missing = [];
  await mkdir(folder, { recursive: true }).catch(() => {});
  for (const model of wantedModels(manifest)) {
    const hasMirror = mirrorFolder !== null && (await stat(mirrorFolder).then((found) => found.isDirectory(), () => false));
    let why;
    try {
      why = await fetchOne(model, folder, hasMirror ? mirrorFolder : null, network, log);
    } catch (error) {
      // A folder that cannot be written, a full disk: the model stays missing, the set-up goes on.
      why = error instanceof Error ? error.message : String(error);
    }
    if (why === null) ready.push(model.file);
    else missing.push({ file: model.file, role: model.role, why, sentence: sentences(model, folder, why) });
  }
  for (const model of missing) log(`models: ${model.sentence.id}\nmodels: ${model.sentence.en}`);
  return { ready, missing };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
  const { ready, missing } = await ensureModels({ root, log: (line) => process.stdout.write(`${line}\n`) });
  process.stdout.write(`models: ${ready.length} siap / ready, ${missing.length} tidak ada / missing\n`);
  process.exit(missing.length === 0 ? 0 : 1);
}
