import { afterEach, beforeEach, expect, test } from 'vitest';
import { consentTextVersion } from '../shared/consent.ts';
import { adminWindow, kioskWindow, owner, startTestApp, type TestApp } from './app.testkit.ts';
import { scripted } from './scriptedVision.testkit.ts';

const minute = 60_000;
let tatap: TestApp;
let told: string[];

beforeEach(async () => {
  told = [];
  tatap = await startTestApp({ host: { end: (how) => told.push(how), beat: (window, leaving) => told.push(`${window} ${leaving}`), opsOrigin: () => 'http://127.0.0.1:9464', kioskSilent: () => told.includes('silent') } });
});
afterEach(() => tatap.close());

const reauthenticate = () => tatap.must(adminWindow, 'staff.reauthenticate', { password: owner.password });
const actions = async () => (await tatap.must(adminWindow, 'activity.list', {})).rows.map(({ action }) => action);

test('the status says what runs where, how it is, and when it restarts', async () => {
  const status = await tatap.must(adminWindow, 'operation.status', {});
  expect(status).toMatchObject({
    version: '0.0.0', host: 'browser', dataDir: tatap.dataDir, nowMs: tatap.clock.now(), opsOrigin: 'http://127.0.0.1:9464', reportsTo: null, mayQuit: true, backupAgeMs: null,
    health: { status: 'ok', reasons: [] }, engine: { id: 'onnx', antiSpoofing: true }, chains: { sound: true, complete: false, transfers: 0 },
  });
  // 03:30 in Jakarta, after 08:00 there.
  expect(status.nextRestartAtMs).toBe(Date.UTC(2026, 10, 21, 20, 30));
  expect(status.dataBytes).toBeGreaterThan(50_000);
  expect(status.disk?.freeBytes).toBeGreaterThan(0);
  told.push('silent');
  expect((await tatap.must(adminWindow, 'operation.status', {})).health).toEqual({ status: 'degraded', reasons: ['kioskSilent'] });
});

test('every row is checked when staff ask for it', async () => {
  tatap.clock.pass(minute);
  expect(await tatap.must(adminWindow, 'operation.verify', {})).toMatchObject({ sound: true, complete: true, checkedAtMs: tatap.clock.now() });
});

test('the log can be read, by level, without what staff typed', async () => {
  await tatap.app.call(kioskWindow, 'people.list', { search: 'Kenari' });
  await expect.poll(async () => (await tatap.must(adminWindow, 'operation.logs', { level: 'warn' })).rows).toEqual([
    { atMs: expect.any(Number), level: 'warn', text: 'refused', facts: { window: 'kiosk', topFrame: true, method: 'people.list', code: 'NOT_ALLOWED' } },
  ]);
  expect((await tatap.must(adminWindow, 'operation.logs', {})).rows.map(({ text }) => text)).toContain('vision ready');
});

test('to restart and to quit ask for the password again and for the word, are written down, and tell the host', async () => {
  tatap.clock.pass(5 * minute);
  for (const method of ['operation.restart', 'operation.quit'] as const) {
    expect(await tatap.app.call(adminWindow, method, { confirm: method.split('.')[1] })).toMatchObject({ code: 'REAUTH_NEEDED' });
    await reauthenticate();
    expect(await tatap.app.call(adminWindow, method, {})).toMatchObject({ code: 'BAD_INPUT' });
    tatap.clock.pass(5 * minute);
  }
  expect(told).toEqual([]);
  await reauthenticate();
  await tatap.must(adminWindow, 'operation.restart', { confirm: 'restart' });
  await tatap.must(adminWindow, 'operation.quit', { confirm: 'quit' });
  expect(told).toEqual(['restart', 'quit']);
  expect((await actions()).slice(0, 2)).toEqual(['operation.quit', 'operation.restarted']);
});

test('a page says that it is alive without keeping anybody logged in', async () => {
  await tatap.must(kioskWindow, 'windows.beat', {});
  await tatap.must(kioskWindow, 'windows.beat', { leaving: true });
  await tatap.must(adminWindow, 'windows.beat', {});
  expect(told).toEqual(['kiosk false', 'kiosk true', 'admin false']);
  for (let i = 0; i < 11; i += 1) {
    tatap.clock.pass(minute);
    await tatap.must(adminWindow, 'windows.beat', {});
  }
  expect(await tatap.app.call(adminWindow, 'staff.me', {})).toMatchObject({ code: 'SESSION_EXPIRED' });
});

/** To a moment before the restart of the night, which is at 03:30 in Jakarta. */
const toNight = (minutesBefore: number) => tatap.clock.pass(Date.UTC(2026, 10, 21, 20, 30) - minutesBefore * minute - tatap.clock.now());

test('the night restarts a kiosk whose pages only ask by themselves', async () => {
  toNight(2);
  for (let i = 0; i < 3; i += 1) {
    for (const method of ['site.status', 'windows.beat', 'checkins.board', 'enrolments.pending']) await tatap.app.call(kioskWindow, method, {});
    await tatap.app.tick();
    tatap.clock.pass(minute);
  }
  expect(told.filter((each) => each === 'restart')).toEqual(['restart']);
});

test('it waits for somebody who pays, and for somebody who enrols and takes their time', async () => {
  toNight(1);
  const { chargeId } = await tatap.must(kioskWindow, 'charges.create', { amount: 9_000, idempotencyKey: crypto.randomUUID() });
  tatap.clock.pass(minute + 1);
  await tatap.must(kioskWindow, 'charges.cancel', { chargeId });
  await tatap.app.tick();
  tatap.clock.pass(30_000);
  const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.begin', { name: 'Kenari Kuning', identifier: '77001', cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null } });
  await tatap.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted({ person: 'Kenari' }), hints: null });
  tatap.clock.pass(2 * minute);
  await tatap.app.tick();
  expect(told).toEqual([]);
  await tatap.must(kioskWindow, 'enrolments.cancel', { enrolmentId });
  tatap.clock.pass(minute);
  await tatap.app.tick();
  expect(told).toEqual(['restart']);
});
