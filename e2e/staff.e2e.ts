import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../src/main/app.ts';
import { createKeyFile } from '../src/main/hosts/keyFile.ts';
import type { App, Caller } from '../src/main/seam.ts';
import type { EventName } from '../src/shared/contract.ts';
import { Refusal } from '../src/shared/errors.ts';
import type { Answers } from './admin/fixtures.ts';
import { buildAdmin, launch, openAdmin, type AdminPage, type Look } from './admin/harness.ts';
import { axeFindings } from './axe.ts';

/*
 * Accounts of staff in a real Chromium, over the real core and a real database: several windows side by side, each with a connection of its own. The steps build on
 * each other, as the days of a school do.
 */

const look: Look = { width: 1280, height: 800, theme: 'light', language: 'id' };
const owner = { username: 'pemilik', password: 'pintu-biru-97-langit' } as const;
const dewi = { name: 'Dewi Lestari', username: 'dewi', first: 'kereta-malam-48-hujan', second: 'jendela-hijau-73-kopi' } as const;
const patience = { timeout: 20_000 };

let browser: Browser;
let tatap: App;
const dataDir = mkdtempSync(join(tmpdir(), 'tatap-staff-'));
/** How far the machine's clocks run ahead of the true ones. */
let aheadMs = 0;
let ownerPage: Page;
let dewiPage: Page;
const opened: AdminPage[] = [];

