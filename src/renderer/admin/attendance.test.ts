import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BoardRow, CameraRow, ClassSession, MarkRow } from '../../shared/contractAttendance.ts';
import type { Output, StaffRole } from '../../shared/contract.ts';
import type { Result } from '../../shared/errors.ts';
import { fakeBridge, owner, refused, status, uuid } from './admin.testkit.ts';
import { lookEveryMs } from './cameraActions.ts';
import { createAdminStore } from './store.ts';
import { boardRows, sessionRows } from './todayActions.ts';

const ok = <T>(value: T): Result<T> => ({ ok: true, value });
const noRows = { rows: [], nextCursor: null, total: 0 };
const none = { present: 0, late: 0, excused: 0, sick: 0, absent: 0 };
/** Saturday the first of August 2026, ten in the morning in Jakarta. */
const nowMs = Date.parse('2026-08-01T03:00:00Z');

const session = (n: number, patch: Partial<ClassSession> = {}): ClassSession => ({
  sessionId: uuid(600 + n), courseId: uuid(1), courseCode: 'MTK-7A', courseName: 'Matematika 7A', teacherName: 'Siti', roomId: uuid(2), roomName: 'Ruang 7A', date: '2026-08-01',
  opensAtMs: nowMs - 1, startsAtMs: nowMs, lateAtMs: nowMs + 1, closesAtMs: nowMs + 2, endsAtMs: nowMs + 3, state: 'open', cancelReason: null, oneOff: false, members: 3, counts: none, ...patch,
});
const row = (n: number, markStatus: 'present' | 'late' | 'sick' | 'absent' | null): BoardRow => ({
  personId: uuid(100 + n), name: `Orang ${n}`, identifier: `NIS${n}`, excuse: null, voided: 0,
  mark: markStatus && { markId: uuid(700 + n), status: markStatus, method: 'face', atMs: nowMs, staffName: null, reason: null },
});
const mark = (n: number): MarkRow => ({
  markId: uuid(700 + n), sessionId: uuid(600), courseId: uuid(1), courseCode: 'MTK-7A', courseName: 'Matematika 7A', date: '2026-08-01', startsAtMs: nowMs, personId: uuid(100), personName: 'Orang 0', identifier: 'NIS0',
  status: 'present', method: 'face', atMs: nowMs, staffName: null, reason: null, voided: null,
});
const camera: CameraRow = {
  cameraId: uuid(900), name: 'Depan', roomId: uuid(2), roomName: 'Ruang 7A', url: 'http://10.0.0.7:81/stream', username: null, hasPassword: true, hasToken: false, hasSecret: false, enabled: true,
  health: { state: 'live', trouble: null, fps: 10, width: 640, height: 480, frames: 1, skipped: 0, refused: 0, gaps: 0, reconnects: 0, lastFrameAtMs: nowMs, latencyMs: 60, rssiDbm: null, retryAtMs: null },
};
const overall: Output<'stats.period'> = { counts: none, rate: null, days: [], courses: [] };

async function desk(patch: Parameters<typeof fakeBridge>[0] = {}, role: StaffRole = 'owner') {
  const fake = fakeBridge({
    'site.status': () => ok(status), 'staff.me': () => ok({ ...owner, role }), 'staff.logout': () => ok({}), 'people.list': () => ok(noRows), 'courses.list': () => ok(noRows), 'rooms.list': () => ok({ rows: [] }),
    'sessions.list': () => ok({ rows: [session(0), session(1)] }), 'sessions.board': ({ sessionId }) => ok({ session: session(0, { sessionId }), rows: [row(0, 'present'), row(1, null)] }),
    'marks.list': () => ok({ rows: [mark(0), mark(1)], nextCursor: null, total: 2 }), 'marks.override': () => ok({ markId: uuid(50) }), 'marks.void': () => ok({}),
    'stats.period': () => ok(overall), 'stats.course': () => ok({ people: [] }), 'stats.person': () => ok({ ...overall, name: 'Orang 0', identifier: 'NIS0' }), 'stats.day': () => ok({ counts: none, rate: null, sessions: [] }),
    'cameras.list': () => ok({ rows: [camera] }), 'cameras.view': () => ok({ picture: null, faces: [] }), 'cameras.save': () => ok({ cameraId: uuid(900) }), 'cameras.remove': () => ok({}),
    ...patch,
  });
  const store = createAdminStore({ bridge: fake.bridge, now: () => nowMs, newId: () => uuid(1) });
  await store.getState().start();
  await vi.runAllTimersAsync();
  return { ...fake, see: () => store.getState() };
}

