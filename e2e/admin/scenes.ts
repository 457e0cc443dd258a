import type { Page } from 'playwright-core';
import { rupiah } from '../../src/shared/money.ts';
import { activityScenes } from './activityScenes.ts';
import { attendanceScenes } from './attendanceScenes.ts';
import { backupScenes } from './backupScenes.ts';
import { exampleSite, ok, openStatus, owner, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import { notifyScenes } from './notifyScenes.ts';
import { personScenes } from './personScenes.ts';
import { operationScenes } from './operationScenes.ts';
import { reportScenes } from './reportScenes.ts';
import { registerScenes } from './registerScenes.ts';
import { staffScenes } from './staffScenes.ts';

export interface Scene {
  name: string;
  answers(nowMs: number): Answers;
  /** Leads from the opened page to what is to be seen. */
  act?(admin: AdminPage): Promise<void>;
}

const never = new Promise<never>(() => {});
const rowsShown = (page: Page) => page.locator('tbody tr[data-index="0"]').waitFor();

async function toPeople({ page }: Pick<AdminPage, 'page'>): Promise<void> {
  await page.locator('[data-page=people]').click();
  await page.locator('[data-page=people][aria-current=page]').waitFor();
}

async function peopleShown(admin: Pick<AdminPage, 'page'>): Promise<void> {
  await toPeople(admin);
  await rowsShown(admin.page);
}
const longName = 'Muhammad Abdurrahman Wahid al-Banjari';

async function openPerson({ page }: AdminPage): Promise<void> {
  await peopleShown({ page });
  await page.locator('tr', { hasText: longName }).first().click();
  await page.locator('section h2').waitFor();
}

async function toAmount(admin: AdminPage): Promise<void> {
  await openPerson(admin);
  await admin.page.locator('section button[class*="primary"]').click();
  await admin.page.locator('#top-up-amount').fill('100000');
}

async function toConfirm(admin: AdminPage): Promise<void> {
  await toAmount(admin);
  await admin.page.keyboard.press('Enter');
  await admin.page.locator('dialog dl').waitFor();
}

async function confirm(admin: AdminPage): Promise<void> {
  await toConfirm(admin);
  await admin.page.locator('dialog button[class*="primary"]').click();
}

async function toEraseFace(admin: AdminPage): Promise<void> {
  await openPerson(admin);
  await admin.page.locator('[data-action="erase-face"]').click();
  await admin.page.locator('dialog dl').waitFor();
}

async function eraseFace(admin: AdminPage): Promise<void> {
  await toEraseFace(admin);
  await admin.page.locator('dialog button[class*="danger"]').click();
}

async function toTransactions({ page }: AdminPage): Promise<void> {
  await page.locator('[data-page=transactions]').click();
  await page.locator('dl').first().waitFor();
  await rowsShown(page);
}

const site = (patch: (nowMs: number) => Answers = () => ({})) => (nowMs: number): Answers => ({ ...exampleSite(nowMs), ...patch(nowMs) });
const setup = site((nowMs) => ({ 'site.status': () => ok({ ...openStatus(nowMs), setupDone: false, siteName: '' }), 'staff.me': () => refused('SESSION_EXPIRED') }));
const loggedOut = (patch: Answers) => site(() => ({ 'staff.me': () => refused('SESSION_EXPIRED'), ...patch }));

async function logIn({ page }: AdminPage): Promise<void> {
  await page.locator('input[name=username]').fill('siti');
  await page.locator('input[name=password]').fill('bukan kata sandinya');
  await page.keyboard.press('Enter');
  await page.locator('[role=alert]').waitFor();
}

export const scenes: readonly Scene[] = [
  { name: 'setup', answers: setup, async act({ page }) { await page.locator('form').waitFor(); } },
  { name: 'setup-weak', answers: setup, async act({ page }) {
    await page.locator('input[name=siteName]').fill('Kantin Sekar Melati');
    await page.locator('input[name=username]').fill('Si');
    await page.locator('input[name=password]').fill('kantin sekar');
    await page.locator('form button[type=submit]').click();
    await page.locator('input[aria-invalid=true]').first().waitFor();
  } },
  { name: 'login', answers: loggedOut({}), async act({ page }) { await page.locator('form').waitFor(); } },
  { name: 'login-failed', answers: loggedOut({ 'staff.login': () => refused('LOGIN_FAILED') }), act: logIn },
  { name: 'login-locked', answers: loggedOut({ 'staff.login': () => refused('LOGIN_LOCKED', { minutes: 12 }) }), act: logIn },
  { name: 'login-ended', answers: site(), async act({ page, emit }) { await peopleShown({ page }); await emit('session.ended'); await page.locator('form').waitFor(); } },
  { name: 'people', answers: site(), act: peopleShown },
  { name: 'people-person', answers: site(), act: openPerson },
  { name: 'people-new', answers: site(), async act({ page }) { await peopleShown({ page }); await page.locator('[data-action="create-person"]').click(); await page.locator('dialog input').first().waitFor(); } },
  { name: 'people-delete', answers: site(), async act(admin) { await openPerson(admin); await admin.page.locator('[data-action="erase-person"]').click(); await admin.page.locator('dialog input').waitFor(); } },
  { name: 'people-locked', answers: site(), async act({ page }) { await peopleShown({ page }); await page.locator('tr[data-index="1"]').click(); await page.locator('section h2').waitFor(); } },
  { name: 'people-empty', answers: site(() => ({ 'people.list': () => ok({ rows: [], nextCursor: null, total: 0 }) })), async act({ page }) { await toPeople({ page }); await page.locator('h2').waitFor(); } },
  { name: 'people-no-match', answers: site(), async act({ page }) { await peopleShown({ page }); await page.keyboard.press('/'); await page.keyboard.type('Zulaikha'); await page.locator('h2').waitFor(); } },
  { name: 'people-loading', answers: site(() => ({ 'people.list': () => never })), async act({ page }) { await toPeople({ page }); await page.waitForTimeout(400); } },
  { name: 'people-failed', answers: site(() => ({ 'people.list': () => refused('DATABASE_LOCKED') })), async act({ page }) { await toPeople({ page }); await page.locator('[role=alert]').waitFor(); } },
  { name: 'people-demo-closed', answers: site((nowMs) => ({ 'site.status': () => ok({ ...openStatus(nowMs), demo: true, payments: { open: false, reason: 'LEDGER_BROKEN' }, engine: { id: 'faceapi', antiSpoofing: false, ready: true, trouble: 'MODEL_HASH_WRONG' } }) })), act: openPerson },
  { name: 'people-idle', answers: site(() => ({ 'staff.me': () => ok({ ...owner, idleAfterMs: 29_000 }) })), async act({ page }) { await peopleShown({ page }); await page.locator('[role=timer] button').waitFor(); } },
  { name: 'erase-face', answers: site(), act: toEraseFace },
  { name: 'erase-face-refused', answers: site(() => ({ 'people.eraseFace': () => refused('DATABASE_LOCKED') })), async act(admin) { await eraseFace(admin); await admin.page.locator('dialog [role=alert]').waitFor(); } },
  { name: 'erase-face-done', answers: site(() => ({ 'people.eraseFace': () => ok({ templates: 3 }) })), async act(admin) { await eraseFace(admin); await admin.page.locator('section [role=status]').first().waitFor(); } },
  { name: 'topup-amount', answers: site(), act: toAmount },
  { name: 'topup-confirm', answers: site(), act: toConfirm },
  { name: 'topup-refused', answers: site(() => ({ 'topups.create': () => refused('BALANCE_LIMIT', { max: 10_000_000 }) })), async act(admin) { await confirm(admin); await admin.page.locator('dialog [role=alert]').waitFor(); } },
  { name: 'topup-unanswered', answers: site(() => ({ 'topups.create': () => refused('HOST_UNREACHABLE') })), async act(admin) { await confirm(admin); await admin.page.locator('dialog [role=alert]').waitFor(); } },
  { name: 'topup-done', answers: site(), async act(admin) { await confirm(admin); await admin.page.locator('dialog svg circle').waitFor(); } },
  { name: 'transactions', answers: site(), act: toTransactions },
  { name: 'transactions-detail', answers: site(), async act(admin) {
    await toTransactions(admin);
    await admin.page.locator('tr', { hasText: longName }).first().click();
    await admin.page.locator('section h2').waitFor();
  } },
  { name: 'transactions-dates', answers: site(), async act(admin) {
    await toTransactions(admin);
    await admin.page.locator('main [role=radiogroup]').nth(1).locator('label').last().click();
    await admin.page.locator('input[type=date]').first().waitFor();
  } },
  { name: 'transactions-none', answers: site(() => ({ 'transactions.list': () => ok({ rows: [], nextCursor: null, total: 0, paidSum: rupiah(0), topUpSum: rupiah(0) }) })), async act({ page }) {
    await page.locator('[data-page=transactions]').click();
    await page.locator('h2').waitFor();
  } },
  ...personScenes,
  ...registerScenes,
  ...staffScenes,
  ...notifyScenes,
  ...operationScenes,
  ...activityScenes,
  ...backupScenes,
  ...attendanceScenes,
  ...reportScenes,
  { name: 'unreachable', answers: () => ({ 'site.status': () => refused('HOST_UNREACHABLE') }), async act({ page }) { await page.locator('[role=alert]').waitFor(); } },
];
