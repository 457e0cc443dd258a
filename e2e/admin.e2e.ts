import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleSite, ok, type Answers } from './admin/fixtures.ts';
import { buildAdmin, launch, openAdmin, type Look } from './admin/harness.ts';
import { scenes } from './admin/scenes.ts';
import { axeFindings } from './axe.ts';
import { rupiah } from '../src/shared/money.ts';

/* The admin page in a real Chromium, over answers from fixtures: what cannot be seen from the store alone. */

const look: Look = { width: 1280, height: 800, theme: 'light', language: 'id' };
let browser: Browser;

beforeAll(async () => {
  await buildAdmin();
  browser = await launch();
});
afterAll(() => browser?.close());

async function opened(patch: Answers = {}) {
  const admin = await openAdmin(browser, { ...exampleSite(Date.now()), ...patch }, look);
  await admin.page.locator('[data-page=people]').click();
  await admin.page.locator('tr[data-index="0"]').waitFor();
  const focusedRow = () => admin.page.evaluate(() => document.activeElement?.getAttribute('data-index'));
  return { ...admin, focusedRow };
}

describe('the admin page by keyboard', () => {
  test('"/" searches, arrow down goes to the rows, Enter opens, Esc closes, and the focus stays on its row', async () => {
    const { page, focusedRow, close } = await opened();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focusedRow).toBe('0');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focusedRow).toBe('1');
    await page.keyboard.press('Enter');
    await page.locator('section h2', { hasText: 'Hendra Kusuma' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('section h2').count()).toBe(0);
    expect(await focusedRow()).toBe('1');
    await close();
  });

  test('End reaches the last row loaded, the next page follows, and only rows in sight are drawn', async () => {
    const { page, focusedRow, close } = await opened();
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focusedRow).toBe('0');
    for (const last of ['49', '99', '149', '199']) {
      await page.keyboard.press('End');
      await expect.poll(focusedRow, { timeout: 10_000 }).toBe(last);
      if (last !== '199') await page.getByText(`${Number(last) + 51} dari 200`).waitFor({ state: 'attached' });
    }
    expect(await page.locator('tbody tr[data-index]').count()).toBeLessThan(60);
    expect(await page.locator('table').getAttribute('aria-rowcount')).toBe('201');
    await close();
  });

  test('a focused row that is scrolled out of sight keeps the focus, and the arrows go on from it', async () => {
    const { page, focusedRow, close } = await opened();
    await page.locator('tr[data-index="3"]').click();
    await page.mouse.move(500, 400);
    await page.mouse.wheel(0, 1_800);
    await page.locator('tr[data-index="40"]').waitFor();
    expect(await focusedRow()).toBe('3');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focusedRow).toBe('4');
    expect(await page.locator('tr[data-index="4"]').evaluate((row) => row.getBoundingClientRect().top)).toBeGreaterThan(0);
    await close();
  });

  test('a top-up needs two separate Enters: holding the key does not run through the question', async () => {
    const booked: unknown[] = [];
    const site = exampleSite(Date.now());
    const { page, close } = await opened({ ...site, 'topups.create': (input) => {
      booked.push(input);
      return site['topups.create']?.(input) ?? Promise.reject(new Error('no top-up in the fixtures'));
    } });
    await page.locator('tr[data-index="2"]').click();
    await page.getByRole('button', { name: 'Isi saldo' }).click();
    await page.keyboard.type('50000');
    await page.keyboard.down('Enter');
    await page.getByText('Uangnya sudah diterima?').waitFor();
    for (let i = 0; i < 5; i += 1) await page.keyboard.down('Enter');
    expect(booked).toHaveLength(0);
    await page.keyboard.up('Enter');
    await page.keyboard.press('Enter');
    await page.getByText('Saldo terisi').waitFor();
    expect(booked).toMatchObject([{ amount: 50_000 }]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    await page.locator('section dd', { hasText: '10.050.000' }).first().waitFor();
    await close();
  });

  test('Esc in the dialog leaves the panel open, Esc twice does not break the dialog', async () => {
    const { page, close } = await opened();
    await page.locator('tr[data-index="2"]').click();
    for (let i = 0; i < 2; i += 1) {
      await page.getByRole('button', { name: 'Isi saldo' }).click();
      await page.locator('#top-up-amount').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('dialog').count()).toBe(0);
      expect(await page.locator('section h2').count()).toBe(1);
    }
    await close();
  });
});

describe('the admin page and main', () => {
  test('a posting refreshes the balances on screen by itself', async () => {
    const site = exampleSite(Date.now());
    let paid = false;
    const { page, emit, close } = await opened({ ...site, 'people.list': async (input) => {
      const answer = await site['people.list']?.(input);
      if (!answer?.ok) throw new Error('the fixtures answer lists');
      return paid ? ok({ ...answer.value, rows: answer.value.rows.map((row) => ({ ...row, balance: rupiah(123_456) })) }) : answer;
    } });
    paid = true;
    await emit('ledger.posted', { transferId: '00000000-0000-4000-8000-000000000001', kind: 'payment', atMs: Date.now() });
    await page.locator('tr[data-index="0"]', { hasText: 'Rp 123.456' }).waitFor();
    await close();
  });

  test('when the session ends no name or amount stays in the page', async () => {
    const { page, emit, close } = await opened();
    await page.locator('tr[data-index="2"]').click();
    await emit('session.ended');
    await page.getByText('Sesi berakhir').waitFor();
    const html = await page.content();
    for (const secret of ['Banjari', 'Siti', '10.000.000', 'NIS']) expect(html).not.toContain(secret);
    await close();
  });

  test('the language switch changes every word, the choice outlives the page', async () => {
    const { page, close } = await opened();
    await page.getByText('English').click();
    await page.getByRole('heading', { name: 'People' }).waitFor();
    expect(await page.evaluate(() => [document.documentElement.lang, localStorage.getItem('tatap.admin.language')])).toEqual(['en', 'en']);
    await close();
  });
});

describe('every state of the admin window', () => {
  test.each(scenes.map((scene) => [scene.name, scene] as const))('%s: axe finds nothing serious in any dress, the console stays empty', async (_name, scene) => {
    const admin = await openAdmin(browser, scene.answers(Date.now()), look);
    await scene.act?.(admin);
    // Nothing may be cut off at the side of the window.
    expect(await admin.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await axeFindings(admin.page)).toEqual([]);
    expect(admin.complaints).toEqual([]);
    await admin.close();
  });
});