function held<T>() {
  let answer!: (value: T) => void;
  const promise = new Promise<T>((resolve) => { answer = resolve; });
  return { promise, answer };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the day', () => {
  test('a teacher begins with it: the sessions of the day it is at the site', async () => {
    const { see, callsOf } = await desk({}, 'teacher');
    expect(see().page.at).toBe('today');
    expect(callsOf('sessions.list').map((call) => call.input)).toEqual([{ fromDate: '2026-08-01', toDate: '2026-08-01', courseId: null }]);
    expect(see().today.sessions.value).toHaveLength(2);
  });

  test('a day on and back comes to today again, which then follows the calendar', async () => {
    const { see, callsOf } = await desk({}, 'teacher');
    see().moveDay(1);
    expect(see().today.day).toBe('2026-08-02');
    see().moveDay(-1);
    await vi.runAllTimersAsync();
    expect(see().today.day).toBeNull();
    expect(callsOf('sessions.list').map((call) => call.input)).toMatchObject([{ fromDate: '2026-08-01' }, { fromDate: '2026-08-02' }, { fromDate: '2026-08-01' }]);
  });

  test('the answer of a day one has left is dropped', async () => {
    const slow = held<Result<Output<'sessions.list'>>>();
    const { see } = await desk({ 'sessions.list': ({ fromDate }) => (fromDate === '2026-08-02' ? slow.promise : ok({ rows: [session(0)] })) }, 'teacher');
    see().moveDay(1);
    see().showDay(null);
    await vi.runAllTimersAsync();
    slow.answer(ok({ rows: [] }));
    await vi.runAllTimersAsync();
    expect(see().today.sessions.value).toHaveLength(1);
  });

  test('the search finds course, room and teacher', () => {
    const rows = [session(0), session(1, { courseCode: 'IPA-8B', courseName: 'IPA', roomName: 'Lab', teacherName: null })];
    expect(sessionRows(rows, ' lab ')).toEqual([rows[1]]);
    expect(sessionRows(rows, 'SITI')).toEqual([rows[0]]);
    expect(sessionRows(rows, '')).toEqual(rows);
  });
});

