import { parse } from 'csv-parse/sync';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ExportProgress } from '../shared/contractExports.ts';
import { adminWindow, hire, owner, startTestApp, type TestApp } from './app.testkit.ts';
import { inTransaction, openDatabase, openReadOnly } from './db/open.ts';
import { insertPerson } from './db/queries/people.ts';

let started: TestApp | null = null;
afterEach(async () => { await started?.close(); started = null; });

async function siteWith(people: number): Promise<TestApp> {
  started = await startTestApp();
  const rows = Array.from({ length: people }, (_, n) => `Orang ${n},NIS-${n}`);
  const { importId } = await started.must(adminWindow, 'imports.preview', { kind: 'people', fileName: 'a.csv', bytes: new TextEncoder().encode(['name,identifier', ...rows].join('\n')) });
  await started.must(adminWindow, 'imports.commit', { importId });
  return started;
}

/** Begins an export and waits until it is over. */
async function exported({ app, must }: TestApp, ask: () => Promise<{ exportId: string; total: number }>) {
  const over = Promise.withResolvers<ExportProgress>();
  const stop = app.subscribe(({ event, payload }) => {
    // The event's name says which payload this is.
    if (event === 'exports.progress' && (payload as ExportProgress).state !== 'writing') over.resolve(payload as ExportProgress);
  });
  const { exportId, total } = await ask();
  const progress = await over.promise;
  stop();
  return { exportId, total, progress, fetch: async () => app.takeExport((await must(adminWindow, 'exports.download', { exportId })).address.replace('/admin/export/', ''), adminWindow.connection) };
}

const peopleCsv = (filters: Record<string, string | boolean>) => ({ list: 'people', filters, format: 'csv', language: 'en' }) as const;

test('the people shown are the people in the file, once, and then the file is gone', async () => {
  const site = await siteWith(60);
  const shown = await site.must(adminWindow, 'people.list', { search: 'orang 1', limit: 200 });
  const made = await exported(site, () => site.must(adminWindow, 'exports.startPeople', peopleCsv({ search: 'orang 1' })));
  expect(made.total).toBe(shown.total);
  expect(made.progress).toMatchObject({ state: 'done', rows: shown.total });
  const file = await made.fetch();
  expect(file?.fileName).toBe('tatap-people-2026-11-21.csv');
  const [, ...rows] = parse(readFileSync(file?.path ?? '', 'utf8'), { bom: true });
  expect(rows.map(([name]) => name)).toEqual(shown.rows.map(({ name }) => name));
  expect(statSync(file?.path ?? '').mode & 0o777).toBe(0o600);
  file?.taken();
  expect(readdirSync(join(site.dataDir, 'exports'))).toEqual([]);
  expect(await site.call(adminWindow, 'exports.download', { exportId: made.exportId })).toMatchObject({ ok: false, code: 'EXPORT_GONE' });
});

test('the file of people has their filters and their order', async () => {
  const site = await siteWith(12);
  const filters = { search: 'orang', face: false, pin: false, inactive: false, sort: 'nameDown' } as const;
  const shown = await site.must(adminWindow, 'people.list', filters);
  const made = await exported(site, () => site.must(adminWindow, 'exports.startPeople', peopleCsv(filters)));
  const [, ...rows] = parse(readFileSync((await made.fetch())?.path ?? '', 'utf8'), { bom: true });
  expect(rows.map(([name]) => name)).toEqual(shown.rows.map(({ name }) => name));
  expect(rows[0]?.[0]).toBe('Orang 9');
  const none = await exported(site, () => site.must(adminWindow, 'exports.startPeople', peopleCsv({ face: true })));
  expect(none.total).toBe(0);
});

test('who exported what is in the audit chain, without what was searched for', async () => {
  const site = await siteWith(3);
  await exported(site, () => site.must(adminWindow, 'exports.startPeople', peopleCsv({ search: 'orang' })));
  const db = openReadOnly(join(site.dataDir, 'tatap.db'));
  const row = db.sqlite.prepare("SELECT detail FROM audit WHERE action = 'export.made'").pluck().all();
  db.sqlite.close();
  expect(row).toEqual(['{"list":"people","format":"csv","rows":3,"filters":"search"}']);
});

