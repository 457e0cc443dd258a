import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { securityHeaders } from '../../src/main/hosts/securityHeaders.ts';
import type { Appearance } from '../../src/shared/appearance.ts';
import type { EventName, Language } from '../../src/shared/contract.ts';
import { contract, type Method } from '../../src/shared/contract.ts';
import type { Answers } from './fixtures.ts';

const root = resolve(import.meta.dirname, '../..');
const site = join(root, '.cache/admin-screens');
/** Nothing listens there: every request is answered by the test. Loopback, because only a secure context has `crypto.randomUUID`. */
const origin = 'http://127.0.0.1:9';
const contentTypes: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };

/** Builds the admin page alone, as the product builds it, into `.cache`. */
export async function buildAdmin(): Promise<void> {
  await build({
    configFile: false, root: join(root, 'src/renderer'), base: './', plugins: [react()], logLevel: 'error',
    build: { outDir: site, emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0, rolldownOptions: { input: join(root, 'src/renderer/admin/index.html') } },
  });
}

/** @throws Error when no Chromium can be started */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['TATAP_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
}

export interface Look {
  width: number;
  height: number;
  theme: 'light' | 'dark';
  language: Language;
  /** As somebody chose it before; normal unless said. */
  appearance?: Appearance;
}

export interface AdminPage {
  page: Page;
  /** What the page threw or complained of: CSP violations, React warnings, exceptions. */
  complaints: string[];
  /** As main pushes events. */
  emit(event: EventName, payload?: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Opens the built admin page over `answers`, under the headers of the product; every call is held to the contract. */
export async function openAdmin(browser: Browser, answers: Answers, look: Look): Promise<AdminPage> {
  const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, colorScheme: look.theme, locale: look.language === 'id' ? 'id-ID' : 'en-GB', timezoneId: 'Asia/Jakarta', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const told = message.type() === 'error' || message.type() === 'warning';
    // Chromium names features of the header that this build does not have; that is about the header, not about the page.
    if (told && !message.text().includes('Permissions-Policy')) complaints.push(message.text());
  });
  await page.route(`${origin}/**`, (route) => {
    const path = join(site, normalize(new URL(route.request().url()).pathname));
    if (!existsSync(path)) return route.fulfill({ status: 404 });
    return route.fulfill({ body: readFileSync(path), headers: { ...securityHeaders('admin'), 'Content-Type': contentTypes[extname(path)] ?? 'application/octet-stream' } });
  });
  await page.exposeFunction('answerFromTest', async (method: Method, input: unknown) => {
    contract[method].input.parse(input);
    // The pair of method and answer is lost through the page; the contract just checked the input.
    const answer = answers[method] as ((input: unknown) => unknown) | undefined;
    if (!answer) throw new Error(`nothing answers ${method} here`);
    return answer(input);
  });
  await page.addInitScript(installBridge, [look.language, look.appearance ?? { text: 'normal', contrast: 'normal' }] as const);
  await page.goto(`${origin}/admin/index.html`);
  return {
    page,
    complaints,
    async emit(event, payload = {}) {
      await page.evaluate(([name, value]) => dispatchEvent(new CustomEvent(`test:${String(name)}`, { detail: value })), [event, payload] as const);
    },
    close: () => context.close(),
  };
}

/** Runs in the page, before its own scripts: the three members of the bridge, answered by the test. */
function installBridge([language, { text, contrast }]: readonly [Language, Appearance]): void {
  for (const [key, value] of Object.entries({ language, text, contrast })) localStorage.setItem(`tatap.admin.${key}`, value);
  const { answerFromTest } = globalThis as unknown as { answerFromTest(method: string, input: unknown): Promise<unknown> }; // put there by exposeFunction
  Object.defineProperty(globalThis, 'tatap', {
    value: {
      window: 'admin',
      call: (method: string, input: unknown) => answerFromTest(method, input),
      on(event: string, listener: (payload: unknown) => void) {
        const receive = (message: Event) => listener((message as CustomEvent<unknown>).detail); // only `emit` dispatches these
        addEventListener(`test:${event}`, receive);
        return () => removeEventListener(`test:${event}`, receive);
      },
    },
  });
}
