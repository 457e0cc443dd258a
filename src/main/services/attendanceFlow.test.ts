import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markStatuses, type MarkStatus } from '../../shared/attendance.ts';
import { Refusal } from '../../shared/errors.ts';
import { createAttendance } from './attendance.ts';
import { createBoard } from './board.ts';
import { chainFault } from './chainCheck.ts';
import { createMarkLists } from './markLists.ts';
import { noCounts, rateOf } from './markCounts.ts';
import { createOverrides } from './overrides.ts';
import { openRegister } from './register.testkit.ts';
import { createSessionEnd } from './sessionEnd.ts';
import { createStats } from './stats.ts';

/*
 * The real services against a model of a few lines: which mark counts for whom in which class. The model knows the rule in the words of the contract and
 * nothing of SQL. Time goes forwards, is set back and forth, and people come, are marked by hand and voided in any order.
 */
const minute = 60_000;
const day = 24 * 60 * minute;
const period = { fromDate: '2026-11-20', toDate: '2026-11-23' };

type Turn =
  | { kind: 'look'; person: number; inRoom: boolean }
  | { kind: 'override'; person: number; session: number; status: MarkStatus; byTeacher: boolean }
  | { kind: 'void'; nth: number }
  | { kind: 'pass'; minutes: number }
  | { kind: 'setClock'; minutes: number }
  | { kind: 'end' }
  | { kind: 'excuse'; person: number; of: number };

const small = (max: number) => fc.integer({ min: 0, max });
const turns = fc.array(fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('look' as const), person: small(3), inRoom: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('override' as const), person: small(3), session: small(4), status: fc.constantFrom(...markStatuses), byTeacher: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('void' as const), nth: small(20) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 50 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('setClock' as const), minutes: fc.oneof(fc.integer({ min: -120, max: 120 }), fc.integer({ min: -2_000_000, max: 2_000_000 })) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('excuse' as const), person: small(3), of: small(2) }) },
), { minLength: 1, maxLength: 40 });

interface Class { id: string; courseId: string; roomId: string; opens: number; starts: number; late: number; closes: number; ends: number; absentAtEnd: boolean; ended: boolean }
interface Counting { status: MarkStatus; byRule: boolean }

function openFlow() {
  const school = openRegister();
  const { maths, science, room, otherRoom, ani, bayu, citra, time, db } = school;
  const dian = school.addPerson('Dian');
  for (const personId of [ani, citra]) school.join(science, personId);
  // Two that overlap in two rooms, one after them, one that marks nobody absent, one in the evening.
  const plans = [
    { courseId: maths, roomId: room, startsInMin: 20, lengthMin: 60, closesAfterMin: 40 }, { courseId: science, roomId: otherRoom, startsInMin: 30, lengthMin: 90 },
    { courseId: maths, roomId: room, startsInMin: 80, lengthMin: 45 }, { courseId: science, roomId: room, startsInMin: 160, lengthMin: 45, absentAtEnd: false },
    { courseId: maths, roomId: otherRoom, startsInMin: 400, lengthMin: 45 },
  ];
  const classes = plans.map((plan): Class => {
    const id = school.addSession({ ...plan, date: '2026-11-21' });
    const starts = time.wallMs + plan.startsInMin * minute;
    const ends = starts + plan.lengthMin * minute;
    return { id, courseId: plan.courseId, roomId: plan.roomId, opens: starts - 15 * minute, starts, late: starts + 15 * minute, closes: Math.min(ends, starts + (plan.closesAfterMin ?? 1440) * minute), ends, absentAtEnd: plan.absentAtEnd ?? true, ended: false };
  });
  const needs = { ...school, monotonicMs: () => time.monoMs, onChanged: () => {}, room: () => null };
  return {
    ...school, db, classes, people: [ani, bayu, citra, dian], takes: new Map([[maths, [ani, bayu]], [science, [ani, citra]]]),
    attendance: createAttendance(needs), overrides: createOverrides(needs), ends: createSessionEnd(needs), board: createBoard(needs), stats: createStats(needs), marks: createMarkLists(needs),
  };
}

type Flow = ReturnType<typeof openFlow>;

/** The code of the refusal, or what the call answered. */
function tried<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

class Model {
  readonly flow: Flow;
  readonly counting = new Map<string, Counting>();
  readonly excuses: { personId: string; courseId: string | null; kind: 'excused' | 'sick'; at: number }[] = [];
  steadySince = Number.NEGATIVE_INFINITY;
  lastEnd: { wall: number; mono: number } | null = null;

