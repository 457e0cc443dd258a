import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoAccess } from '../src/shared/demoPeople.ts';
import { axeFindings } from './axe.ts';
import { countPointers, focused, focusProblem, hasFocus, tabTo, walk } from './keys.ts';
import { startKiosk, type Kiosk } from './tatap.ts';

/*
 * The admin window by keyboard alone, on the real host over the demo's people: from the kiosk to every page the navigation has, into every
 * dialog its buttons open and out again. No pointer is used; what has the focus is always seen. Pages added to the navigation are walked too.
 */

let kiosk: Kiosk;
let admin: Page;
let pointers: () => Promise<number>;
let pages: string[] = [];

beforeAll(async () => {
  kiosk = await startKiosk({ args: ['--demo'] });
  await kiosk.page.locator('[data-screen="attract"]').waitFor();
});
afterAll(() => kiosk.close());

/** To a page of the navigation, from wherever the focus is. */
async function goTo(name: string): Promise<void> {
  await tabTo(admin, `nav [data-page="${name}"]`);
  await admin.keyboard.press('Enter');
  await admin.locator(`nav [data-page="${name}"][aria-current="page"]`).waitFor();
  await admin.locator('main h1').first().waitFor();
  await admin.waitForTimeout(250);
}

/** As it is after logging in: no panel open, nothing filtered. */
async function afresh(): Promise<void> {
  await admin.reload();
  await admin.locator('nav [data-page]').first().waitFor();
}

const isOpen = () => admin.locator('dialog[open]').count();

/** Opens a dialog that a button leads to, walks round in it, and leaves it with Escape. Empty: there was none, or all was right. */
async function tryDialog(selector: string, name: string): Promise<{ opened: boolean; problems: string[] }> {
  await tabTo(admin, selector);
  await admin.keyboard.press('Enter');
  await admin.locator('dialog[open]').waitFor({ timeout: 400 }).catch(() => undefined);
  if ((await isOpen()) === 0) return { opened: false, problems: [] };
  const problems: string[] = [];
  const inside = () => admin.evaluate(() => document.activeElement?.closest('dialog[open]') !== null);
  if (!(await inside())) problems.push(`${name}: the focus did not go into the dialog`);
  for (let pressed = 0; pressed < 14; pressed += 1) {
    const problem = await focusProblem(admin);
    if (problem) problems.push(`${name}: ${problem}`);
    await admin.keyboard.press(pressed < 10 ? 'Tab' : 'Shift+Tab');
    // The browser's own bar may take one stop; a page of ours never does.
    if (!(await inside()) && (await focused(admin)) !== '') problems.push(`${name}: Tab led out of the dialog to ${await focused(admin)}`);
  }
  await admin.keyboard.press('Escape');
  await expect.poll(isOpen, { message: `${name} closes with Escape` }).toBe(0);
  if (!(await hasFocus(admin, selector))) problems.push(`${name}: after Escape the focus is on ${(await focused(admin)) || 'nothing'}`);
  return { opened: true, problems };
}

test('staff come from the kiosk to the desk and log in', async () => {
  const { page } = kiosk;
  await tabTo(page, '[data-action="staff"]');
  const popup = kiosk.context.waitForEvent('page');
  await page.keyboard.press('Enter');
  admin = await popup;
  pointers = await countPointers(admin);
  await admin.locator('form input[name=username]').waitFor();
  await tabTo(admin, 'input[name=username]');
  await admin.keyboard.type(demoAccess.username);
  await admin.keyboard.press('Tab');
  await tabTo(admin, 'input[name=password]');
  await admin.keyboard.type(demoAccess.password);
  await admin.keyboard.press('Enter');
  await admin.locator('nav [data-page]').first().waitFor();
  pages = await admin.locator('nav [data-page]').evaluateAll((buttons) => buttons.map((button) => button.getAttribute('data-page') ?? ''));
  expect(pages.length).toBeGreaterThanOrEqual(14);
});

