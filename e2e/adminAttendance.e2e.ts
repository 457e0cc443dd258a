import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardOf, daySessions } from './admin/attendance.ts';
import { examplePeople, exampleSite, ok, type Answers } from './admin/fixtures.ts';
import { buildAdmin, launch, openAdmin, type Look } from './admin/harness.ts';

/* The attendance pages in a real Chromium, over answers from fixtures: keyboard, live boards, pictures of cameras. */

const look: Look = { width: 1280, height: 800, theme: 'light', language: 'id' };
let browser: Browser;

beforeAll(async () => {
  await buildAdmin();
  browser = await launch();
});
afterAll(() => browser?.close());

async function opened(at: string, patch: Answers = {}) {
  const nowMs = Date.now();
  const admin = await openAdmin(browser, { ...exampleSite(nowMs), 'sessions.list': ({ fromDate }) => ok({ rows: daySessions(fromDate, nowMs) }), ...patch }, look);
  await admin.page.locator(`[data-page=${at}]`).click();
  await admin.page.locator('tr[data-index="0"]').waitFor();
  const focusedRow = () => admin.page.evaluate(() => document.activeElement?.getAttribute('data-index'));
  return { ...admin, nowMs, focusedRow };
}

test('by keyboard: "/" searches, arrows and Enter open a board, Esc closes the details and then the board, and the arrows go on from its row', async () => {
  const { page, focusedRow, complaints, close } = await opened('today');
  await page.keyboard.press('/');
  await page.keyboard.press('ArrowDown');
  for (let i = 0; i < 30; i += 1) await page.keyboard.press('ArrowDown');
  await expect.poll(focusedRow).toBe('30');
  await page.keyboard.press('Enter');
  await page.locator('[data-board]').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('Banjari');
  await page.keyboard.press('Enter');
  await expect.poll(focusedRow).toBe('0');
  await page.keyboard.press('Enter');
  await page.locator('[data-panel] h2', { hasText: 'Banjari' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('[data-panel]').count()).toBe(0);
  expect(await focusedRow()).toBe('0');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('[data-board]').count()).toBe(0);
  await expect.poll(focusedRow).toBe('30');
  expect(complaints).toEqual([]);
  await close();
});

test('a mark that comes in redraws the board of 500 where it is: scroll, open details and the words being typed stay', async () => {
  let marked = false;
  const { page, emit, nowMs, complaints, close } = await opened('today', { 'sessions.board': () => {
    const board = boardOf(examplePeople(Date.now()), nowMs);
    return ok({ ...board, rows: board.rows.map((row) => (marked && !row.mark ? { ...row, mark: { markId: row.personId, status: 'late' as const, method: 'face' as const, atMs: nowMs, staffName: null, reason: null } } : row)) });
  } });
  await page.locator('tr[data-index="0"]').click();
  await page.locator('[data-board]').waitFor();
  const scroller = page.locator('[data-board] div:has(> table)');
  await scroller.evaluate((element) => { element.scrollTop = 4_000; });
  await page.locator('tr[data-index="90"]').waitFor();
  // One in the middle of what is in sight: reaching for it must not scroll.
  const index = await page.locator('tbody tr[data-index]').evaluateAll((rows) => rows.filter((row) => row.textContent.includes('Belum ada')).map((row) => Number(row.getAttribute('data-index'))).find((n) => n >= 85));
  await page.locator(`tr[data-index="${String(index)}"]`).click();
  await page.locator('[data-action=override-mark]').click();
  await page.locator('dialog input[name=reason]').fill('Ada di depan saya');
  const before = await scroller.evaluate((element) => element.scrollTop);
  expect(before).toBeGreaterThan(1_000);
  marked = true;
  const sessionId = await page.locator('[data-board]').getAttribute('data-board');
  await emit('attendance.changed', { sessionId });
  await page.locator(`tr[data-index="${String(index)}"]`, { hasText: 'Terlambat' }).waitFor({ state: 'attached' });
  expect(await scroller.evaluate((element) => element.scrollTop)).toBe(before);
  expect(await page.locator('dialog input[name=reason]').inputValue()).toBe('Ada di depan saya');
  expect(complaints).toEqual([]);
  await close();
});

test('the picture of a camera is drawn under the product\'s content security policy, with the names over it, and asked for no longer than it is open', async () => {
  let asked = 0;
  const site = exampleSite(Date.now());
  const { page, complaints, close } = await opened('cameras', { 'cameras.view': (input) => {
    asked += 1;
    return site['cameras.view']?.(input) ?? Promise.reject(new Error('the fixtures have a picture'));
  } });
  await page.locator('tr[data-index="0"]').click();
  const image = page.locator('[data-preview] img');
  await image.waitFor();
  await expect.poll(() => image.evaluate((element) => (element instanceof HTMLImageElement ? element.naturalWidth : 0))).toBe(640);
  await page.getByText('Ayu Lestari').waitFor();
  await expect.poll(() => asked).toBeGreaterThan(4);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('[data-preview]').count()).toBe(0);
  const after = asked;
  await page.waitForTimeout(900);
  expect(asked - after).toBeLessThanOrEqual(1);
  expect(complaints).toEqual([]);
  await close();
});