  constructor(flow: Flow) {
    this.flow = flow;
  }
  markOf(session: Class, personId: string): Counting | undefined {
    return this.counting.get(`${session.id} ${personId}`);
  }
  put(session: Class, personId: string, status: MarkStatus, byRule: boolean): void {
    this.counting.set(`${session.id} ${personId}`, { status, byRule });
  }
  takesIt(session: Class, personId: string): boolean {
    return this.flow.takes.get(session.courseId)?.includes(personId) ?? false;
  }

  look(personId: string, roomId: string | null): string {
    const now = this.flow.time.wallMs;
    const inSight = this.flow.classes.filter((one) => (roomId === null || one.roomId === roomId) && now < one.ends);
    const theirs = inSight.filter((one) => this.takesIt(one, personId));
    const nearest = (list: Class[]) => [...list].sort((a, b) => Math.abs(a.starts - now) - Math.abs(b.starts - now) || a.starts - b.starts)[0];
    const isOpen = (one: Class) => one.opens <= now && now < one.closes && !one.ended;
    const open = nearest(theirs.filter(isOpen));
    if (open) {
      const here = (one: Class) => ['present', 'late'].includes(this.markOf(one, personId)?.status ?? '');
      const marked = this.markOf(open, personId) ? open : this.flow.classes.find((one) => now < one.ends && this.takesIt(one, personId) && here(one) && one.starts < open.ends && open.starts < one.ends);
      if (marked) return 'alreadyMarked';
      this.put(open, personId, now < open.late ? 'present' : 'late', false);
      return 'marked';
    }
    const running = nearest(theirs.filter((one) => one.opens <= now));
    if (running) return this.markOf(running, personId)?.byRule === false ? 'alreadyMarked' : 'closed';
    const today = now >= Date.UTC(2026, 10, 20, 17) && now < Date.UTC(2026, 10, 21, 17);
    if (today && theirs.some((one) => one.opens > now && !one.ended)) return 'tooEarly';
    return inSight.some(isOpen) ? 'notEnrolled' : 'noClass';
  }

  override(session: Class, personId: string, status: MarkStatus, byTeacher: boolean): string {
    if (byTeacher && session.courseId !== this.flow.maths) return 'SESSION_NOT_FOUND';
    if (!session.ended && this.flow.time.wallMs < session.opens) return 'SESSION_PLANNED';
    const before = this.markOf(session, personId);
    if (!before && !this.takesIt(session, personId)) return 'NOT_A_MEMBER';
    if (before?.status === status) return 'SAME_STATUS';
    this.put(session, personId, status, false);
    return 'done';
  }

  end(): number {
    const { wallMs, monoMs } = this.flow.time;
    const gained = this.lastEnd ? wallMs - this.lastEnd.wall - (monoMs - this.lastEnd.mono) : 0;
    this.lastEnd = { wall: wallMs, mono: monoMs };
    if (Math.abs(gained) >= day) this.steadySince = monoMs;
    if (monoMs - this.steadySince < 10 * minute) return 0;
    const over = this.flow.classes.filter((one) => !one.ended && wallMs >= one.ends);
    for (const one of over) {
      one.ended = true;
      for (const personId of this.flow.takes.get(one.courseId) ?? []) {
        if (this.markOf(one, personId)) continue;
        const covering = this.excuses.filter((excuse) => excuse.personId === personId && (excuse.courseId ?? one.courseId) === one.courseId);
        const [excuse] = covering.sort((a, b) => Number(a.courseId === null) - Number(b.courseId === null) || b.at - a.at);
        if (excuse) this.put(one, personId, excuse.kind, true);
        else if (one.absentAtEnd) this.put(one, personId, 'absent', true);
      }
    }
    return over.length;
  }

  excuse(personId: string, courseId: string | null, kind: 'excused' | 'sick', at: number): void {
    this.excuses.push({ personId, courseId, kind, at });
    for (const one of this.flow.classes) {
      const mark = this.markOf(one, personId);
      if (mark?.byRule && mark.status === 'absent' && (courseId ?? one.courseId) === one.courseId) this.put(one, personId, kind, true);
    }
  }
}

