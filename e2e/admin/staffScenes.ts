import type { Page } from 'playwright-core';
import { exampleSite, ok, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import { accountRows } from './register.ts';
import type { Scene } from './scenes.ts';

/* Accounts of staff: the list and what is done with one, one's own account, and the ways in. */

const site = (patch: (nowMs: number) => Answers = () => ({})) => (nowMs: number): Answers => ({ ...exampleSite(nowMs), ...patch(nowMs) });
const outside = (patch: Answers) => site(() => ({ 'staff.me': () => refused('SESSION_EXPIRED'), ...patch }));

const act = (page: Page, name: string) => page.locator(`[data-action=${name}]`).first().click();
const submit = (page: Page) => page.locator('dialog [data-action=submit]').click();
const to = (name: string, then: (page: Page) => Promise<unknown>) => async ({ page }: AdminPage): Promise<void> => {
  await page.locator(`[data-page=${name}]`).click();
  await page.locator(`[data-page=${name}][aria-current=page]`).waitFor();
  await then(page);
};
/** The n-th account's details. */
const opened = (n: number, then: (page: Page) => Promise<unknown> = async () => {}) => to('staff', async (page) => {
  await page.locator(`tr[data-index="${n}"]`).click();
  await page.locator('[data-panel] h2').waitFor();
  await then(page);
});
const account = (then: (page: Page) => Promise<unknown> = async () => {}) => to('account', async (page) => {
  await page.locator('[data-action=change-password]').waitFor();
  await then(page);
});

async function logIn(page: Page): Promise<void> {
  await page.locator('input[name=username]').fill('siti');
  await page.locator('input[name=password]').fill('jendela-hijau-kopi-42');
  await page.locator('button[type=submit]').click();
}

export const staffScenes: Scene[] = [
  { name: 'staff-invite', answers: site(), act: to('staff', async (page) => { await act(page, 'new-staff'); await page.locator('input[name=name]').fill("Dewi Nu'aini"); }) },
  { name: 'staff-invite-missing', answers: site(), act: to('staff', async (page) => { await act(page, 'new-staff'); await submit(page); }) },
  { name: 'staff-code', answers: site(), act: to('staff', async (page) => { await act(page, 'new-staff'); await page.locator('input[name=name]').fill('Dewi Lestari'); await submit(page); await page.locator('[data-code]').waitFor(); }) },
  { name: 'staff-panel', answers: site(), act: opened(1) },
  { name: 'staff-invited', answers: site(), act: opened(2) },
  { name: 'staff-deactivated', answers: site(), act: opened(4) },
  { name: 'staff-reset', answers: site(), act: opened(1, (page) => act(page, 'staff-code')) },
  { name: 'staff-end', answers: site(), act: opened(1, (page) => act(page, 'end-staff')) },
  { name: 'staff-last-owner', answers: site(() => ({ 'staff.deactivate': () => refused('LAST_OWNER') })), act: opened(0, async (page) => { await act(page, 'end-staff'); await submit(page); await page.locator('dialog [role=alert]').waitFor(); }) },
  { name: 'staff-conflict', answers: site((nowMs) => ({ 'staff.save': () => refused('EDIT_CONFLICT', { revision: 7, name: 'Budi Santoso, S.Pd.', username: 'budi', role: 'teacher', by: 'Ratna', atMs: nowMs - 60_000 }) })), act: opened(1, async (page) => {
    await act(page, 'edit-staff');
    await page.locator('dialog input[name=name]').fill('Budi S.');
    await submit(page);
    await page.locator('[data-theirs]').waitFor();
  }) },
  { name: 'staff-as-admin', answers: site(() => ({ 'staff.me': () => ok({ staffId: accountRows(0)[1]?.staffId ?? '', name: 'Budi Santoso', username: 'guru.1', role: 'admin', idleAfterMs: 600_000 }) })), act: opened(0) },
  { name: 'account', answers: site(), act: account() },
  { name: 'account-on', answers: site((nowMs) => ({ 'staff.account': () => ok({ name: 'Siti Rahmawati', username: 'siti', role: 'owner', passwordAtMs: null, totp: { sinceAtMs: nowMs - 86_400_000, recoveryLeft: 2 } }) })), act: account() },
  { name: 'account-password', answers: site(() => ({ 'staff.changePassword': () => refused('REAUTH_FAILED') })), act: account(async (page) => {
    await act(page, 'change-password');
    for (const [name, text] of [['current', 'salah'], ['password', 'kereta-malam-48-hujan'], ['passwordAgain', 'kereta-malam-48-hujan']] as const) await page.locator(`input[name=${name}]`).fill(text);
    await submit(page);
    await page.locator('dialog [role=alert]').waitFor();
  }) },
  { name: 'account-totp', answers: site(() => ({ 'staff.totpConfirm': () => refused('TOTP_WRONG') })), act: account(async (page) => { await act(page, 'totp-on'); await page.locator('input[name=totp]').fill('123456'); await submit(page); await page.locator('dialog [role=alert]').waitFor(); }) },
  { name: 'account-recovery', answers: site(), act: account(async (page) => { await act(page, 'totp-on'); await page.locator('input[name=totp]').fill('123456'); await submit(page); await page.locator('[data-recovery]').first().waitFor(); }) },
  { name: 'login-code', answers: outside({ 'staff.login': () => refused('TOTP_NEEDED') }), async act({ page }) { await logIn(page); await page.locator('[data-step=code]').waitFor(); } },
  { name: 'login-code-wrong', answers: outside({ 'staff.login': ({ code }) => refused(code ? 'TOTP_WRONG' : 'TOTP_NEEDED') }), async act({ page }) { await logIn(page); await page.locator('input[name=code]').fill('000000'); await page.locator('button[type=submit]').click(); await page.locator('[role=alert]').waitFor(); } },
  { name: 'login-redeem', answers: outside({}), async act({ page }) { await act(page, 'have-code'); await page.locator('input[name=code]').fill('7k3m9'); await page.locator('input[name=password]').fill('kantin'); await page.locator('button[type=submit]').click(); } },
  { name: 'reauth-code', answers: site(() => ({ 'staff.invite': () => refused('REAUTH_NEEDED'), 'staff.reauthenticate': () => refused('TOTP_NEEDED') })), act: to('staff', async (page) => {
    await act(page, 'new-staff');
    await page.locator('input[name=name]').fill('Dewi Lestari');
    await submit(page);
    await page.locator('dialog input[name=password]').fill('jendela-hijau-kopi-42');
    await page.locator('dialog [data-action=submit]').last().click();
    await page.locator('dialog input[name=code]').waitFor();
  }) },
];
