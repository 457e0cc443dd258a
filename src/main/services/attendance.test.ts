import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { createAttendance, type Arrival } from './attendance.ts';
import { createOverrides } from './overrides.ts';
import { openRegister } from './register.testkit.ts';
import { createSessionEnd } from './sessionEnd.ts';

const minute = 60_000;

function furnish(given: Parameters<typeof openRegister>[0] = {}) {
  const school = openRegister(given);
  const changed: string[] = [];
  const needs = { ...school, monotonicMs: () => school.time.monoMs, onChanged: ({ sessionId }: { sessionId: string }) => void changed.push(sessionId) };
  const attendance = createAttendance(needs);
  const look = (personId: string, given: Partial<Arrival> = {}) => attendance.mark({ personId, roomId: null, method: 'face', cameraId: 'cam-1', ...given });
  const rows = () => school.db.sqlite.prepare('SELECT session_id AS sessionId, person_id AS personId, status, method, camera_id AS cameraId, at_ms AS atMs FROM marks ORDER BY seq').all();
  return { ...school, ...needs, attendance, look, rows, changed, overrides: createOverrides(needs), ends: createSessionEnd(needs) };
}

let school: ReturnType<typeof furnish>;
beforeEach(() => {
  school = furnish();
});

test('who comes while check-in is open is present, and greeted by the first name', () => {
  const { maths, room, ani, time } = school;
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: 5 });
  expect(school.look(ani)).toEqual({
    outcome: 'marked', personId: ani, firstName: 'Ani', status: 'present', sessionId, courseName: 'Matematika 7A', roomName: 'Ruang 7A', markedAtMs: time.wallMs, opensAtMs: null,
  });
  expect(school.rows()).toEqual([{ sessionId, personId: ani, status: 'present', method: 'face', cameraId: 'cam-1', atMs: time.wallMs }]);
  expect(school.changed).toEqual([sessionId]);
});

test('check-in opens, turns late and closes to the millisecond', () => {
  const { maths, room, time } = school;
  const startsAtMs = time.wallMs;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 0, lengthMin: 90, opensBeforeMin: 15, lateAfterMin: 15, closesAfterMin: 30 });
  const at = (sinceStartMs: number) => {
    const somebody = school.addPerson(`Orang ${sinceStartMs}`, `ID.${sinceStartMs + 10_000_000}`);
    school.join(maths, somebody);
    time.wallMs = startsAtMs + sinceStartMs;
    const { outcome, status } = school.look(somebody);
    return [outcome, status];
  };
  expect(at(-15 * minute - 1)).toEqual(['tooEarly', null]);
  expect(at(-15 * minute)).toEqual(['marked', 'present']);
  expect(at(15 * minute - 1)).toEqual(['marked', 'present']);
  expect(at(15 * minute)).toEqual(['marked', 'late']);
  expect(at(30 * minute - 1)).toEqual(['marked', 'late']);
  expect(at(30 * minute)).toEqual(['closed', null]);
  expect(at(90 * minute - 1)).toEqual(['closed', null]);
  expect(at(90 * minute)).toEqual(['noClass', null]);
  expect(school.count('marks')).toBe(4);
});

test('a second look says when the first was, whatever camera or way, and writes nothing', () => {
  const { maths, room, ani, time } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 0, closesAfterMin: 30 });
  const first = school.look(ani);
  time.pass(20 * minute);
  for (const again of [{ cameraId: 'cam-2', method: 'camera' }, { cameraId: null, method: 'pin' }, { cameraId: null, method: 'card' }] as const) {
    expect(school.look(ani, again)).toEqual({ ...first, outcome: 'alreadyMarked' });
  }
  time.pass(20 * minute);
  // Check-in has closed; who came in time hears the same.
  expect(school.look(ani)).toEqual({ ...first, outcome: 'alreadyMarked' });
  expect([school.count('marks'), school.changed.length]).toEqual([1, 1]);
});