describe('the live board', () => {
  test('a mark in its session reads it again, one in another does not, and search, filter and the open row stay', async () => {
    const { see, emit, callsOf } = await desk({}, 'teacher');
    const stop = see().listen();
    see().openBoard(uuid(600));
    see().filterBoard({ search: 'orang', filter: 'missing', selectedId: uuid(101) });
    await vi.runAllTimersAsync();
    emit('attendance.changed', { sessionId: uuid(601) });
    await vi.runAllTimersAsync();
    expect(callsOf('sessions.board')).toHaveLength(1);
    emit('attendance.changed', { sessionId: uuid(600) });
    await vi.runAllTimersAsync();
    expect(callsOf('sessions.board')).toHaveLength(2);
    expect(see().today.board).toMatchObject({ search: 'orang', filter: 'missing', selectedId: uuid(101) });
    stop();
  });

  test('while the day is shown a mark in any session reads the counts again', async () => {
    const { see, emit, callsOf } = await desk({}, 'teacher');
    const stop = see().listen();
    emit('attendance.changed', { sessionId: uuid(999) });
    await vi.runAllTimersAsync();
    expect(callsOf('sessions.list')).toHaveLength(2);
    stop();
  });

  test('who is absent or unseen is missing; leave and sickness are not', () => {
    const rows = [row(0, 'present'), row(1, null), row(2, 'absent'), row(3, 'sick'), row(4, 'late')];
    const named = (filter: Parameters<typeof boardRows>[1]['filter'], search = '') => boardRows(rows, { filter, search }).map(({ name }) => name);
    expect(named('missing')).toEqual(['Orang 1', 'Orang 2']);
    expect(named('excused')).toEqual(['Orang 3']);
    expect(named('late')).toEqual(['Orang 4']);
    expect(named('all', 'nis2')).toEqual(['Orang 2']);
  });

  test('a status put right is sent with its reason and the board is read again; a refusal is handed to the form', async () => {
    const { see, callsOf, answers } = await desk({}, 'teacher');
    see().openBoard(uuid(600));
    await vi.runAllTimersAsync();
    const input = { sessionId: uuid(600), personId: uuid(101), status: 'present', reason: 'Ada di depan saya' } as const;
    expect(await see().overrideMark(input)).toBeNull();
    expect(callsOf('marks.override').map((call) => call.input)).toEqual([input]);
    expect(callsOf('sessions.board')).toHaveLength(2);
    answers['marks.override'] = () => refused('SAME_STATUS');
    expect(await see().overrideMark(input)).toEqual({ code: 'SAME_STATUS', data: {} });
    expect(callsOf('sessions.board')).toHaveLength(2);
  });

  test('when the session of staff ends nobody on the board is kept', async () => {
    const { see } = await desk({}, 'teacher');
    see().openBoard(uuid(600));
    await vi.runAllTimersAsync();
    see().sessionEnded();
    expect(see().today).toMatchObject({ board: null, sessions: { value: null } });
  });
});

describe('the history', () => {
  test('it begins with this week, and every filter goes to main', async () => {
    const { see, callsOf } = await desk();
    see().goTo('history');
    await vi.runAllTimersAsync();
    see().filterHistory({ status: 'late', voided: true, courseId: uuid(1), period: 'custom', fromDay: '2026-07-01', toDay: '' });
    await vi.runAllTimersAsync();
    expect(callsOf('marks.list').map((call) => call.input)).toMatchObject([
      { fromDate: '2026-07-27', toDate: '2026-08-01', status: null, voided: false }, { fromDate: '2026-07-01', toDate: null, status: 'late', voided: true, courseId: uuid(1) },
    ]);
  });

  test('the way from a person to their marks leaves every other filter behind', async () => {
    const { see, callsOf } = await desk();
    see().filterHistory({ search: 'xyz', status: 'sick' });
    see().showMarksOf({ personId: uuid(100), name: 'Orang 0' });
    await vi.runAllTimersAsync();
    expect(see().page.at).toBe('history');
    expect(callsOf('marks.list').at(-1)?.input).toMatchObject({ personId: uuid(100), search: '', status: null, fromDate: null, toDate: null });
  });

  test('a voided mark leaves the list, and its details with it', async () => {
    const { see, answers } = await desk();
    see().goTo('history');
    await vi.runAllTimersAsync();
    see().selectMark(uuid(701));
    answers['marks.list'] = () => ok({ rows: [mark(0)], nextCursor: null, total: 1 });
    expect(await see().voidMark({ markId: uuid(701), reason: 'Tertukar' })).toBeNull();
    expect(see().history.rows.find((one) => one.markId === see().history.selectedId)).toBeUndefined();
  });
});

