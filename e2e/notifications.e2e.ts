import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFrom } from './door.ts';
import { action, arrive, goToPage, setUp, untilDone } from './pages.ts';
import { oneStory } from './story.ts';
import { startKiosk, type Kiosk } from './tatap.ts';

/*
 * What leaves the machine, as staff set it up and look after it: an SMTP server and an HTTP endpoint stand in for the services outside, and
 * refuse, hang and come back as those do. Real Chromium, real core, real database. Two admin windows need the browser host.
 */

const ani = { name: 'Ani Lestari', identifier: '10001', pin: '274913' } as const;
const mailPassword = 'gula-aren-31';
const minuteMs = 60_000;

interface Mail { to: string[]; text: string }
interface Post { id: string; body: string }

let kiosk: Kiosk;
let admin: Page;
let smtp: SMTPServer;
let endpoint: http.Server;
let aheadMs = 0;
const mails: Mail[] = [];
const posts: Post[] = [];
/** How the endpoint answers; null: not at all. */
let answer: number | null = 200;
let passwordNow: string = mailPassword;

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port; // both listen on TCP

beforeAll(async () => {
  smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'], allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => (username === 'tatap' && password === passwordNow ? done(null, { user: username }) : done(new Error('535 no'))),
    onData: (stream, { envelope }, done) => {
      void text(stream).then((body) => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: body });
        done();
      });
    },
  });
  await new Promise<void>((ready) => { smtp.listen(0, '127.0.0.1', () => ready()); });
  endpoint = http.createServer((request, response) => {
    void text(request).then((body) => {
      posts.push({ id: String((JSON.parse(body) as { id?: unknown }).id), body });
      if (answer !== null) response.writeHead(answer).end();
    });
  });
  await new Promise<void>((ready) => { endpoint.listen(0, '127.0.0.1', ready); });
  kiosk = await startKiosk();
  // Ten in the morning at the site: nothing of this story crosses midnight.
  const wall = new Date(Date.now() + 7 * 60 * minuteMs);
  aheadMs = ((10 * 60 - wall.getUTCHours() * 60 - wall.getUTCMinutes() + 24 * 60) % (24 * 60)) * minuteMs;
  kiosk.setAhead(aheadMs);
});
afterAll(async () => {
  await kiosk.close();
  endpoint.closeAllConnections();
  endpoint.close();
  await new Promise<void>((ended) => { smtp.close(() => ended()); });
});

oneStory(() => kiosk.picture('notifications-failed', admin).catch(() => {}));

function pass(ms: number): void {
  aheadMs += ms;
  kiosk.setAhead(aheadMs);
}

const tab = async (page: Page, name: 'channels' | 'rules' | 'messages') => {
  await goToPage(page, 'notifications');
  await page.locator(`[data-tab=${name}]`).click();
  await page.locator(`[data-tab=${name}][aria-selected=true]`).waitFor();
};
const submit = () => admin.locator('dialog').last().locator('[data-action=submit]').click();
const row = (name: string) => admin.getByRole('row', { name: new RegExp(name) });

/** Presses the button beside the channel and answers what was said. */
async function tried(name: string, outcome: string): Promise<string> {
  await tab(admin, 'channels');
  await row(name).locator('[data-action=test-channel]').click();
  const said = admin.locator(`[data-outcome=${outcome}]`);
  await said.waitFor({ timeout: 30_000 });
  return said.innerText();
}

async function fill(values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await admin.locator(`dialog input[name=${name}]`).fill(value);
}

async function pay(amount: number): Promise<void> {
  const { chargeId } = await callFrom(kiosk.page, 'charges.create', { amount, idempotencyKey: crypto.randomUUID() });
  const { authorisationId } = await callFrom(kiosk.page, 'pins.authorise', { chargeId, identifier: ani.identifier, pin: ani.pin });
  await callFrom(kiosk.page, 'payments.confirm', { authorisationId, idempotencyKey: crypto.randomUUID() });
}

test('without a channel nothing leaves, and the page says so', async () => {
  await arrive(kiosk.page, 'setup');
  admin = await kiosk.openAdmin();
  await setUp(admin, 'Madrasah Al-Hikmah');
  await tab(admin, 'channels');
  await admin.getByText('Belum ada saluran').waitFor();
});

