import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { openRegister } from './register.testkit.ts';
import { createSessionEnd, type AppliedExcuse } from './sessionEnd.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

function furnish() {
  const school = openRegister();
  const changed: string[] = [];
  const ends = createSessionEnd({ ...school, monotonicMs: () => school.time.monoMs, onChanged: ({ sessionId }) => void changed.push(sessionId) });
  return {
    ...school, changed, ...ends,
    tick: () => ends.endSessions(school.time.wallMs),
    excuse(given: Partial<AppliedExcuse> & { personId: string }, revoked = false): AppliedExcuse {
      const excuse: AppliedExcuse = { excuseId: randomUUID(), courseId: null, kind: 'excused', fromDate: '2026-11-21', untilDate: '2026-11-21', note: 'Lomba', staffId: school.teacher.staffId, ...given };
      school.db.sqlite.prepare('INSERT INTO excuses VALUES (@excuseId, @personId, @courseId, @kind, @fromDate, @untilDate, @note, @staffId, @at, @revoked)')
        .run({ ...excuse, at: school.time.wallMs, revoked: revoked ? 1 : null });
      return excuse;
    },
    counting: (sessionId: string) => school.db.sqlite.prepare<[string], { name: string; status: string; method: string; reason: string | null }>(
      'SELECT p.name, m.status, m.method, m.reason FROM marks m JOIN people p ON p.id = m.person_id WHERE m.session_id = ? AND m.voided_at_ms IS NULL ORDER BY p.name').all(sessionId),
    details: () => school.db.sqlite.prepare<[], { action: string; subject: string; detail: string }>('SELECT action, subject_id AS subject, detail FROM audit ORDER BY seq').all(),
  };
}

let school: ReturnType<typeof furnish>;
beforeEach(() => {
  school = furnish();
});

test('when a class is over whoever has no mark is absent, and the others keep theirs', () => {
  const { maths, room, ani, time } = school;
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: -30, lengthMin: 60 });
  school.addMark(sessionId, ani, 'present');
  time.pass(30 * minute - 1);
  expect(school.tick()).toBe(0);
  time.pass(1);
  expect(school.tick()).toBe(1);
  expect(school.counting(sessionId)).toEqual([{ name: 'Ani Lestari', status: 'present', method: 'face', reason: null }, { name: 'Bayu Pratama', status: 'absent', method: 'rule', reason: null }]);
  expect(school.db.sqlite.prepare('SELECT ended_at_ms FROM class_sessions').pluck().all()).toEqual([time.wallMs]);
  expect(school.details()).toEqual([{ action: 'session.ended', subject: sessionId, detail: '{"excused":0,"sick":0,"absent":1}' }]);
  expect(school.changed).toEqual([sessionId]);
  expect([school.tick(), school.count('marks'), school.count('audit')]).toEqual([0, 2, 1]);
});

test('an excuse that covers the day becomes the mark; one for the course goes before one for all', () => {
  const { maths, science, room, ani, bayu, time } = school;
  school.excuse({ personId: ani, kind: 'sick', note: 'Demam' });
  school.excuse({ personId: ani, kind: 'excused', courseId: maths, note: 'Lomba matematika' });
  school.excuse({ personId: bayu, courseId: science });
  school.excuse({ personId: bayu, fromDate: '2026-11-22', untilDate: '2026-11-30' });
  school.excuse({ personId: bayu, kind: 'sick' }, true);
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: 0, lengthMin: 60 });
  time.pass(60 * minute);
  school.tick();
  expect(school.counting(sessionId)).toEqual([
    { name: 'Ani Lestari', status: 'excused', method: 'rule', reason: 'Lomba matematika' }, { name: 'Bayu Pratama', status: 'absent', method: 'rule', reason: null },
  ]);
});

test('where nobody is absent by rule, excuses count all the same', () => {
  const { maths, room, ani, time } = school;
  school.excuse({ personId: ani, kind: 'sick' });
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: 0, lengthMin: 60, absentAtEnd: false });
  time.pass(60 * minute);
  expect(school.tick()).toBe(1);
  expect(school.counting(sessionId)).toMatchObject([{ name: 'Ani Lestari', status: 'sick' }]);
});

test('nobody is absent from a cancelled class, before they joined, after they left, or once deactivated', () => {
  const { maths, room, time, db, bayu } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 0, lengthMin: 60, cancelled: true });
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: 0, lengthMin: 60 });
  school.join(maths, school.addPerson('Baru'), '2026-11-22');
  school.join(maths, school.addPerson('Lama'), '2026-01-01', '2026-11-20');
  db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1 WHERE id = ?').run(bayu);
  time.pass(60 * minute);
  expect(school.tick()).toBe(1);
  expect(school.counting(sessionId)).toMatchObject([{ name: 'Ani Lestari', status: 'absent' }]);
  expect(school.count('marks')).toBe(1);
});

