import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFrom, hire } from './door.ts';
import { action, arrive, enterAmount, goToPage, identify, owner, setUp, tryPin } from './pages.ts';
import { oneStory } from './story.ts';
import { startKiosk, type Kiosk } from './tatap.ts';

/* Today at a glance: from the first steps of an empty site to figures that follow the kiosk by themselves, and what each role sees of it. */

const ani = { name: 'Ani Lestari', identifier: '10001', pin: '274913' } as const;
const others = [{ name: 'Kasir Tini', username: 'tini', password: 'sungai-empat-layar-88', role: 'cashier' }, { name: 'Guru Wati', username: 'wati', password: 'sawah-tujuh-pelangi-19', role: 'teacher' }] as const;

let kiosk: Kiosk;
let admin: Page;

beforeAll(async () => {
  kiosk = await startKiosk();
});
afterAll(() => kiosk.close());

oneStory(() => kiosk.picture('dashboard-failed', admin).catch(() => {}));

const figure = (name: string) => admin.locator(`[data-figure=${name}]`).innerText();
const step = (name: string) => admin.locator(`[data-step=${name}]`).getAttribute('data-done');

test('an empty site shows what to do first, and nothing that is not there', async () => {
  await arrive(kiosk.page, 'setup');
  admin = await kiosk.openAdmin();
  await setUp(admin, 'Kantin Melati');
  await admin.getByText('Langkah pertama').waitFor();
  expect(await figure('paid')).toMatch(/^Rp\s?0$/);
  await admin.getByText('Tidak ada kelas hari ini.').waitFor();
  await admin.getByText('Tidak ada kamera ruang.').waitFor();
  expect([await step('siteNamed'), await step('personEnrolled'), await step('toppedUp')]).toEqual(['true', 'false', 'false']);
  await kiosk.picture('dashboard-first-steps', admin);
});

test('a payment at the kiosk shows without anybody touching the desk, and a step that is done is ticked', async () => {
  // Lost by any reload.
  await admin.evaluate(() => { document.body.dataset['since'] = 'before'; });
  const { enrolmentId } = await callFrom(kiosk.page, 'enrolments.begin', { name: ani.name, identifier: ani.identifier, consent: null, cameraId: null });
  const { personId } = await callFrom(kiosk.page, 'enrolments.finish', { enrolmentId, pin: ani.pin });
  await callFrom(admin, 'topups.create', { personId, amount: 50_000, idempotencyKey: crypto.randomUUID() });
  await expect.poll(() => figure('toppedUp'), { timeout: 15_000 }).toMatch(/50\.000/);
  await expect.poll(() => step('toppedUp')).toBe('true');
  await enterAmount(kiosk.page, 15_000);
  await action(kiosk.page, 'pay-with-pin').click();
  await identify(kiosk.page, ani.identifier);
  expect(await tryPin(kiosk.page, ani.pin)).toBe('confirm');
  await action(kiosk.page, 'confirm').click();
  await arrive(kiosk.page, 'paid');
  await expect.poll(() => figure('paid'), { timeout: 15_000 }).toMatch(/15\.000/);
  expect(await figure('payments')).toBe('1');
  expect(await admin.evaluate(() => document.body.dataset['since'])).toBe('before');
  await kiosk.picture('dashboard-live', admin);
});

test('a cashier sees the money of the day, a teacher the classes, and neither sees the machine', async () => {
  for (const { name, username, password, role } of others) {
    await callFrom(admin, 'staff.reauthenticate', { password: owner.password });
    await hire(admin, { name, username, password, role });
  }
  for (const [{ username, password }, sees, hides] of [[others[0], 'Uang hari ini', 'Kehadiran hari ini'], [others[1], 'Kehadiran hari ini', 'Uang hari ini']] as const) {
    await admin.getByRole('button', { name: 'Keluar' }).click();
    await admin.getByLabel('Nama pengguna').fill(username);
    await admin.getByLabel('Kata sandi', { exact: true }).fill(password);
    await admin.getByRole('button', { name: 'Masuk' }).click();
    await goToPage(admin, 'dashboard');
    await admin.getByRole('heading', { name: sees }).waitFor();
    for (const hidden of [hides, 'Mesin', 'Langkah pertama']) expect(await admin.getByRole('heading', { name: hidden, exact: true }).count(), hidden).toBe(0);
  }
});