test('a mail server is set up, tested, and says in words when its password was revoked', async () => {
  await action(admin, 'new-channel').click();
  await submit();
  await admin.locator('dialog [aria-invalid=true]').first().waitFor();
  await admin.locator('dialog select[name=kind]').selectOption('email');
  await admin.locator('dialog select[name=security]').selectOption('none');
  await fill({ name: 'Surel wali', host: '127.0.0.1', port: String(portOf(smtp.server)), username: 'tatap', from: 'kios@madrasah.example', to: 'tata.usaha@madrasah.example', secret: mailPassword });
  await submit();
  await untilDone(admin, row('Surel wali'));
  expect(await tried('Surel wali', 'delivered')).toContain('terkirim');
  expect(mails).toMatchObject([{ to: ['tata.usaha@madrasah.example'] }]);
  expect(mails[0]?.text).toContain('Pesan uji dari Madrasah Al-Hikmah');
  await kiosk.picture('notifications-delivered', admin);
  passwordNow = 'yang-baru-77';
  expect(await tried('Surel wali', 'unauthorised')).toContain('kata sandi ditolak');
  passwordNow = mailPassword;
  await tried('Surel wali', 'delivered');
});

test('an endpoint that revokes, hangs or is away is told apart, in words', async () => {
  await action(admin, 'new-channel').click();
  await admin.locator('dialog select[name=kind]').selectOption('webhook');
  await fill({ name: 'Sistem sekolah', url: `http://127.0.0.1:${portOf(endpoint)}/tatap`, secret: 'kunci-tanda-tangan' });
  await submit();
  await untilDone(admin, row('Sistem sekolah'));
  await tried('Sistem sekolah', 'delivered');
  for (const revoked of [401, 403]) {
    answer = revoked;
    expect(await tried('Sistem sekolah', 'unauthorised')).toContain('Buat yang baru');
  }
  answer = null;
  const startedAt = Date.now();
  expect(await tried('Sistem sekolah', 'timeout')).toContain('10 detik');
  expect(Date.now() - startedAt).toBeGreaterThan(9_000);
  await kiosk.picture('notifications-timeout', admin);
  answer = 500;
  expect(await tried('Sistem sekolah', 'serverError')).toContain('terganggu');
  answer = 200;
  await tried('Sistem sekolah', 'delivered');
});

test('two windows write the rules: the second sees what the first saved, and decides', async () => {
  await tab(admin, 'rules');
  const second = await kiosk.context.newPage();
  await second.setViewportSize({ width: 1280, height: 800 });
  await second.goto(admin.url());
  await tab(second, 'rules');
  await second.locator('input[name=time]').fill('16:15');
  await admin.getByLabel('Surel wali').first().check();
  await admin.locator('fieldset', { hasText: 'Setiap pembayaran' }).getByLabel('Sistem sekolah').check();
  await action(admin, 'save-rules').click();
  await untilDone(admin, admin.getByText('Aturan tersimpan.'));
  await action(second, 'save-rules').click();
  await second.locator('[data-theirs=payments]').waitFor();
  expect(await second.locator('[data-theirs=payments]').innerText()).toContain('Sistem sekolah');
  await kiosk.picture('notifications-conflict', second);
  await action(second, 'look-theirs').click();
  // What was typed is still there, and nothing of the other is lost by choosing theirs.
  expect(await second.locator('input[name=time]').inputValue()).toBe('16:15');
  await action(second, 'drop-rules').click();
  await second.locator('input[name=time]').fill('16:30');
  await action(second, 'save-rules').click();
  await second.getByText('Aturan tersimpan.').waitFor();
  await second.close();
  const { arrivals, payments, daily } = await callFrom(admin, 'notifications.rules', {});
  expect([arrivals.guardians.length, payments.channels.length, daily.time]).toEqual([1, 1, '16:30']);
});

