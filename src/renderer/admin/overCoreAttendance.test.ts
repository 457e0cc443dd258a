import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { adminWindow, kioskWindow, owner, startTestApp, type TestApp } from '../../main/app.testkit.ts';
import type { Bridge } from '../../shared/contract.ts';
import { createAdminStore, type AdminStore } from './store.ts';

/* The attendance pages' store over the real core: what a teacher sees is what the rows say. */

let tatap: TestApp;
let store: AdminStore;
let stop: () => void;
const see = () => store.getState();
const settled = <T>(check: () => T) => vi.waitFor(check, { timeout: 5_000, interval: 10 });
const minuteMs = 60_000;

/** What the hosts do: one admin window, its calls and the events that are for it. */
function bridgeTo({ app, call }: TestApp): Bridge {
  return {
    window: 'admin',
    call: (method, input) => call(adminWindow, method, input),
    on: (event, listener) => app.subscribe((pushed) => {
      const forUs = pushed.to.includes('admin') && (pushed.connection === null || pushed.connection === adminWindow.connection);
      // The name says which payload it is.
      if (forUs && pushed.event === event) listener(pushed.payload as never);
    }),
  };
}

async function enrol(name: string, identifier: string): Promise<string> {
  const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.begin', { name, identifier, cameraId: null, consent: null });
  return (await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin: '528491' })).personId;
}

/** A course of two in one room; nothing meets yet. */
async function school() {
  const { roomId } = await tatap.must(adminWindow, 'rooms.save', { roomId: null, name: 'Ruang 7A' });
  const { courseId } = await tatap.must(adminWindow, 'courses.save', { courseId: null, code: 'MTK-7A', name: 'Matematika 7A', teacherId: null });
  const ayu = await enrol('Ayu Lestari', 'NIS001');
  const budi = await enrol('Budi Santoso', 'NIS002');
  await tatap.must(adminWindow, 'members.add', { courseId, personIds: [ayu, budi], fromDate: '2026-11-01', untilDate: null });
  return { roomId, courseId, ayu, budi };
}

beforeEach(async () => {
  // Eight in the morning in Jakarta.
  tatap = await startTestApp({ setUp: false });
  store = createAdminStore({ bridge: bridgeTo(tatap), now: tatap.clock.now, newId: randomUUID });
  stop = see().listen();
  await see().start();
  await see().firstRun({ siteName: 'SMP Uji', zone: 'Asia/Jakarta', language: 'id', ownerName: 'Rani', ...owner });
});
afterEach(async () => {
  stop();
  await tatap.close();
});

test('a session is added, its board fills by itself, a status is put right with a reason, and history, statistics and report agree', async () => {
  const { roomId, courseId, ayu, budi } = await school();
  see().goTo('today');
  await settled(() => expect(see().today.sessions).toMatchObject({ phase: 'ready', value: [] }));
  expect(await see().addSession({ courseId, roomId, date: '2026-11-21', starts: '08:10', ends: '09:00' })).toBeNull();
  await settled(() => expect(see().today.sessions.value).toMatchObject([{ courseCode: 'MTK-7A', state: 'open', members: 2, oneOff: true }]));

  const sessionId = see().today.sessions.value?.[0]?.sessionId ?? '';
  see().openBoard(sessionId);
  await settled(() => expect(see().today.board?.loaded.value?.rows).toMatchObject([{ name: 'Ayu Lestari', mark: null }, { name: 'Budi Santoso', mark: null }]));
  await tatap.must(kioskWindow, 'checkins.byNumber', { identifier: 'NIS001', pin: '528491' });
  await settled(() => expect(see().today.board?.loaded.value?.rows[0]?.mark).toMatchObject({ status: 'present', method: 'pin' }));

  expect(await see().overrideMark({ sessionId, personId: ayu, status: 'late', reason: 'Masuk setelah bel kedua' })).toBeNull();
  expect(see().today.board?.loaded.value?.rows[0]).toMatchObject({ voided: 1, mark: { status: 'late', method: 'staff', staffName: 'Rani', reason: 'Masuk setelah bel kedua' } });
  expect(await see().overrideMark({ sessionId, personId: ayu, status: 'late', reason: 'Sekali lagi' })).toMatchObject({ code: 'SAME_STATUS' });
  expect(await see().overrideMark({ sessionId, personId: budi, status: 'sick', reason: 'Surat dokter' })).toBeNull();
  expect(see().today.board?.loaded.value?.session.counts).toEqual({ present: 0, late: 1, excused: 0, sick: 1, absent: 0 });

  see().goTo('history');
  await settled(() => expect(see().history).toMatchObject({ phase: 'ready', total: 2 }));
  see().filterHistory({ voided: true });
  await settled(() => expect(see().history).toMatchObject({ phase: 'ready', total: 3 }));
  expect(see().history.rows.filter((one) => one.voided)).toMatchObject([{ status: 'present', voided: { staffName: 'Rani', reason: 'Masuk setelah bel kedua' } }]);

  see().goTo('stats');
  see().filterStats({ courseId });
  await settled(() => expect(see().stats.people).toMatchObject({ phase: 'ready', value: [{ name: 'Budi Santoso', sick: 1, rate: 0 }, { name: 'Ayu Lestari', late: 1, rate: 1 }] }));
  expect(see().stats.overall.value).toMatchObject({ rate: 0.5, counts: { late: 1, sick: 1 }, days: [{ date: '2026-11-21' }] });
  see().openPersonStats({ personId: ayu, name: 'Ayu Lestari' });
  await settled(() => expect(see().stats.person?.stats.value).toMatchObject({ rate: 1, courses: [{ code: 'MTK-7A', late: 1 }] }));
  see().showStatsTab('day');
  await settled(() => expect(see().stats.report.value?.sessions[0]?.notable.map(({ name, status }) => [name, status]).toSorted()).toEqual([['Ayu Lestari', 'late'], ['Budi Santoso', 'sick']]));
});

