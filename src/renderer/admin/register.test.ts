import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readRows } from '../../main/services/importRows.ts';
import { importKinds } from '../../shared/attendance.ts';
import type { StaffRole } from '../../shared/contract.ts';
import type { CourseDetail, ImportPreview, ImportRun } from '../../shared/contractAttendance.ts';
import type { Result } from '../../shared/errors.ts';
import { fakeBridge, owner, refused, status, uuid } from './admin.testkit.ts';
import { templateCsv } from './importTemplates.ts';
import { homeOf, mayEnter, roomNames } from './nav.ts';
import { createAdminStore } from './store.ts';
import { mondayOf, weekdayOf } from './zoneDays.ts';

const ok = <T>(value: T): Result<T> => ({ ok: true, value });
const none = { rows: [], nextCursor: null, total: 0 };
const course: CourseDetail = { courseId: uuid(1), code: 'MTK-7A', name: 'Matematika 7A', teacherId: null, teacherName: null, members: 2, archived: false, slots: [], rules: [] };
const member = (n: number) => ({ personId: uuid(100 + n), name: `Orang ${n}`, identifier: `NIS${n}`, hasFace: true, fromDate: '2026-07-13', untilDate: null });
const preview: ImportPreview = { importId: uuid(800), kind: 'people', fileName: 'siswa.csv', counts: { new: 2, change: 0, same: 0, bad: 1 }, rows: [], expiresAtMs: 1_800_000_000_000 };
const run: ImportRun = { importId: uuid(800), kind: 'people', fileName: 'siswa.csv', staffName: 'Siti', atMs: 1_700_000_000_000, added: 2, changed: 0, leftOut: 1, undoneAtMs: null, undoneBy: null };

