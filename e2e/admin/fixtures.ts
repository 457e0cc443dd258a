import type { Input, Method, Output, PersonRow, Receipt, SiteStatus, StaffMember, TransactionRow } from '../../src/shared/contract.ts';
import type { ErrorCode, RefusalData, Result } from '../../src/shared/errors.ts';
import { settingDefaults, strangerRates } from '../../src/shared/settingsList.ts';
import { rupiah } from '../../src/shared/money.ts';
import { activityAnswers } from './activity.ts';
import { boardOf, cameraLook, camerasOf, courseStats, dayReport, marksOf, periodStats, personStats } from './attendance.ts';
import { dashboardOf } from './dashboard.ts';
import { monthReport, tillReport } from './reports.ts';
import { accountRows, courses, detailOf, excusesOf, holidaysOf, previewOf, rooms, runOf, issuedCode, recoveryCodes, runsOf, sessionRows, sessionsOf, staffRows } from './register.ts';

/*
 * A site that exists only here, for looking at the admin window without main: 200 people (with the longest names one meets), a day
 * of a busy canteen, and amounts up to ten million.
 */

const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const given = ['Ayu', 'Budi', 'Citra', 'Dewi', 'Eko', 'Fajar', 'Gita', 'Hendra', 'Indah', 'Joko', 'Kartika', 'Lukman', 'Made', 'Nur', 'Oka', 'Putri', 'Rizky', 'Siti', 'Tri', 'Wayan'];
const family = ['Lestari', 'Santoso', 'Wulandari', 'Kusuma', 'Prasetyo', 'Nugroho', 'Maharani', 'Wijaya', 'Permata', 'Hidayat', 'Saputra'];
const longNames = ['Muhammad Abdurrahman Wahid al-Banjari', 'Raden Ajeng Kusumawardhani Notonegoro Hadiningrat', 'I Gusti Ngurah Agung Bagus Mahaputra Wirawan', 'Ü'];

/** One at a time of a list, round and round. */
const turn = <T>(list: readonly [T, ...T[]] | readonly T[], n: number): T => {
  const item = list[n % list.length];
  if (item === undefined) throw new RangeError('an empty list has no turns');
  return item;
};

const minuteMs = 60_000;

export function examplePeople(nowMs: number): PersonRow[] {
  return Array.from({ length: 200 }, (_, n) => ({
    personId: uuid(1000 + n),
    name: n % 9 === 2 ? turn(longNames, Math.floor(n / 9)) : `${turn(given, n * 7)} ${turn(family, n * 3)}`,
    identifier: n % 11 === 5 ? `0812${String(34_567_890 + n * 7919)}` : `NIS${String(20_240 + n)}`,
    balance: rupiah(n === 2 ? 10_000_000 : n === 4 ? 0 : (n * 37_500) % 412_000),
    hasFace: n % 6 !== 3,
    hasPin: true,
    pinLocked: n % 17 === 1,
    createdAtMs: nowMs - n * 173 * minuteMs,
  }));
}

export function exampleTransactions(nowMs: number, people: readonly PersonRow[]): TransactionRow[] {
  const methods = ['face', 'face', 'face', 'pin', 'face+pin'] as const;
  return Array.from({ length: 180 }, (_, n) => {
    const person = turn(people, n * 13 + 2);
    const topUp = n % 7 === 3;
    return {
      transferId: uuid(5000 + n), number: String(1264 - n).padStart(6, '0'), kind: topUp ? 'topup' : 'payment', atMs: nowMs - n * n * 11_000 - 4_000,
      amount: rupiah(n === 3 ? 10_000_000 : topUp ? turn([50_000, 100_000, 20_000], n) : turn([15_000, 8_500, 12_000, 27_500, 5_000], n)),
      personId: person.personId, personName: person.name, method: topUp ? 'cash' : turn(methods, n), staffName: topUp ? turn(['Siti Rahmawati', 'Bagus'], n) : null,
    };
  });
}

export const owner: StaffMember = { staffId: uuid(1), name: 'Siti Rahmawati', username: 'siti', role: 'owner', idleAfterMs: 600_000 };

