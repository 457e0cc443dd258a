import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFrom, hire } from './door.ts';
import { action, arrive, enterAmount, goHome, goToPage, identify, owner, setUp, tapDigits, untilDone } from './pages.ts';
import { makeClips } from './puppet/clips.ts';
import { clipFrames } from './puppet/mjpeg.ts';
import { oneStory } from './story.ts';
import { startKiosk, type Kiosk } from './tatap.ts';

/*
 * People at the desk, as staff keep them: made, edited beside a colleague, put to rest, enrolled at the kiosk and from photos, given a way to a new
 * PIN, taken out of recognition, deleted. Real Chromium, real core, real nets; one story, told in order. Two admin windows need the browser host.
 */

const sari = { name: 'Sari Uji', identifier: '30001', pin: '274913' } as const;
const budi = { name: 'Budi Foto', identifier: '30002', pin: '581264' } as const;
const cashier = { name: 'Kasir Tini', username: 'tini', password: 'sungai-empat-layar-88' } as const;
const teacher = { name: 'Guru Wati', username: 'wati', password: 'sawah-tujuh-pelangi-19' } as const;
const dayMs = 86_400_000;

let kiosk: Kiosk;
let admin: Page;
let photos: readonly Uint8Array[];

beforeAll(async () => {
  const clips = await makeClips({ chromium, only: ['personA', 'personB'] });
  photos = clipFrames(clips.personB);
  kiosk = await startKiosk();
});
afterAll(() => kiosk.close());

oneStory(async () => {
  await kiosk.picture('people-failed').catch(() => {});
  await kiosk.picture('people-failed-admin', admin).catch(() => {});
});

const dialog = (page: Page) => page.locator('dialog').last();
const submit = (page: Page) => dialog(page).locator('[data-action=submit]').click();

async function open(page: Page, name: string): Promise<void> {
  await goToPage(page, 'people');
  await page.getByRole('row', { name: new RegExp(name) }).click();
  await page.locator('[data-panel] [data-consent]').waitFor();
}

async function create(name: string, identifier: string): Promise<void> {
  await goToPage(admin, 'people');
  await action(admin, 'create-person').click();
  await admin.locator('dialog input[name=name]').fill(name);
  await admin.locator('dialog input[name=identifier]').fill(identifier);
  await submit(admin);
  await admin.locator('dialog').waitFor({ state: 'detached' });
}

async function personIdOf(name: string): Promise<string> {
  const [row] = (await callFrom(admin, 'people.list', { search: name })).rows;
  if (!row) throw new Error(`nobody is called ${name}`);
  return row.personId;
}
const detailOf = async (name: string) => callFrom(admin, 'people.get', { personId: await personIdOf(name) });

async function choosePin(pin: string): Promise<void> {
  for (const screen of ['choosePin', 'repeatPin'] as const) {
    await arrive(kiosk.page, screen);
    await tapDigits(kiosk.page, pin);
    await action(kiosk.page, 'submit-pin').click();
  }
}

test('a person is created, and found in the list', async () => {
  await arrive(kiosk.page, 'setup');
  admin = await kiosk.openAdmin();
  await setUp(admin, 'Madrasah Al-Hikmah');
  await goToPage(admin, 'people');
  await action(admin, 'create-person').click();
  await submit(admin);
  await admin.locator('dialog [aria-invalid=true]').first().waitFor();
  await admin.locator('dialog [data-action=cancel]').click();
  await create(sari.name, sari.identifier);
  await create(budi.name, budi.identifier);
  await open(admin, sari.name);
  expect(await admin.locator('[data-panel] [data-consent]').getAttribute('data-consent')).toBe('none');
});

test('an edit beside a colleague in a second window: the second is shown what stands, and loses nothing it typed', async () => {
  const second = await kiosk.context.newPage();
  await second.setViewportSize({ width: 1280, height: 800 });
  await second.goto(admin.url());
  await open(second, sari.name);
  for (const page of [admin, second]) await action(page, 'edit-person').click();
  await admin.locator('dialog input[name=guardianName]').fill('Ibu Ratna');
  await submit(admin);
  await admin.locator('dialog').waitFor({ state: 'detached' });
  await second.locator('dialog input[name=note]').fill('alergi kacang');
  await submit(second);
  expect(await second.locator('[data-theirs]').innerText()).toContain('Ibu Ratna');
  expect(await second.locator('dialog input[name=note]').inputValue()).toBe('alergi kacang');
  await kiosk.picture('people-conflict', second);
  expect(await detailOf(sari.name)).toMatchObject({ guardianName: 'Ibu Ratna', note: null });
  await action(second, 'keep-theirs').click();
  expect(await second.locator('dialog input[name=guardianName]').inputValue()).toBe('Ibu Ratna');
  await second.locator('dialog input[name=note]').fill('alergi kacang');
  await submit(second);
  await second.locator('dialog').waitFor({ state: 'detached' });
  expect(await detailOf(sari.name)).toMatchObject({ guardianName: 'Ibu Ratna', note: 'alergi kacang', revision: 3 });
  // The first window follows by itself.
  await admin.locator('[data-panel]').getByText('alergi kacang').waitFor();
  await second.close();
});

