import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { listClassSessions } from '../db/queries/schedule.ts';
import { readSetting } from '../db/queries/settings.ts';
import { createClassSessions } from './classSessions.ts';
import { createCourses } from './courses.ts';
import { createHolidays } from './holidays.ts';
import { localDateOf, localTimeOf, weekdayOf } from './localTime.ts';
import { recognitionMeaning } from './recognition.ts';
import { openRegister, refusalOf, TestTime } from './register.testkit.ts';
import { createSchedule, sessionStateAt } from './schedule.ts';
import { createSettings, settingsRevision } from './settings.ts';
import { createSlots } from './slots.ts';
import { planOf } from './timetable.ts';

const minute = 60_000;
const dayMs = 86_400_000;

function openSchool(options: { time?: TestTime; zone?: string } = {}) {
  const register = openRegister(options);
  let told = 0;
  const base = { ...register, zone: () => String(readSetting(register.db, 'zone')), onRegisterChanged: () => void (told += 1) };
  const schedule = createSchedule(base);
  const needs = { ...base, schedule };
  const slots = createSlots(needs);
  const settings = createSettings({ ...needs, schedule: () => schedule, recognition: () => recognitionMeaning(null), requireWritable: () => {}, onSaved: () => {} });
  return {
    ...register, schedule, slots, told: () => told,
    holidays: createHolidays(needs), sessions: createClassSessions(needs), courses: createCourses(needs), moveTo: (zone: string) => settings.save({ revision: settingsRevision(register.db), patch: { zone } }, register.owner),
    /** A weekly class of Mathematics; Monday 07:30-09:00 since January unless told otherwise. */
    slot: (given: Partial<Parameters<typeof slots.save>[0]> = {}) =>
      slots.save({ slotId: null, courseId: register.maths, roomId: register.room, weekday: 1, starts: '07:30', ends: '09:00', fromDate: '2026-01-01', untilDate: null, ...given }, register.owner),
    all: () => listClassSessions(register.db, {}),
    dates: () => listClassSessions(register.db, {}).map(({ date }) => date),
  };
}

let school: ReturnType<typeof openSchool>;
beforeEach(() => void (school = openSchool()));

const iso = (atMs: number | undefined) => new Date(atMs ?? 0).toISOString();