export const openStatus = (nowMs: number): SiteStatus => ({
  version: '0.1.0', setupDone: true, demo: false, kioskId: 'kiosk-1', siteName: 'Kantin Sekar Melati', zone: 'Asia/Jakarta', language: 'id', nowMs,
  engine: { id: 'onnx', antiSpoofing: true, ready: true, trouble: null }, payments: { open: true, reason: null },
  limits: { minAmount: 500, maxAmount: 10_000_000, faceOnlyMax: 100_000, quickAmounts: [5_000, 10_000, 15_000, 20_000] },
  idleAfterMs: 45_000, confirmWithinMs: 15_000, soundVolume: 0.5, appearance: { text: 'normal', contrast: 'normal' }, spokenPrompts: false, kioskMode: 'pay',
});

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refused = (code: ErrorCode, data: RefusalData = {}): Result<never> => ({ ok: false, code, data });

export type Answers = { [M in Method]?: (input: Input<M>) => Result<Output<M>> | Promise<Result<Output<M>>> };

const pageOf = <T>(rows: readonly T[], { limit = 50, cursor = null }: { limit?: number | undefined; cursor?: string | null | undefined }) => {
  const from = Number(cursor ?? 0);
  return { rows: rows.slice(from, from + limit), nextCursor: from + limit < rows.length ? String(from + limit) : null, total: rows.length };
};

const sumOf = (rows: readonly TransactionRow[], kind: TransactionRow['kind']) => rupiah(rows.filter((row) => row.kind === kind).reduce((sum, row) => sum + row.amount, 0));

/** A site that answers as main does, with the owner logged in. */
export function exampleSite(nowMs: number): Answers {
  let people = examplePeople(nowMs);
  let transactions = exampleTransactions(nowMs, people);
  const matching = (name: string, search = '') => name.toLowerCase().includes(search.trim().toLowerCase());
  return {
    'site.status': () => ok(openStatus(nowMs)),
    'staff.me': () => ok(owner),
    'staff.logout': () => ok({}),
    'staff.login': () => ok(owner),
    'setup.firstRun': () => ok(owner),
    'dashboard.today': () => ok(dashboardOf(nowMs)),
    'people.list': (input) => {
      const found = people.filter((row) => matching(`${row.name} ${row.identifier}`, input.search) && (input.face ?? row.hasFace) === row.hasFace && (input.pin ?? row.hasPin) === row.hasPin);
      const sign = input.sort === 'balanceDown' ? -1 : 1;
      return ok(pageOf(input.sort?.startsWith('balance') ? found.toSorted((a, b) => sign * (a.balance - b.balance)) : found, input));
    },
    'people.get': ({ personId }) => {
      const row = people.find((one) => one.personId === personId);
      if (!row) return refused('PERSON_NOT_FOUND');
      const { name, identifier, balance, hasPin, pinLocked, createdAtMs } = row;
      return ok({
        personId, name, identifier, balance, hasPin, pinLocked, createdAtMs, revision: 1, guardianName: null, note: null, active: true, editedAtMs: null, editedBy: null, lastSeenAtMs: createdAtMs,
        resetOpen: false, face: row.hasFace ? { model: 'example', templates: 3, createdAtMs, fromPhotos: false } : null,
        consents: row.hasFace ? [{ atMs: createdAtMs, textVersion: '2026-11-21', language: 'id' as const, guardianName: null, withdrawnAtMs: null }] : [], card: null, courses: [], transactions: 3, marks: 0,
      });
    },
    'enrolments.requestState': () => ok({ state: 'none', expiresAtMs: null }),
    'notifications.contacts': () => ok({ rows: [{ kind: 'whatsapp', address: '081234567890', agreedAtMs: nowMs - 40 * 86_400_000 }] }),
    'transactions.list': (input) => {
      const rows = transactions.filter((row) => {
        const identifier = people.find((person) => person.personId === row.personId)?.identifier ?? '';
        const inTime = row.atMs >= (input.fromMs ?? 0) && row.atMs < (input.toMs ?? Infinity);
        return inTime && (!input.kind || row.kind === input.kind) && matching(`${row.personName} ${identifier}`, input.search);
      });
      return ok({ ...pageOf(rows, input), paidSum: sumOf(rows, 'payment'), topUpSum: sumOf(rows, 'topup') });
    },
    ...exampleRegister(nowMs, people),
    ...exampleAttendance(nowMs, people),
    ...activityAnswers(nowMs, people),
    'topups.create': ({ personId, amount }) => {
      const person = people.find((row) => row.personId === personId);
      if (!person) return refused('PERSON_NOT_FOUND');
      const balance = rupiah(person.balance + amount);
      people = people.map((row) => (row === person ? { ...row, balance } : row));
      const booked: TransactionRow = {
        transferId: uuid(9000 + transactions.length), number: '001265', kind: 'topup', atMs: nowMs, amount: rupiah(amount), personId, personName: person.name, method: 'cash', staffName: owner.name,
      };
      transactions = [booked, ...transactions];
      const receipt: Receipt = { transferId: booked.transferId, number: booked.number, atMs: nowMs, zone: 'Asia/Jakarta', siteName: 'Kantin Sekar Melati', amount: booked.amount, balance, method: 'cash', maskedName: 'M***', qr: '{}' };
      return ok(receipt);
    },
  };
}