describe('the statistics', () => {
  test('this month of every course first; a course adds its people', async () => {
    const { see, callsOf } = await desk();
    see().goTo('stats');
    await vi.runAllTimersAsync();
    expect(callsOf('stats.period').map((call) => call.input)).toEqual([{ fromDate: '2026-08-01', toDate: '2026-08-01', courseId: null }]);
    expect(callsOf('stats.course')).toHaveLength(0);
    see().filterStats({ courseId: uuid(1), period: 'term' });
    await vi.runAllTimersAsync();
    expect(callsOf('stats.course').map((call) => call.input)).toEqual([{ fromDate: '2026-07-01', toDate: '2026-08-01', courseId: uuid(1) }]);
  });

  test('dates that say nothing ask nothing, and what was on its way is dropped', async () => {
    const { see, callsOf } = await desk();
    see().goTo('stats');
    await vi.runAllTimersAsync();
    see().filterStats({ period: 'custom', fromDay: '2026-08-01', toDay: '2026-07-01' });
    see().filterStats({ toDay: '' });
    await vi.runAllTimersAsync();
    expect(callsOf('stats.period')).toHaveLength(1);
    see().filterStats({ toDay: '2026-08-01' });
    await vi.runAllTimersAsync();
    expect(callsOf('stats.period')).toHaveLength(2);
  });

  test('down to a person and back keeps the period', async () => {
    const { see, callsOf } = await desk();
    see().filterStats({ period: 'term' });
    see().openPersonStats({ personId: uuid(100), name: 'Orang 0' });
    await vi.runAllTimersAsync();
    expect(callsOf('stats.person').map((call) => call.input)).toEqual([{ fromDate: '2026-07-01', toDate: '2026-08-01', personId: uuid(100) }]);
    expect(see().stats.person?.stats.phase).toBe('ready');
    see().closePersonStats();
    expect(see().stats).toMatchObject({ person: null, filter: { period: 'term' } });
  });

  test('the report is of today until another day is asked for', async () => {
    const { see, callsOf } = await desk();
    see().goTo('stats');
    see().showStatsTab('day');
    see().moveReport(-1);
    await vi.runAllTimersAsync();
    expect(callsOf('stats.day').map((call) => call.input)).toEqual([{ date: '2026-08-01' }, { date: '2026-07-31' }]);
  });
});

describe('the cameras', () => {
  test('the preview asks four times a second while it is watched, one question at a time, and not once more', async () => {
    const slow = held<Result<Output<'cameras.view'>>>();
    const { see, callsOf, answers } = await desk();
    see().watchCamera(uuid(900));
    await vi.advanceTimersByTimeAsync(lookEveryMs * 4 - 1);
    expect(callsOf('cameras.view')).toHaveLength(4);
    answers['cameras.view'] = () => slow.promise;
    await vi.advanceTimersByTimeAsync(lookEveryMs * 10);
    expect(callsOf('cameras.view')).toHaveLength(5);
    see().watchCamera(null);
    slow.answer(ok({ picture: null, faces: [] }));
    await vi.advanceTimersByTimeAsync(lookEveryMs * 10);
    expect(callsOf('cameras.view')).toHaveLength(5);
    expect(see().cameras.preview).toBeNull();
  });

  test('a camera that is gone is not asked again, and logging out stops the preview', async () => {
    const { see, callsOf, answers } = await desk({ 'cameras.view': () => refused('ROOM_CAMERA_NOT_FOUND') });
    see().watchCamera(uuid(900));
    await vi.advanceTimersByTimeAsync(lookEveryMs * 10);
    expect(callsOf('cameras.view')).toHaveLength(1);
    expect(see().cameras.preview).toMatchObject({ failure: { code: 'ROOM_CAMERA_NOT_FOUND' } });
    answers['cameras.view'] = () => ok({ picture: null, faces: [] });
    see().watchCamera(uuid(900));
    see().sessionEnded();
    await vi.advanceTimersByTimeAsync(lookEveryMs * 10);
    expect(callsOf('cameras.view')).toHaveLength(2);
  });

  test('a password nobody typed is not sent, one to be removed is null; a removed camera is no longer open', async () => {
    const { see, callsOf } = await desk();
    see().selectCamera(uuid(900));
    const plain = { cameraId: uuid(900), name: 'Depan', roomId: uuid(2), url: camera.url, enabled: true, username: null };
    expect(await see().saveCamera({ ...plain, password: undefined, token: null, secret: undefined })).toBeNull();
    expect(callsOf('cameras.save').map((call) => call.input)).toEqual([{ ...plain, token: null }]);
    expect(await see().removeCamera(uuid(900))).toBeNull();
    expect(see().cameras.selectedId).toBeNull();
  });
});
