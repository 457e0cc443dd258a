import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SiteStatus } from '../src/shared/contract.ts';
import { Refusal } from '../src/shared/errors.ts';
import { buildKiosk, createProjector, launchKiosk, type Answers, type KioskPage, type Projector } from './fake-bridge.ts';

/*
 * What the kiosk does for eyes and ears, in a real Chromium: the calls to its own speech synthesis are listened to, only the voice is lent,
 * since a machine without a screen has none.
 */

const status: SiteStatus = {
  version: '0.1.0', setupDone: true, demo: false, kioskId: 'kiosk-1', siteName: 'Kantin Melati', zone: 'Asia/Jakarta', language: 'id', nowMs: Date.now(),
  engine: { id: 'onnx', antiSpoofing: true, ready: true, trouble: null }, payments: { open: true, reason: null },
  limits: { minAmount: 500, maxAmount: 10_000_000, faceOnlyMax: 100_000, quickAmounts: [5_000, 10_000] },
  idleAfterMs: 10_000, confirmWithinMs: 15_000, soundVolume: 0.5, appearance: { text: 'normal', contrast: 'normal' }, spokenPrompts: true, kioskMode: 'pay',
};
const site = (change: Partial<SiteStatus> = {}): Answers => ({
  'site.status': () => ({ ...status, ...change }),
  'charges.create': () => { throw new Refusal('LEDGER_BROKEN'); },
});

let browser: Browser;
let projector: Projector;

beforeAll(async () => {
  await buildKiosk();
  browser = await launchKiosk(false);
  projector = await createProjector(browser);
});
afterAll(() => browser?.close());

interface Heard { said: string[]; cancelled: number }

/** Lends the machine voices and listens to what the page asks of the browser's speech, which still gets every call. */
function lendVoices(voices: readonly { lang: string; localService: boolean }[]): void {
  const heard: Heard = { said: [], cancelled: 0 };
  Object.assign(globalThis, { heard });
  const lent = voices.map((voice) => ({ ...voice, name: voice.lang, voiceURI: voice.lang, default: false }));
  const { speak, cancel } = speechSynthesis;
  // A voice the browser did not make itself cannot be given to an utterance; its language tells which was chosen.
  Object.defineProperty(SpeechSynthesisUtterance.prototype, 'voice', { set() { /* lent */ } });
  Object.assign(Object.getPrototypeOf(speechSynthesis), {
    getVoices: () => lent,
    speak(utterance: SpeechSynthesisUtterance) { heard.said.push(`${utterance.lang}: ${utterance.text}`); speak.call(speechSynthesis, utterance); },
    cancel() { heard.cancelled += 1; cancel.call(speechSynthesis); },
  });
}

const heard = (page: Page): Promise<Heard> => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);

async function opened(voices: readonly { lang: string; localService: boolean }[], answers: Answers = site()): Promise<KioskPage & { complaints: string[] }> {
  const kiosk = await projector.open(answers, { width: 1280, height: 800, language: 'id' });
  await kiosk.page.addInitScript(lendVoices, voices);
  // Loaded afresh, with the voices in place before the page's own scripts.
  const again = await projector.open(answers, { width: 1280, height: 800, language: 'id' });
  await again.at('attract');
  return again;
}

const both = [{ lang: 'id-ID', localService: true }, { lang: 'en-GB', localService: true }];

test('a question is spoken when its screen comes, ends when it goes, changes with the language, and is silent when muted', async () => {
  const { page, press, at, complaints } = await opened(both);
  expect((await heard(page)).said).toEqual([]);
  await press('pay');
  await at('amount');
  await expect.poll(async () => (await heard(page)).said).toEqual(['id-ID: Berapa yang dibayar?']);
  await press('language-en');
  await expect.poll(async () => (await heard(page)).said.at(-1)).toBe('en-GB: How much to pay?');
  const before = (await heard(page)).cancelled;
  await press('mute');
  await expect.poll(async () => (await heard(page)).cancelled).toBeGreaterThan(before);
  expect(await page.locator('[data-action="mute"]').getAttribute('aria-label')).toBe('Turn the voice on');
  await page.locator('[data-key="5"]').click();
  await page.locator('[data-key="000"]').click();
  await press('pay-with-pin');
  await page.locator('[data-screen="amount"] [role="status"], [data-screen="refused"]').first().waitFor();
  expect((await heard(page)).said).toHaveLength(2);
  await press('mute');
  await expect.poll(async () => (await heard(page)).said.length).toBe(3);
  expect((await heard(page)).said.join(' ')).not.toMatch(/5[.,]000|Rp/);
  expect(complaints).toEqual([]);
});

test.each([
  ['the site did not ask for it', both, site({ spokenPrompts: false })],
  ['the only voice is a service elsewhere', [{ lang: 'id-ID', localService: false }], site()],
  ['there is no voice for the language', [{ lang: 'de-DE', localService: true }], site()],
])('nothing is spoken and no button offered where %s', async (_why, voices, answers) => {
  const { page, press, at } = await opened(voices, answers);
  await press('pay');
  await at('amount');
  await page.waitForTimeout(400);
  expect((await heard(page)).said).toEqual([]);
  expect(await page.locator('[data-action="mute"]').count()).toBe(0);
});

test('"Aa" is worked by touch and by keyboard, tells its state, and what was chosen leaves with the person', async () => {
  const { page, press } = await opened([]);
  const dress = () => page.evaluate(() => ({ ...document.documentElement.dataset }));
  await press('appearance');
  expect(await page.locator('[data-action="appearance"]').getAttribute('aria-expanded')).toBe('true');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-action'))).toBe('text-normal');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await press('contrast-high');
  expect(await page.locator('[data-action="text-largest"]').getAttribute('aria-pressed')).toBe('true');
  expect(await dress()).toMatchObject({ text: 'largest', contrast: 'high' });
  await page.keyboard.press('Escape');
  expect(await page.locator('[role="dialog"]').count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-action'))).toBe('appearance');
  // Nobody touches anything any more.
  await expect.poll(dress, { timeout: 15_000 }).toMatchObject({ text: 'normal', contrast: 'normal' });
});

test('the page says which language it is in, and the switch each in its own', async () => {
  const { page, press } = await opened([]);
  const lang = () => page.evaluate(() => document.documentElement.lang);
  expect(await lang()).toBe('id');
  await press('language-en');
  expect(await lang()).toBe('en');
  expect(await page.locator('[data-action="language-id"]').getAttribute('lang')).toBe('id');
});

test('a screen reader is told of each question by a region that was there before', async () => {
  const { page, press, at } = await opened([]);
  const region = page.locator('[data-announcer]');
  expect([await region.getAttribute('role'), await region.textContent()]).toEqual(['status', '']);
  const handle = await region.elementHandle();
  await press('pay');
  await at('amount');
  expect(await handle?.evaluate((element) => [element.isConnected, element.textContent])).toEqual([true, 'Berapa yang dibayar?']);
});

test('who asked for less motion sees none: nothing on the first screen moves on', async () => {
  const { page } = await opened([]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.waitForTimeout(300);
  const moving = await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').map((animation) => (animation instanceof CSSAnimation ? animation.animationName : 'transition')));
  expect(moving).toEqual([]);
});
