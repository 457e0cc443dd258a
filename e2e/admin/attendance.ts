import sharp from 'sharp';
import { markMethods, markStatuses, type CameraTrouble } from '../../src/shared/attendance.ts';
import type { Input, Output, PersonRow } from '../../src/shared/contract.ts';
import type { BoardRow, CameraRow, ClassSession, CourseRow, MarkCounts, MarkRow } from '../../src/shared/contractAttendance.ts';
import { uuid } from '../../src/renderer/admin/admin.testkit.ts';
import { addDays, dayAt, dayStartMs, weekdayOf } from '../../src/renderer/admin/zoneDays.ts';
import { courses, rooms } from './register.ts';

/* Attendance of the school of register.ts: 60 sessions a day, a board of 500, a term of marks, cameras well and ill. */

const zone = 'Asia/Jakarta';
const minuteMs = 60_000;
const none: MarkCounts = { present: 0, late: 0, excused: 0, sick: 0, absent: 0 };
const at = <T>(list: readonly T[], n: number): T => {
  const item = list[n % list.length];
  if (item === undefined) throw new RangeError('an empty list has no turns');
  return item;
};

function countsOf(members: number, n: number): MarkCounts {
  const rest = { late: n % 4, excused: n % 3, sick: n % 5 === 2 ? 1 : 0, absent: n % 7 === 3 ? 4 : n % 2 };
  return { ...rest, present: Math.max(0, members - rest.late - rest.excused - rest.sick - rest.absent) };
}

/** 60 sessions of one day, from 06:30 to 21:00, whatever day it is; which are over follows from `nowMs`. */
export function daySessions(date: string, nowMs: number): ClassSession[] {
  return Array.from({ length: 60 }, (_, n): ClassSession => {
    const course = at(courses, n * 7);
    const startsAtMs = dayStartMs(date, zone) + (390 + Math.floor(n / 5) * 70) * minuteMs;
    const endsAtMs = startsAtMs + 60 * minuteMs;
    const opensAtMs = startsAtMs - 15 * minuteMs;
    const closesAtMs = n % 4 === 1 ? startsAtMs + 30 * minuteMs : endsAtMs;
    const state = n % 13 === 6 ? 'cancelled' : nowMs >= endsAtMs ? 'ended' : nowMs >= closesAtMs ? 'closed' : nowMs >= opensAtMs ? 'open' : 'planned';
    const room = at(rooms, n);
    const members = course.members;
    return {
      sessionId: uuid(60_000 + n), courseId: course.courseId, courseCode: course.code, courseName: course.name, teacherName: course.teacherName, roomId: room.roomId, roomName: room.name, date,
      opensAtMs, startsAtMs, lateAtMs: startsAtMs + 15 * minuteMs, closesAtMs, endsAtMs, state, cancelReason: state === 'cancelled' ? 'Guru rapat dinas di kota, siswa belajar mandiri di perpustakaan' : null,
      oneOff: n % 11 === 4, members, counts: state === 'planned' || state === 'cancelled' ? none : state === 'ended' ? countsOf(members, n) : { ...none, present: Math.floor(members * 0.6), late: n % 3 },
    };
  });
}

/** An open session of 500: most are there, some late, some with leave, one put right by hand. */
export function boardOf(people: readonly PersonRow[], nowMs: number, members = 500): Output<'sessions.board'> {
  const found = daySessions(dayAt(nowMs, zone), nowMs)[0];
  const course = courses.find(({ code }) => code === 'MTK-7A');
  if (!found || !course) throw new RangeError('there are sessions and courses');
  const startsAtMs = nowMs - 40 * minuteMs;
  const rows = Array.from({ length: members }, (_, n): BoardRow => {
    const { name, identifier } = at(people, n);
    const status = n % 10 === 4 ? 'late' : n % 25 === 7 ? 'sick' : n % 25 === 9 ? 'excused' : 'present';
    const missing = n % 9 === 5;
    const byHand = n % 30 === 2;
    return {
      personId: uuid(1000 + n), name, identifier, voided: byHand ? 1 : 0, excuse: missing && n % 2 === 0 ? (n % 4 === 0 ? 'sick' : 'excused') : null,
      mark: missing ? null : { markId: uuid(80_000 + n), status, method: byHand ? 'staff' : at(markMethods, n % 5), atMs: startsAtMs + (n % 40 - 12) * minuteMs, staffName: byHand ? 'Siti Rahmawati' : null, reason: byHand ? 'Datang tepat waktu, kamera tertutup tas teman sebangkunya' : null },
    };
  }).toSorted((a, b) => a.name.localeCompare(b.name));
  const counts = { ...none };
  for (const { mark } of rows) if (mark) counts[mark.status] += 1;
  const session: ClassSession = {
    ...found, courseId: course.courseId, courseCode: course.code, courseName: course.name, teacherName: course.teacherName, state: 'open', cancelReason: null, members, counts,
    opensAtMs: startsAtMs - 15 * minuteMs, startsAtMs, lateAtMs: startsAtMs + 15 * minuteMs, closesAtMs: startsAtMs + 90 * minuteMs, endsAtMs: startsAtMs + 90 * minuteMs,
  };
  return { session, rows };
}

