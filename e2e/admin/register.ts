import type { Input, Output, PersonRow } from '../../src/shared/contract.ts';
import type { ClassSession, CourseDetail, CourseRow, Excuse, ImportPreview, ImportRun, Room, Slot } from '../../src/shared/contractAttendance.ts';
import { defaultRules, type ImportProblem } from '../../src/shared/attendance.ts';
import { uuid } from '../../src/renderer/admin/admin.testkit.ts';
import { addDays, dayAt, dayStartMs, weekdayOf } from '../../src/renderer/admin/zoneDays.ts';
import { minutesOf } from '../../src/renderer/ui/weekLanes.ts';

/* A school that exists only here: 40 courses in 8 rooms, a week that overlaps, a class of 500, and a file with 50 bad rows. */

const zone = 'Asia/Jakarta';
const minuteMs = 60_000;

export const rooms: Room[] = ['Ruang 7A', 'Ruang 7B', 'Ruang 8A', 'Lab IPA', 'Lab Komputer', 'Aula Ki Hajar Dewantara', 'Lapangan', 'Perpustakaan'].map((name, n) => ({ roomId: uuid(200 + n), name }));
const teachers = ['Siti Rahmawati', 'Bagus Prasetyo', 'I Gusti Ngurah Agung Bagus Mahaputra Wirawan', 'Dewi Lestari'];
const subjects = [['MTK', 'Matematika'], ['IPA', 'Ilmu Pengetahuan Alam'], ['BIN', 'Bahasa Indonesia'], ['ING', 'Bahasa Inggris'], ['PJK', 'Pendidikan Jasmani, Olahraga, dan Kesehatan untuk Sekolah Menengah Pertama']] as const;
const groups = ['7A', '7B', '7C', '8A', '8B', '8C', '9A', '9B'];

export const courses: CourseRow[] = groups.flatMap((group, g) => subjects.map(([code, name], s) => {
  const teacher = (g + s) % 5;
  return { courseId: uuid(300 + g * 5 + s), code: `${code}-${group}`, name: `${name} ${group}`, teacherId: teacher === 4 ? null : uuid(20 + teacher), teacherName: teachers[teacher] ?? null, members: g === 0 && s === 0 ? 500 : 28 + ((g * 5 + s) % 9), archived: false };
})).toSorted((a, b) => a.code.localeCompare(b.code));

/** Matematika 7A: twice on Monday in two rooms at once, once over midnight (an astronomy night), one to come and one that is over. */
export function slotsOf(courseId: string, today: string): Slot[] {
  const slot = (n: number, weekday: number, starts: string, ends: string, room: number, fromDate: string, untilDate: string | null): Slot => ({
    slotId: uuid(400 + n), courseId, roomId: rooms[room]?.roomId ?? '', roomName: rooms[room]?.name ?? '', weekday, starts, ends, fromDate, untilDate,
  });
  return [
    slot(0, 1, '07:30', '09:00', 0, '2026-07-13', null), slot(1, 1, '08:00', '09:30', 5, '2026-07-13', null), slot(2, 3, '10:15', '11:45', 0, '2026-07-13', null),
    slot(3, 5, '22:00', '00:30', 6, '2026-07-13', addDays(today, 40)), slot(4, 4, '13:00', '14:30', 4, addDays(today, 14), null), slot(5, 2, '07:30', '09:00', 1, '2026-01-05', addDays(today, -30)),
  ];
}

export function detailOf(courseId: string, nowMs: number): CourseDetail {
  const today = dayAt(nowMs, zone);
  const found = courses.find((one) => one.courseId === courseId) ?? courses[0];
  if (!found) throw new RangeError('there are courses');
  const rules = [
    { ...defaultRules, lateAfterMin: 10, closesAfterMin: 45, effectiveFrom: addDays(today, 9) }, { ...defaultRules, lateAfterMin: 10, effectiveFrom: addDays(today, -60) },
    { ...defaultRules, absentAtEnd: false, effectiveFrom: '2026-01-05' },
  ];
  return { ...found, slots: slotsOf(courseId, today), rules };
}

function session(n: number, course: CourseRow, date: string, starts: string, ends: string, room: number, nowMs: number): ClassSession {
  const startsAtMs = dayStartMs(date, zone) + minutesOf(starts) * minuteMs;
  const endsAtMs = dayStartMs(date, zone) + minutesOf(ends) * minuteMs;
  const state = n % 13 === 6 ? 'cancelled' : endsAtMs <= nowMs ? 'ended' : startsAtMs - 15 * minuteMs <= nowMs ? 'open' : 'planned';
  const counts = state === 'ended' ? { present: course.members - 7, late: 3, excused: 1, sick: 1, absent: 2 } : state === 'open' ? { present: 9, late: 0, excused: 0, sick: 0, absent: 0 } : { present: 0, late: 0, excused: 0, sick: 0, absent: 0 };
  return {
    sessionId: uuid(1_000_000 + n), courseId: course.courseId, courseCode: course.code, courseName: course.name, teacherName: course.teacherName, roomId: rooms[room]?.roomId ?? '', roomName: rooms[room]?.name ?? '',
    date, opensAtMs: startsAtMs - 15 * minuteMs, startsAtMs, lateAtMs: startsAtMs + 15 * minuteMs, closesAtMs: endsAtMs, endsAtMs, state, cancelReason: state === 'cancelled' ? 'Guru rapat dinas di kota' : null, oneOff: n % 11 === 4, members: course.members, counts,
  };
}

