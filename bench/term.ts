import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTransaction, openDatabase, type Db } from '../src/main/db/open.ts';
import { createAttendance } from '../src/main/services/attendance.ts';
import { createBoard } from '../src/main/services/board.ts';
import { createClassSessions } from '../src/main/services/classSessions.ts';
import { createDashboard } from '../src/main/services/dashboard.ts';
import { createCourses } from '../src/main/services/courses.ts';
import { createExcuses } from '../src/main/services/excuses.ts';
import { createLists } from '../src/main/services/lists.ts';
import { createMarkLists } from '../src/main/services/markLists.ts';
import { createMemberships } from '../src/main/services/memberships.ts';
import { createSchedule } from '../src/main/services/schedule.ts';
import { createSessionEnd } from '../src/main/services/sessionEnd.ts';
import { createStats } from '../src/main/services/stats.ts';
import { createHasher } from '../src/main/vault/hasher.ts';
import { vaultOver } from '../src/main/vault/vault.ts';
import type { BenchOptions, Row } from './row.ts';
import { quantile, ratioOf } from './row.ts';
import { buildTerm, termDays, termNowMs, termZone, type Term } from './termData.ts';

const peer = 'reading the tables whole, reckoning in JS';
const owner = { staffId: 'owner', role: 'owner' } as const;

interface Question {
  name: string;
  ask(): unknown;
  /** The same, reckoned from the whole tables. */
  plain?: () => unknown;
  /** For what can be done only so often. */
  atMost?: number;
}

/**
 * Every list and chart of attendance over a term of data: 40 courses, 2 000 people, 4 000 sessions, 100 000 marks, in a file with the real migrations, asked
 * through the services. Where the same answer can be reckoned from the whole tables in a few lines, that is done beside it and the two must agree.
 */
