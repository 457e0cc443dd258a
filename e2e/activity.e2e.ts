import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StaffRole } from '../src/shared/contract.ts';
import { exampleSite, ok, owner as exampleOwner, type Answers } from './admin/fixtures.ts';
import { saveView } from './admin/activityScenes.ts';
import { buildAdmin, launch, openAdmin, type Look } from './admin/harness.ts';
import { axeFindings } from './axe.ts';
import { logIn, setUp } from './pages.ts';
import { presentHosts, startKiosk, type Kiosk } from './tatap.ts';

/* The activity log, filters and saved views in a real Chromium: over answers from fixtures, and over the real host. */

const look: Look = { width: 1280, height: 800, theme: 'light', language: 'id' };

describe('the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildAdmin();
    browser = await launch();
  });
  afterAll(() => browser?.close());

  async function opened(page: string, patch: Answers = {}) {
    const asked: unknown[] = [];
    const site = { ...exampleSite(Date.now()), ...patch };
    const admin = await openAdmin(browser, { ...site, 'activity.list': (input) => {
      asked.push(input);
      if (!site['activity.list']) throw new Error('the fixtures answer the log');
      return site['activity.list'](input);
    } }, look);
    await admin.page.locator(`[data-page=${page}]`).click();
    await admin.page.locator('main tr[data-index="0"]').waitFor();
    return { ...admin, asked };
  }

  test.each(['teacher', 'cashier', 'admin', 'owner'] as const)('a %s sees the log only where it is theirs to see', async (role: StaffRole) => {
    const admin = await openAdmin(browser, { ...exampleSite(Date.now()), 'staff.me': () => ok({ ...exampleOwner, role }) }, look);
    await admin.page.locator('nav').waitFor();
    expect(await admin.page.locator('[data-page=activity]').count()).toBe(role === 'owner' || role === 'admin' ? 1 : 0);
    await admin.close();
  });

  test('only rows in sight are drawn, the rest follows, and it is asked for the oldest first by the head of the column', async () => {
    const { page, asked, complaints, close } = await opened('activity');
    await page.locator('main [role=radiogroup] label').nth(4).click();
    await expect.poll(() => page.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('181');
    expect(await page.locator('tbody tr[data-index]').count()).toBeLessThan(60);
    await page.locator('th[data-column=time] button').click();
    await expect.poll(() => page.locator('th[data-column=time]').getAttribute('aria-sort')).toBe('ascending');
    await expect.poll(() => asked.at(-1)).toMatchObject({ sort: 'oldest', cursor: null });
    expect(complaints).toEqual([]);
    await close();
  });

  test('name, area, action, result and dates reach main together', async () => {
    const { page, asked, close } = await opened('activity');
    await page.locator('select[name=group]').selectOption('people');
    await page.locator('select[name=action]').selectOption('pin.failed');
    await page.locator('select[name=status]').selectOption('refused');
    await page.locator('main [role=radiogroup] label').last().click();
    await page.locator('input[name=fromDay]').fill('2026-11-01');
    await page.locator('input[name=toDay]').fill('2026-11-02');
    await page.locator('main input[type=search]').fill('siti');
    await expect.poll(() => asked.at(-1), { timeout: 8_000 }).toMatchObject({ search: 'siti', group: 'people', actions: ['pin.failed'], status: 'refused', fromMs: Date.parse('2026-11-01T00:00:00+07:00'), toMs: Date.parse('2026-11-03T00:00:00+07:00') });
    await close();
  });

  test('a changed setting is told before and after, in words and rupiah', async () => {
    const { page, close } = await opened('activity');
    await page.locator('select[name=action]').selectOption('settings.changed');
    await page.locator('[data-phase=ready] tr[data-index="0"]').click();
    const panel = page.locator('[data-panel]');
    await expect.poll(() => panel.innerText(), { timeout: 8_000 }).toMatch(/Pengaturan diubah[\s\S]*Rp\s400\.000[\s\S]*Rp\s500\.000/);
    expect(await axeFindings(page)).toEqual([]);
    await close();
  });

  test('a view is kept, put on, changed, renamed and removed', async () => {
    const admin = await opened('activity');
    const { page, close } = admin;
    const view = page.locator('select[name=view]');
    const chosen = () => view.locator('option:checked').innerText();
    await page.locator('select[name=status]').selectOption('refused');
    await saveView(admin, 'Ditolak');
    expect(await chosen()).toBe('Ditolak');
    await view.selectOption('');
    await expect.poll(() => page.locator('select[name=status]').inputValue()).toBe('');
    await view.selectOption({ label: 'Ditolak' });
    await expect.poll(() => page.locator('select[name=status]').inputValue()).toBe('refused');
    // A name that is taken is said, and the dialog stays.
    await page.locator('select[name=group]').selectOption('people');
    await page.locator('[data-action=save-view]').click();
    await page.locator('dialog input[name=viewName]').fill('ditolak');
    await page.locator('dialog [data-action=submit]').click();
    await page.locator('dialog [role=alert], dialog [class*=refused]').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-action=update-view]').click();
    await page.locator('[data-action=edit-view]').click();
    await page.locator('dialog input[name=viewName]').fill('Orang ditolak');
    await page.locator('dialog input[name=isDefault]').check();
    await page.locator('dialog [data-action=submit]').click();
    await expect.poll(chosen).toBe('Orang ditolak (utama)');
    await page.locator('[data-action=edit-view]').click();
    await page.locator('dialog [data-action=remove-view]').click();
    await expect.poll(() => view.count()).toBe(0);
    await close();
  });

  test('people by face and PIN and balance, and the file is asked for with the same filters', async () => {
    const exported: unknown[] = [];
    const { page, close } = await opened('people', { 'exports.startPeople': (input) => {
      exported.push(input);
      return ok({ exportId: '11111111-1111-4111-8111-111111111111', total: 1 });
    }, 'exports.cancel': () => ok({}) });
    await page.locator('select[name=face]').selectOption('no');
    await page.locator('select[name=pin]').selectOption('yes');
    await page.locator('th[data-column=balance] button').click();
    await expect.poll(() => page.locator('th[data-column=balance]').getAttribute('aria-sort')).toBe('descending');
    await page.locator('[data-action=export]').click();
    await page.locator('[data-action=csv]').click();
    await expect.poll(() => exported).toMatchObject([{ list: 'people', filters: { search: '', face: false, pin: true, sort: 'balanceDown' } }]);
    await close();
  });
});

