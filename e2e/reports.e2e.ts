import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleSite, ok, owner, type Answers } from './admin/fixtures.ts';
import { buildAdmin, launch, openAdmin } from './admin/harness.ts';
import { reportScenes } from './admin/reportScenes.ts';
import { axeFindings } from './axe.ts';

/* The reports page in a real Chromium, over answers from fixtures; in Indonesian it is looked over by admin.e2e.ts. */

let browser: Browser;
beforeAll(async () => {
  await buildAdmin();
  browser = await launch();
});
afterAll(() => browser?.close());

const english = { width: 1280, height: 800, theme: 'light', language: 'en' } as const;

test.each(reportScenes)('$name has nothing serious to say about itself in English, in any dress', async (scene) => {
  const admin = await openAdmin(browser, scene.answers(Date.now()), english);
  await scene.act?.(admin);
  expect(await axeFindings(admin.page)).toEqual([]);
  expect(admin.complaints).toEqual([]);
  await admin.close();
});

async function opened(patch: Answers = {}) {
  const admin = await openAdmin(browser, { ...exampleSite(Date.now()), ...patch }, english);
  await admin.page.locator('[data-page=reports]').click();
  await admin.page.locator('main [data-print]').waitFor();
  return admin;
}

test('what is counted is held against what must be there, goes into the file, and is forgotten with the day', async () => {
  const asked: unknown[] = [];
  const { page, close } = await opened({ 'exports.start': (input) => { asked.push(input); return ok({ exportId: '11111111-1111-4111-8111-111111111111', total: 12 }); }, 'exports.cancel': () => ok({}) });
  const counted = page.locator('input[name=counted]');
  await counted.fill('Rp 7.700.000');
  const difference = page.locator('main [data-print] [role=status]');
  expect(await difference.textContent()).toMatch(/15[.,]000 short/);
  await counted.fill('7720000');
  expect(await difference.textContent()).toMatch(/5[.,]000 over/);
  await page.locator('[data-action=export]').click();
  await page.locator('[data-action=pdf]').click();
  await expect.poll(() => asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ list: 'till', format: 'pdf', filters: { date: await page.locator('input[name=day]').inputValue(), counted: 7_720_000 } });
  await page.locator('[data-action=close-export]').click();
  await page.locator('[data-action=previous-day]').click();
  await expect.poll(() => counted.inputValue()).toBe('');
  await close();
});

test('a course of the month opens by person and class, and on paper the sheet stands alone', async () => {
  const { page, close } = await opened();
  await page.locator('[data-tab=month]').click();
  await page.locator('main [data-print] tbody button').first().click();
  await page.locator('td[data-status=absent]').first().waitFor();
  expect(await page.locator('main select[name=course]').inputValue()).not.toBe('');
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('nav').first().isVisible()).toBe(false);
  expect(await page.locator('main [data-print]').isVisible()).toBe(true);
  await close();
});

test('a cashier sees the till and no attendance, a teacher attendance and no till', async () => {
  for (const [role, methods] of [['cashier', 'reports.till'], ['teacher', 'reports.month']] as const) {
    const read: string[] = [];
    const answers = exampleSite(Date.now());
    const { page, complaints, close } = await opened({
      'staff.me': () => ok({ ...owner, role }),
      'reports.till': (input) => { read.push('reports.till'); return answers['reports.till']?.(input) ?? Promise.reject(new Error('nobody answers')); },
      'reports.month': (input) => { read.push('reports.month'); return answers['reports.month']?.(input) ?? Promise.reject(new Error('nobody answers')); },
    });
    expect(new Set(read)).toEqual(new Set([methods]));
    expect(await page.locator('[role=tab]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  }
});