export async function* run(options: BenchOptions): AsyncIterable<Row> {
  const repeats = options.repeats ?? 20;
  const folder = mkdtempSync(join(tmpdir(), 'tatap-term-'));
  try {
    const db = openDatabase(join(folder, 'tatap.db'));
    const builtFrom = performance.now();
    const term = buildTerm(db);
    options.note(`a term of ${count(db, 'courses')} courses, ${count(db, 'people')} people, ${count(db, 'class_sessions')} sessions, ${count(db, 'marks')} marks, made in ${Math.round(performance.now() - builtFrom)} ms`);
    for (const { name, ask, plain, atMost = repeats } of questions(db, term)) {
      if (plain && JSON.stringify(digest(ask())) !== JSON.stringify(plain())) throw new Error(`${name}: the answer and the one reckoned from the tables differ`);
      const times = Array.from({ length: Math.min(repeats, atMost) }, () => timed(ask));
      const peers = plain ? Array.from({ length: Math.min(repeats, 5) }, () => timed(plain)) : null;
      yield row(`${name}, p50 of ${times.length}`, quantile(times, 0.5), peers && quantile(peers, 0.5));
      yield row(`${name}, worst of ${times.length}`, Math.max(...times), peers && Math.max(...peers));
    }
    db.sqlite.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(metric: string, value: number, peerValue: number | null): Row {
  return { bench: 'term', metric, value, unit: 'ms', peer: peerValue === null ? null : peer, peerValue, ratio: peerValue === null ? null : ratioOf(value, peerValue, 'lower') };
}

function services(db: Db) {
  const vault = vaultOver(randomBytes(32), createHasher(), randomBytes);
  const nothing = (): void => {};
  const needs = {
    db, audit: { db, kioskId: 'bench', mac: vault.auditMac }, kioskId: 'bench', now: () => termNowMs, monotonicMs: () => performance.now(), newId: randomUUID as () => string, zone: () => termZone,
    room: () => null, onChanged: nothing, onRegisterChanged: nothing, onMarksChanged: nothing, applyExcuse: () => ({ sessionIds: [] }),
  };
  return {
    attendance: createAttendance(needs), board: createBoard(needs), ends: createSessionEnd(needs), marks: createMarkLists(needs), stats: createStats(needs),
    courses: createCourses({ ...needs, schedule: createSchedule(needs) }), members: createMemberships(needs), sessions: createClassSessions(needs), excuses: createExcuses(needs),
    lists: createLists({ db, lockClockMs: () => termNowMs, today: () => termDays.toDate }),
  };
}

const noAlerts = { machine: () => ({ cameras: [], diskFreeBytes: null, diskTotalBytes: null, backupAgeMs: null, alerts: [] }) };

/** 100 000 payments of the 70 days that are over, written past the chain: the dashboard only sums them. */
function addTransfers(db: Db, personIds: readonly string[]): void {
  const charge = db.sqlite.prepare("INSERT INTO charges (id, amount, state, created_at_ms, expires_at_ms, kiosk_id) VALUES (?, 5000, 'paid', ?, ?, 'bench')");
  db.sqlite.pragma('foreign_keys = OFF');
  const triggers = db.sqlite.prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'transfers'").all();
  for (const { name } of triggers) db.sqlite.exec(`DROP TRIGGER ${name}`);
  const transfer = db.sqlite.prepare("INSERT INTO transfers (id, kind, charge_id, authorisation_id, person_id, from_account_id, to_account_id, method, amount, at_ms, kiosk_id, prev_hash, hash) VALUES (?, 'payment', ?, ?, ?, ?, 'sales', 'face', 5000, ?, 'bench', x'00', x'00')");
  inTransaction(db, () => {
    for (let i = 0; i < 100_000; i += 1) {
      const [chargeId, personId, atMs] = [randomUUID(), personIds[i % personIds.length] ?? '', termNowMs - (100_000 - i) * 60_480];
      charge.run(chargeId, atMs, atMs);
      transfer.run(randomUUID(), chargeId, chargeId, personId, personId, atMs);
    }
  });
  for (const { sql } of triggers) db.sqlite.exec(sql);
  db.sqlite.pragma('foreign_keys = ON');
}

const anyMarks = { search: '', courseId: null, personId: null, sessionId: null, status: null, fromDate: null, toDate: null, voided: false, sort: 'newest', limit: 50, cursor: null } as const;

function questions(db: Db, term: Term): Question[] {
  const { attendance, board, ends, marks, stats, courses, members, sessions, excuses, lists } = services(db);
  const [courseId = '', personId = ''] = [term.courseIds[0], term.personIds[0]];
  const teacher = { staffId: term.teacherId, role: 'teacher' } as const;
  const page = { search: '', limit: 50, cursor: null };
  const plain = plainly(db);
  let next = 0;
  addTransfers(db, term.personIds);
  const dashboard = createDashboard({ db, zone: () => termZone, siteName: () => 'Bench', now: () => termNowMs, alerts: noAlerts });
  return [
    { name: 'courses', ask: () => courses.list({ ...page, archived: false }, owner) },
    { name: 'one course', ask: () => courses.get({ courseId }, owner) },
    { name: 'members of a course', ask: () => members.list({ courseId, search: '', limit: 200, cursor: null }, owner) },
    { name: 'people', ask: () => lists.people({ ...page, inactive: false, face: null, pin: null, courseId: null, sort: 'newest' }) },
    { name: 'people found by name', ask: () => members.find({ search: 'lestari' }) },
    { name: 'excuses', ask: () => excuses.list({ ...page, fromDate: termDays.fromDate }, owner) },
    { name: 'sessions of a week', ask: () => sessions.list({ fromDate: '2026-09-21', toDate: '2026-09-27', courseId: null }, owner) },
    { name: 'sessions of 62 days', ask: () => sessions.list({ fromDate: '2026-07-13', toDate: '2026-09-12', courseId: null }, owner) },
    { name: 'board of an open session', ask: () => board.session({ sessionId: term.openSessionId }, owner) },
    { name: 'board of a session that is over', ask: () => board.session({ sessionId: term.pastSessionId }, owner) },
    { name: 'check-in screen', ask: () => board.kiosk() },
    { name: 'marks, first page', ask: () => marks.list(anyMarks, owner), plain: () => plain.markIds(() => true) },
    { name: 'marks, page 1 900', ask: () => marks.list({ ...anyMarks, cursor: '5000' }, owner) },
    { name: 'marks of a name', ask: () => marks.list({ ...anyMarks, search: 'lestari' }, owner), plain: () => plain.markIdsOfName('lestari') },
    { name: 'marks of a name nobody has', ask: () => marks.list({ ...anyMarks, search: 'zzz' }, owner) },
    { name: 'marks of a course', ask: () => marks.list({ ...anyMarks, courseId }, owner) },
    { name: 'marks of a person', ask: () => marks.list({ ...anyMarks, personId }, owner), plain: () => plain.markIds((mark) => mark.person_id === personId) },
    { name: 'marks of a teacher, absent, one week', ask: () => marks.list({ ...anyMarks, status: 'absent', fromDate: '2026-07-13', toDate: '2026-07-19' }, teacher) },
    { name: 'statistics of the term', ask: () => stats.period({ ...termDays, courseId: null }, owner), plain: () => plain.statuses(null) },
    { name: 'statistics of the term, one teacher', ask: () => stats.period({ ...termDays, courseId: null }, teacher) },
    { name: 'statistics of a month', ask: () => stats.period({ fromDate: '2026-08-01', toDate: '2026-08-31', courseId: null }, owner) },
    { name: 'statistics of a course', ask: () => stats.course({ ...termDays, courseId }, owner) },
    { name: 'statistics of a person', ask: () => stats.person({ ...termDays, personId }, owner), plain: () => plain.statuses(personId) },
    { name: 'report of a day', ask: () => stats.day({ date: '2026-09-18' }, owner) },
    { name: 'dashboard', ask: () => createDashboard({ db, zone: () => termZone, siteName: () => 'Bench', now: () => termNowMs, alerts: noAlerts }).today(owner) },
    { name: 'dashboard, again', ask: () => dashboard.today(owner) },
    { name: 'my data', ask: () => stats.overviewOf(personId) },
    { name: 'check-in, written and synced', atMost: 50, ask: () => attendance.mark({ personId: term.personIds[150 + next++] ?? '', roomId: null, method: 'face', cameraId: null }) },
    // The 40 sessions of the day, ten a call.
    { name: 'end of ten sessions, 500 absences', atMost: 4, ask: () => ends.endSessions(termNowMs + 10 * 3_600_000) },
  ];
}

interface PlainMark { id: string; seq: number; session_id: string; person_id: string; status: string; voided_at_ms: number | null }

/** The same answers without SQL's help. */
function plainly(db: Db) {
  const all = (): PlainMark[] => db.sqlite.prepare<[], PlainMark>('SELECT * FROM marks').all().filter((mark) => mark.voided_at_ms === null);
  function markIds(wanted: (mark: PlainMark) => boolean) {
    const found = all().filter(wanted).sort((a, b) => b.seq - a.seq);
    return { total: found.length, ids: found.slice(0, 50).map(({ id }) => id) };
  }
  return {
    markIds,
    markIdsOfName(part: string) {
      const people = new Set(db.sqlite.prepare<[], { id: string; name_folded: string }>('SELECT * FROM people').all().filter(({ name_folded }) => name_folded.includes(part)).map(({ id }) => id));
      return markIds(({ person_id }) => people.has(person_id));
    },
    statuses(personId: string | null) {
      const sessions = new Map(db.sqlite.prepare<[], { id: string; date: string }>('SELECT * FROM class_sessions').all().map((session) => [session.id, session]));
      const counts: Record<string, number> = { present: 0, late: 0, excused: 0, sick: 0, absent: 0 };
      const days = new Set<string>();
      for (const mark of all()) {
        const date = sessions.get(mark.session_id)?.date ?? '';
        if ((personId !== null && mark.person_id !== personId) || date < termDays.fromDate || date > termDays.toDate) continue;
        counts[mark.status] = (counts[mark.status] ?? 0) + 1;
        days.add(date);
      }
      return { counts, days: days.size };
    },
  };
}

/** What an answer and its plain reckoning have in common. */
function digest(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  if ('rows' in answer && Array.isArray(answer.rows) && 'total' in answer) return { total: answer.total, ids: answer.rows.map((mark: { markId: string }) => mark.markId) };
  if ('counts' in answer && 'days' in answer && Array.isArray(answer.days)) return { counts: answer.counts, days: answer.days.length };
  return answer;
}

/** Milliseconds. */
function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function count(db: Db, table: string): number {
  return Number(db.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
}
