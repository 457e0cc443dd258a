import { beforeEach, expect, test } from 'vitest';
import { createClassSessions } from './classSessions.ts';
import { openRegister, refusalOf } from './register.testkit.ts';

function openSchool() {
  const register = openRegister();
  return { ...register, sessions: createClassSessions({ ...register, onRegisterChanged: () => {} }) };
}

let school: ReturnType<typeof openSchool>;
beforeEach(() => void (school = openSchool()));

const list = (given: { fromDate?: string; toDate?: string; courseId?: string | null } = {}, who = school.owner) =>
  school.sessions.list({ fromDate: '2026-11-21', toDate: '2026-11-21', courseId: null, ...given }, who).rows;
const add = (given: Partial<Parameters<typeof school.sessions.add>[0]> = {}, who = school.owner) =>
  school.sessions.add({ courseId: school.maths, roomId: school.room, date: '2026-11-21', starts: '13:00', ends: '14:30', ...given }, who).sessionId;

test('a one-off session has the moments of its course and is shown to its teacher', () => {
  const sessionId = add({}, school.teacher);
  const startsAtMs = Date.UTC(2026, 10, 21, 6);
  expect(list({}, school.teacher)).toEqual([{
    sessionId, courseId: school.maths, courseCode: 'MTK-7A', courseName: 'Matematika 7A', teacherName: 'Budi', roomId: school.room, roomName: 'Ruang 7A', date: '2026-11-21',
    opensAtMs: startsAtMs - 900_000, startsAtMs, lateAtMs: startsAtMs + 900_000, closesAtMs: startsAtMs + 5_400_000, endsAtMs: startsAtMs + 5_400_000,
    state: 'planned', cancelReason: null, oneOff: true, members: 2, counts: { present: 0, late: 0, excused: 0, sick: 0, absent: 0 },
  }]);
  expect(list({}, school.otherTeacher)).toEqual([]);
});

test('its state follows the clock, and what was ended stays ended when the clock goes back', () => {
  const sessionId = school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 30, closesAfterMin: 45, date: '2026-11-21' });
  const seen = [list()[0]?.state];
  for (const minutes of [15, 60, 45]) {
    school.time.pass(minutes * 60_000);
    seen.push(list()[0]?.state);
  }
  expect(seen).toEqual(['planned', 'open', 'closed', 'ended']);
  school.db.sqlite.prepare('UPDATE class_sessions SET ended_at_ms = 1 WHERE id = ?').run(sessionId);
  school.time.setWall(-3 * 3_600_000);
  expect(list()[0]?.state).toBe('ended');
});

test('counts marks that count, and members of its day', () => {
  const sessionId = school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 0, date: '2026-11-21' });
  school.join(school.maths, school.citra, '2026-01-01', '2026-11-20');
  school.addMark(sessionId, school.ani, 'present');
  const voided = school.addMark(sessionId, school.bayu, 'late');
  school.db.sqlite.prepare("UPDATE marks SET voided_at_ms = 1, voided_by = ?, void_reason = 'salah' WHERE id = ?").run(school.owner.staffId, voided);
  school.addMark(sessionId, school.bayu, 'sick');
  expect(list()[0]).toMatchObject({ members: 2, counts: { present: 1, late: 0, excused: 0, sick: 1, absent: 0 } });
});

test('the list goes by start over days and one course, at most 62 days', async () => {
  const later = add({ starts: '15:00', ends: '16:00' });
  const earlier = add();
  const other = add({ courseId: school.science, date: '2026-11-22' });
  expect(list({ toDate: '2026-11-30' }).map(({ sessionId }) => sessionId)).toEqual([earlier, later, other]);
  expect(list({ toDate: '2026-11-30', courseId: school.science }).map(({ sessionId }) => sessionId)).toEqual([other]);
  expect(list({ toDate: '2027-01-21' })).toHaveLength(3);
  expect(await refusalOf(() => list({ toDate: '2027-01-22' }))).toBe('BAD_INPUT');
  expect(await refusalOf(() => list({ toDate: '2026-11-20' }))).toBe('DATES_REVERSED');
});

test('sessions may overlap, may have begun, and may run past midnight; what is over cannot be added', async () => {
  add({ starts: '13:30', ends: '14:00' });
  add();
  add({ starts: '09:30', ends: '10:30' });
  add({ starts: '22:00', ends: '01:00' });
  expect(list().map(({ state, endsAtMs, startsAtMs }) => [state, (endsAtMs - startsAtMs) / 60_000])).toEqual([['open', 60], ['planned', 90], ['planned', 30], ['planned', 180]]);
  expect(await refusalOf(() => add({ starts: '08:00', ends: '09:00' }))).toBe('DATE_PAST');
  expect(await refusalOf(() => add({ date: '2026-11-20', starts: '22:00', ends: '21:00' }))).toBe('DATE_PAST');
});

test('a session cannot be added to courses of others, archived courses or rooms there are not', async () => {
  expect(await refusalOf(() => add({ courseId: school.science }, school.teacher))).toBe('COURSE_NOT_FOUND');
  expect(await refusalOf(() => add({ roomId: crypto.randomUUID() }))).toBe('ROOM_NOT_FOUND');
  school.db.sqlite.prepare('UPDATE courses SET archived_at_ms = 1 WHERE id = ?').run(school.maths);
  expect(await refusalOf(() => add())).toBe('COURSE_NOT_FOUND');
  expect([school.count('class_sessions'), school.audited()]).toEqual([0, []]);
});

test('cancelled in the middle it counts for nobody: who was marked already is voided with the reason', () => {
  const sessionId = school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: -5, date: '2026-11-21' });
  school.addMark(sessionId, school.ani, 'present');
  school.sessions.cancel({ sessionId, reason: 'Guru sakit' }, school.teacher);
  expect(school.db.sqlite.prepare('SELECT status, voided_by AS by, void_reason AS reason FROM marks').all()).toEqual([{ status: 'present', by: school.teacher.staffId, reason: 'Guru sakit' }]);
  expect(list()[0]?.counts).toEqual({ present: 0, late: 0, excused: 0, sick: 0, absent: 0 });
});

test('cancelling gives the reason, once, and only to sessions of theirs that are not over', async () => {
  const sessionId = add();
  const cancel = (reason: string, who = school.owner) => school.sessions.cancel({ sessionId, reason }, who);
  expect(await refusalOf(() => cancel('Guru sakit', school.otherTeacher))).toBe('SESSION_NOT_FOUND');
  cancel('Guru sakit', school.teacher);
  cancel('Lupa');
  expect(list()).toMatchObject([{ state: 'cancelled', cancelReason: 'Guru sakit' }]);
  expect(school.audited()).toEqual(['session.added', 'session.cancelled']);
  const over = school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: -200 });
  expect(await refusalOf(() => school.sessions.cancel({ sessionId: over, reason: 'Lupa' }, school.owner))).toBe('SESSION_OVER');
  expect(await refusalOf(() => school.sessions.cancel({ sessionId: crypto.randomUUID(), reason: 'Lupa' }, school.owner))).toBe('SESSION_NOT_FOUND');
});
