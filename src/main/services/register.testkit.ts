import { randomBytes, randomUUID } from 'node:crypto';
import type { StaffMember, StaffRole } from '../../shared/contract.ts';
import type { MarkMethod, MarkStatus } from '../../shared/attendance.ts';
import { openDatabase, type Db } from '../db/open.ts';
import { insertCourse } from '../db/queries/courses.ts';
import { putMembership } from '../db/queries/memberships.ts';
import { insertPerson, insertPersonAccount } from '../db/queries/people.ts';
import { insertRoom } from '../db/queries/rooms.ts';
import { insertClassSession } from '../db/queries/timetable.ts';
import { writeSetting } from '../db/queries/settings.ts';
import { insertStaff } from '../db/queries/staff.ts';
import { vaultOver } from '../vault/vault.ts';
import type { AuditChain } from './audit.ts';
import { foldName } from './names.ts';
import { identifierOf, kioskOfTests, quickHasher, TestTime } from './till.testkit.ts';

export { kioskOfTests, quickHasher, refusalOf, TestTime } from './till.testkit.ts';

const minute = 60_000;

/**
 * A school in RAM: the real migrations, an owner, two teachers (Budi teaches Mathematics, Ratna teaches Science), two rooms, two courses and three people
 * (Ani and Bayu take Mathematics since 2026-01-01, Citra takes nothing). It is Saturday 21 November 2026, 10:00 in Jakarta.
 * No timetable and no class session: tests make those they are about.
 */
export function openRegister(options: { db?: Db; time?: TestTime; zone?: string; deviceKey?: Uint8Array } = {}) {
  const time = options.time ?? new TestTime();
  const db = options.db ?? openDatabase(':memory:', { busyTimeoutMs: 20 });
  const vault = vaultOver(options.deviceKey ?? randomBytes(32), quickHasher(), randomBytes);
  const audit: AuditChain = { db, kioskId: kioskOfTests, mac: vault.auditMac };
  writeSetting(db, 'zone', options.zone ?? 'Asia/Jakarta');
  const words = registerWords(db, time);
  const owner = words.addStaff('Pemilik', 'owner');
  const teacher = words.addStaff('Budi', 'teacher');
  const otherTeacher = words.addStaff('Ratna', 'teacher');
  const room = words.addRoom('Ruang 7A');
  const otherRoom = words.addRoom('Lab IPA');
  const maths = words.addCourse('MTK-7A', { name: 'Matematika 7A', teacherId: teacher.staffId });
  const science = words.addCourse('IPA-8B', { name: 'IPA 8B', teacherId: otherTeacher.staffId });
  const [ani, bayu, citra] = [words.addPerson('Ani Lestari'), words.addPerson('Bayu Pratama'), words.addPerson('Citra Dewi')];
  words.join(maths, ani);
  words.join(maths, bayu);
  return {
    db, time, vault, audit, kioskId: kioskOfTests, now: () => time.wallMs, newId: randomUUID as () => string, zone: () => options.zone ?? 'Asia/Jakarta',
    owner, teacher, otherTeacher, room, otherRoom, maths, science, ani, bayu, citra, ...words,
  };
}

/** A class session for tests: `startsInMin` minutes from now (negative: began), with the default rules unless told otherwise. */
export interface SessionOfTests {
  courseId: string; roomId: string; startsInMin: number; lengthMin?: number; opensBeforeMin?: number; lateAfterMin?: number; closesAfterMin?: number;
  /** Local day; the UTC day of the start when left out. */
  date?: string;
  slotId?: string; absentAtEnd?: boolean; cancelled?: boolean;
}

function registerWords(db: Db, time: TestTime) {
  return {
    addStaff(name: string, role: StaffRole): StaffMember {
      const staffId = randomUUID();
      const username = name.toLowerCase().replace(/[^a-z0-9]/g, '');
      insertStaff(db, { id: staffId, username, name, role, passwordHash: '-', createdAtMs: time.wallMs });
      return { staffId, name, username, role, idleAfterMs: 600_000 };
    },
    addRoom(name: string): string {
      const id = randomUUID();
      insertRoom(db, { id, name, nameFolded: foldName(name), createdAtMs: time.wallMs });
      return id;
    },
    addCourse(code: string, { name = `Kelas ${code}`, teacherId = null }: { name?: string; teacherId?: string | null } = {}): string {
      const id = randomUUID();
      insertCourse(db, { id, code, name, nameFolded: foldName(name), teacherId, createdAtMs: time.wallMs, archivedAtMs: null });
      return id;
    },
    /** Without a PIN or a face; `identifier` is made from the name when left out. */
    addPerson(name: string, identifier: string = identifierOf(name)): string {
      const id = randomUUID();
      insertPerson(db, { id, name, nameFolded: foldName(name), identifier, createdAtMs: time.wallMs, kioskId: kioskOfTests, wrappedKey: null, pinHash: '-' });
      insertPersonAccount(db, id);
      return id;
    },
    join(courseId: string, personId: string, fromDate = '2026-01-01', untilDate: string | null = null): void {
      putMembership(db, { courseId, personId, fromDate, untilDate });
    },
    /** Answers the session's id. Moments as the rules lead to them, without asking the timetable. */
    addSession(given: SessionOfTests): string {
      const id = randomUUID();
      const startsAtMs = time.wallMs + given.startsInMin * minute;
      const endsAtMs = startsAtMs + (given.lengthMin ?? 90) * minute;
      const atMost = (afterMin: number) => Math.min(endsAtMs, startsAtMs + afterMin * minute);
      insertClassSession(db, {
        id, courseId: given.courseId, roomId: given.roomId, slotId: given.slotId ?? null, date: given.date ?? new Date(startsAtMs).toISOString().slice(0, 10),
        opensAtMs: startsAtMs - (given.opensBeforeMin ?? 15) * minute, startsAtMs, lateAtMs: atMost(given.lateAfterMin ?? 15), closesAtMs: atMost(given.closesAfterMin ?? 1440), endsAtMs,
        absentAtEnd: given.absentAtEnd ?? true, endedAtMs: null, cancelledAtMs: given.cancelled ? time.wallMs : null, cancelReason: given.cancelled ? 'Guru sakit' : null,
      });
      return id;
    },
    /** A bare row, past every rule: for lists and counts. */
    addMark(sessionId: string, personId: string, status: MarkStatus, { method = 'face', atMs = time.wallMs }: { method?: Exclude<MarkMethod, 'staff'>; atMs?: number } = {}): string {
      const id = randomUUID();
      db.sqlite.prepare('INSERT INTO marks (id, session_id, person_id, status, method, at_ms, kiosk_id) VALUES (?, ?, ?, ?, ?, ?, ?)').run(id, sessionId, personId, status, method, atMs, kioskOfTests);
      return id;
    },
    count: (table: string): number => Number(db.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get()),
    /** What the audit chain says was done, oldest first. */
    audited: (): string[] => db.sqlite.prepare<[], string>('SELECT action FROM audit ORDER BY seq').pluck().all(),
  };
}
