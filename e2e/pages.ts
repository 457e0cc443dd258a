import type { Locator, Page } from 'playwright-core';

/* Page objects: what a person does at the kiosk and at the admin desk, by the hooks the screens carry (`data-screen`, `data-action`). */

export type KioskScreen =
  | 'starting' | 'setup' | 'closed' | 'attract' | 'amount' | 'look' | 'confirm' | 'stepUp' | 'identifier' | 'pin' | 'paid' | 'refused'
  | 'consent' | 'declined' | 'guardian' | 'name' | 'newIdentifier' | 'capture' | 'choosePin' | 'repeatPin' | 'enrolled' | 'unreachable';

const patienceMs = 120_000;

/** Waits until one of the screens is shown and answers which. */
export async function arrive(page: Page, ...screens: KioskScreen[]): Promise<KioskScreen> {
  const shown = page.locator(screens.map((name) => `[data-screen="${name}"]`).join(', ')).first();
  try {
    await shown.waitFor({ timeout: patienceMs });
  } catch (error) {
    const at = await page.locator('[data-screen]').first().getAttribute('data-screen').catch(() => 'no screen');
    const text = await page.locator('body').innerText().catch(() => '');
    throw new Error(`waited for ${screens.join(' or ')}, but the kiosk shows ${at}: ${text.replace(/\s+/g, ' ').slice(0, 300)}`, { cause: error });
  }
  // The attribute is one of those asked for: the locator matched on it.
  return (await shown.getAttribute('data-screen')) as KioskScreen;
}

export function action(page: Page, name: string): Locator {
  return page.locator(`[data-action="${name}"]`);
}

export async function tapDigits(page: Page, digits: string): Promise<void> {
  for (const digit of digits) await page.locator(`[data-key="${digit}"]`).click();
}

export interface Enrolling { name: string; identifier: string; pin: string }

/** From the attract screen to the screen that follows the camera: `choosePin`, or `refused`. */
export async function enrolUntilCaptured(page: Page, person: Enrolling): Promise<KioskScreen> {
  await page.bringToFront();
  await arrive(page, 'attract');
  await action(page, 'enrol').click();
  await arrive(page, 'consent');
  await action(page, 'accept').click();
  await arrive(page, 'name');
  await page.locator('[data-field="name"]').fill(person.name);
  await action(page, 'next').click();
  await arrive(page, 'newIdentifier');
  await page.locator('[data-field="identifier"]').fill(person.identifier);
  await action(page, 'next').click();
  await arrive(page, 'capture', 'refused');
  return arrive(page, 'choosePin', 'refused');
}

export async function enrol(page: Page, person: Enrolling): Promise<void> {
  if ((await enrolUntilCaptured(page, person)) !== 'choosePin') throw new Error(`enrolment was refused: ${await refusalText(page)}`);
  await tapDigits(page, person.pin);
  await action(page, 'submit-pin').click();
  await arrive(page, 'repeatPin');
  await tapDigits(page, person.pin);
  await action(page, 'submit-pin').click();
  await arrive(page, 'enrolled');
}

/** Keys the amount; the kiosk then waits for face or PIN. */
export async function enterAmount(page: Page, amount: number): Promise<void> {
  // Chromium slows a window that another one covers: a person at the kiosk has it in front of them.
  await page.bringToFront();
  await arrive(page, 'attract');
  await action(page, 'pay').click();
  await arrive(page, 'amount');
  await tapDigits(page, String(amount));
}

/** Looks until the kiosk knows who it is or refuses; kind retries happen by themselves. */
export async function lookToPay(page: Page, amount: number): Promise<KioskScreen> {
  await enterAmount(page, amount);
  await action(page, 'pay-with-face').click();
  return arrive(page, 'confirm', 'refused');
}

/** One PIN at the PIN screen; answers the screen that follows, or `pin` when it was wrong. */
export async function tryPin(page: Page, pin: string): Promise<KioskScreen> {
  await arrive(page, 'pin');
  await tapDigits(page, pin);
  await action(page, 'submit-pin').click();
  // A wrong PIN leaves the person on the same screen with the digits gone and a notice.
  await page.locator('[data-screen="pin"] [role="alert"], [data-screen="pin"] [role="status"], [data-screen="confirm"], [data-screen="refused"]').first().waitFor({ timeout: patienceMs });
  return arrive(page, 'confirm', 'refused', 'pin');
}

export async function identify(page: Page, identifier: string): Promise<void> {
  await arrive(page, 'identifier');
  await page.locator('[data-field="identifier"]').fill(identifier);
  await action(page, 'next').click();
  await arrive(page, 'pin');
}

export async function refusalText(page: Page): Promise<string> {
  return page.locator('[data-screen="refused"]').innerText();
}

export async function goHome(page: Page): Promise<void> {
  const at = await arrive(page, 'attract', 'refused', 'paid', 'confirm', 'pin', 'identifier', 'enrolled', 'look', 'amount');
  if (at === 'attract') return;
  await action(page, at === 'paid' || at === 'enrolled' ? 'done' : 'back').click();
  await page.locator(`[data-screen="${at}"]`).waitFor({ state: 'detached' });
  // From the PIN the way back leads through the number.
  await goHome(page);
}

export const owner = { name: 'Siti Aminah', username: 'siti', password: 'jendela-hijau-kopi-42' } as const;

export async function setUp(admin: Page, siteName: string): Promise<void> {
  await admin.getByLabel('Nama tempat').fill(siteName);
  await admin.getByLabel('Nama Anda').fill(owner.name);
  await admin.getByLabel('Nama pengguna').fill(owner.username);
  await admin.getByLabel('Kata sandi', { exact: true }).fill(owner.password);
  await admin.getByLabel('Kata sandi sekali lagi').fill(owner.password);
  await admin.getByRole('button', { name: 'Selesai dan masuk' }).click();
  await admin.getByRole('heading', { name: 'Orang', exact: true }).waitFor();
}

export async function logIn(admin: Page): Promise<void> {
  await admin.getByLabel('Nama pengguna').fill(owner.username);
  await admin.getByLabel('Kata sandi', { exact: true }).fill(owner.password);
  await admin.getByRole('button', { name: 'Masuk' }).click();
  await admin.getByRole('heading', { name: 'Orang', exact: true }).waitFor();
}

/** Opens a person's panel from the list. */
export async function openPerson(admin: Page, name: string): Promise<void> {
  await admin.getByRole('row', { name: new RegExp(name) }).click();
  await admin.getByRole('button', { name: 'Isi saldo' }).waitFor();
}

export async function topUp(admin: Page, name: string, amount: number): Promise<void> {
  await openPerson(admin, name);
  await admin.getByRole('button', { name: 'Isi saldo' }).click();
  await admin.getByLabel('Jumlah uang tunai').fill(String(amount));
  await admin.getByRole('button', { name: 'Lanjut' }).click();
  await admin.getByRole('button', { name: /^Ya, isi/ }).click();
  await admin.getByText('Saldo terisi').waitFor();
  await admin.getByRole('button', { name: 'Selesai' }).click();
}