/** Of one course two a week; of all of them a timetable in which several meet at the same time. */
export function sessionsOf({ fromDate, toDate, courseId }: Input<'sessions.list'>, nowMs: number): ClassSession[] {
  const times = [['07:30', '09:00'], ['09:15', '10:45'], ['11:00', '12:30'], ['13:00', '14:30']] as const;
  const made: ClassSession[] = [];
  for (let date = fromDate; date <= toDate; date = addDays(date, 1)) {
    const weekday = weekdayOf(date);
    if (weekday > 5 || date > addDays(dayAt(nowMs, zone), 14)) continue;
    for (const [c, course] of courses.entries()) {
      if (courseId && course.courseId !== courseId) continue;
      const meets = courseId ? weekday % 2 === 1 : (c + weekday) % 4 === 0;
      const time = times[(c >> 2) % 4];
      if (meets && time) made.push(session(Number(date.replaceAll('-', '')) % 10_000 * 50 + c, course, date, time[0], time[1], c % 8, nowMs));
    }
  }
  return made.toSorted((a, b) => a.startsAtMs - b.startsAtMs);
}

export const holidaysOf = (year: string): Output<'holidays.list'>['rows'] => [
  { date: `${year}-01-01`, name: 'Tahun Baru Masehi' }, { date: `${year}-05-01`, name: 'Hari Buruh Internasional' }, { date: `${year}-08-17`, name: 'Hari Kemerdekaan Republik Indonesia' },
  { date: `${year}-12-24`, name: 'Cuti bersama Hari Raya Natal dan libur akhir semester ganjil' }, { date: `${year}-12-25`, name: 'Hari Raya Natal' },
];

export function excusesOf(people: readonly PersonRow[], nowMs: number): Excuse[] {
  const today = dayAt(nowMs, zone);
  return Array.from({ length: 14 }, (_, n) => {
    const person = people[n * 7 + 2] ?? people[0];
    const course = n % 3 === 1 ? courses[n] : undefined;
    if (!person) throw new RangeError('there are people');
    return {
      excuseId: uuid(700 + n), personId: person.personId, personName: person.name, courseId: course?.courseId ?? null, courseName: course?.name ?? null, kind: n % 2 === 0 ? 'excused' : 'sick', fromDate: addDays(today, n % 4),
      untilDate: addDays(today, (n % 4) + (n % 5)), note: n % 4 === 0 ? 'Mewakili sekolah di lomba cerdas cermat tingkat provinsi bersama enam teman sekelas' : 'Surat dokter', staffName: 'Siti Rahmawati', createdAtMs: nowMs - n * 3_600_000, revoked: n % 6 === 5,
    };
  });
}

const problems: readonly (readonly [string, ImportProblem, string])[] = [
  ['nomor', 'missing', ''], ['nama', 'tooLong', 'Muhammad Abdurrahman Wahid al-Banjari bin Haji Abdullah Syafi\'i Sulaiman ar-Rasyid al-Palimbani'], ['nomor', 'badCharacters', '2024/0017'], ['nomor', 'twiceInFile', '20240003'], ['nomor', 'tooShort', '7'],
];

/** 50 bad rows among 1 000, each with what is wrong with it. */
export function previewOf(nowMs: number): ImportPreview {
  const rows: ImportPreview['rows'] = [];
  for (let n = 0; n < 250; n += 1) {
    const bad = n % 5 === 2;
    const found = problems[(n / 5) % 5 | 0] ?? problems[0];
    const more = n % 35 === 2 ? [{ column: 'nama', problem: 'missing' as const, value: '' }] : [];
    rows.push({
      row: n * 4 + 2, verdict: bad ? 'bad' : n % 9 === 4 ? 'change' : n % 9 === 5 ? 'same' : 'new', text: `Orang Contoh ${n} (2024${String(n).padStart(4, '0')})`,
      problems: bad && found ? [{ column: found[0], problem: found[1], value: found[2] }, ...more] : [],
    });
  }
  return { importId: uuid(800), kind: 'people', fileName: 'daftar-siswa-tahun-ajaran-2026-2027.xlsx', counts: { new: 780, change: 90, same: 80, bad: 50 }, rows, expiresAtMs: nowMs + 30 * minuteMs };
}

