import { beforeEach, expect, test } from 'vitest';
import { openRegister } from '../services/register.testkit.ts';

/* What the table of marks refuses, whoever asks: these go around every service. */

let school: ReturnType<typeof openRegister>;
let markId: string;
let sessionId: string;
const run = (sql: string, ...values: unknown[]) => school.db.sqlite.prepare(sql).run(...values);
const voiding = "UPDATE marks SET voided_at_ms = 5, voided_by = ?, void_reason = 'keliru' WHERE id = ?";

beforeEach(() => {
  school = openRegister();
  sessionId = school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 0 });
  markId = school.addMark(sessionId, school.ani, 'present');
});

test('a second mark that counts does not fit beside the first, one after a voided mark does', () => {
  expect(() => school.addMark(sessionId, school.ani, 'late')).toThrow(/UNIQUE/);
  run(voiding, school.teacher.staffId, markId);
  school.addMark(sessionId, school.ani, 'late');
  expect(() => school.addMark(sessionId, school.ani, 'late')).toThrow(/UNIQUE/);
  expect(school.count('marks')).toBe(2);
});

test('a mark is not removed, nor put in the place of another', () => {
  expect(() => run('DELETE FROM marks')).toThrow(/not deleted/);
  expect(() => run('INSERT OR REPLACE INTO marks SELECT * FROM marks')).toThrow();
  expect(school.count('marks')).toBe(1);
});

test.each(['status', 'method', 'at_ms', 'person_id', 'session_id', 'kiosk_id', 'id', 'seq', 'camera_id', 'staff_id', 'reason'])('%s of a mark is never changed, not even while it is voided', (column) => {
  const other: Record<string, unknown> = { at_ms: 7, seq: 99, person_id: school.bayu, staff_id: school.teacher.staffId, status: 'late', method: 'pin', session_id: school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 5 }) };
  expect(() => run(`UPDATE marks SET ${column} = ?`, other[column] ?? 'x')).toThrow(/never changed/);
  expect(() => run(voiding.replace('SET', `SET ${column} = ?,`), other[column] ?? 'x', school.teacher.staffId, markId)).toThrow(/never changed/);
});

test('a mark is voided once, by somebody, for a reason', () => {
  expect(() => run('UPDATE marks SET voided_at_ms = 5')).toThrow(/CHECK/);
  expect(() => run(voiding, 'nobody', markId)).toThrow(/FOREIGN KEY/);
  run(voiding, school.teacher.staffId, markId);
  expect(() => run(voiding, school.teacher.staffId, markId)).toThrow(/voided once/);
  expect(() => run('UPDATE marks SET voided_at_ms = NULL, voided_by = NULL, void_reason = NULL')).toThrow(/voided once/);
});

test('a mark by hand names who made it and why', () => {
  const insert = (staffId: string | null, reason: string | null) => run("INSERT INTO marks (id, session_id, person_id, status, method, at_ms, staff_id, reason, kiosk_id) VALUES ('m', ?, ?, 'sick', 'staff', 1, ?, ?, 'k')", sessionId, school.bayu, staffId, reason);
  expect(() => insert(null, 'Demam')).toThrow(/CHECK/);
  expect(() => insert(school.teacher.staffId, null)).toThrow(/CHECK/);
  insert(school.teacher.staffId, 'Demam');
  expect(school.count('marks')).toBe(2);
});
