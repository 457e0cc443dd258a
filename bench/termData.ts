import { randomUUID } from 'node:crypto';
import type { MarkStatus } from '../src/shared/attendance.ts';
import { inTransaction, type Db } from '../src/main/db/open.ts';
import { insertCourse } from '../src/main/db/queries/courses.ts';
import { putMembership } from '../src/main/db/queries/memberships.ts';
import { insertPerson, insertPersonAccount } from '../src/main/db/queries/people.ts';
import { insertRoom } from '../src/main/db/queries/rooms.ts';
import { insertStaff } from '../src/main/db/queries/staff.ts';
import { insertClassSession } from '../src/main/db/queries/timetable.ts';
import { foldName } from '../src/main/services/names.ts';

const [minute, dayMs] = [60_000, 86_400_000];
const [rooms, courses, membersOfCourse, weeks] = [8, 40, 50, 20];
/** Monday 13 July 2026, midnight in Jakarta (UTC+7, no summer time). */
const firstMonday = Date.UTC(2026, 6, 12, 17);
export const termZone = 'Asia/Jakarta';
export const termDays = { fromDate: '2026-07-13', toDate: '2026-11-29' };
/** Monday of the 11th week, while the fourth lesson is open: half of the term is over. */
export const termNowMs = firstMonday + 70 * dayMs + (7 + 3) * 60 * minute + 5 * minute;

export interface Term { teacherId: string; otherTeacherId: string; courseIds: string[]; personIds: string[]; openSessionId: string; pastSessionId: string }

/**
 * 40 courses of 50 people each (2 000 people), five lessons a week for 20 weeks (4 000 sessions), and 100 000 marks in the half that is over: 84 % present,
 * 7 % late, the rest excused, sick or absent. Eight rooms, five lessons a day. A thousand excuses.
 */
export function buildTerm(db: Db): Term {
  const staff = (name: string) => {
    const id = randomUUID();
    insertStaff(db, { id, username: name.toLowerCase(), name, role: 'teacher', passwordHash: '-', createdAtMs: firstMonday });
    return id;
  };
  return inTransaction(db, () => {
    const [teacherId, otherTeacherId] = [staff('Budi'), staff('Ratna')];
    const roomIds = Array.from({ length: rooms }, (_, i) => addRoom(db, `Ruang ${i + 1}`));
    const personIds = Array.from({ length: courses * membersOfCourse }, (_, i) => addPerson(db, i));
    const courseIds = Array.from({ length: courses }, (_, i) => addCourse(db, i, i % 4 === 0 ? teacherId : otherTeacherId));
    for (let i = 0; i < 1_000; i += 1) addExcuse(db, personIds[i * 2] ?? '', i % 2 ? (courseIds[Math.floor((i * 2) / membersOfCourse)] ?? null) : null, teacherId, i);
    const found = { open: '', past: '' };
    for (let day = 0; day < weeks * 7; day += 1) {
      if (day % 7 > 4) continue;
      for (const [c, courseId] of courseIds.entries()) {
        const members = personIds.slice(c * membersOfCourse, (c + 1) * membersOfCourse);
        if (day === 0) for (const personId of members) putMembership(db, { courseId, personId, fromDate: termDays.fromDate, untilDate: null });
        const startsAtMs = firstMonday + day * dayMs + (7 + (c % 5)) * 60 * minute;
        const sessionId = addSession(db, courseId, roomIds[Math.floor(c / 5)] ?? '', startsAtMs);
        // The half that is over: up to the day before.
        if (day < 70) members.forEach((personId, i) => addMark(db, sessionId, personId, startsAtMs, day + c * 7 + i));
        if (day < 70) found.past = sessionId;
        if (day === 70 && c === 3) found.open = sessionId;
      }
    }
    return { teacherId, otherTeacherId, courseIds, personIds, openSessionId: found.open, pastSessionId: found.past };
  });
}

function addRoom(db: Db, name: string): string {
  const id = randomUUID();
  insertRoom(db, { id, name, nameFolded: foldName(name), createdAtMs: firstMonday });
  return id;
}

function addPerson(db: Db, i: number): string {
  const id = randomUUID();
  const name = `${['Siti', 'Ani', 'Bayu', "Nu'man", 'Dewi', 'Muhammad'][i % 6] ?? ''} ${['Lestari', 'Pratama', 'Rahmawati', 'Hakim', 'Anggraini'][i % 5] ?? ''} ${i}`;
  insertPerson(db, { id, name, nameFolded: foldName(name), identifier: `NIS-${10_000 + i}`, createdAtMs: firstMonday, kioskId: 'bench', wrappedKey: null, pinHash: '-' });
  insertPersonAccount(db, id);
  return id;
}

function addCourse(db: Db, i: number, teacherId: string): string {
  const id = randomUUID();
  const name = `Pelajaran ${i}`;
  insertCourse(db, { id, code: `MP-${10 + i}`, name, nameFolded: foldName(name), teacherId, createdAtMs: firstMonday, archivedAtMs: null });
  return id;
}

function addSession(db: Db, courseId: string, roomId: string, startsAtMs: number): string {
  const id = randomUUID();
  const endsAtMs = startsAtMs + 50 * minute;
  insertClassSession(db, {
    id, courseId, roomId, slotId: null, date: new Date(startsAtMs + 7 * 60 * minute).toISOString().slice(0, 10), opensAtMs: startsAtMs - 15 * minute, startsAtMs,
    lateAtMs: startsAtMs + 10 * minute, closesAtMs: endsAtMs, endsAtMs, absentAtEnd: true, endedAtMs: endsAtMs < termNowMs - dayMs / 2 ? endsAtMs : null, cancelledAtMs: null, cancelReason: null,
  });
  return id;
}

function addExcuse(db: Db, personId: string, courseId: string | null, staffId: string, i: number): void {
  const date = new Date(firstMonday + (i % 60) * dayMs + dayMs / 2).toISOString().slice(0, 10);
  db.sqlite.prepare("INSERT INTO excuses (id, person_id, course_id, kind, from_date, until_date, note, staff_id, created_at_ms) VALUES (?, ?, ?, 'sick', ?, ?, 'Demam', ?, ?)")
    .run(randomUUID(), personId, courseId, date, date, staffId, firstMonday + i);
}

function addMark(db: Db, sessionId: string, personId: string, startsAtMs: number, n: number): void {
  const draw = (n * 37) % 100;
  const status: MarkStatus = draw < 84 ? 'present' : draw < 91 ? 'late' : draw < 94 ? 'excused' : draw < 96 ? 'sick' : 'absent';
  const byRule = draw >= 91;
  inserting(db).run(randomUUID(), sessionId, personId, status, byRule ? 'rule' : 'face', byRule ? startsAtMs + 50 * minute : startsAtMs + (draw - 80) * 6_000);
}

const statements = new WeakMap<Db, ReturnType<typeof prepareInsert>>();
function inserting(db: Db): ReturnType<typeof prepareInsert> {
  const known = statements.get(db) ?? prepareInsert(db);
  statements.set(db, known);
  return known;
}
function prepareInsert(db: Db) {
  return db.sqlite.prepare<[string, string, string, string, string, number]>("INSERT INTO marks (id, session_id, person_id, status, method, at_ms, kiosk_id) VALUES (?, ?, ?, ?, ?, ?, 'bench')");
}