beforeAll(async () => {
  await buildAdmin();
  browser = await launch();
  tatap = await createApp(
    { dataDir, resourcesDir: dataDir, demoPicturesDir: dataDir, keyStore: createKeyFile(dataDir), host: 'browser', version: '0.0.0', demo: false, engine: 'auto', openAdmin: async () => ({ url: null }), end: () => {}, beat: () => {}, kioskSilent: () => false, opsOrigin: () => null, sentryDsn: null, alwaysComesBack: false },
    // Nobody is looked at here.
    { now: () => Date.now() + aheadMs, monotonicMs: () => performance.now() + aheadMs, createVision: async () => { throw new Refusal('ENGINE_UNAVAILABLE'); } },
  );
  expect(await tatap.call(callerAt('owner'), 'setup.firstRun', { siteName: 'SMP Harapan', zone: 'Asia/Jakarta', language: 'id', ownerName: 'Pak Harun', ...owner })).toMatchObject({ ok: true });
  ownerPage = await windowAt('owner');
  dewiPage = await windowAt('dewi');
}, 120_000);
afterAll(async () => {
  for (const admin of opened) await admin.close();
  await browser?.close();
  await tatap?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

let brokenBy: string | null = null;
beforeEach((context) => context.skip(brokenBy !== null, `after "${brokenBy}" failed`));
afterEach(async (context) => {
  for (const { complaints } of opened) expect(complaints.splice(0)).toEqual([]);
  if (context.task.result?.state === 'fail') brokenBy = context.task.name;
});

function callerAt(connection: string): Caller {
  return { window: 'admin', connection, topFrame: true };
}

/** An admin window over the core, with the events that are for it: what a host does. */
async function windowAt(connection: string): Promise<Page> {
  // Every method of the contract is answered, by the core.
  const answers = new Proxy({}, { get: (_, method) => (input: unknown) => tatap.call(callerAt(connection), String(method), input) }) as Answers;
  const admin = await openAdmin(browser, answers, look);
  tatap.subscribe(({ event, payload, to, connection: only }) => {
    if (to.includes('admin') && (only === null || only === connection)) void admin.emit(event satisfies EventName, payload).catch(() => {});
  });
  opened.push(admin);
  return admin.page;
}

const act = (page: Page, name: string) => page.locator(`[data-action=${name}]`).first().click(patience);
const field = (page: Page, name: string, text: string) => page.locator(`input[name=${name}]`).last().fill(text, patience);
const submitDialog = (page: Page) => page.locator('dialog [data-action=submit]').last().click(patience);
const send = (page: Page) => page.locator('form button[type=submit]').click(patience);
const noDialog = (page: Page) => expect.poll(() => page.locator('dialog').count(), patience).toBe(0);
const loginShown = (page: Page) => page.locator('[data-action=have-code]').waitFor(patience);
const rooms = (page: Page) => page.locator('nav [data-page]').evaluateAll((all) => all.map((one) => one.getAttribute('data-page')));

async function goTo(page: Page, room: string): Promise<void> {
  await page.locator(`[data-page=${room}]`).click(patience);
  await page.locator(`[data-page=${room}][aria-current=page]`).waitFor(patience);
}

async function logIn(page: Page, username: string, password: string): Promise<void> {
  await loginShown(page);
  await field(page, 'username', username);
  await field(page, 'password', password);
  await send(page);
}

const loggedIn = (page: Page) => page.locator('nav [data-page]').first().waitFor(patience);

async function logOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Keluar', exact: true }).click(patience);
  await loginShown(page);
}

async function redeem(page: Page, code: string, password: string): Promise<void> {
  await act(page, 'have-code');
  await field(page, 'username', dewi.username);
  await field(page, 'code', code);
  await field(page, 'password', password);
  await field(page, 'passwordAgain', password);
  await send(page);
}

/** The code as it is shown to whoever made it. */
async function shownCode(page: Page): Promise<string> {
  const code = await page.locator('[data-code]').innerText(patience);
  await act(page, 'code-done');
  await noDialog(page);
  return code;
}

async function openAccount(page: Page, name: string): Promise<void> {
  await goTo(page, 'staff');
  await page.locator('tbody tr[data-index]', { hasText: name }).click(patience);
  await page.locator('[data-panel] h2', { hasText: name }).waitFor(patience);
}

const stateInList = (page: Page, name: string) => page.locator('tbody tr[data-index]', { hasText: name }).innerText(patience);
const refused = (page: Page, words: string) => page.locator('[role=alert]', { hasText: words }).last().waitFor(patience);

async function noSeriousFindings(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
}

/** What the phone shows, for the machine's clock. */
const phone = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate({ timestamp: Date.now() + aheadMs });
/** Later, so that the phone shows a code that was not used. */
const nextCode = () => { aheadMs += 30_000; };

describe('an invitation', () => {
  test('the owner invites a teacher: user name suggested, code shown once, the account waits in the list', async () => {
    await goTo(ownerPage, 'staff');
    await act(ownerPage, 'new-staff');
    await field(ownerPage, 'name', dewi.name);
    expect(await ownerPage.locator('dialog input[name=username]').inputValue()).toBe(dewi.username);
    await noSeriousFindings(ownerPage);
    await submitDialog(ownerPage);
    await ownerPage.locator('[data-code]').waitFor(patience);
    await noSeriousFindings(ownerPage);
    const code = await shownCode(ownerPage);
    expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    expect(await stateInList(ownerPage, dewi.name)).toContain('Diundang');
    await loginShown(dewiPage);
    await redeem(dewiPage, 'AAAAA-AAAAA', dewi.first);
    await refused(dewiPage, 'tidak cocok');
    await dewiPage.locator('[data-action=back]').click();
    await redeem(dewiPage, code.toLowerCase().replace('-', ' '), dewi.first);
    await loggedIn(dewiPage);
  });

  test('the teacher sees their own pages and no others, and the owner sees by itself that they came', async () => {
    const seen = await rooms(dewiPage);
    expect(seen).toContain('courses');
    for (const room of ['people', 'transactions', 'staff', 'settings', 'imports', 'cameras']) expect(seen).not.toContain(room);
    await expect.poll(() => stateInList(ownerPage, dewi.name), patience).toContain('Aktif');
  });

  test('a forgotten password: another code, a new password of their own, and the old one opens nothing', async () => {
    await logOut(dewiPage);
    await openAccount(ownerPage, dewi.name);
    await act(ownerPage, 'staff-code');
    await submitDialog(ownerPage);
    const code = await shownCode(ownerPage);
    await redeem(dewiPage, code, dewi.second);
    await loggedIn(dewiPage);
    await logOut(dewiPage);
    await logIn(dewiPage, dewi.username, dewi.first);
    await refused(dewiPage, 'tidak cocok');
    await logIn(dewiPage, dewi.username, dewi.second);
    await loggedIn(dewiPage);
  });
});

describe('roles', () => {
  test('a promotion locks the person out at once, and the next login has the new role', async () => {
    await openAccount(ownerPage, dewi.name);
    await act(ownerPage, 'edit-staff');
    await ownerPage.locator('dialog select[name=role]').selectOption('admin');
    await submitDialog(ownerPage);
    await noDialog(ownerPage);
    await loginShown(dewiPage);
    await logIn(dewiPage, dewi.username, dewi.second);
    await loggedIn(dewiPage);
    expect(await rooms(dewiPage)).toEqual(expect.arrayContaining(['staff', 'people', 'settings']));
    await goTo(dewiPage, 'staff');
    await dewiPage.locator('tbody tr[data-index]', { hasText: 'Pak Harun' }).click();
    await dewiPage.locator('[data-panel] h2', { hasText: 'Pak Harun' }).waitFor();
    // An owner's account is an owner's to touch.
    expect(await dewiPage.locator('[data-panel] [data-action=edit-staff]').count()).toBe(0);
  });

  test('the last owner stays the owner', async () => {
    await openAccount(ownerPage, 'Pak Harun');
    await act(ownerPage, 'edit-staff');
    await ownerPage.locator('dialog select[name=role]').selectOption('admin');
    await submitDialog(ownerPage);
    await refused(ownerPage, 'satu-satunya pemilik');
    await act(ownerPage, 'cancel');
    await act(ownerPage, 'end-staff');
    await submitDialog(ownerPage);
    await refused(ownerPage, 'satu-satunya pemilik');
    await act(ownerPage, 'cancel');
    await noDialog(ownerPage);
  });

  test('two who edit one account: the second sees what the first wrote and chooses', async () => {
    const second = await windowAt('owner-2');
    await logIn(second, owner.username, owner.password);
    await loggedIn(second);
    for (const page of [ownerPage, second]) {
      await openAccount(page, dewi.name);
      await act(page, 'edit-staff');
    }
    await field(second, 'name', 'Dewi L.');
    await submitDialog(second);
    await noDialog(second);
    await field(ownerPage, 'name', 'Dewi Lestari, S.Pd.');
    await submitDialog(ownerPage);
    expect(await ownerPage.locator('[data-theirs]').innerText(patience)).toContain('Dewi L.');
    await noSeriousFindings(ownerPage);
    await submitDialog(ownerPage);
    await noDialog(ownerPage);
    await expect.poll(() => stateInList(second, 'dewi'), patience).toContain('S.Pd.');
    await logOut(second);
  });
});

describe('the code from the phone', () => {
  let secret = '';
  let recovery = '';

  test('is set up with a QR code, and the recovery codes are shown once', async () => {
    await goTo(dewiPage, 'account');
    await act(dewiPage, 'totp-on');
    await dewiPage.locator('dialog svg[role=img]').waitFor(patience);
    await dewiPage.locator('dialog summary').click();
    secret = await dewiPage.locator('[data-secret]').innerText();
    await field(dewiPage, 'totp', '000000');
    await submitDialog(dewiPage);
    await refused(dewiPage, 'salah');
    await field(dewiPage, 'totp', phone(secret));
    await submitDialog(dewiPage);
    const codes = await dewiPage.locator('[data-recovery]').first().waitFor(patience).then(() => dewiPage.locator('[data-recovery]').allInnerTexts());
    expect(codes).toHaveLength(8);
    recovery = codes[0] ?? '';
    await noSeriousFindings(dewiPage);
    await act(dewiPage, 'recovery-kept');
    await dewiPage.getByText('sisa 8 kode pemulihan').waitFor(patience);
  });

  test('is asked for at the login, and a code that was used is refused', async () => {
    await logOut(dewiPage);
    nextCode();
    await logIn(dewiPage, dewi.username, dewi.second);
    await dewiPage.locator('[data-step=code]').waitFor(patience);
    await noSeriousFindings(dewiPage);
    const code = phone(secret);
    await field(dewiPage, 'code', code);
    await send(dewiPage);
    await loggedIn(dewiPage);
    await logOut(dewiPage);
    await logIn(dewiPage, dewi.username, dewi.second);
    await field(dewiPage, 'code', code);
    await send(dewiPage);
    await refused(dewiPage, 'sudah dipakai');
  });

  test('without the phone a recovery code opens, once', async () => {
    await field(dewiPage, 'code', recovery);
    await send(dewiPage);
    await loggedIn(dewiPage);
    await goTo(dewiPage, 'account');
    await dewiPage.getByText('sisa 7 kode pemulihan').waitFor(patience);
    await dewiPage.getByText('Dengan kata sandi dan kode pemulihan').waitFor(patience);
  });

  test('is asked for again with the password, before it is switched off', async () => {
    aheadMs += 6 * 60_000;
    await act(dewiPage, 'totp-off');
    await submitDialog(dewiPage);
    await dewiPage.locator('dialog input[name=password]').fill(dewi.second, patience);
    await submitDialog(dewiPage);
    await dewiPage.locator('dialog input[name=code]').waitFor(patience);
    await noSeriousFindings(dewiPage);
    await field(dewiPage, 'code', phone(secret));
    await submitDialog(dewiPage);
    await noDialog(dewiPage);
    await dewiPage.getByText('Siapkan', { exact: true }).waitFor(patience);
    await logOut(dewiPage);
    await logIn(dewiPage, dewi.username, dewi.second);
    await loggedIn(dewiPage);
  });
});

describe('sessions', () => {
  test('the owner ends a colleague\'s, and that window is locked at once', async () => {
    await openAccount(ownerPage, 'Dewi');
    // The one of the last login: the list follows by itself, a moment later.
    const sessions = await tatap.call(callerAt('dewi'), 'staff.sessions', {}) as { ok: true; value: { rows: { sessionId: string }[] } }; // Dewi is logged in
    await ownerPage.locator(`[data-panel] [data-id="${sessions.value.rows[0]?.sessionId ?? ''}"] [data-action=end-session]`).click(patience);
    await loginShown(dewiPage);
    await expect.poll(() => ownerPage.locator('[data-panel] [data-session]').count(), patience).toBe(0);
    expect(await tatap.call(callerAt('dewi'), 'staff.me', {})).toMatchObject({ ok: false, code: 'SESSION_EXPIRED' });
  });

  test('one\'s own at another window is ended from one\'s account, and a changed password ends the others', async () => {
    await logIn(dewiPage, dewi.username, dewi.second);
    const elsewhere = await windowAt('dewi-2');
    await logIn(elsewhere, dewi.username, dewi.second);
    await loggedIn(elsewhere);
    await goTo(dewiPage, 'account');
    await expect.poll(() => dewiPage.locator('[data-session]').count(), patience).toBe(2);
    await noSeriousFindings(dewiPage);
    await dewiPage.locator('[data-session=other] [data-action=end-session]').click();
    await loginShown(elsewhere);
    await logIn(elsewhere, dewi.username, dewi.second);
    await loggedIn(elsewhere);
    await act(dewiPage, 'change-password');
    await field(dewiPage, 'current', dewi.second);
    await field(dewiPage, 'password', dewi.first);
    await field(dewiPage, 'passwordAgain', dewi.first);
    await submitDialog(dewiPage);
    await noDialog(dewiPage);
    await loginShown(elsewhere);
    await dewiPage.getByText('Kata sandi Anda sudah diganti.').waitFor(patience);
    await logIn(elsewhere, dewi.username, dewi.first);
    await loggedIn(elsewhere);
  });

  test('a deactivated account is out at once and does not come back in', async () => {
    await openAccount(ownerPage, 'Dewi');
    await act(ownerPage, 'end-staff');
    await submitDialog(ownerPage);
    // More than five minutes after the owner's own login.
    await field(ownerPage, 'password', owner.password);
    await submitDialog(ownerPage);
    await noDialog(ownerPage);
    await loginShown(dewiPage);
    await logIn(dewiPage, dewi.username, dewi.first);
    await refused(dewiPage, 'tidak cocok');
    await expect.poll(() => stateInList(ownerPage, 'Dewi'), patience).toContain('Nonaktif');
    await noSeriousFindings(ownerPage);
  });
});