export function marksOf(people: readonly PersonRow[], nowMs: number): MarkRow[] {
  return Array.from({ length: 240 }, (_, n): MarkRow => {
    const person = at(people, n * 13 + 2);
    const course = at(courses, n * 3);
    const atMs = nowMs - n * n * 40_000 - 20_000;
    const status = at(markStatuses, n % 11 < 6 ? 0 : n);
    const method = status === 'present' || status === 'late' ? at(markMethods, n % 6) : 'rule';
    return {
      markId: uuid(90_000 + n), sessionId: uuid(60_000 + (n % 60)), courseId: course.courseId, courseCode: course.code, courseName: course.name, date: dayAt(atMs, zone), startsAtMs: atMs - 12 * minuteMs,
      personId: person.personId, personName: person.name, identifier: person.identifier, status, method, atMs, staffName: method === 'staff' ? 'I Gusti Ngurah Agung Bagus Mahaputra Wirawan' : null,
      reason: method === 'staff' ? 'Datang tepat waktu, kamera tertutup tas' : status === 'sick' ? 'Surat dokter' : null,
      voided: n % 8 === 3 ? { atMs: atMs + 20 * minuteMs, staffName: 'Siti Rahmawati', reason: 'Tertukar dengan saudara kembarnya' } : null,
    };
  });
}

const rateOf = (counts: MarkCounts) => {
  const sum = markStatuses.reduce((total, status) => total + counts[status], 0);
  return sum === 0 ? null : (counts.present + counts.late) / sum;
};

function daysOf({ fromDate, toDate }: { fromDate: string; toDate: string }, members: number): (MarkCounts & { date: string })[] {
  const days: (MarkCounts & { date: string })[] = [];
  for (let date = fromDate, n = 0; date <= toDate; date = addDays(date, 1), n += 1) if (weekdayOf(date) < 6) days.push({ date, ...countsOf(members, n * 5 + 1) });
  return days;
}

function summed(rows: readonly MarkCounts[]): MarkCounts {
  const sum = { ...none };
  for (const row of rows) for (const status of markStatuses) sum[status] += row[status];
  return sum;
}

const asCourse = (course: CourseRow, n: number) => {
  const counts = countsOf(course.members * 12, n * 9);
  return { ...counts, courseId: course.courseId, code: course.code, name: course.name, rate: rateOf(counts) };
};

export function periodStats(input: Input<'stats.period'>): Output<'stats.period'> {
  const days = daysOf(input, input.courseId ? 34 : 420);
  const counts = summed(days);
  return { counts, rate: rateOf(counts), days, courses: courses.filter((course) => !input.courseId || course.courseId === input.courseId).map(asCourse) };
}

export function courseStats(people: readonly PersonRow[], members = 500): Output<'stats.course'> {
  const rows = Array.from({ length: members }, (_, n) => {
    const { name, identifier } = at(people, n);
    const counts = n > members - 4 ? none : { ...none, present: 20 + Math.min(14, Math.floor(n / 3)), late: n % 4, excused: n % 3, sick: n % 5 === 1 ? 2 : 0, absent: Math.max(0, 14 - Math.floor(n / 3)) };
    return { ...counts, personId: uuid(1000 + n), name, identifier, rate: rateOf(counts) };
  });
  return { people: rows.toSorted((a, b) => (a.rate ?? 2) - (b.rate ?? 2)) };
}

