import type { Page } from 'playwright-core';
import { exampleSite, ok, owner, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import { stillTill } from './reports.ts';
import type { Scene } from './scenes.ts';

/* Reports: the till of a day, attendance of a month. */

const site = (patch: Answers = {}) => (nowMs: number): Answers => ({ ...exampleSite(nowMs), ...patch });
const sheet = (page: Page) => page.locator('main [data-print]').waitFor();
const to = (then: (page: Page) => Promise<unknown> = sheet) => async ({ page }: AdminPage): Promise<void> => {
  await page.locator('[data-page=reports]').click();
  await page.locator('[data-page=reports][aria-current=page]').waitFor();
  await then(page);
};
const count = (text: string) => async (page: Page): Promise<void> => { await sheet(page); await page.locator('input[name=counted]').fill(text); };
const month = (then: (page: Page) => Promise<unknown> = sheet) => to(async (page) => { await page.locator('[data-tab=month]').click(); await then(page); });
const none = { present: 0, late: 0, excused: 0, sick: 0, absent: 0 };

export const reportScenes: readonly Scene[] = [
  { name: 'report-till', answers: site(), act: to() },
  { name: 'report-till-short', answers: site(), act: to(count('7700000')) },
  { name: 'report-till-even', answers: site(), act: to(count('7715000')) },
  { name: 'report-till-still', answers: site({ 'reports.till': (input) => ok(stillTill(input)) }), act: to() },
  { name: 'report-till-failed', answers: site({ 'reports.till': () => refused('DATABASE_LOCKED') }), act: to((page) => page.locator('[role=alert]').waitFor()) },
  { name: 'report-month', answers: site(), act: month() },
  { name: 'report-month-course', answers: site(), act: month(async (page) => { await sheet(page); await page.locator('main select[name=course]').selectOption({ index: 2 }); await page.locator('[data-print] td[data-status]').first().waitFor(); }) },
  { name: 'report-month-empty', answers: site({ 'reports.month': ({ month: asked }) => ok({ month: asked, counts: none, rate: null, sessions: 0, courses: [], course: null }) }), act: month((page) => page.locator('main h2').waitFor()) },
  { name: 'report-teacher', answers: site({ 'staff.me': () => ok({ ...owner, role: 'teacher' }) }), act: to() },
];