test('put to rest somebody leaves the list, and comes back', async () => {
  await open(admin, sari.name);
  await action(admin, 'rest-person').click();
  await submit(admin);
  await admin.getByRole('row', { name: new RegExp(sari.name) }).waitFor({ state: 'detached' });
  await action(admin, 'show-inactive').click();
  await open(admin, sari.name);
  expect(await action(admin, 'request-face').count()).toBe(0);
  await action(admin, 'rest-person').click();
  await submit(admin);
  await admin.getByRole('row', { name: new RegExp(sari.name) }).waitFor({ state: 'detached' });
  await action(admin, 'show-inactive').click();
  await admin.getByRole('row', { name: new RegExp(sari.name) }).waitFor();
});

test('the kiosk is asked for a face: staff see it wait, be declined, begin and be done, without touching anything', async () => {
  const request = (state: string) => admin.locator(`[data-panel] [data-request=${state}]`).waitFor({ timeout: 120_000 });
  kiosk.stand('personA');
  await open(admin, sari.name);
  await action(admin, 'request-face').click();
  await request('waiting');
  await kiosk.page.bringToFront();
  await arrive(kiosk.page, 'consent');
  expect(await kiosk.page.locator('[data-screen=consent]').innerText()).toContain(sari.name);
  await action(kiosk.page, 'decline').click();
  await request('declined');
  await kiosk.picture('people-request-declined', admin);
  await arrive(kiosk.page, 'attract');
  await action(admin, 'request-face').click();
  await request('waiting');
  await action(admin, 'withdraw-request').click();
  await request('none');
  await arrive(kiosk.page, 'attract');
  await action(admin, 'request-face').click();
  await arrive(kiosk.page, 'consent');
  await kiosk.page.bringToFront();
  await action(kiosk.page, 'accept').click();
  await request('accepted');
  await kiosk.picture('people-request-accepted', admin);
  await choosePin(sari.pin);
  await arrive(kiosk.page, 'enrolled');
  await request('done');
  await admin.locator('[data-panel] [data-consent=given]').waitFor();
  await kiosk.picture('people-request-done', admin);
  await goHome(kiosk.page);
  expect(await detailOf(sari.name)).toMatchObject({ hasPin: true, face: { fromPhotos: false } });
});

test('a face from photos: no look without a consent, a verdict in words for each, and only good ones count', async () => {
  const canary = 'Kanari-EXIF-7719';
  const verdict = (index: number) => admin.locator(`dialog li[data-verdict]:nth-child(${index}):not([data-verdict=looking])`);
  const verdicts = async () => admin.locator('dialog li[data-verdict]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-verdict')));
  await open(admin, budi.name);
  await action(admin, 'enrol-photos').click();
  await submit(admin);
  await admin.locator('dialog input[name=signed][aria-invalid=true]').waitFor();
  await admin.locator('dialog input[name=signed]').check();
  await submit(admin);
  await admin.locator('[data-drop]').waitFor();

  const grey = sharp({ create: { width: 640, height: 480, channels: 3, background: '#9a948c' } });
  const vast = await sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#000' }, limitInputPixels: false }).png().toBuffer();
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer });
  await admin.locator('dialog input[type=file]').setInputFiles([
    file('surat.jpg', Buffer.from('%PDF-1.4 bukan foto')), file('peta.jpg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
    file('raksasa.jpg', Buffer.alloc(13 * 1024 * 1024, 0xff)), file('seratus-megapiksel.png', vast), file('dinding.jpg', await grey.jpeg().toBuffer()),
  ]);
  await verdict(5).waitFor({ timeout: 120_000 });
  expect(await verdicts()).toEqual(['unreadable', 'unreadable', 'tooLarge', 'tooManyPixels', 'noFace']);
  expect(await action(admin, 'finish-photos').isDisabled()).toBe(true);
  await kiosk.picture('people-photos-bad', admin);
  for (let i = 0; i < 5; i += 1) await action(admin, 'remove-photo').first().click();

  const good = await Promise.all([0, 1, 2, 3].map(async (n) => file(`budi-${n}.jpg`, await sharp(photos[n]).jpeg({ quality: 95 }).withExif({ IFD0: { Copyright: canary } }).toBuffer())));
  await admin.locator('dialog input[type=file]').setInputFiles(good);
  await verdict(4).waitFor({ timeout: 120_000 });
  expect(await verdicts()).toEqual(['ok', 'ok', 'ok', 'ok']);
  await kiosk.picture('people-photos-good', admin);
  await action(admin, 'finish-photos').click();
  await admin.locator('[data-photos-done]').waitFor();
  await action(admin, 'photos-close').click();
  await admin.locator('[data-panel] [data-consent=given]').waitFor();
  expect(await detailOf(budi.name)).toMatchObject({ hasPin: false, face: { fromPhotos: true, templates: 4 } });

  const files = readdirSync(kiosk.dataDir, { recursive: true, encoding: 'utf8' }).map((name) => join(kiosk.dataDir, name)).filter((path) => statSync(path).isFile());
  for (const path of files) for (const kept of [Buffer.from(canary), Buffer.from([0xff, 0xd8, 0xff])]) expect(readFileSync(path).includes(kept), path).toBe(false);
});