test('too early says when to come back; the class after tomorrow says nothing', () => {
  const { maths, room, ani, time } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 24 * 60 });
  expect(school.look(ani)).toMatchObject({ outcome: 'noClass', courseName: null, opensAtMs: null, firstName: 'Ani' });
  school.addSession({ courseId: maths, roomId: room, startsInMin: 180 });
  school.addSession({ courseId: maths, roomId: room, startsInMin: 60 });
  expect(school.look(ani)).toMatchObject({ outcome: 'tooEarly', courseName: 'Matematika 7A', opensAtMs: time.wallMs + 45 * minute, status: null });
});

test('a class that closed is named before the one that comes later', () => {
  const { maths, room, ani } = school;
  const closed = school.addSession({ courseId: maths, roomId: room, startsInMin: -45, closesAfterMin: 30 });
  school.addSession({ courseId: maths, roomId: room, startsInMin: 120 });
  expect(school.look(ani)).toMatchObject({ outcome: 'closed', sessionId: closed });
});

test('a class of others that meets here is not theirs; where nothing meets there is no class', () => {
  const { maths, room, otherRoom, citra } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 0 });
  expect(school.look(citra)).toMatchObject({ outcome: 'notEnrolled', courseName: 'Matematika 7A', roomName: 'Ruang 7A', firstName: 'Citra', status: null });
  expect(school.look(citra, { roomId: room })).toMatchObject({ outcome: 'notEnrolled' });
  expect(school.look(citra, { roomId: otherRoom })).toMatchObject({ outcome: 'noClass', sessionId: null });
  expect(school.count('marks')).toBe(0);
});

test('a room marks only the classes that meet in it', () => {
  const { maths, room, otherRoom, ani } = school;
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: 0 });
  expect(school.look(ani, { roomId: otherRoom })).toMatchObject({ outcome: 'noClass' });
  expect(school.look(ani, { roomId: room, method: 'camera' })).toMatchObject({ outcome: 'marked', sessionId });
});

test('nobody is marked before they joined, after they left, in a cancelled class, or once deactivated', () => {
  const { maths, science, room, ani, citra, db } = school;
  const today = '2026-11-21';
  school.addSession({ courseId: maths, roomId: room, startsInMin: 0, date: today, cancelled: true });
  expect(school.look(ani)).toMatchObject({ outcome: 'noClass' });
  school.addSession({ courseId: science, roomId: room, startsInMin: 0, date: today });
  const joins = (fromDate: string, untilDate: string | null) => {
    db.sqlite.prepare('DELETE FROM memberships WHERE person_id = ?').run(citra);
    school.join(science, citra, fromDate, untilDate);
    return school.look(citra).outcome;
  };
  expect([joins('2026-11-22', null), joins('2026-01-01', '2026-11-20')]).toEqual(['notEnrolled', 'notEnrolled']);
  db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1 WHERE id = ?').run(citra);
  expect(joins('2026-01-01', null)).toBe('noClass');
  expect(school.look(citra)).toMatchObject({ firstName: null, status: null });
  db.sqlite.prepare('UPDATE people SET deactivated_at_ms = NULL').run();
  expect(joins('2026-11-21', '2026-11-21')).toBe('marked');
});

test('of two open classes the nearer start gets the mark, and a second look never marks the other', () => {
  const { maths, science, room, otherRoom, ani, time } = school;
  school.join(science, ani);
  school.addSession({ courseId: science, roomId: otherRoom, startsInMin: -30 });
  const nearer = school.addSession({ courseId: maths, roomId: room, startsInMin: 5 });
  expect(school.look(ani)).toMatchObject({ outcome: 'marked', sessionId: nearer });
  expect(school.look(ani, { roomId: otherRoom })).toMatchObject({ outcome: 'alreadyMarked', sessionId: nearer });
  // Later the other one is over, and what starts next is again a class of its own.
  time.pass(90 * minute);
  const next = school.addSession({ courseId: science, roomId: room, startsInMin: 10 });
  expect(school.look(ani)).toMatchObject({ outcome: 'marked', sessionId: next });
  expect(school.rows()).toMatchObject([{ sessionId: nearer }, { sessionId: next }]);
});