test('what was done at this site is in its log, and a view is there again after the next login', { timeout: 240_000 }, async () => {
  const host = presentHosts[0] ?? 'browser';
  const kiosk: Kiosk = await startKiosk({ host });
  try {
    let admin = await kiosk.openAdmin();
    await setUp(admin, 'Madrasah Al-Hikmah');
    await admin.locator('[data-page=activity]').click();
    const list = admin.locator('[data-list=activity]');
    await list.getByRole('row', { name: /Penyiapan pertama/ }).click();
    await admin.locator('[data-panel]').getByText('Madrasah Al-Hikmah').waitFor();
    await admin.keyboard.press('Escape');
    await admin.locator('select[name=group]').selectOption('staff');
    await saveView({ page: admin, complaints: [], emit: async () => {}, close: async () => {} }, 'Petugas saja');
    await kiosk.picture('activity-log', admin);
    await kiosk.restart();
    admin = await kiosk.openAdmin();
    await logIn(admin);
    await admin.locator('[data-page=activity]').click();
    await admin.locator('select[name=view]').selectOption({ label: 'Petugas saja' });
    await expect.poll(() => admin.locator('select[name=group]').inputValue()).toBe('staff');
    await admin.locator('[data-list=activity][data-phase=ready]').getByRole('row', { name: /Petugas masuk/ }).first().waitFor();
  } finally {
    await kiosk.close();
  }
});
