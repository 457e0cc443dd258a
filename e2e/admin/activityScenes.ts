import { exampleSite, ok, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import type { Scene } from './scenes.ts';

const site = (patch: () => Answers = () => ({})) => (nowMs: number): Answers => ({ ...exampleSite(nowMs), ...patch() });

async function toLog({ page }: AdminPage): Promise<void> {
  await page.locator('[data-page=activity]').click();
  await page.locator('[data-list=activity] tr[data-index="0"]').waitFor();
}

/** Opens the first entry of an action. */
async function open(admin: AdminPage, action: string): Promise<void> {
  await toLog(admin);
  await admin.page.locator('select[name=action]').selectOption(action);
  await admin.page.locator('[data-list=activity][data-phase=ready]').waitFor();
  await admin.page.locator('[data-list=activity] tr[data-index="0"]').click();
  await admin.page.locator('[data-panel] h2').waitFor();
}

export async function saveView({ page }: AdminPage, name: string): Promise<void> {
  await page.locator('[data-action=save-view]').click();
  await page.locator('dialog input[name=viewName]').fill(name);
  await page.locator('dialog [data-action=submit]').click();
  await page.locator('dialog').waitFor({ state: 'detached' });
}

export const activityScenes: readonly Scene[] = [
  { name: 'activity', answers: site(), act: toLog },
  { name: 'activity-setting', answers: site(), act: (admin) => open(admin, 'settings.changed') },
  { name: 'activity-rules', answers: site(), act: (admin) => open(admin, 'course.rulesSaved') },
  { name: 'activity-erased', answers: site(), act: (admin) => open(admin, 'person.erased') },
  { name: 'activity-dates', answers: site(), async act(admin) {
    await toLog(admin);
    await admin.page.locator('main [role=radiogroup] label').last().click();
    await admin.page.locator('input[name=fromDay]').waitFor();
  } },
  { name: 'activity-view', answers: site(), async act(admin) {
    await toLog(admin);
    await admin.page.locator('select[name=status]').selectOption('refused');
    await saveView(admin, 'Ditolak minggu ini');
    await admin.page.locator('[data-list=activity][data-phase=ready]').waitFor();
  } },
  { name: 'activity-view-save', answers: site(), async act(admin) {
    await toLog(admin);
    await admin.page.locator('[data-action=save-view]').click();
    await admin.page.locator('dialog [data-action=submit]').click();
    await admin.page.locator('dialog [aria-invalid=true]').waitFor();
  } },
  { name: 'activity-view-edit', answers: site(), async act(admin) {
    await toLog(admin);
    await saveView(admin, 'Minggu ini');
    await admin.page.locator('[data-action=edit-view]').click();
    await admin.page.locator('dialog [data-action=remove-view]').waitFor();
  } },
  { name: 'activity-none', answers: site(() => ({ 'activity.list': () => ok({ rows: [], nextCursor: null, total: 0, more: false }) })), async act({ page }) { await page.locator('[data-page=activity]').click(); await page.locator('main h2').waitFor(); } },
  { name: 'activity-failed', answers: site(() => ({ 'activity.list': () => refused('DATABASE_LOCKED') })), async act({ page }) { await page.locator('[data-page=activity]').click(); await page.locator('main [role=alert]').waitFor(); } },
  { name: 'people-filters', answers: site(), async act(admin) {
    const { page } = admin;
    await page.locator('[data-page=people]').click();
    await page.locator('tbody tr[data-index="0"]').waitFor();
    await page.locator('select[name=face]').selectOption('no');
    await page.locator('th[data-column=balance] button').click();
    await saveView(admin, 'Belum ada wajah');
  } },
];