test('an address is good once, for the window that asked, and the file goes with the session', async () => {
  const site = await siteWith(3);
  const made = await exported(site, () => site.must(adminWindow, 'exports.start', { list: 'transactions', filters: {}, format: 'xlsx', language: 'id' }));
  const { address } = await site.must(adminWindow, 'exports.download', { exportId: made.exportId });
  const token = address.replace('/admin/export/', '');
  expect(site.app.takeExport(token, 'somebody else')).toBeNull();
  const file = site.app.takeExport(token, adminWindow.connection);
  expect(existsSync(file?.path ?? '')).toBe(true);
  expect(site.app.takeExport(token, adminWindow.connection)).toBeNull();
  await site.must(adminWindow, 'staff.logout', {});
  expect(existsSync(file?.path ?? '')).toBe(false);
});

test('nobody exports a list they may not read, and a wrong filter is named', async () => {
  const site = await siteWith(1);
  await hire(site, { name: 'Kasir', username: 'kasir', role: 'cashier', password: 'sendok-kuning-41-awan' });
  expect(await site.call(adminWindow, 'exports.start', { list: 'marks', filters: { status: 'asleep' }, format: 'csv', language: 'id' })).toMatchObject({ ok: false, code: 'BAD_INPUT', data: { field: 'status' } });
  await site.must(adminWindow, 'staff.login', { username: 'kasir', password: 'sendok-kuning-41-awan' });
  for (const list of ['marks', 'cameras', 'imports', 'excuses'] as const) {
    expect(await site.call(adminWindow, 'exports.start', { list, filters: {}, format: 'csv', language: 'id' }), list).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
  }
});

test('what a crash left behind is removed at the start, and a file nobody fetches after ten minutes', async () => {
  const site = await siteWith(2);
  await site.app.close();
  const left = join(site.dataDir, 'exports', 'left.csv');
  mkdirSync(join(site.dataDir, 'exports'), { recursive: true });
  writeFileSync(left, 'x');
  const again = await startTestApp({ dataDir: site.dataDir, setUp: false });
  expect(existsSync(left)).toBe(false);
  await again.must(adminWindow, 'staff.login', owner);
  await exported(again, () => again.must(adminWindow, 'exports.start', { list: 'imports', filters: {}, format: 'pdf', language: 'en' }));
  expect(readdirSync(join(site.dataDir, 'exports'))).toHaveLength(1);
  again.clock.pass(9 * 60_000);
  await again.app.tick();
  expect(readdirSync(join(site.dataDir, 'exports'))).toHaveLength(1);
  again.clock.pass(2 * 60_000);
  await again.app.tick();
  expect(readdirSync(join(site.dataDir, 'exports'))).toHaveLength(0);
  await again.close();
});

test('the activity log in the file is the one shown, by every filter, with its words in the language asked for', async () => {
  const site = await siteWith(3);
  for (let n = 0; n < 3; n += 1) expect(await site.call({ ...adminWindow, connection: `w${n}` }, 'staff.login', { username: owner.username, password: 'salah-sekali-ini-ya' })).toMatchObject({ ok: false });
  const filters = { search: '', group: 'staff', status: 'refused', actions: ['staff.loginFailed', 'pin.failed'], sort: 'oldest' } as const;
  const shown = await site.must(adminWindow, 'activity.list', { ...filters, actions: [...filters.actions], limit: 200 });
  expect(shown.total).toBe(3);
  const made = await exported(site, () => site.must(adminWindow, 'exports.start', { list: 'activity', filters: { ...filters, actions: [...filters.actions] }, format: 'csv', language: 'id' }));
  expect(made.total).toBe(3);
  const file = await made.fetch();
  expect(file?.fileName).toBe('tatap-catatan-aktivitas-2026-11-21.csv');
  const [head, ...rows] = parse(readFileSync(file?.path ?? '', 'utf8'), { bom: true });
  expect(head?.slice(0, 6)).toEqual(['Waktu', 'Pelaku', 'Kegiatan', 'Kelompok', 'Mengenai', 'Status']);
  expect(rows.map((row) => [row[2], row[3], row[5]])).toEqual(Array.from({ length: 3 }, () => ['Gagal masuk', 'Petugas', 'Ditolak']));
  file?.taken();
  const all = await exported(site, () => site.must(adminWindow, 'exports.start', { list: 'activity', filters: {}, format: 'csv', language: 'en' }));
  const everything = readFileSync((await all.fetch())?.path ?? '', 'utf8');
  expect(parse(everything, { bom: true })).toHaveLength(all.total + 1);
  expect(everything).toContain('Login failed');
  expect(everything).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
});

