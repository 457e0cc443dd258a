import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { createBoard } from './board.ts';
import { openRegister, refusalOf } from './register.testkit.ts';

const minute = 60_000;

function furnish() {
  const school = openRegister();
  let kioskRoom: string | null = null;
  const board = createBoard({ ...school, room: () => kioskRoom });
  return { ...school, board, standIn: (roomId: string | null): void => void (kioskRoom = roomId) };
}

let school: ReturnType<typeof furnish>;
beforeEach(() => {
  school = furnish();
});

test('the board of a class shows everybody who takes it, by name, with the mark that counts', async () => {
  const { board, maths, room, ani, bayu, teacher, otherTeacher, db, time } = school;
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: 0 });
  const markId = school.addMark(sessionId, bayu, 'late');
  db.sqlite.prepare("UPDATE marks SET voided_at_ms = 1, voided_by = ?, void_reason = 'keliru' WHERE id = ?").run(teacher.staffId, school.addMark(sessionId, ani, 'present'));
  db.sqlite.prepare("INSERT INTO excuses VALUES (?, ?, NULL, 'sick', '2026-11-20', '2026-11-22', 'Demam', ?, 1, NULL)").run(randomUUID(), ani, teacher.staffId);
  const { session, rows } = board.session({ sessionId }, teacher);
  expect(session).toMatchObject({ sessionId, state: 'open', members: 2, counts: { present: 0, late: 1, excused: 0, sick: 0, absent: 0 } });
  expect(rows).toEqual([
    { personId: ani, name: 'Ani Lestari', identifier: 'NIS-ANILESTARI', mark: null, excuse: 'sick', voided: 1 },
    { personId: bayu, name: 'Bayu Pratama', identifier: 'NIS-BAYUPRATAMA', mark: { markId, status: 'late', method: 'face', atMs: time.wallMs, staffName: null, reason: null }, excuse: null, voided: 0 },
  ]);
  expect(await refusalOf(() => board.session({ sessionId }, otherTeacher))).toBe('SESSION_NOT_FOUND');
  expect(await refusalOf(() => board.session({ sessionId: randomUUID() }, teacher))).toBe('SESSION_NOT_FOUND');
});

test('whoever was marked stays on the board after leaving the course; after the end no excuse is promised', () => {
  const { board, maths, room, ani, bayu, teacher, db } = school;
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: -120 });
  school.addMark(sessionId, bayu, 'present');
  db.sqlite.prepare('DELETE FROM memberships WHERE person_id = ?').run(bayu);
  db.sqlite.prepare("INSERT INTO excuses VALUES (?, ?, NULL, 'sick', '2026-11-20', '2026-11-22', 'Demam', ?, 1, NULL)").run(randomUUID(), ani, teacher.staffId);
  db.sqlite.prepare('UPDATE class_sessions SET ended_at_ms = ends_at_ms').run();
  expect(board.session({ sessionId }, teacher).rows).toMatchObject([{ personId: ani, mark: null, excuse: null }, { personId: bayu, mark: { status: 'present' } }]);
});

test('the kiosk shows what is open in its room, what opens next, and who came by first name only', () => {
  const { board, maths, science, room, otherRoom, ani, bayu, citra, time } = school;
  school.join(science, citra);
  const here = school.addSession({ courseId: maths, roomId: room, startsInMin: 0 });
  const there = school.addSession({ courseId: science, roomId: otherRoom, startsInMin: -5, closesAfterMin: 60 });
  school.addSession({ courseId: maths, roomId: room, startsInMin: 120 });
  school.addSession({ courseId: maths, roomId: room, startsInMin: 60, cancelled: true });
  school.addSession({ courseId: maths, roomId: room, startsInMin: 24 * 60 });
  school.addMark(here, ani, 'present', { atMs: time.wallMs - 2 * minute });
  school.addMark(here, bayu, 'absent', { method: 'rule', atMs: time.wallMs - minute });
  school.addMark(there, citra, 'late', { method: 'camera', atMs: time.wallMs });
  school.standIn(room);
  expect(board.kiosk()).toEqual({
    roomName: 'Ruang 7A',
    open: [{ courseName: 'Matematika 7A', roomName: 'Ruang 7A', startsAtMs: time.wallMs, lateAtMs: time.wallMs + 15 * minute, closesAtMs: time.wallMs + 90 * minute, endsAtMs: time.wallMs + 90 * minute, members: 2, here: 1 }],
    next: { courseName: 'Matematika 7A', roomName: 'Ruang 7A', opensAtMs: time.wallMs + 105 * minute, startsAtMs: time.wallMs + 120 * minute },
    latest: [{ firstName: 'Ani', status: 'present', atMs: time.wallMs - 2 * minute }],
  });
  school.standIn(null);
  const everywhere = board.kiosk();
  expect([everywhere.roomName, everywhere.open.map(({ courseName }) => courseName), everywhere.latest.map(({ firstName }) => firstName)]).toEqual([null, ['IPA 8B', 'Matematika 7A'], ['Citra', 'Ani']]);
});

test('the kiosk names eight arrivals at most, none of another day, and none from a clock that was ahead', () => {
  const { board, maths, room, ani, bayu, time } = school;
  const sessionId = school.addSession({ courseId: maths, roomId: room, startsInMin: 0 });
  school.addMark(sessionId, ani, 'present', { atMs: time.wallMs - 13 * 60 * minute });
  school.addMark(sessionId, bayu, 'present', { atMs: time.wallMs + minute });
  expect(board.kiosk().latest).toEqual([]);
  for (let i = 0; i < 10; i += 1) school.addMark(sessionId, school.addPerson(`Murid${i} X`), 'present', { atMs: time.wallMs - (10 - i) * minute });
  expect(board.kiosk().latest.map(({ firstName }) => firstName)).toEqual([9, 8, 7, 6, 5, 4, 3, 2].map((i) => `Murid${i}`));
});

test('a class tomorrow is not next today', () => {
  const { board, maths, room } = school;
  school.addSession({ courseId: maths, roomId: room, startsInMin: 20 * 60, date: '2026-11-22' });
  expect(board.kiosk()).toEqual({ roomName: null, open: [], next: null, latest: [] });
});
