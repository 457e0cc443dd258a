import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserType, Page } from 'playwright-core';
import type { PuppetWindow, Scene } from './page.ts';
import { facesFolder, modelFolder, projectRoot, servePuppet, type PuppetServer } from './server.ts';

/** `portraits` are made only where `../shared/faces` lies beside the project. */
export const clipNames = ['personA', 'personB', 'personC', 'still', 'twoPeople', 'swap', 'black', 'empty'] as const;
export type ClipName = (typeof clipNames)[number];

const scenes: Record<ClipName, Scene> = {
  personA: { kind: 'loop', who: 'A' },
  personB: { kind: 'loop', who: 'B' },
  personC: { kind: 'loop', who: 'C' },
  still: { kind: 'still', who: 'A' },
  twoPeople: { kind: 'pair', left: 'A', right: 'B' },
  swap: { kind: 'swap', first: 'A', second: 'B' },
  black: { kind: 'colour', colour: '#000000' },
  empty: { kind: 'colour', colour: '#9a948c' },
};

export interface ClipOptions {
  chromium: BrowserType;
  /** Defaults to `.cache/puppet` of the project; clips lie in a folder named by the hash of code and portraits. */
  outDir?: string;
  /** Which clips; all of them when left out. */
  only?: readonly ClipName[];
  /** Uses the npm-only landmarks even when the task file is there. */
  withoutModel?: boolean;
}

export const chromiumPath = process.env['TATAP_CHROMIUM'] ?? '/usr/bin/chromium';
/** Software GL, for the npm-only landmarks on machines without a graphics processor. */
const softwareGl = ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const html = '<!doctype html><meta charset="utf-8"><title>puppet</title><script type="module" src="page.js"></script>';
/** Frames asked of the page at once: about 3 MB of base64. */
const batch = 30;
/** A still clip repeats its frame for one second. */
const stillFrames = 15;

async function bundle(file: string): Promise<string> {
  const result = await build({ entryPoints: [file], bundle: true, format: 'esm', target: 'es2024', write: false, logLevel: 'silent' });
  const script = result.outputFiles[0];
  if (!script) throw new Error(`esbuild made nothing of ${file}`);
  return script.text;
}

const bundlePage = () => bundle(path.join(import.meta.dirname, 'page.ts'));
/** Beside the page under the name its source gives it. */
const bundleJpegWorker = () => bundle(path.join(projectRoot, 'src/renderer/camera/jpegWorker.ts'));

/** Opens the puppet page in Chromium; `args` are added to its command line. */
export async function openPuppetPage(options: { chromium: BrowserType; args?: readonly string[]; withoutModel?: boolean }): Promise<{ page: Page; close(): Promise<void> }> {
  const [script, worker] = await Promise.all([bundlePage(), bundleJpegWorker()]);
  const server: PuppetServer = await servePuppet(new Map([['/puppet/index.html', html], ['/puppet/page.js', script], ['/puppet/jpegWorker.ts', worker], ['/favicon.ico', '']]), { withoutModel: options.withoutModel ?? false });
  let browser: Browser | null = null;
  try {
    browser = await options.chromium.launch({ executablePath: chromiumPath, args: [...softwareGl, ...(options.args ?? [])] });
    const page = await (await browser.newContext({ permissions: ['camera'] })).newPage();
    await page.goto(`${server.origin}/puppet/index.html`);
    await page.waitForFunction(() => 'puppets' in globalThis);
    const opened = browser;
    return { page, close: async () => { await opened.close(); await server.close(); } };
  } catch (error) {
    await browser?.close();
    await server.close();
    throw error;
  }
}

async function paintClip(page: Page, scene: Scene): Promise<Buffer> {
  const { loopFrames, swapFrames } = await page.evaluate(() => { const { puppets } = globalThis as PuppetWindow; return { loopFrames: puppets.loopFrames, swapFrames: puppets.swapFrames }; });
  const total = scene.kind === 'still' || scene.kind === 'colour' ? stillFrames : scene.kind === 'swap' ? swapFrames : loopFrames;
  const pictures: Buffer[] = [];
  for (let from = 0; from < total; from += batch) {
    const painted = await page.evaluate(([what, start, end]) => (globalThis as PuppetWindow).puppets.frames(what, start, end), [scene, from, Math.min(total, from + batch)] as const);
    pictures.push(...painted.map((text) => Buffer.from(text, 'base64')));
  }
  return Buffer.concat(pictures);
}

/** Hash of everything a clip's pixels come from. */
function fingerprint(script: string, withoutModel: boolean): string {
  const hash = createHash('sha256').update(script);
  const models = withoutModel ? null : modelFolder();
  if (models) hash.update(readFileSync(path.join(models, 'face_landmarker.task')));
  hash.update(readFileSync(path.join(projectRoot, 'node_modules/@vladmandic/face-api/package.json')));
  return hash.digest('hex').slice(0, 16);
}

/** Writes whole or not at all: two test runs may make the same clip at once. */
function writeClip(file: string, bytes: Buffer): void {
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, bytes);
  renameSync(part, file);
}

/**
 * Clips for `--use-file-for-fake-video-capture`, 640x480, 15 frames a second, made once and cached.
 * @throws Error when Chromium cannot start or finds no face in a portrait.
 */
export async function makeClips(options: ClipOptions): Promise<Record<ClipName, string>> {
  const wanted = options.only ?? clipNames;
  const folder = path.join(options.outDir ?? path.join(projectRoot, '.cache/puppet'), fingerprint(await bundlePage(), options.withoutModel ?? false));
  mkdirSync(folder, { recursive: true });
  const files = Object.fromEntries(clipNames.map((name) => [name, path.join(folder, `${name}.mjpeg`)])) as Record<ClipName, string>; // every name is a key
  await paintMissing(options, wanted.map((name) => ({ file: files[name], scene: scenes[name] })));
  return files;
}

/** Clips of the portraits in `../shared/faces`, by file name; empty where that folder is absent. */
export async function makePortraitClips(options: Omit<ClipOptions, 'only'>): Promise<Record<string, string>> {
  const faces = facesFolder();
  if (!faces) return {};
  const folder = path.join(options.outDir ?? path.join(projectRoot, '.cache/puppet'), fingerprint(await bundlePage(), options.withoutModel ?? false));
  mkdirSync(folder, { recursive: true });
  const portraits = readdirSync(faces).filter((file) => /\.(jpg|png)$/.test(file));
  const clips = portraits.map((who) => ({ who, file: path.join(folder, `face-${path.parse(who).name}.mjpeg`), scene: { kind: 'loop', who } as const }));
  await paintMissing(options, clips);
  return Object.fromEntries(clips.map(({ who, file }) => [path.parse(who).name, file]));
}

async function paintMissing(options: ClipOptions, clips: readonly { file: string; scene: Scene }[]): Promise<void> {
  const missing = clips.filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return;
  const { page, close } = await openPuppetPage({ chromium: options.chromium, withoutModel: options.withoutModel ?? false });
  try {
    for (const { file, scene } of missing) writeClip(file, await paintClip(page, scene));
  } finally {
    await close();
  }
}

/** Chromium's command line for a fake camera that plays this clip in a loop. */
export function fakeCameraArgs(clip: string): string[] {
  return ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${clip}`];
}