test('who is here for the class before is marked for the next one as soon as it opens', () => {
  const { maths, science, room, bayu, time } = school;
  school.join(science, bayu);
  const first = school.addSession({ courseId: maths, roomId: room, startsInMin: 0, lengthMin: 45 });
  const second = school.addSession({ courseId: science, roomId: room, startsInMin: 45, lengthMin: 45 });
  expect(school.look(bayu)).toMatchObject({ outcome: 'marked', sessionId: first });
  time.pass(20 * minute);
  expect(school.look(bayu)).toMatchObject({ outcome: 'alreadyMarked', sessionId: first });
  time.pass(15 * minute);
  expect(school.look(bayu)).toMatchObject({ outcome: 'marked', sessionId: second, status: 'present' });
});

test('a class past midnight is the same class on both days', () => {
  const { maths, room, ani, bayu, time } = school;
  // 16:30 UTC is 23:30 in Jakarta.
  time.wallMs = Date.UTC(2026, 10, 21, 16, 20);
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: 10, lengthMin: 120, lateAfterMin: 60, date: '2026-11-21' });
  expect(school.look(ani)).toMatchObject({ outcome: 'marked', status: 'present', sessionId });
  time.pass(80 * minute);
  expect(school.look(bayu)).toMatchObject({ outcome: 'marked', status: 'late', sessionId });
  expect(school.look(ani)).toMatchObject({ outcome: 'alreadyMarked', sessionId });
});

test('a class just after midnight opens on the day before', () => {
  const { maths, room, ani, time } = school;
  time.wallMs = Date.UTC(2026, 10, 21, 16, 50);
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: 20, opensBeforeMin: 30, date: '2026-11-22' });
  expect(school.look(ani)).toMatchObject({ outcome: 'marked', status: 'present', sessionId });
});

test('an excuse given in advance does not stand in the way of who comes all the same', () => {
  const { maths, room, ani, db, teacher } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 0 });
  db.sqlite.prepare("INSERT INTO excuses VALUES (?, ?, NULL, 'sick', '2026-11-20', '2026-11-22', 'Demam', ?, 1, NULL)").run(randomUUID(), ani, teacher.staffId);
  expect(school.look(ani)).toMatchObject({ outcome: 'marked', status: 'present' });
});

test('what staff marked by hand stands', () => {
  const { maths, room, ani, teacher } = school;
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: -40, closesAfterMin: 60 });
  school.overrides.override({ sessionId, personId: ani, status: 'sick', reason: 'Pulang ke UKS' }, teacher);
  expect(school.look(ani)).toMatchObject({ outcome: 'alreadyMarked', status: 'sick' });
  school.time.pass(25 * minute);
  expect(school.look(ani)).toMatchObject({ outcome: 'alreadyMarked', status: 'sick' });
  expect(school.count('marks')).toBe(1);
});

test('a class whose end was dealt with stays closed when the clock is set back into it', () => {
  const { maths, room, ani, time } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 0, lengthMin: 60 });
  time.pass(61 * minute);
  expect(school.ends.endSessions(time.wallMs)).toBe(1);
  time.setWall(-50 * minute);
  expect(school.look(ani)).toMatchObject({ outcome: 'closed', status: null });
});

test('two cameras of two processes that see one person at once make one mark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tatap-attendance-'));
  try {
    const file = join(folder, 'tatap.db');
    const one = furnish({ db: openDatabase(file) });
    const other = createAttendance({ ...one, db: openDatabase(file) });
    one.addSession({ courseId: one.maths, roomId: one.room, startsInMin: 0 });
    // The other camera's mark is committed between this one's judgement and its writing: when the transaction is about to begin.
    let seen: string | null = null;
    const sqlite = new Proxy(one.db.sqlite, {
      get(target, key) {
        if (key === 'inTransaction') seen ??= other.mark({ personId: one.ani, roomId: null, method: 'camera', cameraId: 'cam-2' }).outcome;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const late = createAttendance({ ...one, db: { ...one.db, sqlite } });
    expect(late.mark({ personId: one.ani, roomId: null, method: 'camera', cameraId: 'cam-1' })).toMatchObject({ outcome: 'alreadyMarked', status: 'present' });
    expect([seen, one.rows(), one.changed.length]).toEqual(['marked', [expect.objectContaining({ cameraId: 'cam-2' })], 1]);
    one.db.sqlite.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