describe('the timetable', () => {
  test('makes the sessions of fourteen days at once, with the moments the rules lead to', () => {
    school.slot();
    expect(school.dates()).toEqual(['2026-11-23', '2026-11-30']);
    const [first] = school.all();
    expect([first?.opensAtMs, first?.startsAtMs, first?.lateAtMs, first?.closesAtMs, first?.endsAtMs].map(iso)).toEqual([
      '2026-11-23T00:15:00.000Z', '2026-11-23T00:30:00.000Z', '2026-11-23T00:45:00.000Z', '2026-11-23T02:00:00.000Z', '2026-11-23T02:00:00.000Z',
    ]);
    expect(first).toMatchObject({ courseCode: 'MTK-7A', roomName: 'Ruang 7A', teacherName: 'Budi', members: 2, absentAtEnd: true, counts: { present: 0, late: 0, excused: 0, sick: 0, absent: 0 } });
  });

  test('is followed day by day, and doing it again adds nothing', () => {
    school.slot({ weekday: 7 });
    expect(school.dates()).toEqual(['2026-11-22', '2026-11-29']);
    expect(school.schedule.generate(school.time.wallMs)).toBe(0);
    school.time.pass(7 * dayMs);
    expect(school.schedule.generate(school.time.wallMs)).toBe(1);
    expect(school.schedule.generate(school.time.wallMs)).toBe(0);
    expect(school.dates()).toEqual(['2026-11-22', '2026-11-29', '2026-12-06']);
  });

  test('is looked at again when the local day has changed, not before', () => {
    school.schedule.tick();
    school.slot({ weekday: 6, starts: '20:00', ends: '21:00' });
    expect(school.dates()).toEqual(['2026-11-21', '2026-11-28', '2026-12-05']);
    const told = school.told();
    school.time.pass(13 * 3_600_000);
    school.schedule.tick();
    expect(school.told()).toBe(told);
    school.time.pass(7 * dayMs);
    school.schedule.tick();
    expect([school.dates().at(-1), school.told()]).toEqual(['2026-12-12', told + 1]);
  });

  test('a class that is over when its slot is written down is not made, one that goes on is', () => {
    school.slot({ weekday: 6, starts: '07:30', ends: '09:00' });
    school.slot({ weekday: 6, starts: '09:30', ends: '11:00' });
    expect(school.all().filter(({ date }) => date === '2026-11-21').map((row) => [localTimeOf(row.startsAtMs, 'Asia/Jakarta'), sessionStateAt(row, school.time.wallMs)])).toEqual([['09:30', 'open']]);
  });

  test('days before it begins and after it ends have no class', () => {
    school.slot({ fromDate: '2026-11-24' });
    school.slot({ weekday: 2, untilDate: '2026-11-24' });
    expect(school.dates()).toEqual(['2026-11-24', '2026-11-30']);
  });

  test('two classes may overlap in one room and one course', () => {
    school.slot();
    school.slot({ starts: '08:00', ends: '10:00' });
    school.slot({ courseId: school.science });
    expect(school.dates().filter((date) => date === '2026-11-23')).toHaveLength(3);
  });

  test('a class past midnight belongs to the day it starts on, and is found by a start after midnight', () => {
    school = openSchool({ time: Object.assign(new TestTime(), { wallMs: Date.UTC(2026, 10, 21, 17, 30) }) });
    school.slot({ weekday: 6, starts: '22:00', ends: '01:30' });
    const [tonight] = school.all();
    expect([tonight?.date, iso(tonight?.startsAtMs), iso(tonight?.endsAtMs)]).toEqual(['2026-11-21', '2026-11-21T15:00:00.000Z', '2026-11-21T18:30:00.000Z']);
    expect(localDateOf(school.time.wallMs, 'Asia/Jakarta')).toBe('2026-11-22');
  });

  test('a clock that goes back neither doubles nor deletes anything, nor does one that goes ahead and back', () => {
    school.slot();
    school.slot({ weekday: 3 });
    const before = school.all();
    school.time.setWall(-30 * dayMs);
    school.schedule.tick();
    expect(school.all().filter(({ sessionId }) => before.some((row) => row.sessionId === sessionId))).toEqual(before);
    const count = school.count('class_sessions');
    school.time.setWall(30 * dayMs);
    school.schedule.tick();
    expect(school.count('class_sessions')).toBe(count);
    expect(new Set(school.all().map(({ slotId, date }) => `${slotId} ${date}`)).size).toBe(count);
  });
});

describe('a change of a slot', () => {
  test('moves what has not opened and leaves what has', () => {
    const slot = school.slot({ weekday: 6, starts: '09:30', ends: '11:00' });
    const open = school.all()[0];
    school.slots.save({ ...slot, starts: '13:00', ends: '14:00', roomId: school.otherRoom }, school.owner);
    expect(school.all()[0]).toEqual(open);
    expect(school.all().slice(1).map((row) => [row.date, localTimeOf(row.startsAtMs, 'Asia/Jakarta'), row.roomName])).toEqual([['2026-11-28', '13:00', 'Lab IPA'], ['2026-12-05', '13:00', 'Lab IPA']]);
  });

  test('to another weekday moves the sessions there; removing it takes them away, cancelled ones too', () => {
    const slot = school.slot();
    school.sessions.cancel({ sessionId: String(school.all()[0]?.sessionId), reason: 'Guru sakit' }, school.owner);
    school.slots.save({ ...slot, weekday: 4 }, school.owner);
    expect(school.dates()).toEqual(['2026-11-26', '2026-12-03']);
    school.sessions.cancel({ sessionId: String(school.all()[0]?.sessionId), reason: 'Guru sakit' }, school.owner);
    school.slots.remove({ slotId: slot.slotId }, school.owner);
    expect(school.dates()).toEqual([]);
    expect(school.audited()).toEqual(['slot.saved', 'session.cancelled', 'slot.saved', 'session.cancelled', 'slot.removed']);
  });

  test('leaves a session in which somebody was ever marked', () => {
    const slot = school.slot();
    school.addMark(String(school.all()[0]?.sessionId), school.ani, 'present');
    school.slots.remove({ slotId: slot.slotId }, school.owner);
    expect(school.dates()).toEqual(['2026-11-23']);
  });

  test('names a course, a room and a slot there are, and dates the right way round', async () => {
    const slot = school.slot();
    const missing = crypto.randomUUID();
    expect(await refusalOf(() => school.slot({ courseId: missing }))).toBe('COURSE_NOT_FOUND');
    expect(await refusalOf(() => school.slot({ roomId: missing }))).toBe('ROOM_NOT_FOUND');
    expect(await refusalOf(() => school.slot({ slotId: missing }))).toBe('SLOT_NOT_FOUND');
    expect(await refusalOf(() => school.slot({ slotId: slot.slotId, courseId: school.science }))).toBe('SLOT_NOT_FOUND');
    expect(await refusalOf(() => school.slot({ untilDate: '2025-12-31' }))).toBe('DATES_REVERSED');
    expect(await refusalOf(() => school.slots.remove({ slotId: missing }, school.owner))).toBe('SLOT_NOT_FOUND');
    expect([school.count('weekly_slots'), school.audited()]).toEqual([1, ['slot.saved']]);
  });
});