export function personStats(input: Input<'stats.person'>, people: readonly PersonRow[]): Output<'stats.person'> {
  const person = people.find(({ personId }) => personId === input.personId) ?? at(people, 2);
  const days = daysOf(input, 5);
  const counts = summed(days);
  return { name: person.name, identifier: person.identifier, counts, rate: rateOf(counts), days, courses: courses.slice(0, 6).map(asCourse) };
}

export function dayReport(date: string, people: readonly PersonRow[], nowMs: number): Output<'stats.day'> {
  const sessions = daySessions(date, nowMs).slice(0, 24).map((session, s) => ({
    ...session,
    notable: markStatuses.flatMap((status, k) => (status === 'present' ? [] : Array.from({ length: session.counts[status] }, (_, n) => {
      const { personId, name } = at(people, s * 11 + k * 5 + n);
      return { personId, name, status, atMs: session.startsAtMs + (18 + n) * minuteMs };
    }))),
  }));
  const counts = summed(sessions.map((session) => session.counts));
  return { counts, rate: rateOf(counts), sessions };
}

function camera(n: number, name: string, patch: Partial<CameraRow>, health: Partial<CameraRow['health']>): CameraRow {
  const room = at(rooms, n);
  return {
    cameraId: uuid(900 + n), name, roomId: room.roomId, roomName: room.name, url: `http://tatap-a1b2c${n}.local:81/stream`, username: 'viewer', hasPassword: true, hasToken: false, hasSecret: n % 2 === 0, enabled: true, ...patch,
    health: { state: 'live', trouble: null, fps: 9.8, width: 640, height: 480, frames: 18_234, skipped: 412, refused: 0, gaps: 3, reconnects: 1, lastFrameAtMs: null, latencyMs: 61.4, rssiDbm: -58, retryAtMs: null, ...health },
  };
}

export function camerasOf(nowMs: number, trouble: CameraTrouble = 'unreachable'): CameraRow[] {
  return [
    camera(0, 'Depan kelas', {}, { lastFrameAtMs: nowMs - 90 }),
    camera(1, 'Pintu belakang Aula Ki Hajar Dewantara dekat tangga', {}, { state: 'waiting', trouble, fps: 0, lastFrameAtMs: nowMs - 7 * minuteMs, retryAtMs: nowMs + 14_000, reconnects: 12, refused: 34, latencyMs: null, rssiDbm: -81 }),
    camera(2, 'Lab IPA', {}, { state: 'stalled', trouble: 'stalled', fps: 0.4, lastFrameAtMs: nowMs - 9_000, rssiDbm: -72 }),
    camera(3, 'Perpustakaan', { enabled: false, username: null, hasPassword: false }, { state: 'off', fps: 0, frames: 0, skipped: 0, gaps: 0, reconnects: 0, width: null, height: null, latencyMs: null, rssiDbm: null }),
  ];
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="#b9b2a3"/><rect y="330" width="640" height="150" fill="#7d6a55"/>
  ${[[150, 190], [330, 170], [505, 210]].map(([x = 0, y = 0]) => `<rect x="${x - 60}" y="${y + 60}" width="120" height="150" rx="40" fill="#37566b"/><ellipse cx="${x}" cy="${y}" rx="44" ry="56" fill="#caa07f"/>`).join('')}</svg>`;

/** A picture from nowhere, with three who are seen: one known and marked, one known but early, one not known. */
export async function cameraLook(nowMs: number): Promise<Output<'cameras.view'>> {
  const jpeg = await sharp(Buffer.from(drawing)).jpeg().toBuffer();
  const face = (trackId: number, x: number, y: number) => ({ trackId, box: { x: (x - 50) / 640, y: (y - 62) / 480, width: 100 / 640, height: 124 / 480 } });
  return {
    picture: { atMs: nowMs, width: 640, height: 480, jpeg: new Uint8Array(jpeg) },
    faces: [
      { ...face(1, 150, 190), name: 'Muhammad Abdurrahman Wahid al-Banjari', outcome: 'marked' }, { ...face(2, 330, 170), name: null, outcome: 'unknown' }, { ...face(3, 505, 210), name: 'Ayu Lestari', outcome: 'tooEarly' },
    ],
  };
}
