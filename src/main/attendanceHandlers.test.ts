import { afterEach, beforeEach, expect, test } from 'vitest';
import { adminWindow, hire, startTestApp, type TestApp } from './app.testkit.ts';
import type { Caller } from './seam.ts';

/* The register through the only way in: the contract, its roles and the app's own ticks. It is Saturday 21 November 2026, 08:00 in Jakarta. */

let tatap: TestApp;
let told: string[];
const teacherWindow: Caller = { ...adminWindow, connection: 'admin-teacher' };
const nobody = crypto.randomUUID();

beforeEach(async () => {
  tatap = await startTestApp();
  told = [];
  tatap.app.subscribe(({ event }) => void told.push(event));
});
afterEach(() => tatap.close());

/** An account for a teacher, logged in in a window of its own, with a course. */
async function openCourse() {
  const password = 'kereta-malam-48-hujan';
  const { staffId } = await hire(tatap, { name: "Dewi Nu'aini", username: 'dewi', role: 'teacher', password });
  await tatap.must(teacherWindow, 'staff.login', { username: 'dewi', password });
  const { roomId } = await tatap.must(adminWindow, 'rooms.save', { roomId: null, name: 'Ruang 7A' });
  const { courseId } = await tatap.must(adminWindow, 'courses.save', { courseId: null, code: 'mtk-7a', name: 'Matematika', teacherId: staffId });
  const { courseId: otherId } = await tatap.must(adminWindow, 'courses.save', { courseId: null, code: 'IPA-8', name: 'IPA', teacherId: null });
  return { roomId, courseId, otherId, staffId };
}

const week = { fromDate: '2026-11-21', toDate: '2026-12-31' };

test('the owner makes a timetable, the days ahead have sessions, and the next day adds its own by itself', async () => {
  const { roomId, courseId } = await openCourse();
  await tatap.must(adminWindow, 'slots.save', { slotId: null, courseId, roomId, weekday: 7, starts: '07:30', ends: '09:00', fromDate: '2026-01-01', untilDate: null });
  expect((await tatap.must(teacherWindow, 'sessions.list', week)).rows.map(({ date, state }) => [date, state])).toEqual([['2026-11-22', 'planned'], ['2026-11-29', 'planned']]);
  expect(told).toContain('register.changed');
  told.length = 0;
  await tatap.app.tick();
  expect(told).not.toContain('register.changed');
  tatap.clock.pass(24 * 3_600_000);
  await tatap.app.tick();
  expect(told).toContain('register.changed');
  const login = await tatap.app.call(adminWindow, 'staff.login', { username: 'owner', password: 'pintu-biru-97-langit' });
  expect(login.ok).toBe(true);
  expect((await tatap.must(adminWindow, 'sessions.list', week)).rows.map(({ date, state }) => [date, state])).toEqual([['2026-11-22', 'open'], ['2026-11-29', 'planned'], ['2026-12-06', 'planned']]);
});

test('a teacher reaches their own course and no other, and changes nothing that is the management\'s', async () => {
  const { roomId, courseId, otherId } = await openCourse();
  const codeOf = async (method: string, input: unknown) => {
    const result = await tatap.app.call(teacherWindow, method, input);
    return result.ok ? 'OK' : result.code;
  };
  const session = { roomId, date: '2026-11-23', starts: '08:00', ends: '09:00' };
  const rules = { opensBeforeMin: 5, lateAfterMin: 5, closesAfterMin: null, absentAtEnd: true };
  expect((await tatap.must(teacherWindow, 'courses.list', {})).rows.map(({ code }) => code)).toEqual(['MTK-7A']);
  expect(await codeOf('sessions.add', { courseId, ...session })).toBe('OK');
  for (const [method, input] of [
    ['courses.get', {}], ['members.list', {}], ['sessions.add', session], ['courses.saveRules', { effectiveFrom: '2026-11-23', rules }],
    ['excuses.add', { personId: nobody, kind: 'sick', fromDate: '2026-11-23', untilDate: '2026-11-23', note: 'demam' }],
  ] as const) expect(await codeOf(method, { courseId: otherId, ...input }), method).toBe('COURSE_NOT_FOUND');
  for (const method of ['courses.save', 'slots.save', 'members.add', 'holidays.save', 'rooms.save', 'settings.save', 'staff.invite', 'people.list']) expect(await codeOf(method, {}), method).toBe('NOT_ALLOWED');
});

test('names of two hundred characters, of nothing, or with control characters stop at the door; apostrophes and right-to-left marks do not', async () => {
  const save = async (name: string) => {
    const result = await tatap.app.call(adminWindow, 'rooms.save', { roomId: null, name });
    return result.ok ? 'OK' : result.code;
  };
  expect(await Promise.all(['x'.repeat(200), '   ', 'a\u0000b', "Ruang Nu'man", '\u200Fقاعة\u200F'].map(save))).toEqual(['BAD_INPUT', 'BAD_INPUT', 'BAD_INPUT', 'OK', 'OK']);
});

test('another zone reaches the status of every window and the sessions alike', async () => {
  const { roomId, courseId } = await openCourse();
  await tatap.must(teacherWindow, 'sessions.add', { courseId, roomId, date: '2026-11-23', starts: '08:00', ends: '09:00' });
  await tatap.must(adminWindow, 'settings.save', { revision: 0, patch: { kioskMode: 'attendance', kioskRoomId: roomId, challengePolicy: 'always', identifierAlone: true, zone: 'Asia/Jayapura' } });
  expect(await tatap.must(adminWindow, 'site.status', {})).toMatchObject({ zone: 'Asia/Jayapura', kioskMode: 'attendance' });
  expect(await tatap.must(teacherWindow, 'attendance.settings', {})).toMatchObject({ kioskRoomId: roomId, challenge: 'always', identifierAlone: true, zone: 'Asia/Jayapura' });
  expect((await tatap.must(teacherWindow, 'sessions.list', week)).rows[0]?.startsAtMs).toBe(Date.UTC(2026, 10, 22, 23));
  expect(told.filter((event) => event === 'site.changed')).toHaveLength(1);
});