describe('a holiday', () => {
  test('removes what has not opened and gives it back when it is taken away', () => {
    school.slot();
    const before = school.dates();
    school.holidays.save({ date: '2026-11-23', name: 'Hari Guru' }, school.owner);
    expect(school.dates()).toEqual(['2026-11-30']);
    expect(school.holidays.list({ fromDate: '2026-11-01', toDate: '2026-11-30' }).rows).toEqual([{ date: '2026-11-23', name: 'Hari Guru' }]);
    school.holidays.save({ date: '2026-11-23', name: null }, school.owner);
    expect(school.dates()).toEqual(before);
    school.holidays.save({ date: '2026-11-23', name: null }, school.owner);
    expect(school.audited()).toEqual(['slot.saved', 'holiday.saved', 'holiday.removed']);
  });

  test('today leaves the class that is open, and takes the later one', () => {
    school.slot({ weekday: 6, starts: '09:30', ends: '11:00' });
    school.slot({ weekday: 6, starts: '13:00', ends: '14:00' });
    school.holidays.save({ date: '2026-11-21', name: 'Banjir' }, school.owner);
    expect(school.all().filter(({ date }) => date === '2026-11-21').map(({ startsAtMs }) => localTimeOf(startsAtMs, 'Asia/Jakarta'))).toEqual(['09:30']);
  });

  test('does not bring a cancelled class back to life, and leaves one that was put there on purpose', () => {
    school.slot();
    school.sessions.cancel({ sessionId: String(school.all()[0]?.sessionId), reason: 'Guru sakit' }, school.owner);
    const { sessionId } = school.sessions.add({ courseId: school.maths, roomId: school.room, date: '2026-11-23', starts: '10:00', ends: '11:00' }, school.teacher);
    school.holidays.save({ date: '2026-11-23', name: 'Hari Guru' }, school.owner);
    school.holidays.save({ date: '2026-11-23', name: null }, school.owner);
    const monday = school.all().filter(({ date }) => date === '2026-11-23');
    expect(monday.map((row) => sessionStateAt(row, school.time.wallMs))).toEqual(['cancelled', 'planned']);
    expect(monday[1]?.sessionId).toBe(sessionId);
  });

  test('cannot be declared for a day that has passed', async () => {
    expect(await refusalOf(() => school.holidays.save({ date: '2026-11-20', name: 'Kemarin' }, school.owner))).toBe('DATE_PAST');
    expect(school.count('holidays')).toBe(0);
  });
});