export const runOf = (nowMs: number): ImportRun => ({ importId: uuid(800), kind: 'people', fileName: 'daftar-siswa-tahun-ajaran-2026-2027.xlsx', staffName: 'Siti Rahmawati', atMs: nowMs, added: 780, changed: 90, leftOut: 50, undoneAtMs: null, undoneBy: null });

export const runsOf = (nowMs: number): ImportRun[] => [
  { importId: uuid(801), kind: 'memberships', fileName: 'peserta-kelas-7.csv', staffName: 'Siti Rahmawati', atMs: nowMs - 3 * 3_600_000, added: 214, changed: 12, leftOut: 3, undoneAtMs: null, undoneBy: null },
  { importId: uuid(802), kind: 'courses', fileName: 'kelas.xlsx', staffName: 'I Gusti Ngurah Agung Bagus Mahaputra Wirawan', atMs: nowMs - 30 * 3_600_000, added: 40, changed: 0, leftOut: 0, undoneAtMs: null, undoneBy: null },
  { importId: uuid(803), kind: 'people', fileName: 'siswa (salinan lama sebelum diperbaiki oleh tata usaha).csv', staffName: 'Siti Rahmawati', atMs: nowMs - 300 * 3_600_000, added: 12, changed: 0, leftOut: 988, undoneAtMs: nowMs - 299 * 3_600_000, undoneBy: 'Siti Rahmawati' },
];

export const staffRows = (nowMs: number): Output<'staff.list'>['rows'] => [
  { staffId: uuid(1), name: 'Siti Rahmawati', username: 'siti', role: 'owner', createdAtMs: nowMs - 90 * 86_400_000 },
  ...teachers.slice(1).map((name, n) => ({ staffId: uuid(21 + n), name, username: `guru.${n + 1}`, role: n === 0 ? 'admin' as const : 'teacher' as const, createdAtMs: nowMs - (80 - n) * 86_400_000 })),
  { staffId: uuid(30), name: 'Joko Hidayat', username: 'joko', role: 'cashier', createdAtMs: nowMs - 4 * 86_400_000 },
];

/** Every state an account can be in, with the longest name there is. */
export const accountRows = (nowMs: number): Output<'staff.accounts'>['rows'] => staffRows(nowMs).map((row, n) => ({
  ...row, revision: 1, state: n === 2 ? 'invited' : n === 4 ? 'deactivated' : 'active', lastLoginAtMs: n === 2 ? null : nowMs - n * 7_000_000, totp: n < 2, codeUntilMs: n === 2 ? nowMs + 20 * 3_600_000 : null,
  sessions: n === 1 ? 2 : n === 0 ? 1 : 0, editedAtMs: n === 1 ? nowMs - 3_600_000 : null, editedBy: n === 1 ? 'Siti Rahmawati' : null,
}) as const);

export const sessionRows = (nowMs: number): Output<'staff.sessions'>['rows'] => {
  const [me, colleague] = staffRows(nowMs);
  if (!me || !colleague) throw new Error('the school has staff');
  const session = { proof: 'password' as const, current: false };
  return [
    { ...session, sessionId: uuid(901), staffId: me.staffId, name: me.name, role: me.role, startedAtMs: nowMs - 900_000, lastActiveAtMs: nowMs, proof: 'totp', current: true },
    { ...session, sessionId: uuid(902), staffId: me.staffId, name: me.name, role: me.role, startedAtMs: nowMs - 9_000_000, lastActiveAtMs: nowMs - 400_000, proof: 'recovery' },
    { ...session, sessionId: uuid(903), staffId: colleague.staffId, name: colleague.name, role: colleague.role, startedAtMs: nowMs - 1_200_000, lastActiveAtMs: nowMs - 60_000 },
    { ...session, sessionId: uuid(904), staffId: colleague.staffId, name: colleague.name, role: colleague.role, startedAtMs: nowMs - 5_000_000, lastActiveAtMs: nowMs - 500_000 },
  ];
};

export const issuedCode = (nowMs: number, purpose: 'invite' | 'reset', { staffId, name, username }: { staffId: string; name: string; username: string }): Output<'staff.invite'> =>
  ({ staffId, code: '7K3M9QX2AB', expiresAtMs: nowMs + (purpose === 'invite' ? 24 : 1) * 3_600_000, purpose, name, username, siteName: 'Kantin Sekar Melati' });

export const recoveryCodes = ['7K3M9QX2AB', 'V0H4T8RWZ1', 'M5N6P7Q8R9', 'B2C3D4E5F6', 'XK9TQ2WJ4H', '0A1B2C3D4E', 'ZZ81K7M3QY', 'TT5WJ0R6VN'];