test('the same face in the photos of somebody else is known', async () => {
  await create('Bukan Budi', '30003');
  await open(admin, 'Bukan Budi');
  await action(admin, 'enrol-photos').click();
  await admin.locator('dialog input[name=signed]').check();
  await submit(admin);
  await admin.locator('dialog input[type=file]').setInputFiles({ name: 'budi.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(photos[0] ?? []) });
  await admin.locator('dialog li[data-verdict=duplicate]').waitFor({ timeout: 120_000 });
  await admin.locator('dialog [data-action=cancel]').click();
  await admin.locator('dialog').waitFor({ state: 'detached' });
});

test('a code from staff becomes a PIN of one’s own at the kiosk', async () => {
  await open(admin, budi.name);
  await action(admin, 'pin-code').click();
  await submit(admin);
  const shown = admin.locator('[data-code]');
  await untilDone(admin, shown);
  const code = (await shown.innerText()).replaceAll(/\D/g, '');
  expect(code).toMatch(/^\d{8}$/);
  await action(admin, 'code-close').click();
  await enterAmount(kiosk.page, 5_000);
  await action(kiosk.page, 'pay-with-pin').click();
  await identify(kiosk.page, budi.identifier);
  await action(kiosk.page, 'forgot-pin').click();
  await kiosk.page.locator('[data-field="identifier"]').fill(budi.identifier);
  await action(kiosk.page, 'next').click();
  await kiosk.page.locator('[data-screen=resetCode]').waitFor();
  await tapDigits(kiosk.page, code);
  await action(kiosk.page, 'submit-pin').click();
  await choosePin(budi.pin);
  await kiosk.page.locator('[data-screen=pinSet]').waitFor();
  await action(kiosk.page, 'done').click();
  await expect.poll(async () => (await detailOf(budi.name)).hasPin).toBe(true);
});

test('where the guardian is told: checked, agreed to, changed, taken away', async () => {
  await open(admin, sari.name);
  await action(admin, 'add-contact').click();
  await admin.locator('dialog select[name=contactKind]').selectOption('whatsapp');
  await admin.locator('dialog input[name=address]').fill('bukan nomor');
  await submit(admin);
  await admin.locator('dialog input[name=address][aria-invalid=true]').waitFor();
  await admin.locator('dialog input[name=address]').fill('081234567890');
  await submit(admin);
  // Without the guardian's word nothing is kept.
  await admin.locator('dialog input[name=agreed][aria-invalid=true]').waitFor();
  await admin.locator('dialog input[name=agreed]').check();
  await submit(admin);
  const line = admin.locator('[data-contact=whatsapp]');
  await untilDone(admin, line);
  expect(await line.innerText()).toContain('081234567890');
  await line.locator('[data-action=edit-contact]').click();
  await admin.locator('dialog input[name=address]').fill('0877777777');
  await admin.locator('dialog input[name=agreed]').check();
  await submit(admin);
  await untilDone(admin, line.getByText('0877777777'));
  await line.locator('[data-action=remove-contact]').click();
  await submit(admin);
  await expect.poll(() => line.count()).toBe(0);
});

test('a consent is withdrawn: the face is gone, the record of it stays in sight', async () => {
  await open(admin, sari.name);
  await action(admin, 'erase-face').click();
  await dialog(admin).locator('button[class*="danger"]').click();
  await untilDone(admin, admin.locator('[data-panel] [data-consent=withdrawn]'));
  await kiosk.picture('people-consent-withdrawn', admin);
  expect(await detailOf(sari.name)).toMatchObject({ face: null, hasPin: true });
});

test('somebody is deleted after their name is typed, with a receipt of what went', async () => {
  await open(admin, budi.name);
  await action(admin, 'erase-person').click();
  await admin.locator('dialog input[name=confirmName]').fill('Budi');
  await submit(admin);
  await untilDone(admin, admin.locator('dialog [role=alert]'));
  await admin.locator('dialog input[name=confirmName]').fill(budi.name);
  await submit(admin);
  const receipt = admin.locator('[data-receipt]');
  await receipt.waitFor();
  expect(await receipt.innerText()).toMatch(/Templat wajah: 4[\s\S]*PIN: 1/);
  await kiosk.picture('people-receipt', admin);
  await action(admin, 'receipt-close').click();
  await admin.getByRole('row', { name: new RegExp(budi.name) }).waitFor({ state: 'detached' });
});

test('a whole list comes in by the import, which the page leads to', async () => {
  await goToPage(admin, 'people');
  await action(admin, 'import-people').click();
  await admin.locator('[data-page=imports][aria-current=page]').waitFor();
  const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  const bomb = Buffer.from(zipSync({ 'xl/workbook.xml': new Uint8Array(40 * 2 ** 20) }));
  for (const [name, buffer, said] of [['siswa.xlsx', bomb, /terlalu besar/i], ['foto.xlsx', Buffer.from(photos[0] ?? []), /tidak terbaca/i], ['besar.csv', Buffer.alloc(2 ** 20, 0x41), /terlalu besar/i]] as const) {
    await admin.locator('input[type=file]').setInputFiles({ name, mimeType: xlsx, buffer });
    await admin.locator('main [role=alert]').filter({ hasText: said }).waitFor();
  }
  await admin.locator('input[type=file]').setInputFiles({ name: 'murid.csv', mimeType: 'text/csv', buffer: Buffer.from('nama;nomor\r\nCitra Ayu;30010\r\nDodi Hermawan;30011\r\n') });
  await action(admin, 'commit-import').click();
  await admin.locator('section[role=status] dl').waitFor();
  await goToPage(admin, 'people');
  await admin.getByRole('row', { name: /Citra Ayu/ }).waitFor();
});

test('who was not seen for as long as the site keeps data is listed, and let go after a question', async () => {
  const { revision } = await callFrom(admin, 'settings.get', {});
  await callFrom(admin, 'staff.reauthenticate', { password: owner.password });
  await callFrom(admin, 'settings.save', { revision, patch: { retentionMonths: 6 } });
  kiosk.setAhead(200 * dayMs);
  await goToPage(admin, 'people');
  await action(admin, 'show-due').click();
  const due = admin.locator('dialog [data-due]');
  await due.waitFor();
  expect(await due.innerText()).toContain('Citra Ayu');
  await kiosk.picture('people-due', admin);
  await action(admin, 'erase-due').click();
  await submit(admin);
  const done = admin.locator('dialog [data-erased]');
  await untilDone(admin, done);
  expect(Number(await done.getAttribute('data-erased'))).toBeGreaterThanOrEqual(4);
  await admin.keyboard.press('Escape');
  expect((await callFrom(admin, 'people.list', {})).total).toBe(0);
});

test('a cashier sees people and money but changes nobody; a teacher sees neither', async () => {
  for (const [who, role] of [[cashier, 'cashier'], [teacher, 'teacher']] as const) await hire(admin, { ...who, role });
  await create('Eka Terakhir', '30020');
  const rooms = () => admin.locator('[data-page]').evaluateAll((all) => all.map((one) => one.getAttribute('data-page')));
  const enter = async ({ username, password }: typeof cashier | typeof teacher) => {
    await admin.getByRole('button', { name: 'Keluar' }).click();
    await admin.getByLabel('Nama pengguna').fill(username);
    await admin.getByLabel('Kata sandi', { exact: true }).fill(password);
    await admin.getByRole('button', { name: 'Masuk' }).click();
    await admin.locator('[data-page][aria-current=page]').waitFor();
  };
  await enter(cashier);
  expect(await admin.locator('[data-page][aria-current=page]').getAttribute('data-page')).toBe('people');
  const seen = await rooms();
  expect(seen).toEqual(expect.arrayContaining(['dashboard', 'people', 'transactions']));
  for (const room of ['today', 'history', 'stats', 'courses', 'excuses', 'cameras', 'notifications', 'calendar', 'imports', 'staff', 'activity', 'settings', 'operation']) expect(seen).not.toContain(room);
  await open(admin, 'Eka Terakhir');
  await admin.getByRole('button', { name: 'Isi saldo' }).waitFor();
  await action(admin, 'pin-code').waitFor();
  for (const name of ['create-person', 'import-people', 'show-due', 'edit-person', 'rest-person', 'erase-person', 'request-face', 'enrol-photos', 'add-contact']) expect(await action(admin, name).count(), name).toBe(0);
  await kiosk.picture('people-cashier', admin);
  await enter(teacher);
  expect(await admin.locator('[data-page][aria-current=page]').getAttribute('data-page')).toBe('today');
  expect(await rooms()).not.toContain('people');
  await expect(callFrom(admin, 'people.list', {})).rejects.toThrow('NOT_ALLOWED');
});
