import type { Locator, Page } from 'playwright-core';
import type { Room } from '../src/renderer/admin/nav.ts';

/* Page objects: what a person does at the kiosk and at the admin desk, by the hooks the screens carry (`data-screen`, `data-action`). */

export type KioskScreen =
  | 'starting' | 'setup' | 'closed' | 'attract' | 'amount' | 'look' | 'confirm' | 'stepUp' | 'identifier' | 'pin' | 'paid' | 'refused'
  | 'consent' | 'declined' | 'guardian' | 'name' | 'newIdentifier' | 'capture' | 'choosePin' | 'repeatPin' | 'enrolled' | 'unreachable'
  | 'checkin' | 'card' | 'enrolCard' | 'number' | 'numberPin' | 'meDoor' | 'meLook' | 'me' | 'meErase' | 'meErased';

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

/** From the start screen to the screen that follows the camera: `choosePin`, or `refused`. */
export async function enrolUntilCaptured(page: Page, person: Enrolling): Promise<KioskScreen> {
  await page.bringToFront();
  await arrive(page, 'attract', 'checkin');
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

/** Somebody the register knows, with the card's text from a hand scanner; no name or number is asked. Answers the screen that follows the camera. */
export async function enrolByCard(page: Page, card: string, pin: string): Promise<KioskScreen> {
  await page.bringToFront();
  await arrive(page, 'attract', 'checkin');
  await action(page, 'enrol').click();
  await arrive(page, 'consent');
  await scanCard(page, card);
  await page.locator('[data-card-read="true"], [data-screen="enrolCard"] [role="status"]').first().waitFor({ timeout: patienceMs });
  if ((await arrive(page, 'consent', 'enrolCard')) === 'enrolCard') return 'enrolCard';
  await action(page, 'accept').click();
  if ((await arrive(page, 'choosePin', 'refused')) === 'refused') return 'refused';
  for (const screen of ['choosePin', 'repeatPin'] as const) {
    await arrive(page, screen);
    await tapDigits(page, pin);
    await action(page, 'submit-pin').click();
  }
  return arrive(page, 'enrolled', 'refused', 'choosePin');
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

/** Likewise for who is to be recognised. The kiosk's own kind retries are all there are: one that needs more is broken. @throws with the code of the refusal */
export async function lookAndBeKnown(page: Page, amount: number): Promise<void> {
  if ((await lookToPay(page, amount)) === 'refused') throw new Error(`the look was refused with ${await refusalCode(page)}: ${await refusalText(page)}`);
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

/** What the check-in screen says to somebody; `status` is empty where no mark is meant. */
export interface Greeted { outcome: string; status: string; text: string }

/** Waits for a card on the check-in screen, with that first name or outcome where asked for, and reads it. */
export async function greeted(page: Page, wanted: { firstName?: string; outcome?: string } = {}): Promise<Greeted> {
  const cards = page.locator(wanted.outcome ? `[data-greeting="${wanted.outcome}"]` : '[data-greeting]');
  const card = (wanted.firstName ? cards.filter({ hasText: wanted.firstName }) : cards).first();
  await card.waitFor({ timeout: patienceMs });
  const [outcome, status, text] = await Promise.all([card.getAttribute('data-greeting'), card.getAttribute('data-status'), card.innerText()]);
  return { outcome: outcome ?? '', status: status ?? '', text: text.replaceAll(/\s+/g, ' ') };
}

/** From the start screen of a kiosk for both, or already there on one for attendance, until the camera watches. */
export async function watchForCheckins(page: Page): Promise<void> {
  await page.bringToFront();
  if ((await arrive(page, 'attract', 'checkin')) === 'attract') await action(page, 'check-in').click();
  await arrive(page, 'checkin');
  const wake = action(page, 'wake');
  await page.locator('[data-phase="watching"], [data-phase="asleep"]').first().waitFor({ timeout: patienceMs });
  if (await wake.isVisible()) await wake.click();
  await page.locator('[data-phase="watching"]').waitFor({ timeout: patienceMs });
}

/** Number and PIN from the check-in screen (`pin` null: "I have no PIN"); answers the screen that follows, `numberPin` when it was refused there. */
export async function checkInByNumber(page: Page, identifier: string, pin: string | null): Promise<KioskScreen> {
  await action(page, 'number-or-card').click();
  await arrive(page, 'number');
  await page.locator('[data-field="identifier"]').fill(identifier);
  await action(page, 'next').click();
  await arrive(page, 'numberPin');
  return sendNumberPin(page, pin, 'checkin');
}

/** Types like a hand scanner: the card's text and Enter. */
export async function scanCard(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** From the start screen to one's own data by number and PIN; answers the screen that follows. */
export async function openMyData(page: Page, identifier: string, pin: string): Promise<KioskScreen> {
  await page.bringToFront();
  await action(page, 'my-data').click();
  await arrive(page, 'meDoor');
  await action(page, 'me-by-number').click();
  await arrive(page, 'number');
  await page.locator('[data-field="identifier"]').fill(identifier);
  await action(page, 'next').click();
  await arrive(page, 'numberPin');
  return sendNumberPin(page, pin, 'me');
}

/** To one's own data by a look. */
export async function lookAtMyData(page: Page): Promise<KioskScreen> {
  await page.bringToFront();
  await action(page, 'my-data').click();
  await arrive(page, 'meDoor');
  await action(page, 'me-by-face').click();
  return arrive(page, 'me', 'refused');
}

async function sendNumberPin(page: Page, pin: string | null, leadsTo: 'checkin' | 'me'): Promise<KioskScreen> {
  if (pin === null) await action(page, 'no-pin').click();
  else {
    await tapDigits(page, pin);
    await action(page, 'submit-pin').click();
  }
  await page.locator(`[data-screen="numberPin"] [role="status"], [data-screen="${leadsTo}"], [data-screen="refused"]`).first().waitFor({ timeout: patienceMs });
  return arrive(page, leadsTo, 'refused', 'numberPin');
}

/** The code of the refusal on the screen. */
export async function refusalCode(page: Page): Promise<string> {
  return (await page.locator('[data-screen="refused"] [data-code]').getAttribute('data-code')) ?? 'none';
}

export async function refusalText(page: Page): Promise<string> {
  return page.locator('[data-screen="refused"]').innerText();
}

export async function goHome(page: Page): Promise<void> {
  const at = await arrive(page, 'attract', 'checkin', 'refused', 'paid', 'confirm', 'pin', 'identifier', 'enrolled', 'look', 'amount', 'card', 'number', 'numberPin', 'meDoor', 'meLook', 'me', 'meErase', 'meErased');
  // On a kiosk for attendance the check-in screen is home: there is no way back from it.
  if (at === 'attract' || (at === 'checkin' && !(await action(page, 'back').isVisible()))) return;
  await action(page, at === 'me' ? 'log-out' : at === 'paid' || at === 'enrolled' || at === 'meErased' ? 'done' : 'back').click();
  await page.locator(`[data-screen="${at}"]`).waitFor({ state: 'detached' });
  // From the PIN, a card or a number the way back leads through the number.
  await goHome(page);
}

export const owner = { name: 'Siti Aminah', username: 'siti', password: 'jendela-hijau-kopi-42' } as const;

/** Where the owner begins: today at a glance. */
const atHome = (admin: Page) => admin.locator('[data-page="dashboard"][aria-current="page"]').waitFor();

/** By the navigation to one of the pages of the admin window. */
export async function goToPage(admin: Page, room: Room): Promise<void> {
  await admin.locator(`[data-page="${room}"]`).click();
  await admin.locator(`[data-page="${room}"][aria-current="page"]`).waitFor();
}

export async function setUp(admin: Page, siteName: string): Promise<void> {
  await admin.getByLabel('Nama tempat').fill(siteName);
  await admin.getByLabel('Nama Anda').fill(owner.name);
  await admin.getByLabel('Nama pengguna').fill(owner.username);
  await admin.getByLabel('Kata sandi', { exact: true }).fill(owner.password);
  await admin.getByLabel('Kata sandi sekali lagi').fill(owner.password);
  await admin.getByRole('button', { name: 'Selesai dan masuk' }).click();
  await atHome(admin);
}

export async function logIn(admin: Page): Promise<void> {
  await admin.getByLabel('Nama pengguna').fill(owner.username);
  await admin.getByLabel('Kata sandi', { exact: true }).fill(owner.password);
  await admin.getByRole('button', { name: 'Masuk' }).click();
  await atHome(admin);
}

/** Waits until it is done; where the password counts no more it is asked for, and given, and what was begun goes on. */
export async function untilDone(admin: Page, done: Locator): Promise<void> {
  const password = admin.locator('dialog input[name=password]');
  await done.or(password).first().waitFor();
  if (await password.isVisible()) {
    await password.fill(owner.password);
    await admin.locator('dialog').last().locator('[data-action=submit]').click();
  }
  await done.first().waitFor();
}

/** Opens a person's panel from the list of people. */
export async function openPerson(admin: Page, name: string): Promise<void> {
  await goToPage(admin, 'people');
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
