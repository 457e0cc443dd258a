import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { exampleSite, ok } from './admin/fixtures.ts';
import { buildAdmin, launch, openAdmin } from './admin/harness.ts';

let browser: Browser;
beforeAll(async () => {
  await buildAdmin();
  browser = await launch();
});
afterAll(() => browser?.close());

test('a list asks for a format, shows how far the file is, hands it over and closes', async () => {
  const exportId = '11111111-1111-4111-8111-111111111111';
  const { page, emit, complaints, close } = await openAdmin(browser, {
    ...exampleSite(Date.now()), 'exports.start': () => ok({ exportId, total: 1200 }), 'exports.startPeople': () => ok({ exportId, total: 1200 }),
    'exports.download': () => ok({ address: '#', fileName: 'tatap-orang-2026-11-21.xlsx' }), 'exports.cancel': () => ok({}),
  }, { width: 1280, height: 800, theme: 'light', language: 'id' });
  await page.locator('[data-page=transactions]').click();
  await page.locator('[data-action=export]').click();
  await page.locator('[data-action=xlsx]').click();
  await page.locator('dialog progress').waitFor();
  await emit('exports.progress', { exportId, rows: 1200, total: 1200, state: 'done', code: null, atMs: Date.now() });
  await expect.poll(() => page.locator('dialog').textContent(), { timeout: 8_000 }).toContain('tatap-orang-2026-11-21.xlsx');
  await page.locator('[data-action=close-export]').click();
  await expect.poll(() => page.locator('dialog').count(), { timeout: 8_000 }).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});