function take(turn: Turn, flow: Flow, model: Model, step: number): void {
  const personId = 'person' in turn ? (flow.people[turn.person] ?? '') : '';
  if (turn.kind === 'pass') return flow.time.pass(turn.minutes * minute);
  if (turn.kind === 'setClock') return flow.time.setWall(turn.minutes * minute);
  if (turn.kind === 'end') return expect(flow.ends.endSessions(flow.time.wallMs)).toBe(model.end());
  if (turn.kind === 'look') {
    const roomId = turn.inRoom ? flow.room : null;
    return expect(flow.attendance.mark({ personId, roomId, method: 'face', cameraId: 'cam' }).outcome).toBe(model.look(personId, roomId));
  }
  if (turn.kind === 'override') {
    const session = flow.classes[turn.session];
    if (!session) return;
    const answer = tried(() => flow.overrides.override({ sessionId: session.id, personId, status: turn.status, reason: 'sebab' }, turn.byTeacher ? flow.teacher : flow.owner));
    return expect(typeof answer === 'string' ? answer : 'done').toBe(model.override(session, personId, turn.status, turn.byTeacher));
  }
  if (turn.kind === 'void') return voidOne(turn.nth, flow, model);
  const courseId = [null, flow.maths, flow.science][turn.of] ?? null;
  const [kind, excuseId] = [turn.of === 1 ? 'sick' as const : 'excused' as const, crypto.randomUUID()];
  const excuse = { excuseId, personId, courseId, kind, fromDate: '2026-11-21', untilDate: '2026-11-21', note: 'surat', staffId: flow.owner.staffId };
  flow.db.sqlite.prepare('INSERT INTO excuses VALUES (@excuseId, @personId, @courseId, @kind, @fromDate, @untilDate, @note, @staffId, @step, NULL)').run({ ...excuse, step });
  flow.ends.applyExcuse(excuse, flow.time.wallMs);
  model.excuse(personId, courseId, kind, step);
}

function voidOne(nth: number, flow: Flow, model: Model): void {
  const rows = flow.db.sqlite.prepare<[], { id: string; session: string; person: string; voided: number | null }>('SELECT id, session_id AS session, person_id AS person, voided_at_ms AS voided FROM marks ORDER BY seq').all();
  const row = rows[nth % Math.max(rows.length, 1)];
  if (!row) return;
  const answer = tried(() => flow.overrides.void({ markId: row.id, reason: 'keliru' }, flow.owner));
  expect(answer).toEqual(row.voided === null ? {} : 'MARK_VOIDED');
  if (row.voided === null) model.counting.delete(`${row.session} ${row.person}`);
}

/** Rows, boards, history and every statistic say what the model says. */
function compare(flow: Flow, model: Model): void {
  const rows = flow.db.sqlite.prepare<[], { key: string; status: MarkStatus }>("SELECT session_id || ' ' || person_id AS key, status FROM marks WHERE voided_at_ms IS NULL").all();
  expect(new Map(rows.map(({ key, status }) => [key, status]))).toEqual(new Map([...model.counting].map(([key, { status }]) => [key, status])));
  expect(rows).toHaveLength(model.counting.size);
  const countsOf = (wanted: (key: string) => boolean) => {
    const counts = noCounts();
    for (const [key, { status }] of model.counting) if (wanted(key)) counts[status] += 1;
    return counts;
  };
  const all = countsOf(() => true);
  expect(flow.stats.period({ ...period, courseId: null }, flow.owner)).toMatchObject({ counts: all, rate: rateOf(all) });
  expect(flow.stats.day({ date: '2026-11-21' }, flow.owner).counts).toEqual(all);
  expect(flow.marks.list({ search: '', courseId: null, personId: null, sessionId: null, status: null, fromDate: null, toDate: null, voided: false, sort: 'newest', limit: 200, cursor: null }, flow.owner).total).toBe(model.counting.size);
  for (const personId of flow.people) expect(flow.stats.person({ ...period, personId }, flow.owner).counts).toEqual(countsOf((key) => key.endsWith(personId)));
  for (const one of flow.classes) {
    const { session, rows: board } = flow.board.session({ sessionId: one.id }, flow.owner);
    expect(session.counts).toEqual(countsOf((key) => key.startsWith(one.id)));
    for (const { personId, mark } of board) expect(mark?.status).toBe(model.markOf(one, personId)?.status);
  }
  expect(chainFault(flow.db, 'audit', flow.vault.auditMac)).toBeNull();
}

test('whatever people, teachers and clocks do, one mark counts and every number agrees with the rows', () => {
  fc.assert(fc.property(turns, (walk) => {
    const flow = openFlow();
    try {
      const model = new Model(flow);
      walk.forEach((turn, step) => take(turn, flow, model, step));
      compare(flow, model);
      // When the day is over everybody who takes a class that counts absences has a mark, unless somebody voided it after the end.
      flow.time.pass(day);
      for (let i = 0; i < 2; i += 1, flow.time.pass(11 * minute)) expect(flow.ends.endSessions(flow.time.wallMs)).toBe(model.end());
      compare(flow, model);
    } finally {
      flow.db.sqlite.close();
    }
  }), { numRuns: 150 });
});