/** The school's register, which answers but keeps nothing. */
function exampleRegister(nowMs: number, people: readonly PersonRow[]): Answers {
  const matching = (text: string, search = '') => text.toLowerCase().includes(search.trim().toLowerCase());
  const excuses = excusesOf(people, nowMs);
  const members = Array.from({ length: 500 }, (_, n) => ({ ...turn(people, n), personId: uuid(1000 + n), fromDate: '2026-07-13', untilDate: n % 40 === 7 ? '2026-12-31' : null }))
    .map(({ personId, name, identifier, hasFace, fromDate, untilDate }) => ({ personId, name, identifier, hasFace, fromDate, untilDate }));
  return {
    'staff.list': () => ok({ rows: staffRows(nowMs) }),
    'staff.accounts': () => ok({ rows: accountRows(nowMs) }),
    'staff.sessions': () => ok({ rows: sessionRows(nowMs) }),
    'staff.account': () => ok({ name: owner.name, username: owner.username, role: owner.role, passwordAtMs: nowMs - 40 * 86_400_000, totp: null }),
    'staff.invite': ({ name, username }) => ok(issuedCode(nowMs, 'invite', { staffId: uuid(40), name, username })),
    'staff.issueCode': ({ staffId }) => {
      const row = accountRows(nowMs).find((one) => one.staffId === staffId);
      return row ? ok(issuedCode(nowMs, row.state === 'invited' ? 'invite' : 'reset', row)) : refused('STAFF_NOT_FOUND');
    },
    'staff.save': ({ revision }) => ok({ revision: revision + 1 }),
    'staff.totpBegin': () => ok({ secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Tatap%20Kantin%20Sekar%20Melati:siti?issuer=Tatap%20Kantin%20Sekar%20Melati&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30' }),
    'staff.totpConfirm': () => ok({ recoveryCodes }),
    'people.find': ({ search }) => ok({ rows: people.filter((row) => matching(`${row.name} ${row.identifier}`, search)).slice(0, 50).map(({ personId, name, identifier, hasFace }) => ({ personId, name, identifier, hasFace })) }),
    'rooms.list': () => ok({ rows: rooms }),
    'rooms.save': ({ name }) => ok({ roomId: uuid(290), name }),
    'holidays.list': ({ fromDate }) => ok({ rows: holidaysOf(fromDate.slice(0, 4)) }),
    'holidays.save': () => ok({}),
    'courses.list': (input) => ok(pageOf(courses.filter((row) => matching(`${row.code} ${row.name}`, input.search)), input)),
    'courses.get': ({ courseId }) => ok(detailOf(courseId, nowMs)),
    'courses.save': ({ courseId, code, name, teacherId }) => ok({ courseId: courseId ?? uuid(390), code, name, teacherId, teacherName: null, members: 0, archived: false }),
    'courses.archive': () => ok({}),
    'courses.saveRules': () => ok({}),
    'slots.save': () => refused('ROOM_NOT_FOUND'),
    'slots.remove': () => ok({}),
    'members.list': (input) => ok(pageOf(members.filter((row) => matching(`${row.name} ${row.identifier}`, input.search)), input)),
    'members.add': ({ personIds }) => ok({ added: personIds.length }),
    'members.remove': () => ok({}),
    'sessions.list': (input) => ok({ rows: sessionsOf(input, nowMs) }),
    'sessions.add': () => ok({ sessionId: uuid(50) }),
    'sessions.cancel': () => ok({}),
    'excuses.list': (input) => ok(pageOf(excuses.filter((row) => matching(row.personName, input.search)), input)),
    'excuses.add': () => ok({ excuseId: uuid(51) }),
    'excuses.revoke': () => ok({}),
    'imports.preview': () => ok(previewOf(nowMs)),
    'imports.commit': () => ok(runOf(nowMs)),
    'imports.undo': () => refused('IMPORT_IN_USE', { count: 17 }),
    'imports.list': () => ok({ rows: runsOf(nowMs) }),
    'settings.get': () => ok({ revision: 4, values: settingDefaults, faults: [], recognition: { engine: 'onnx', antiSpoofing: true, templates: 900, persons: 300, rates: strangerRates.map((rate) => ({ rate, fmr: rate / 900, stranger: rate, fnmr: 0.046, beyond: true })) } }),
    'settings.save': ({ revision }) => ok({ revision: revision + 1 }),
    'settings.history': () => ok({ rows: [{ atMs: nowMs - 3_600_000, staffName: 'Siti Rahmawati', key: 'maxAmount', before: '400000', after: '500000' }, { atMs: nowMs - 90_000_000, staffName: 'Bagus', key: 'kioskMode', before: '"pay"', after: '"both"' }], nextSeq: null }),
    'cards.issue': ({ personId, renew }) => {
      const { name, identifier } = people.find((row) => row.personId === personId) ?? turn(people, 0);
      return ok({ text: `TATAP1:${personId}:${renew ? 2 : 1}:bm90IGEgcmVhbCBzaWduYXR1cmUsIGJ1dCBhcyBsb25nIGFzIG9uZQ`, version: renew ? 2 : 1, name, identifier, siteName: 'Kantin Sekar Melati' });
    },
  };
}

/** What the school's attendance says, which keeps nothing either. */
function exampleAttendance(nowMs: number, people: readonly PersonRow[]): Answers {
  const matching = (text: string, search = '') => text.toLowerCase().includes(search.trim().toLowerCase());
  const marks = marksOf(people, nowMs);
  return {
    'sessions.board': () => ok(boardOf(people, nowMs)),
    'marks.list': (input) => ok(pageOf(marks.filter((row) => matching(`${row.personName} ${row.identifier} ${row.courseName}`, input.search) && (input.voided || !row.voided) && (!input.status || row.status === input.status) && (!input.personId || row.personId === input.personId) && (!input.courseId || row.courseId === input.courseId)), input)),
    'marks.override': () => ok({ markId: uuid(60) }),
    'marks.void': () => ok({}),
    'stats.period': (input) => ok(periodStats(input)),
    'stats.course': () => ok(courseStats(people)),
    'stats.person': (input) => ok(personStats(input, people)),
    'stats.day': ({ date }) => ok(dayReport(date, people, nowMs)),
    'reports.till': (input) => ok(tillReport(input)),
    'reports.month': (input) => ok(monthReport(input, people)),
    'cameras.list': () => ok({ rows: camerasOf(nowMs) }),
    'cameras.save': () => ok({ cameraId: uuid(61) }),
    'cameras.remove': () => ok({}),
    'cameras.view': async () => ok(await cameraLook(nowMs)),
  };
}