test('a mark voided by hand leaves the board empty again, and a session called off says why', async () => {
  const { roomId, courseId } = await school();
  see().goTo('today');
  expect(await see().addSession({ courseId, roomId, date: '2026-11-21', starts: '08:10', ends: '09:00' })).toBeNull();
  await settled(() => expect(see().today.sessions.value).toHaveLength(1));
  const sessionId = see().today.sessions.value?.[0]?.sessionId ?? '';
  see().openBoard(sessionId);
  await tatap.must(kioskWindow, 'checkins.byNumber', { identifier: 'NIS002', pin: '528491' });
  await settled(() => expect(see().today.board?.loaded.value?.session.counts.present).toBe(1));
  const markId = see().today.board?.loaded.value?.rows.find(({ mark }) => mark)?.mark?.markId ?? '';
  expect(await see().voidMark({ markId, reason: 'Tertukar' })).toBeNull();
  expect(see().today.board?.loaded.value?.rows.find(({ name }) => name === 'Budi Santoso')).toMatchObject({ mark: null, voided: 1 });
  expect(await see().voidMark({ markId, reason: 'Tertukar' })).toMatchObject({ code: 'MARK_VOIDED' });
  tatap.clock.pass(5 * minuteMs);
  expect(await see().cancelSession(sessionId, 'Guru sakit')).toBeNull();
  await settled(() => expect(see().today.board?.loaded.value?.session).toMatchObject({ state: 'cancelled', cancelReason: 'Guru sakit' }));
});

test('a camera is added, changed without its password, and removed', async () => {
  const { roomId } = await school();
  see().goTo('cameras');
  await settled(() => expect(see().cameras.list).toMatchObject({ phase: 'ready', value: [] }));
  // Switched off: nothing is read from anywhere.
  const plain = { name: 'Depan', roomId, url: 'http://127.0.0.1:9/stream', enabled: false, username: 'viewer' };
  expect(await see().saveCamera({ cameraId: null, ...plain, password: 'rahasia' })).toBeNull();
  const cameraId = see().cameras.list.value?.[0]?.cameraId ?? '';
  expect(see().cameras.list.value).toMatchObject([{ name: 'Depan', hasPassword: true, hasSecret: false, health: { state: 'off' } }]);
  expect(await see().saveCamera({ cameraId, ...plain, name: 'Belakang', secret: 'ab'.repeat(32) })).toBeNull();
  expect(see().cameras.list.value).toMatchObject([{ name: 'Belakang', hasPassword: true, hasSecret: true }]);
  expect(await see().saveCamera({ cameraId, ...plain, password: null })).toBeNull();
  expect(see().cameras.list.value).toMatchObject([{ hasPassword: false, hasSecret: true }]);
  expect(await see().saveCamera({ cameraId, ...plain, url: 'http://viewer:rahasia@127.0.0.1:9/stream' })).toMatchObject({ code: 'BAD_INPUT' });
  see().watchCamera(cameraId);
  await settled(() => expect(see().cameras.preview).toMatchObject({ look: { picture: null, faces: [] } }));
  see().watchCamera(null);
  expect(await see().removeCamera(cameraId)).toBeNull();
  expect(see().cameras.list.value).toEqual([]);
});