test('a guardian who wants it is told by mail that the child is there', async () => {
  const { enrolmentId } = await callFrom(kiosk.page, 'enrolments.begin', { name: ani.name, identifier: ani.identifier, consent: null, cameraId: null });
  const { personId } = await callFrom(kiosk.page, 'enrolments.finish', { enrolmentId, pin: ani.pin });
  await goToPage(admin, 'people');
  await row(ani.name).click();
  await action(admin, 'add-contact').click();
  await admin.locator('dialog select[name=contactKind]').selectOption('email');
  await fill({ address: 'ratna@rumah.example' });
  await admin.locator('dialog input[name=agreed]').check();
  await submit();
  await untilDone(admin, admin.locator('[data-contact=email]'));
  const { roomId } = await callFrom(admin, 'rooms.save', { roomId: null, name: 'Ruang 7A' });
  const { courseId } = await callFrom(admin, 'courses.save', { courseId: null, code: 'MTK-7A', name: 'Matematika 7A', teacherId: null });
  const date = new Date(Date.now() + aheadMs + 7 * 60 * minuteMs).toISOString().slice(0, 10);
  await callFrom(admin, 'members.add', { courseId, personIds: [personId], fromDate: date, untilDate: null });
  await callFrom(admin, 'sessions.add', { courseId, roomId, date, starts: '10:15', ends: '11:15' });
  mails.length = 0;
  await callFrom(kiosk.page, 'checkins.byNumber', { identifier: ani.identifier, pin: ani.pin });
  await expect.poll(() => mails.length, { timeout: 120_000, interval: 500 }).toBe(1);
  expect(mails[0]).toMatchObject({ to: ['ratna@rumah.example'] });
  expect(mails[0]?.text).toMatch(/Ani hadir, Matematika 7A/);
  await tab(admin, 'messages');
  await admin.getByText('Ani hadir, Matematika 7A').waitFor();
  // The address stays masked where messages are listed.
  expect(await admin.locator('main').innerText()).not.toContain('ratna@rumah.example');
  await callFrom(admin, 'topups.create', { personId, amount: 100_000, idempotencyKey: crypto.randomUUID() });
});

test('an endpoint that is down is tried again, and takes the message once it is back, under the same id', async () => {
  posts.length = 0;
  answer = 500;
  await pay(5_000);
  await expect.poll(() => posts.length, { timeout: 120_000, interval: 500 }).toBe(1);
  await tab(admin, 'messages');
  await row('Pembayaran Rp').filter({ hasText: 'Antre' }).getByText('terganggu').waitFor();
  await kiosk.picture('notifications-queued', admin);
  answer = 200;
  pass(minuteMs);
  await expect.poll(() => posts.length, { timeout: 120_000, interval: 500 }).toBe(2);
  expect(posts[1]?.id).toBe(posts[0]?.id);
  await row('Pembayaran Rp').getByText('Terkirim', { exact: true }).waitFor();
});

test('what is refused is a dead letter: the dashboard says so, it is sent again, or thrown away', async () => {
  posts.length = 0;
  answer = 400;
  for (const amount of [6_000, 7_000]) await pay(amount);
  const dead = admin.getByRole('row').filter({ has: admin.locator('[data-action=retry]') });
  await expect.poll(() => dead.count(), { timeout: 120_000, interval: 500 }).toBe(2);
  await kiosk.picture('notifications-dead', admin);
  // Told within a minute, on the page everybody begins with.
  await goToPage(admin, 'dashboard');
  await admin.getByText('Ada pesan yang tidak terkirim').waitFor({ timeout: 120_000 });
  await kiosk.picture('dashboard-dead-letters', admin);
  await admin.locator('[role=alert]', { hasText: 'Ada pesan yang tidak terkirim' }).getByRole('button', { name: 'Buka' }).click();
  await tab(admin, 'messages');
  answer = 200;
  await dead.filter({ hasText: '7.000' }).locator('[data-action=retry]').click();
  await expect.poll(() => posts.filter(({ body }) => body.includes('7000')).length, { timeout: 120_000, interval: 500 }).toBe(2);
  await expect.poll(() => dead.count()).toBe(1);
  await dead.getByRole('button', { name: 'Buang' }).click();
  await untilDone(admin, admin.getByRole('row').filter({ hasText: '7.000' }));
  await expect.poll(() => dead.count()).toBe(0);
});