test('many classes that ended while the machine was off are ended a few at a time, the oldest first', () => {
  const { maths, room, time } = school;
  for (let i = 0; i < 45; i += 1) school.addSession({ courseId: maths, roomId: room, startsInMin: i, lengthMin: 60, date: '2026-11-21' });
  time.pass(200 * minute);
  expect([school.tick(), school.count('marks')]).toEqual([10, 20]);
  expect([school.tick(), school.tick(), school.tick(), school.tick(), school.tick(), school.count('marks')]).toEqual([10, 10, 10, 5, 0, 90]);
});

test('a clock set to next year makes nobody absent while somebody can still set it right', () => {
  const { maths, room, time } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 60 });
  school.tick();
  time.setWall(365 * day);
  time.pass(5_000);
  expect([school.tick(), school.count('marks')]).toEqual([0, 0]);
  time.pass(9 * minute);
  expect(school.tick()).toBe(0);
  // Set right again: the class has not even begun, now or after the wait.
  time.setWall(-365 * day);
  expect(school.tick()).toBe(0);
  time.pass(11 * minute);
  expect([school.tick(), school.count('marks')]).toEqual([0, 0]);
  time.pass(180 * minute);
  expect([school.tick(), school.count('marks')]).toEqual([1, 2]);
});

test('a clock that stays where it was set is believed after ten minutes; set back, it ends nothing twice', () => {
  const { maths, room, time } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 60 });
  school.tick();
  time.setWall(365 * day);
  school.tick();
  time.pass(10 * minute);
  expect([school.tick(), school.count('marks')]).toEqual([1, 2]);
  time.setWall(-10 * 365 * day);
  for (let i = 0; i < 30; i += 1) {
    time.pass(minute);
    expect(school.tick()).toBe(0);
  }
  expect([school.count('marks'), school.count('audit')]).toEqual([2, 1]);
});

test('hours skipped, as by a machine that slept, end what is over at once', () => {
  const { maths, room, time } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 0, lengthMin: 60 });
  school.tick();
  time.setWall(8 * 60 * minute);
  expect(school.tick()).toBe(1);
});

test('an excuse given afterwards turns the absences it covers, and only what the rule noted', () => {
  const { maths, science, room, ani, time, teacher } = school;
  school.join(science, ani);
  const [today, otherCourse, tomorrow] = [
    school.addSession({ courseId: maths, roomId: room, startsInMin: 0, date: '2026-11-21' }),
    school.addSession({ courseId: science, roomId: room, startsInMin: 0, date: '2026-11-21' }),
    school.addSession({ courseId: maths, roomId: room, startsInMin: 1, date: '2026-11-22' }),
  ];
  const byHand = school.addSession({ courseId: maths, roomId: room, startsInMin: 2, date: '2026-11-21' });
  school.db.sqlite.prepare("INSERT INTO marks (id, session_id, person_id, status, method, at_ms, staff_id, reason, kiosk_id) VALUES (?, ?, ?, 'absent', 'staff', 1, ?, 'Bolos', 'k')")
    .run(randomUUID(), byHand, ani, teacher.staffId);
  time.pass(200 * minute);
  school.tick();
  const excuse = school.excuse({ personId: ani, courseId: maths, kind: 'sick', note: 'Surat dokter' });
  expect(school.applyExcuse(excuse, time.wallMs)).toEqual({ sessionIds: [today] });
  expect(school.counting(today)).toEqual([{ name: 'Ani Lestari', status: 'sick', method: 'rule', reason: 'Surat dokter' }, { name: 'Bayu Pratama', status: 'absent', method: 'rule', reason: null }]);
  for (const untouched of [otherCourse, tomorrow, byHand]) expect(school.counting(untouched)[0]).toMatchObject({ name: 'Ani Lestari', status: 'absent' });
  const voided = school.db.sqlite.prepare('SELECT session_id, status, voided_by, void_reason FROM marks WHERE voided_at_ms IS NOT NULL').all();
  expect(voided).toEqual([{ session_id: today, status: 'absent', voided_by: teacher.staffId, void_reason: 'Surat dokter' }]);
  expect(school.details().at(-1)).toMatchObject({ action: 'marks.excused', subject: ani, detail: JSON.stringify({ excuseId: excuse.excuseId, kind: 'sick', marks: 1 }) });
  expect(school.applyExcuse(excuse, time.wallMs)).toEqual({ sessionIds: [] });
});