describe('rules', () => {
  const rules = { opensBeforeMin: 30, lateAfterMin: 5, closesAfterMin: 20, absentAtEnd: false };

  test('hold from their day on', () => {
    school.slot();
    school.courses.saveRules({ courseId: school.maths, effectiveFrom: '2026-11-24', rules }, school.teacher);
    const offsets = school.all().map((row) => [row.opensAtMs, row.lateAtMs, row.closesAtMs].map((atMs) => (atMs - row.startsAtMs) / minute).concat(Number(row.absentAtEnd)));
    expect(offsets).toEqual([[-15, 15, 90, 1], [-30, 5, 20, 0]]);
  });

  test('longer than the class end with it', () => {
    school.slot();
    school.courses.saveRules({ courseId: school.maths, effectiveFrom: '2026-11-21', rules: { ...rules, lateAfterMin: 240, closesAfterMin: 1440 } }, school.owner);
    for (const row of school.all()) expect([row.lateAtMs, row.closesAtMs]).toEqual([row.endsAtMs, row.endsAtMs]);
  });

  test('follow a one-off session that has not opened, and leave one that has', () => {
    school.sessions.add({ courseId: school.maths, roomId: school.room, date: '2026-11-21', starts: '10:05', ends: '11:00' }, school.teacher);
    school.sessions.add({ courseId: school.maths, roomId: school.room, date: '2026-11-21', starts: '15:00', ends: '16:00' }, school.teacher);
    school.courses.saveRules({ courseId: school.maths, effectiveFrom: '2026-11-21', rules }, school.owner);
    expect(school.all().map((row) => (row.opensAtMs - row.startsAtMs) / minute)).toEqual([-15, -30]);
  });

  test('are refused for days that passed and for courses of others', async () => {
    expect(await refusalOf(() => school.courses.saveRules({ courseId: school.maths, effectiveFrom: '2026-11-20', rules }, school.owner))).toBe('DATE_PAST');
    expect(await refusalOf(() => school.courses.saveRules({ courseId: school.science, effectiveFrom: '2026-11-24', rules }, school.teacher))).toBe('COURSE_NOT_FOUND');
  });

  test('whatever the times and rules in whatever zone, a plan fits the table', () => {
    const db = openRegister();
    const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const date = fc.constantFrom('2026-03-08', '2026-11-01', '2026-10-04', '2026-04-05', '2026-11-21', '2026-04-24', '2024-02-29', '2011-12-30');
    const anyRules = fc.record({ opensBeforeMin: fc.integer({ min: 0, max: 240 }), lateAfterMin: fc.integer({ min: 0, max: 240 }), closesAfterMin: fc.option(fc.integer({ min: 1, max: 1440 })), absentAtEnd: fc.boolean() });
    const insert = db.db.sqlite.prepare(`INSERT INTO class_sessions (id, course_id, room_id, date, opens_at_ms, starts_at_ms, late_at_ms, closes_at_ms, ends_at_ms, absent_at_end)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`);
    fc.assert(fc.property(date, time, time, anyRules, fc.constantFrom('Asia/Jakarta', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Africa/Cairo', 'Pacific/Apia'), (day, starts, ends, its, zone) => {
      const plan = planOf({ roomId: db.room, date: day, starts, ends }, its, zone);
      insert.run(crypto.randomUUID(), db.maths, db.room, day, plan.opensAtMs, plan.startsAtMs, plan.lateAtMs, plan.closesAtMs, plan.endsAtMs);
      expect(plan.closesAtMs).toBeGreaterThan(plan.startsAtMs);
      expect(plan.endsAtMs - plan.startsAtMs).toBeLessThanOrEqual(25 * 3_600_000);
    }), { numRuns: 500, seed: 3 });
  });
});

describe('where the clocks change', () => {
  const at = (utc: number, zone: string) => openSchool({ time: Object.assign(new TestTime(), { wallMs: utc }), zone });

  test('a class in New York keeps its wall time over the change, in spring and in autumn', () => {
    for (const now of [Date.UTC(2026, 2, 6, 15), Date.UTC(2026, 9, 30, 15)]) {
      school = at(now, 'America/New_York');
      school.slot({ weekday: 5, starts: '08:00', ends: '09:00', fromDate: '2026-03-07' });
      school.slot({ weekday: 1, starts: '08:00', ends: '09:00' });
      for (const row of school.all()) expect([localTimeOf(row.startsAtMs, 'America/New_York'), row.endsAtMs - row.startsAtMs]).toEqual(['08:00', 60 * minute]);
    }
  });

  test('a class in the hour that is skipped is an hour later and as long as always', () => {
    school = at(Date.UTC(2026, 2, 7, 15), 'America/New_York');
    school.slot({ weekday: 7, starts: '02:50', ends: '03:10' });
    const [row] = school.all();
    expect([row?.date, localTimeOf(row?.startsAtMs ?? 0, 'America/New_York'), (row?.endsAtMs ?? 0) - (row?.startsAtMs ?? 0)]).toEqual(['2026-03-08', '03:50', 20 * minute]);
  });

  test('a class over the hour that comes twice is an hour longer', () => {
    school = at(Date.UTC(2026, 9, 31, 15), 'America/New_York');
    school.slot({ weekday: 7, starts: '00:30', ends: '02:30' });
    const [row] = school.all();
    expect([iso(row?.startsAtMs), iso(row?.endsAtMs)]).toEqual(['2026-11-01T04:30:00.000Z', '2026-11-01T07:30:00.000Z']);
  });

  test('Kathmandu is five hours and three quarters ahead', () => {
    school = at(Date.UTC(2026, 10, 21, 3), 'Asia/Kathmandu');
    school.slot();
    expect(iso(school.all()[0]?.startsAtMs)).toBe('2026-11-23T01:45:00.000Z');
  });
});

