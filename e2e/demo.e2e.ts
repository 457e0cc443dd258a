import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoAccess } from '../src/shared/demoPeople.ts';
import { action, arrive, enterAmount, goHome, goToPage } from './pages.ts';
import { startKiosk, type Kiosk } from './tatap.ts';

/* `npm start -- --demo`, for who has no camera: example people, example balances, a simulated camera that does what the kiosk asks. */

let kiosk: Kiosk;

beforeAll(async () => {
  kiosk = await startKiosk({ args: ['--demo'] });
});
afterAll(() => kiosk.close());

test('the demo says on every screen that it is one', async () => {
  await arrive(kiosk.page, 'attract');
  await kiosk.page.getByText('Demo ·').waitFor();
  await kiosk.picture('demo-attract');
});

test('an example person pays by face without any camera', async () => {
  await enterAmount(kiosk.page, 10_000);
  await action(kiosk.page, 'pay-with-face').click();
  await arrive(kiosk.page, 'look');
  await kiosk.picture('demo-look');
  expect(await arrive(kiosk.page, 'confirm', 'refused')).toBe('confirm');
  await action(kiosk.page, 'confirm').click();
  await arrive(kiosk.page, 'paid');
  expect(await kiosk.page.locator('[data-screen="paid"]').innerText()).toMatch(/140\.000/);
  await kiosk.picture('demo-paid');
  await goHome(kiosk.page);
});

test('the admin window opens with the access it shows', async () => {
  const admin = await kiosk.openAdmin();
  await admin.getByText(demoAccess.password).waitFor();
  await admin.getByLabel('Nama pengguna').fill(demoAccess.username);
  await admin.getByLabel('Kata sandi', { exact: true }).fill(demoAccess.password);
  await admin.getByRole('button', { name: 'Masuk' }).click();
  // The payment before is on the first page already.
  await expect.poll(() => admin.locator('[data-figure=paid]').innerText()).toMatch(/10\.000/);
  await kiosk.picture('demo-admin', admin);
  await goToPage(admin, 'people');
  await admin.getByRole('row', { name: /Sari Rahmawati/ }).waitFor();
});