/** A store logged in with `role`; Saturday the first of August 2026, ten in the morning in Jakarta. */
async function desk(patch: Parameters<typeof fakeBridge>[0] = {}, role: StaffRole = 'owner') {
  const fake = fakeBridge({
    'site.status': () => ok(status), 'staff.me': () => ok({ ...owner, role }), 'staff.logout': () => ok({}), 'people.list': () => ok(none),
    'courses.list': () => ok(none), 'courses.get': () => ok(course), 'rooms.list': () => ok({ rows: [] }), 'sessions.list': () => ok({ rows: [] }),
    'members.list': () => ok({ rows: [member(1)], nextCursor: null, total: 1 }), 'excuses.list': () => ok(none), 'imports.list': () => ok({ rows: [run] }),
    ...patch,
  });
  const store = createAdminStore({ bridge: fake.bridge, now: () => Date.parse('2026-08-01T03:00:00Z'), newId: () => uuid(1) });
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

describe('who sees which page', () => {
  test('everybody has a page to begin with, and it is one they may enter', () => {
    for (const role of ['owner', 'admin', 'teacher', 'cashier'] as const) expect(mayEnter({ ...owner, role }, homeOf({ ...owner, role }))).toBe(true);
  });

  test('a teacher is never led to money, accounts or settings, whatever is asked for', async () => {
    const { see, callsOf } = await desk({}, 'teacher');
    const first = see().page.at;
    for (const room of ['people', 'transactions', 'imports', 'staff', 'settings', 'calendar'] as const) see().goTo(room);
    await vi.runAllTimersAsync();
    expect(see().page.at).toBe(first);
    for (const method of ['people.list', 'transactions.list', 'staff.list', 'imports.list', 'settings.get'] as const) expect(callsOf(method)).toHaveLength(0);
  });

  test('a cashier sees people, transactions and their own account and nothing else', () => {
    expect(roomNames.filter((room) => mayEnter({ ...owner, role: 'cashier' }, room))).toEqual(['dashboard', 'people', 'transactions', 'reports', 'account']);
  });
});

describe('a course', () => {
  test('opens with its timetable, and reads a tab when it is shown', async () => {
    const { see, callsOf } = await desk();
    see().goTo('courses');
    see().openCourse(uuid(1));
    await vi.runAllTimersAsync();
    expect(see().course).toMatchObject({ tab: 'timetable', detail: { phase: 'ready', value: { code: 'MTK-7A' } } });
    expect(callsOf('members.list')).toHaveLength(0);
    see().showCourseTab('members');
    await vi.runAllTimersAsync();
    expect(see().course?.members.rows).toHaveLength(1);
  });

  test('an answer about the course before does not reach the one that is open now', async () => {
    const slow = held<Result<CourseDetail>>();
    const { see, answers } = await desk();
    answers['courses.get'] = ({ courseId }) => (courseId === uuid(1) ? slow.promise : ok({ ...course, courseId, code: 'IPA-7A' }));
    see().openCourse(uuid(1));
    see().openCourse(uuid(2));
    await vi.runAllTimersAsync();
    slow.answer(ok(course));
    await vi.runAllTimersAsync();
    expect(see().course?.detail.value?.code).toBe('IPA-7A');
  });

  test('a change of the register reads the open course again; a refused reading keeps what is on screen', async () => {
    const { see, emit, answers } = await desk();
    see().listen();
    see().goTo('courses');
    see().openCourse(uuid(1));
    await vi.runAllTimersAsync();
    answers['courses.get'] = () => refused('DATABASE_LOCKED');
    emit('register.changed');
    await vi.runAllTimersAsync();
    expect(see().course?.detail).toMatchObject({ phase: 'refused', value: { code: 'MTK-7A' }, failure: { code: 'DATABASE_LOCKED' } });
  });

  test('a refused weekly class is told to the form and reads nothing again', async () => {
    const { see, callsOf } = await desk({ 'slots.save': () => refused('ROOM_NOT_FOUND') });
    see().openCourse(uuid(1));
    await vi.runAllTimersAsync();
    const before = callsOf('courses.get').length;
    const failure = await see().saveSlot({ slotId: null, courseId: uuid(1), roomId: uuid(9), weekday: 1, starts: '22:00', ends: '00:30', fromDate: '2026-08-01', untilDate: null });
    expect(failure).toEqual({ code: 'ROOM_NOT_FOUND', data: {} });
    expect(callsOf('courses.get')).toHaveLength(before);
  });

  test('its sessions are read four weeks at a time from the Monday of the site’s week', async () => {
    const { see, callsOf } = await desk();
    see().openCourse(uuid(1), 'sessions');
    await vi.runAllTimersAsync();
    expect(callsOf('sessions.list').at(-1)?.input).toMatchObject({ fromDate: '2026-07-27', toDate: '2026-08-23', courseId: uuid(1) });
    see().moveSessions(-1);
    await vi.runAllTimersAsync();
    expect(callsOf('sessions.list').at(-1)?.input).toMatchObject({ fromDate: '2026-06-29', toDate: '2026-07-26' });
  });

  test('of members added, those who took it already are not counted', async () => {
    const { see } = await desk({ 'members.add': () => ok({ added: 1 }) });
    see().openCourse(uuid(1), 'members');
    await vi.runAllTimersAsync();
    expect(await see().addMembers({ courseId: uuid(1), personIds: [uuid(101), uuid(102)], fromDate: '2026-08-01', untilDate: null })).toEqual({ added: 1 });
  });

  test('when the session ends, the open course and everything of the register is forgotten', async () => {
    const { see } = await desk();
    see().goTo('courses');
    see().openCourse(uuid(1), 'members');
    await vi.runAllTimersAsync();
    see().sessionEnded();
    expect(see().course).toBeNull();
    expect(JSON.stringify([see().courses, see().places, see().imports, see().excuses, see().staff, see().settings])).not.toMatch(/Orang|Matematika|Siti/);
  });
});

describe('an import', () => {
  const bytes = new Uint8Array([110, 97, 109, 97]);

  test('changes nothing before it is confirmed, and begins with the bad rows', async () => {
    const { see, callsOf } = await desk({ 'imports.preview': () => ok(preview), 'imports.commit': () => ok(run) });
    see().goTo('imports');
    await see().previewImport('siswa.csv', bytes);
    expect(see().imports.flow).toMatchObject({ at: 'preview', only: 'bad' });
    expect(callsOf('imports.commit')).toHaveLength(0);
    await see().commitImport();
    expect(see().imports.flow).toEqual({ at: 'done', run });
  });

  test('two clicks commit once', async () => {
    const slow = held<Result<ImportRun>>();
    const { see, callsOf } = await desk({ 'imports.preview': () => ok(preview), 'imports.commit': () => slow.promise });
    await see().previewImport('siswa.csv', bytes);
    const first = see().commitImport();
    await see().commitImport();
    see().restartImport();
    expect(see().imports.flow).toMatchObject({ at: 'preview', sending: true });
    slow.answer(ok(run));
    await first;
    expect(callsOf('imports.commit')).toHaveLength(1);
    expect(see().imports.flow.at).toBe('done');
  });

  test('a file that is empty or too large is not sent', async () => {
    const { see, callsOf } = await desk({ 'imports.preview': () => ok(preview) });
    await see().previewImport('kosong.csv', new Uint8Array(0));
    expect(see().imports.flow).toMatchObject({ at: 'choose', failure: { code: 'FILE_UNREADABLE' } });
    await see().previewImport('besar.xlsx', new Uint8Array(900 * 1024 + 1));
    expect(see().imports.flow).toMatchObject({ at: 'choose', failure: { code: 'FILE_TOO_LARGE' } });
    expect(callsOf('imports.preview')).toHaveLength(0);
  });

  test('something changed since the check: the rows stay on screen with the reason', async () => {
    const { see } = await desk({ 'imports.preview': () => ok(preview), 'imports.commit': () => refused('IMPORT_OUTDATED') });
    await see().previewImport('siswa.csv', bytes);
    await see().commitImport();
    expect(see().imports.flow).toMatchObject({ at: 'preview', sending: false, failure: { code: 'IMPORT_OUTDATED' } });
  });

  test('a check that comes after another kind was chosen is not shown', async () => {
    const slow = held<Result<ImportPreview>>();
    const { see } = await desk({ 'imports.preview': () => slow.promise });
    const reading = see().previewImport('siswa.csv', bytes);
    see().chooseImportKind('courses');
    slow.answer(ok(preview));
    await reading;
    expect(see().imports.flow).toMatchObject({ at: 'choose', kind: 'courses', reading: null });
  });

  test('undoing is refused with how many rows are in use, and can be tried again', async () => {
    const { see, answers } = await desk({ 'imports.undo': () => refused('IMPORT_IN_USE', { count: 3 }) });
    see().askUndoImport(run);
    await see().undoImport();
    expect(see().imports.undo).toMatchObject({ at: 'asking', sending: false, failure: { code: 'IMPORT_IN_USE', data: { count: 3 } } });
    answers['imports.undo'] = () => ok({ ...run, undoneAtMs: 1_700_000_100_000, undoneBy: 'Siti' });
    await see().undoImport();
    expect(see().imports.undo).toEqual({ at: 'closed' });
  });

  test('the example opens in Excel: a byte order mark, and semicolons where the comma is for decimals', () => {
    expect(templateCsv('people', 'id')).toBe('\uFEFFnama;nomor\r\nAyu Lestari;20240001\r\nBudi Santoso;20240002\r\n');
    expect(templateCsv('memberships', 'en').split('\r\n')[0]).toBe('\uFEFFidentifier,course,from,until');
  });
});

test.each(importKinds)('main reads the example for %s in both languages without a complaint', (kind) => {
  for (const [language, separator] of [['id', ';'], ['en', ',']] as const) {
    const [header = [], ...rows] = templateCsv(kind, language).slice(1).trim().split('\r\n').map((line) => line.split(separator));
    const read = readRows(kind, { header, rows: rows.map((cells, i) => ({ row: i + 2, cells })) });
    expect(read.rows.map(({ problems }) => problems)).toEqual(rows.map(() => []));
  }
});

test('the name of the section leads from one course back to all of them', async () => {
  const { see } = await desk();
  see().goTo('courses');
  see().openCourse(uuid(1));
  await vi.runAllTimersAsync();
  see().goTo('courses');
  expect(see().course).toBeNull();
  expect(see().page.at).toBe('courses');
});

test('excuses are asked for from today on in the site’s zone, or from ever', async () => {
  const { see, callsOf } = await desk();
  see().goTo('excuses');
  await vi.runAllTimersAsync();
  expect(callsOf('excuses.list').at(-1)?.input).toMatchObject({ fromDate: '2026-08-01' });
  see().filterExcuses({ past: true });
  await vi.runAllTimersAsync();
  expect(callsOf('excuses.list').at(-1)?.input).toMatchObject({ fromDate: '2000-01-01' });
});

test('weeks begin on Monday', () => {
  expect(['2026-07-27', '2026-08-01', '2026-08-02', '2026-08-03'].map(mondayOf)).toEqual(['2026-07-27', '2026-07-27', '2026-07-27', '2026-08-03']);
  expect(weekdayOf('2026-08-02')).toBe(7);
});

describe('cards of a course', () => {
  const card = (personId: string) => ({ text: `TATAP1:${personId}`, version: 1, name: 'Orang', identifier: 'NIS', siteName: 'Kantin' });

  test('every page of the members gets its cards, none is renewed, and it is told how far it is', async () => {
    const asked: unknown[] = [];
    const { see } = await desk({
      'members.list': ({ cursor }) => ok(cursor === null ? { rows: [member(1), member(2)], nextCursor: 'more', total: 3 } : { rows: [member(3)], nextCursor: null, total: 3 }),
      'cards.issue': (input) => { asked.push(input); return ok(card(input.personId)); },
    });
    const told: string[] = [];
    const answer = await see().issueCards(uuid(1), (done, total) => told.push(`${done}/${total}`), new AbortController().signal);
    expect(answer).toEqual({ cards: [1, 2, 3].map((n) => card(uuid(100 + n))) });
    expect(asked).toEqual([1, 2, 3].map((n) => ({ personId: uuid(100 + n), renew: false })));
    expect(told).toEqual(['1/3', '2/3', '3/3']);
  });

  test('a refusal is the answer; who closes the dialog asks for no more', async () => {
    const leaving = new AbortController();
    let issued = 0;
    const { see } = await desk({
      'members.list': () => ok({ rows: [member(1), member(2)], nextCursor: null, total: 2 }),
      'cards.issue': ({ personId }) => { issued += 1; return personId === uuid(101) ? ok(card(personId)) : refused('PERSON_NOT_FOUND'); },
    });
    expect(await see().issueCards(uuid(1), () => {}, new AbortController().signal)).toMatchObject({ failure: { code: 'PERSON_NOT_FOUND' } });
    expect(await see().issueCards(uuid(1), () => leaving.abort(), leaving.signal)).toEqual({ cards: [card(uuid(101))] });
    expect(issued).toBe(3);
  });
});