test('the first stop skips to what the page is about', async () => {
  await tabTo(admin, 'a[href="#content"]');
  expect(await focusProblem(admin)).toBeNull();
  const { y } = await admin.locator('a[href="#content"]').boundingBox() ?? { y: -1 };
  expect(y).toBeGreaterThanOrEqual(0);
  await admin.keyboard.press('Enter');
  expect(await hasFocus(admin, '#content')).toBe(true);
  await admin.keyboard.press('Tab');
  expect(await admin.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
});

test('text size, contrast and theme are chosen by keyboard and stay after the window was closed', async () => {
  await tabTo(admin, '[data-action="appearance"]');
  await admin.keyboard.press('Enter');
  await admin.locator('[popover]:popover-open').waitFor();
  await tabTo(admin, '[popover] [role=radiogroup]:nth-of-type(2) input');
  await admin.keyboard.press('ArrowRight');
  await tabTo(admin, '[popover] [role=radiogroup]:nth-of-type(3) input');
  expect(await focusProblem(admin)).toBeNull();
  await admin.keyboard.press('ArrowRight');
  await admin.keyboard.press('Escape');
  await expect.poll(() => admin.locator('[popover]:popover-open').count()).toBe(0);
  expect(await hasFocus(admin, '[data-action="appearance"]')).toBe(true);
  const chosen = () => admin.evaluate(() => ({ ...document.documentElement.dataset }));
  expect(await chosen()).toMatchObject({ text: 'large', contrast: 'high' });
  await afresh();
  expect(await chosen()).toMatchObject({ text: 'large', contrast: 'high' });
  await admin.evaluate(() => { for (const key of ['text', 'contrast']) localStorage.removeItem(`tatap.admin.${key}`); });
  await afresh();
});

test('every page is reached and walked: each stop is seen, none is a trap, axe has nothing serious in any theme or contrast', async () => {
  const wrong: string[] = [];
  for (const name of pages) {
    await goTo(name);
    const { stops, problems } = await walk(admin);
    wrong.push(...problems.map((problem) => `${name}: ${problem}`));
    if (!stops.some((stop) => stop.includes(`[data-page=${name}]`))) wrong.push(`${name}: the navigation is not among the stops`);
    wrong.push(...(await axeFindings(admin)).map((finding) => `${name}: ${finding}`));
    if (!(await admin.evaluate(() => document.documentElement.scrollWidth <= innerWidth))) wrong.push(`${name}: wider than the window`);
    await kiosk.picture(`keyboard-${name}`, admin);
  }
  expect(wrong).toEqual([]);
}, 600_000);

describe('dialogs', () => {
  /** Buttons of the page, and of the panel its first row opens, by what they do. */
  const actions = () => admin.locator('main button[data-action]:not([disabled])').evaluateAll((buttons) => [...new Set(buttons.map((button) => button.getAttribute('data-action') ?? ''))]);
  const isThere = async (action: string) => (await admin.locator(`main button[data-action="${action}"]:not([disabled])`).count()) > 0;

  /** A page as one comes to it, or with the panel of its first row. Answers whether there was such a row. */
  async function enter(name: string, withRow: boolean): Promise<boolean> {
    await afresh();
    await goTo(name);
    if (!withRow) return true;
    if ((await admin.locator('main tr[data-index="0"]').count()) === 0) return false;
    await tabTo(admin, 'main tr[data-index]');
    await admin.keyboard.press('Enter');
    await admin.waitForTimeout(400);
    return true;
  }

  test('every dialog a page offers keeps the focus inside, closes with Escape and gives the focus back', async () => {
    const wrong: string[] = [];
    // Not dialogs to walk: the key shown once stays open against Escape on purpose (backup.e2e.ts holds that), and ending one's own session logs out.
    const tried = new Set<string>(['make-key', 'end-session']);
    const opened: string[] = [];
    for (const name of pages) {
      for (const withRow of [false, true]) {
        if (!(await enter(name, withRow))) continue;
        for (const action of await actions()) {
          if (tried.has(action)) continue;
          tried.add(action);
          // What the one before did at once may have led elsewhere.
          if (!(await isThere(action)) && !((await enter(name, withRow)) && (await isThere(action)))) continue;
          const { opened: isDialog, problems } = await tryDialog(`main button[data-action="${action}"]`, `${name} ${action}`);
          if (isDialog) opened.push(`${name} ${action}`);
          wrong.push(...problems);
        }
      }
    }
    console.log(`dialogs walked: ${opened.join(', ')}`);
    expect(wrong).toEqual([]);
    expect(opened.length).toBeGreaterThanOrEqual(12);
  }, 600_000);
});

test('a person is made, found and opened by keyboard', async () => {
  await afresh();
  await goTo('people');
  await tabTo(admin, '[data-action="create-person"]');
  await admin.keyboard.press('Enter');
  await admin.locator('dialog[open] input[name=name]').waitFor();
  expect(await hasFocus(admin, 'dialog input[name=name]')).toBe(true);
  await admin.keyboard.type('Zulaikha Tanpa Tetikus');
  await admin.keyboard.press('Tab');
  await admin.keyboard.type('KB-2026-01');
  await admin.keyboard.press('Enter');
  await expect.poll(isOpen).toBe(0);
  expect(await hasFocus(admin, '[data-action="create-person"]')).toBe(true);
  await admin.keyboard.press('/');
  await admin.keyboard.type('Zulaikha');
  await admin.locator('tbody tr[data-index="0"]', { hasText: 'Zulaikha' }).waitFor();
  await admin.keyboard.press('ArrowDown');
  await expect.poll(() => hasFocus(admin, 'tr[data-index="0"]')).toBe(true);
  expect(await focusProblem(admin)).toBeNull();
  await admin.keyboard.press('Enter');
  await admin.locator('section h2', { hasText: 'Zulaikha' }).waitFor();
  await admin.keyboard.press('Escape');
  await expect.poll(() => admin.locator('section h2', { hasText: 'Zulaikha' }).count()).toBe(0);
});

test('logging out needs no pointer either, and none was used', async () => {
  expect(await pointers()).toBe(0);
  await tabTo(admin, 'aside button:last-of-type');
  while (!(await admin.evaluate(() => document.activeElement?.textContent?.includes('Keluar')))) await admin.keyboard.press('Tab');
  await admin.keyboard.press('Enter');
  await admin.locator('form input[name=username]').waitFor();
});