describe('another zone', () => {
  test('moves every session that has not opened to the same wall time, one-off, cancelled and past midnight alike', () => {
    school.slot();
    school.slot({ weekday: 2, starts: '22:00', ends: '01:00' });
    school.sessions.add({ courseId: school.maths, roomId: school.room, date: '2026-11-25', starts: '23:30', ends: '00:30' }, school.teacher);
    school.sessions.cancel({ sessionId: String(school.all()[0]?.sessionId), reason: 'Guru sakit' }, school.owner);
    school.holidays.save({ date: '2026-11-23', name: 'Hari Guru' }, school.owner);
    const walls = (zone: string) => school.all().map((row) => [row.sessionId, row.date, localTimeOf(row.startsAtMs, zone), localTimeOf(row.endsAtMs, zone), row.cancelReason]);
    const before = walls('Asia/Jakarta');
    school.moveTo('America/New_York');
    expect(walls('America/New_York')).toEqual(before);
    school.moveTo('Asia/Kathmandu');
    expect(walls('Asia/Kathmandu')).toEqual(before);
    for (const row of school.all()) expect(weekdayOf(row.date)).toBeLessThan(4);
  });

  test('leaves a class that is open as it is, and drops one that would be over before anybody heard of it', () => {
    school.slot({ weekday: 6, starts: '10:00', ends: '11:00' });
    school.slot({ weekday: 6, starts: '10:30', ends: '11:00', courseId: school.science });
    const open = school.all()[0];
    school.moveTo('Pacific/Auckland');
    expect(school.all()[0]).toEqual(open);
    expect(school.all().filter(({ courseId }) => courseId === school.science).map(({ date }) => date)).toEqual(['2026-11-28', '2026-12-05']);
  });

  test('nobody knows is refused, and nothing is saved', async () => {
    for (const zone of ['Asia/Nowhere', '2026-01-01T00:00Z', ' ', "Asia/Jakarta'"]) expect(await refusalOf(() => school.moveTo(zone))).toBe('BAD_INPUT');
    expect([readSetting(school.db, 'zone'), school.audited()]).toEqual(['Asia/Jakarta', []]);
  });
});

describe('an archived course', () => {
  test('meets no more, and meets again when it is taken back', () => {
    school.slot();
    school.sessions.add({ courseId: school.maths, roomId: school.room, date: '2026-11-25', starts: '08:00', ends: '09:00' }, school.teacher);
    school.courses.archive({ courseId: school.maths, archived: true }, school.owner);
    school.courses.archive({ courseId: school.maths, archived: true }, school.owner);
    expect([school.dates(), school.schedule.generate(school.time.wallMs)]).toEqual([[], 0]);
    school.courses.archive({ courseId: school.maths, archived: false }, school.owner);
    expect(school.dates()).toEqual(['2026-11-23', '2026-11-30']);
    expect(school.audited()).toEqual(['slot.saved', 'session.added', 'course.archived', 'course.restored']);
  });
});

