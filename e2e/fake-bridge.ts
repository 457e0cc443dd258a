import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { listRendererAssets, readRendererAsset } from '../scripts/rendererAssets.mjs';
import { securityHeaders } from '../src/main/hosts/securityHeaders.ts';
import type { Appearance } from '../src/shared/appearance.ts';
import { contract, type Input, type Language, type Method, type Output } from '../src/shared/contract.ts';
import { Refusal } from '../src/shared/errors.ts';
import { fakeCameraArgs, makeClips } from './puppet/clips.ts';

/*
 * The built kiosk in a real Chromium over answers a test invents: no host, no database. It is for looking at screens; what the
 * kiosk does with a real host is the end-to-end specs' business.
 */

const root = resolve(import.meta.dirname, '..');
const site = join(root, '.cache/kiosk-screens');
const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
};
const landmarkModels = ['models/face_landmarker.task', '../shared/models/face_landmarker.task'].map((path) => join(root, path));

export type Answers = { [M in Method]?: (input: Input<M>) => Output<M> | Promise<Output<M>> };

/** What answers never: a screen that waits can be looked at. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

export async function buildKiosk(): Promise<void> {
  await build({
    configFile: false, root: join(root, 'src/renderer'), base: './', plugins: [react()], logLevel: 'warn',
    build: { outDir: site, emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0, chunkSizeWarningLimit: 1500, rolldownOptions: { input: join(root, 'src/renderer/kiosk/index.html') } },
  });
}

/** Chromium with the puppet of person A before its camera; `camera: false` has none at all. */
export async function launchKiosk(camera: boolean): Promise<Browser> {
  const clips = camera ? await makeClips({ chromium, only: ['personA'] }) : null;
  return chromium.launch({ executablePath: process.env['TATAP_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', ...(clips ? fakeCameraArgs(clips.personA) : [])] });
}

export interface KioskPage {
  page: Page;
  /** Presses the button with that `data-action`. */
  press(action: string): Promise<void>;
  /** Waits until that screen is drawn. */
  at(screen: string): Promise<void>;
}

export interface Look { width: number; height: number; language: Language; appearance?: Appearance }

/** One page that is opened afresh for every scene; the browser keeps the large files it fetched. */
export interface Projector {
  /** Loads the kiosk over `answers`; `complaints` collects what the page throws or prints: CSP violations, exceptions. */
  open(answers: Answers, look: Look): Promise<KioskPage & { complaints: string[] }>;
}

/** Serves the built kiosk under the headers of the product; every call is held to the contract. */
export async function createProjector(browser: Browser): Promise<Projector> {
  const origin = await serveSite();
  const context = await browser.newContext({ permissions: ['camera'], timezoneId: 'Asia/Jakarta' });
  const page = await context.newPage();
  let complaints: string[] = [];
  let answers: Answers = {};
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/404|^INFO:/.test(message.text())) complaints.push(message.text());
  });
  await page.exposeFunction('answerFromTest', (method: Method, input: unknown) => answer(answers, method, input));
  await page.addInitScript(installBridge);
  const press = async (action: string) => page.locator(`[data-action="${action}"]`).click();
  return {
    async open(given, look) {
      // The page of the scene before sends no more when the answers change.
      await page.goto('about:blank');
      answers = given;
      complaints = [];
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
      await page.setViewportSize({ width: look.width, height: look.height });
      await page.goto(`${origin}/kiosk/index.html`);
      if (look.language === 'en') await press('language-en');
      if (look.appearance) await chooseAppearance(page, press, look.appearance);
      return { page, complaints, press, at: async (screen) => { await page.locator(`[data-screen="${screen}"]`).waitFor(); } };
    },
  };
}

/** As a person does it, by touch. */
async function chooseAppearance(page: Page, press: KioskPage['press'], { text, contrast }: Appearance): Promise<void> {
  await press('appearance');
  await press(`text-${text}`);
  await press(`contrast-${contrast}`);
  await press('appearance-done');
  await page.locator(`html[data-text="${text}"][data-contrast="${contrast}"]`).waitFor();
}

/** On a free port of this machine, so that the page counts as secure and may use the camera. Ends with the process. */
async function serveSite(): Promise<string> {
  const assets = new Map(listRendererAssets(root).map((asset) => [`/${asset.url}`, asset]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const asset = assets.get(pathname);
    const model = pathname === '/models/face_landmarker.task' ? landmarkModels.find(existsSync) : undefined;
    const path = model ?? join(site, normalize(pathname));
    if (!asset && !existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { ...securityHeaders('kiosk'), 'Cache-Control': 'max-age=3600', 'Content-Type': contentTypes[extname(pathname)] ?? 'application/octet-stream' });
    response.end(asset ? readRendererAsset(asset) : readFileSync(path));
  });
  server.unref();
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  // A TCP server's address is an object.
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

async function answer(answers: Answers, method: Method, input: unknown): Promise<unknown> {
  // A frame's bytes stay in the page.
  if (!method.endsWith('.frame')) contract[method].input.parse(input);
  // The pair of method and answer is lost through the page; the contract just checked the input.
  const given = answers[method] as ((input: unknown) => unknown) | undefined;
  if (!given) throw new Error(`nothing answers ${method} here`);
  try {
    return { ok: true, value: await given(input) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, data: error.data };
    throw error;
  }
}

/** Runs in the page, before its own scripts: the three members of the bridge, answered by the test. */
function installBridge(): void {
  const { answerFromTest } = globalThis as unknown as { answerFromTest(method: string, input: unknown): Promise<unknown> }; // put there by exposeFunction
  Object.defineProperty(globalThis, 'tatap', {
    value: {
      window: 'kiosk',
      call: (method: string, input: Record<string, unknown>) => answerFromTest(method, 'jpeg' in input ? { ...input, jpeg: null } : input),
      on: () => () => undefined,
    },
  });
}
