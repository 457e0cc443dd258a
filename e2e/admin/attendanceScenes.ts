import type { Page } from 'playwright-core';
import { boardOf, camerasOf, daySessions, periodStats } from './attendance.ts';
import { exampleSite, examplePeople, ok, owner, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import type { Scene } from './scenes.ts';

/* The attendance pages: the day and its boards, history, statistics, cameras. */

const site = (patch: (nowMs: number) => Answers = () => ({})) => (nowMs: number): Answers => ({ ...exampleSite(nowMs), 'sessions.list': ({ fromDate }) => ok({ rows: daySessions(fromDate, nowMs) }), ...patch(nowMs) });
const never = new Promise<never>(() => {});
const nothing = { present: 0, late: 0, excused: 0, sick: 0, absent: 0 };

const row = (page: Page) => page.locator('tbody tr[data-index="0"]').waitFor();
const to = (name: string, then: (page: Page) => Promise<unknown>) => async ({ page }: AdminPage): Promise<void> => {
  await page.locator(`[data-page=${name}]`).click();
  await page.locator(`[data-page=${name}][aria-current=page]`).waitFor();
  await then(page);
};
const openRow = (n: number) => async (page: Page): Promise<void> => { await row(page); await page.locator(`tr[data-index="${n}"]`).click(); };
const panel = (page: Page) => page.locator('[data-panel]').waitFor();
const board = (then: (page: Page) => Promise<unknown> = async () => {}) => to('today', async (page) => { await openRow(0)(page); await page.locator('[data-board]').waitFor(); await row(page); await then(page); });
const boardPanel = (name: string, then: (page: Page) => Promise<unknown> = async () => {}) => board(async (page) => {
  await page.keyboard.press('/');
  await page.keyboard.type(name);
  await page.locator('tr[data-index="0"]', { hasText: name }).click();
  await panel(page);
  await then(page);
});
const dialog = (action: string, then: (page: Page) => Promise<unknown> = async () => {}) => async (page: Page): Promise<void> => {
  await page.locator(`[data-action=${action}]`).first().click();
  await page.locator('dialog h2').waitFor();
  await then(page);
};
const submit = (page: Page) => page.locator('dialog [data-action=submit]').click();
const chart = (page: Page) => page.locator('main svg[role=img]').waitFor();
const firstCourse = async (page: Page): Promise<void> => { await page.locator('main select[name=course]').selectOption({ index: 3 }); await row(page); };
const small = (patch: Parameters<typeof boardOf>[2]) => site((nowMs) => ({ 'sessions.board': () => ok(boardOf(examplePeople(nowMs), nowMs, patch)) }));

export const attendanceScenes: readonly Scene[] = [
  { name: 'today', answers: site(), act: to('today', row) },
  { name: 'today-teacher', answers: site(() => ({ 'staff.me': () => ok({ ...owner, name: 'I Gusti Ngurah Agung Bagus', role: 'teacher' }) })), act: ({ page }) => row(page) },
  { name: 'today-empty', answers: site(() => ({ 'sessions.list': () => ok({ rows: [] }) })), act: to('today', (page) => page.locator('main h2').waitFor()) },
  { name: 'today-loading', answers: site(() => ({ 'sessions.list': () => never })), act: to('today', (page) => page.waitForTimeout(400)) },
  { name: 'today-failed', answers: site(() => ({ 'sessions.list': () => refused('DATABASE_LOCKED') })), act: to('today', (page) => page.locator('[role=alert]').waitFor()) },
  { name: 'today-tomorrow', answers: site(), act: to('today', async (page) => { await row(page); await page.locator('[data-action=next-day]').click(); await page.locator('[data-action=this-day]').waitFor(); }) },
  { name: 'today-add', answers: site(), act: to('today', dialog('add-session', submit)) },
  { name: 'board', answers: site(), act: board() },
  { name: 'board-missing', answers: site(), act: board(async (page) => { await page.locator('[data-board] [role=radiogroup] label').nth(1).click(); await row(page); }) },
  { name: 'board-person', answers: site(), act: boardPanel('Banjari') },
  { name: 'board-override', answers: site(), act: boardPanel('Banjari', dialog('override-mark', submit)) },
  { name: 'board-override-refused', answers: site(() => ({ 'marks.override': () => refused('NOT_A_MEMBER') })), act: boardPanel('Banjari', dialog('override-mark', async (page) => {
    await page.locator('dialog [role=radiogroup] label').nth(4).click();
    await page.locator('dialog input[name=reason]').fill('Pulang sebelum kelas mulai');
    await submit(page);
    await page.locator('dialog [role=alert]').waitFor();
  })) },
  { name: 'board-void', answers: small(30), act: boardPanel('Banjari', dialog('void-mark')) },
  { name: 'board-cancel', answers: small(30), act: board(dialog('cancel-session')) },
  { name: 'board-empty', answers: small(0), act: to('today', async (page) => { await openRow(0)(page); await page.locator('[data-board] h2').waitFor(); }) },
  { name: 'history', answers: site(), act: to('history', row) },
  { name: 'history-voided', answers: site(), act: to('history', async (page) => { await row(page); await page.locator('input[name=voided]').check(); await page.locator('tr[data-index="3"]', { hasText: /Dibatalkan|Voided/ }).click(); await panel(page); }) },
  { name: 'history-person', answers: site(), act: to('history', async (page) => { await openRow(0)(page); await page.locator('[data-panel] [data-action=marks-of]').click(); await page.locator('[data-action=everybody]').waitFor(); }) },
  { name: 'history-reversed', answers: site(), act: to('history', async (page) => { await page.locator('main [role=radiogroup] label').last().click(); await page.locator('input[name=toDay]').fill('2026-01-01'); await page.locator('[role=alert]').waitFor(); }) },
  { name: 'history-none', answers: site(() => ({ 'marks.list': () => ok({ rows: [], nextCursor: null, total: 0 }) })), act: to('history', (page) => page.locator('main h2').waitFor()) },
  { name: 'stats', answers: site(), act: to('stats', chart) },
  { name: 'stats-term', answers: site(), act: to('stats', async (page) => { await page.locator('main [role=radiogroup] label').nth(2).click(); await chart(page); await page.waitForTimeout(200); }) },
  { name: 'stats-table', answers: site(), act: to('stats', async (page) => { await chart(page); await page.locator('section [role=radiogroup] label').last().click(); await page.locator('section table').first().waitFor(); }) },
  { name: 'stats-course', answers: site(), act: to('stats', async (page) => { await firstCourse(page); await chart(page); }) },
  { name: 'stats-person', answers: site(), act: to('stats', async (page) => { await firstCourse(page); await page.locator('section tr[data-index="2"]').click(); await page.locator('[data-person] svg[role=img]').waitFor(); }) },
  { name: 'stats-dates', answers: site(), act: to('stats', async (page) => { await page.locator('main [role=radiogroup] label').nth(3).click(); await page.locator('input[name=toDay]').fill('2026-01-01'); await page.locator('[role=alert]').waitFor(); }) },
  { name: 'stats-empty', answers: site(() => ({ 'stats.period': () => ok({ counts: nothing, rate: null, days: [], courses: [] }) })), act: to('stats', (page) => page.locator('main h2').waitFor()) },
  { name: 'stats-one-day', answers: site(() => ({ 'stats.period': (input) => ok({ ...periodStats(input), days: periodStats({ ...input, fromDate: '2026-11-02', toDate: '2026-11-02' }).days }) })), act: to('stats', chart) },
  { name: 'report', answers: site(), act: to('stats', async (page) => { await page.locator('[data-tab=day]').click(); await page.locator('[data-print]').waitFor(); }) },
  { name: 'report-print', answers: site(), act: to('stats', async (page) => { await page.locator('[data-tab=day]').click(); await page.locator('[data-print]').waitFor(); await page.emulateMedia({ media: 'print' }); }) },
  { name: 'report-none', answers: site(() => ({ 'stats.day': () => ok({ counts: nothing, rate: null, sessions: [] }) })), act: to('stats', async (page) => { await page.locator('[data-tab=day]').click(); await page.locator('main h2').waitFor(); }) },
  { name: 'cameras', answers: site(), act: to('cameras', row) },
  { name: 'cameras-live', answers: site(), act: to('cameras', async (page) => { await openRow(0)(page); await page.locator('[data-preview] img').waitFor(); await page.waitForTimeout(400); }) },
  { name: 'cameras-down', answers: site(() => ({ 'cameras.view': () => ok({ picture: null, faces: [] }) })), act: to('cameras', async (page) => { await openRow(1)(page); await panel(page); await page.waitForTimeout(300); }) },
  { name: 'cameras-empty', answers: site(() => ({ 'cameras.list': () => ok({ rows: [] }) })), act: to('cameras', (page) => page.locator('[data-action=add-camera]').waitFor()) },
  { name: 'cameras-failed', answers: site(() => ({ 'cameras.list': () => refused('DATABASE_LOCKED') })), act: to('cameras', (page) => page.locator('[role=alert]').waitFor()) },
  { name: 'cameras-add', answers: site(), act: to('cameras', dialog('add-camera', async (page) => { await page.locator('input[name=url]').fill('http://viewer:rahasia@10.0.0.7:81/stream'); await page.locator('input[name=secret]').fill('bukan kunci'); await submit(page); })) },
  { name: 'cameras-edit', answers: site(), act: to('cameras', async (page) => { await openRow(0)(page); await dialog('edit-camera', (p) => p.locator('input[name=password-forget]').check())(page); }) },
  { name: 'cameras-remove', answers: site((nowMs) => ({ 'cameras.list': () => ok({ rows: camerasOf(nowMs, 'badSignature') }) })), act: to('cameras', async (page) => { await openRow(1)(page); await dialog('remove-camera')(page); }) },
];