test('reports become files: the till with its sums, a month with a letter for each class, for those who may read them', async () => {
  const site = await siteWith(2);
  const [person] = (await site.must(adminWindow, 'people.list', {})).rows;
  await site.must(adminWindow, 'topups.create', { personId: person?.personId ?? '', amount: 25_000, idempotencyKey: '11111111-1111-4111-8111-111111111111' });
  const till = await exported(site, () => site.must(adminWindow, 'exports.start', { list: 'till', filters: { date: '2026-11-21', counted: 20_000 }, format: 'csv', language: 'id' }));
  const file = await till.fetch();
  const rows = parse(readFileSync(file?.path ?? '', 'utf8'), { bom: true });
  expect(rows).toContainEqual(['Isi saldo', 'Jumlah', '1', '25000']);
  expect(rows).toContainEqual(['Saldo semua orang', 'Akhir hari', '', '25000']);
  expect(rows).toContainEqual(['Laci kas', 'Selisih', '', '-5000']);
  file?.taken();
  await site.must(adminWindow, 'rooms.save', { roomId: null, name: 'Ruang 1' });
  const { courseId } = await site.must(adminWindow, 'courses.save', { courseId: null, code: 'MTK-1', name: 'Matematika', teacherId: null });
  const month = await exported(site, () => site.must(adminWindow, 'exports.start', { list: 'month', filters: { month: '2026-11', courseId }, format: 'csv', language: 'en' }));
  expect(parse(readFileSync((await month.fetch())?.path ?? '', 'utf8'), { bom: true })[0]?.slice(0, 3)).toEqual(['Name', 'Number', 'Present']);
  await hire(site, { name: 'Guru', username: 'guru', role: 'teacher', password: 'sendok-kuning-41-awan' });
  await site.must(adminWindow, 'staff.login', { username: 'guru', password: 'sendok-kuning-41-awan' });
  expect(await site.call(adminWindow, 'exports.start', { list: 'till', filters: { date: '2026-11-21' }, format: 'csv', language: 'id' })).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
  expect(await site.call(adminWindow, 'exports.start', { list: 'month', filters: { month: '2026-11', courseId }, format: 'csv', language: 'id' })).toMatchObject({ ok: false, code: 'COURSE_NOT_FOUND' });
});

test('one that is stopped while it is written leaves no file, no address and no row in the audit chain', { timeout: 180_000 }, async () => {
  const site = await siteWith(1);
  const db = openDatabase(join(site.dataDir, 'tatap.db'), { busyTimeoutMs: 5_000 });
  inTransaction(db, () => {
    for (let n = 0; n < 40_000; n += 1) insertPerson(db, { id: randomUUID(), name: `Orang ${n}`, nameFolded: `orang ${n}`, identifier: `BANYAK-${n}`, createdAtMs: n, kioskId: 'k', wrappedKey: null, pinHash: '-' });
    db.sqlite.exec("INSERT INTO accounts (id, kind, person_id) SELECT 'a-' || id, 'person', id FROM people WHERE identifier LIKE 'BANYAK-%'");
  });
  db.sqlite.close();
  const heard: ExportProgress[] = [];
  const writing = Promise.withResolvers<ExportProgress>();
  site.app.subscribe(({ event, payload }) => {
    if (event !== 'exports.progress') return;
    // The event's name says which payload this is.
    heard.push(payload as ExportProgress);
    writing.resolve(payload as ExportProgress);
  });
  const { exportId, total } = await site.must(adminWindow, 'exports.startPeople', { list: 'people', filters: {}, format: 'xlsx', language: 'en' });
  expect(total).toBe(40_001);
  expect((await writing.promise).state).toBe('writing');
  expect(readdirSync(join(site.dataDir, 'exports'))).toHaveLength(1);
  await site.must(adminWindow, 'exports.cancel', { exportId });
  await expect.poll(() => readdirSync(join(site.dataDir, 'exports')), { timeout: 10_000 }).toEqual([]);
  expect(await site.call(adminWindow, 'exports.download', { exportId })).toMatchObject({ ok: false, code: 'EXPORT_GONE' });
  expect(heard.every(({ state, rows }) => state === 'writing' && rows < total)).toBe(true);
  expect((await site.must(adminWindow, 'activity.list', { actions: ['export.made'] })).total).toBe(0);
  // The window may ask for the next at once.
  expect((await exported(site, () => site.must(adminWindow, 'exports.start', { list: 'imports', filters: {}, format: 'csv', language: 'en' }))).progress.state).toBe('done');
});