test('whatever is changed in whatever order, history stands and the rest is what the timetable says', () => {
  const days = ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-27', '2026-12-04'] as const;
  const zones = ['Asia/Jakarta', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'] as const;
  const time = fc.constantFrom('00:15', '07:30', '10:10', '12:00', '23:30');
  const any = fc.integer({ min: 0, max: 99 });
  const step = fc.oneof(
    fc.record({ do: fc.constant('slot' as const), which: any, weekday: fc.integer({ min: 1, max: 7 }), starts: time, ends: time, isNew: fc.boolean(), ofScience: fc.boolean() }),
    fc.record({ do: fc.constantFrom('remove' as const, 'cancel' as const, 'mark' as const), which: any }),
    fc.record({ do: fc.constant('holiday' as const), date: fc.constantFrom(...days), on: fc.boolean() }),
    fc.record({ do: fc.constant('archive' as const), on: fc.boolean() }),
    fc.record({ do: fc.constant('zone' as const), zone: fc.constantFrom(...zones) }),
    fc.record({ do: fc.constant('rules' as const), date: fc.constantFrom(...days), min: fc.integer({ min: 0, max: 240 }) }),
    fc.record({ do: fc.constant('oneOff' as const), date: fc.constantFrom(...days), starts: time, ends: time }),
    fc.record({ do: fc.constant('pass' as const), hours: fc.integer({ min: -48, max: 72 }) }),
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
  const pick = <T>(rows: readonly T[], which: number): T | undefined => rows[which % Math.max(1, rows.length)];

  function take(at: ReturnType<typeof openSchool>, its: Step): unknown {
    const slotIds = at.db.sqlite.prepare<[], string>('SELECT id FROM weekly_slots ORDER BY id').pluck().all();
    const { owner, maths } = at;
    const session = 'which' in its ? pick(at.all(), its.which) : undefined;
    if (its.do === 'slot') {
      const slotId = its.isNew ? null : (pick(slotIds, its.which) ?? null);
      const courseId = slotId === null ? (its.ofScience ? at.science : maths) : String(at.db.sqlite.prepare('SELECT course_id FROM weekly_slots WHERE id = ?').pluck().get(slotId));
      return at.slot({ slotId, courseId, weekday: its.weekday, starts: its.starts, ends: its.ends });
    }
    if (its.do === 'remove') return at.slots.remove({ slotId: pick(slotIds, its.which) ?? crypto.randomUUID() }, owner);
    if (its.do === 'cancel') return at.sessions.cancel({ sessionId: session?.sessionId ?? crypto.randomUUID(), reason: 'Guru sakit' }, owner);
    if (its.do === 'mark') return session && at.count(`marks WHERE session_id = '${session.sessionId}'`) === 0 && at.addMark(session.sessionId, at.ani, 'present');
    if (its.do === 'holiday') return at.holidays.save({ date: its.date, name: its.on ? 'Libur' : null }, owner);
    if (its.do === 'archive') return at.courses.archive({ courseId: maths, archived: its.on }, owner);
    if (its.do === 'zone') return at.moveTo(its.zone);
    if (its.do === 'rules') return at.courses.saveRules({ courseId: maths, effectiveFrom: its.date, rules: { opensBeforeMin: its.min, lateAfterMin: its.min, closesAfterMin: null, absentAtEnd: true } }, owner);
    if (its.do === 'oneOff') return at.sessions.add({ courseId: maths, roomId: at.room, date: its.date, starts: its.starts, ends: its.ends }, owner);
    return 'hours' in its && at.time.pass(its.hours * 3_600_000);
  }

  fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
    const at = openSchool();
    for (const its of steps) {
      const nowMs = at.time.wallMs;
      const history = () => new Map(at.db.sqlite.prepare<[number], { id: string }>(
        'SELECT s.* FROM class_sessions s WHERE s.opens_at_ms <= ? OR EXISTS (SELECT 1 FROM marks m WHERE m.session_id = s.id)').all(nowMs).map((row) => [row.id, row]));
      const before = history();
      try {
        take(at, its);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
      const after = history();
      if (its.do !== 'cancel') for (const [id, row] of before) expect(after.get(id)).toEqual(row);
      const added = at.schedule.generate(at.time.wallMs);
      if (its.do !== 'pass') expect(added, its.do).toBe(0);
      expect(at.schedule.follow(at.time.wallMs)).toEqual({ added: 0, moved: 0, removed: 0 });
    }
    at.db.sqlite.close();
  }), { numRuns: 60, seed: 11 });
}, 60_000);

test('a change that cannot be written leaves the timetable, the sessions and the audit as they were', () => {
  school.slot();
  const [before, audited] = [school.all(), school.audited()];
  school.db.sqlite.exec("CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no audit'); END");
  expect(() => school.slot({ weekday: 3 })).toThrow('no audit');
  expect([school.all(), school.audited(), school.count('weekly_slots'), school.told()]).toEqual([before, audited, 1, 1]);
});

test('forty courses on five days a week are made in far less than a second', () => {
  const big = openSchool({});
  for (let course = 0; course < 40; course += 1) {
    const courseId = big.addCourse(`K-${course}`);
    for (let weekday = 1; weekday <= 5; weekday += 1) big.db.sqlite.prepare("INSERT INTO weekly_slots VALUES (?, ?, ?, ?, '07:30', '09:00', '2026-01-01', NULL)").run(crypto.randomUUID(), courseId, big.room, weekday);
  }
  const began = performance.now();
  expect(big.schedule.generate(big.time.wallMs)).toBe(400);
  const tookMs = performance.now() - began;
  expect(big.schedule.generate(big.time.wallMs)).toBe(0);
  expect(tookMs).toBeLessThan(1_000);
});
