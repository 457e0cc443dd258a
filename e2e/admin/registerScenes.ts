import type { Page } from 'playwright-core';
import { settingDefaults } from '../../src/shared/settingsList.ts';
import { exampleSite, ok, owner, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import type { Scene } from './scenes.ts';

/* The register's pages: courses, excuses, rooms and holidays, imports, staff, settings, cards. */

const site = (patch: (nowMs: number) => Answers = () => ({})) => (nowMs: number): Answers => ({ ...exampleSite(nowMs), ...patch(nowMs) });
const teacher = site(() => ({ 'staff.me': () => ok({ ...owner, name: 'I Gusti Ngurah Agung Bagus', role: 'teacher' }) }));

async function goTo(page: Page, name: string): Promise<void> {
  await page.locator(`[data-page=${name}]`).click();
  await page.locator(`[data-page=${name}][aria-current=page]`).waitFor();
}
const row = (page: Page) => page.locator('tbody tr[data-index="0"]').waitFor();
const to = (name: string, then: (page: Page) => Promise<unknown>) => async ({ page }: AdminPage): Promise<void> => {
  await goTo(page, name);
  await then(page);
};

const openCourse = (tab: string, then: (page: Page) => Promise<unknown> = async () => {}) => to('courses', async (page) => {
  await page.locator('main input[type=search]').fill('MTK-7A');
  await page.locator('tr[data-index="0"]', { hasText: 'MTK-7A' }).click();
  await page.locator(`[data-tab=${tab}]`).click();
  await page.locator(`[data-tab=${tab}][aria-selected=true]`).waitFor();
  await then(page);
});
const dialog = (action: string, then: (page: Page) => Promise<unknown> = async () => {}) => async (page: Page): Promise<void> => {
  await page.locator(`[data-action=${action}]`).first().click();
  await page.locator('dialog h2').waitFor();
  await then(page);
};
const submit = (page: Page) => page.locator('dialog [data-action=submit]').click();
const chooseFile = async (page: Page): Promise<void> => {
  await page.locator('input[type=file]').setInputFiles({ name: 'daftar-siswa.csv', mimeType: 'text/csv', buffer: Buffer.from('nama;nomor\r\nAyu;20240001\r\n') });
};
const preview = async (page: Page): Promise<void> => {
  await chooseFile(page);
  await page.locator('[data-action=commit-import]').waitFor();
};

/** Somebody else saves while this person edits. */
const theirs = (nowMs: number): Answers => {
  const answers = exampleSite(nowMs);
  let saved = false;
  return {
    ...answers,
    'settings.save': () => { saved = true; return refused('EDIT_CONFLICT', { revision: 5 }); },
    'settings.get': () => ok({ revision: saved ? 5 : 4, values: { ...settingDefaults, ...(saved ? { maxAmount: 400_000, siteName: 'Kantin Baru' } : {}) }, faults: [], recognition: null }),
  };
};

export const registerScenes: readonly Scene[] = [
  { name: 'courses', answers: site(), act: to('courses', row) },
  { name: 'courses-teacher', answers: teacher, act: to('courses', row) },
  { name: 'courses-week', answers: site(), act: to('courses', async (page) => { await page.getByText('Minggu', { exact: true }).or(page.getByText('Week', { exact: true })).first().click(); await page.locator('[data-entry]').first().waitFor(); }) },
  { name: 'courses-week-room', answers: site(), act: to('courses', async (page) => {
    await page.getByText('Minggu', { exact: true }).or(page.getByText('Week', { exact: true })).first().click();
    await page.locator('[data-entry]').first().waitFor();
    await page.locator('main select').selectOption({ index: 3 });
  }) },
  { name: 'courses-empty', answers: site(() => ({ 'courses.list': () => ok({ rows: [], nextCursor: null, total: 0 }) })), act: to('courses', (page) => page.locator('main h2').waitFor()) },
  { name: 'courses-failed', answers: site(() => ({ 'courses.list': () => refused('DATABASE_LOCKED') })), act: to('courses', (page) => page.locator('[role=alert]').waitFor()) },
  { name: 'course-new', answers: site(), act: to('courses', dialog('new-course', submit)) },
  { name: 'course-code-taken', answers: site(() => ({ 'courses.save': () => refused('CODE_TAKEN') })), act: to('courses', dialog('new-course', async (page) => {
    await page.locator('input[name=code]').fill('mtk-7a');
    await page.locator('input[name=name]').fill('Matematika');
    await submit(page);
    await page.locator('dialog [role=alert]').waitFor();
  })) },
  { name: 'course-timetable', answers: site(), act: openCourse('timetable', (page) => page.locator('[data-entry]').first().waitFor()) },
  { name: 'course-timetable-list', answers: site(), act: openCourse('timetable', async (page) => { await page.locator('[role=tabpanel] [role=radiogroup] label').nth(1).click(); await page.locator('[data-entry]').first().waitFor(); }) },
  { name: 'course-timetable-empty', answers: site((nowMs) => ({ 'courses.get': async (input) => { const all = await exampleSite(nowMs)['courses.get']?.(input); return all?.ok ? ok({ ...all.value, slots: [], rules: [], teacherName: null, teacherId: null }) : refused('COURSE_NOT_FOUND'); } })), act: openCourse('timetable', (page) => page.locator('[role=tabpanel] h2').waitFor()) },
  { name: 'course-slot', answers: site(), act: openCourse('timetable', dialog('new-slot', submit)) },
  { name: 'course-slot-remove', answers: site(), act: openCourse('timetable', async (page) => { await page.locator('[data-entry]').first().click(); await page.locator('[data-action=remove-slot]').click(); await page.locator('dialog [data-action=submit][class*=danger]').waitFor(); }) },
  { name: 'course-members', answers: site(), act: openCourse('members', async (page) => { await row(page); await page.locator('tr[data-index="2"]').click(); await page.locator('[data-panel]').waitFor(); }) },
  { name: 'course-members-add', answers: site(), act: openCourse('members', dialog('add-members', async (page) => {
    await page.keyboard.type('a');
    await page.locator('[role=option]').first().waitFor();
    for (let i = 0; i < 3; i += 1) { await page.keyboard.press('Enter'); await page.locator('dialog ul li button').nth(i).waitFor(); }
  })) },
  { name: 'course-members-empty', answers: site(() => ({ 'members.list': () => ok({ rows: [], nextCursor: null, total: 0 }) })), act: openCourse('members', (page) => page.locator('[role=tabpanel] h2').waitFor()) },
  { name: 'course-rules', answers: site(), act: openCourse('rules', (page) => page.locator('[role=tabpanel] h2').first().waitFor()) },
  { name: 'course-rules-change', answers: site(), act: openCourse('rules', dialog('change-rules', async (page) => { await page.locator('input[name=late]').fill('abc'); await submit(page); await page.locator('[aria-invalid=true]').waitFor(); })) },
  { name: 'course-sessions', answers: site(), act: openCourse('sessions', async (page) => { await row(page); await page.locator('tr[data-index="1"]').click(); await page.locator('[data-panel]').waitFor(); }) },
  { name: 'course-session-add', answers: site(), act: openCourse('sessions', dialog('add-session')) },
  { name: 'course-sessions-none', answers: site(() => ({ 'sessions.list': () => ok({ rows: [] }) })), act: openCourse('sessions', (page) => page.locator('[role=tabpanel] h2').waitFor()) },
  { name: 'course-archive', answers: site(), act: openCourse('rules', dialog('archive-course')) },
  { name: 'excuses', answers: site(), act: to('excuses', async (page) => { await row(page); await page.locator('tr[data-index="0"]').click(); await page.locator('[data-panel]').waitFor(); }) },
  { name: 'excuses-add', answers: site(), act: to('excuses', async (page) => { await row(page); await dialog('add-excuse', submit)(page); }) },
  { name: 'excuses-empty', answers: site(() => ({ 'excuses.list': () => ok({ rows: [], nextCursor: null, total: 0 }) })), act: to('excuses', (page) => page.locator('main h2').waitFor()) },
  { name: 'calendar', answers: site(), act: to('calendar', (page) => page.getByText('Lab IPA').waitFor()) },
  { name: 'calendar-empty', answers: site(() => ({ 'rooms.list': () => ok({ rows: [] }), 'holidays.list': () => ok({ rows: [] }) })), act: to('calendar', (page) => page.locator('main h2').nth(3).waitFor()) },
  { name: 'calendar-holiday', answers: site(), act: to('calendar', dialog('add-holiday', submit)) },
  { name: 'imports', answers: site(), act: to('imports', (page) => page.locator('[data-run]').first().waitFor()) },
  { name: 'imports-columns-missing', answers: site(() => ({ 'imports.preview': () => refused('COLUMNS_MISSING', { columns: 'nama, nomor' }), 'imports.list': () => ok({ rows: [] }) })), act: to('imports', async (page) => { await chooseFile(page); await page.locator('[role=alert]').waitFor(); }) },
  { name: 'imports-preview', answers: site(), act: to('imports', preview) },
  { name: 'imports-preview-all', answers: site(), act: to('imports', async (page) => { await preview(page); await page.locator('main [role=radiogroup] label').first().click(); }) },
  { name: 'imports-done', answers: site(), act: to('imports', async (page) => { await preview(page); await page.locator('[data-action=commit-import]').click(); await page.locator('section[role=status] dl').waitFor(); }) },
  { name: 'imports-undo', answers: site(), act: to('imports', dialog('undo-import')) },
  { name: 'imports-undo-refused', answers: site(), act: to('imports', dialog('undo-import', async (page) => { await submit(page); await page.locator('dialog [role=alert]').waitFor(); })) },
  { name: 'staff', answers: site(), act: to('staff', (page) => page.getByText('guru.2').waitFor()) },
  { name: 'settings', answers: site(), act: to('settings', (page) => page.locator('fieldset').first().waitFor()) },
  { name: 'settings-zone', answers: site(), act: to('settings', async (page) => { await page.locator('select[name=zone]').selectOption('Asia/Jayapura'); await page.locator('[role=alert]').waitFor(); }) },
  ...(['payments', 'recognition', 'attendance', 'operation', 'history'] as const).map((tab): Scene => ({ name: `settings-${tab}`, answers: site(), act: to('settings', async (page) => { await page.locator(`[data-tab=${tab}]`).click(); await page.locator(tab === 'history' ? 'tbody tr' : 'legend').first().waitFor(); }) })),
  { name: 'settings-wrong', answers: site(), act: to('settings', async (page) => { await page.locator('[data-tab=payments]').click(); await page.locator('input[name=maxAmount]').fill('50.000'); await page.locator('input[name=dayMax]').fill('banyak'); await page.locator('input[aria-invalid=true]').first().waitFor(); }) },
  { name: 'settings-conflict', answers: theirs, act: to('settings', async (page) => { await page.locator('[data-tab=payments]').click(); await page.locator('input[name=maxAmount]').fill('300.000'); await page.locator('[data-action=save-settings]').click(); await page.locator('dialog').waitFor(); }) },
  { name: 'course-cards', answers: site((nowMs) => ({ 'members.list': async (input) => {
    const all = await exampleSite(nowMs)['members.list']?.(input);
    return all?.ok ? ok({ rows: all.value.rows.slice(0, 24), nextCursor: null, total: 24 }) : refused('COURSE_NOT_FOUND');
  } })), act: openCourse('members', async (page) => { await page.locator('[data-action=cards]').click(); await page.locator('[data-action=print-cards]:enabled').waitFor({ timeout: 20_000 }); }) },
  { name: 'card', answers: site(), async act({ page }) { await goTo(page, 'people'); await row(page); await page.locator('tr', { hasText: 'Banjari' }).first().click(); await dialog('card', (p) => p.locator('[data-print]').waitFor())(page); } },
  { name: 'card-renew', answers: site(), async act({ page }) { await goTo(page, 'people'); await row(page); await page.locator('tr[data-index="0"]').click(); await dialog('card', (p) => p.locator('[data-action=renew-card]').click())(page); } },
];
