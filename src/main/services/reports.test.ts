import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { rupiah } from '../../shared/money.ts';
import { inTransaction } from '../db/open.ts';
import { insertStaff } from '../db/queries/staff.ts';
import { postTransfer } from './ledger.ts';
import { addDays, localDateOf, momentOf } from './localTime.ts';
import { openRegister, refusalOf } from './register.testkit.ts';
import { createReports } from './reports.ts';
import { createStats } from './stats.ts';
import { openTill } from './till.testkit.ts';

const zone = 'Asia/Jakarta';
const cashiers = ['cashier-1', 'cashier-2'];

type Act = { kind: 'topup' | 'pay' | 'undo'; who: number; amount: number; hoursOn: number };
const act = fc.record({ kind: fc.constantFrom('topup', 'pay', 'undo'), who: fc.nat({ max: 2 }), amount: fc.integer({ min: 1, max: 40 }).map((n) => n * 1_000), hoursOn: fc.integer({ min: -3, max: 30 }) }) satisfies fc.Arbitrary<Act>;

/** A till over which money went for days, forwards and, where the clock was set back, backwards; some of it was taken back. */
async function busyTill(acts: readonly Act[]) {
  const till = openTill();
  for (const [n, id] of cashiers.entries()) insertStaff(till.db, { id, username: id, name: `Kasir ${n + 1}`, role: 'cashier', passwordHash: '-', createdAtMs: 0 });
  const people = await Promise.all(['Ani', 'Bayu', 'Citra'].map((name) => till.enrol(name, 100_000)));
  const undone = new Set<string>();
  for (const { kind, who, amount, hoursOn } of acts) {
    till.time.setWall(hoursOn * 3_600_000);
    till.time.monoMs += 1_000;
    const personId = people[who] ?? '';
    if (kind === 'topup') till.topups.create({ personId, amount: rupiah(amount), idempotencyKey: randomUUID() }, { staffId: cashiers[who % 2] ?? '' });
    else if (kind === 'pay') await till.tap(till.look(till.charge(Math.min(amount, 20_000)), personId)).catch(() => null);
    else takeBack(till, undone);
  }
  return { till, reports: createReports({ db: till.db, zone: () => zone, now: () => till.time.wallMs }) };
}

/** What a refund would post; nothing of the kiosk makes one yet, but the ledger knows them. */
function takeBack({ db, ledger, time, balance }: ReturnType<typeof openTill>, undone: Set<string>): void {
  const row = db.sqlite.prepare<[], { id: string; personId: string; fromAccountId: string; toAccountId: string; amount: number }>(
    "SELECT id, person_id AS personId, from_account_id AS fromAccountId, to_account_id AS toAccountId, amount FROM transfers WHERE kind <> 'reversal' ORDER BY seq DESC").all().find(({ id }) => !undone.has(id));
  if (!row || (row.fromAccountId === 'cash' && balance(row.toAccountId) < row.amount)) return;
  undone.add(row.id);
  inTransaction(db, () => postTransfer(ledger, {
    id: randomUUID(), kind: 'reversal', chargeId: null, authorisationId: null, reversesId: row.id, staffId: cashiers[0] ?? '', personId: row.personId,
    fromAccountId: row.toAccountId, toAccountId: row.fromAccountId, method: 'cash', amount: row.amount, atMs: time.wallMs,
  }));
}

test('whatever went over the till, on every day each sum of the report is that of the ledger entries, and one day begins as the day before ended', async () => {
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
    const { till, reports } = await busyTill(acts);
    const number = (sql: string, ...values: number[]): number => Number(till.db.sqlite.prepare(sql).pluck().get(...values));
    const entries = (accounts: string, fromMs: number, toMs: number) => number(
      `SELECT coalesce(sum(e.amount), 0) FROM entries e JOIN transfers t ON t.seq = e.transfer_seq JOIN accounts a ON a.id = e.account_id WHERE a.kind = '${accounts}' AND t.at_ms >= ? AND t.at_ms < ?`, fromMs, toMs);
    const first = localDateOf(number('SELECT min(at_ms) FROM transfers'), zone);
    const last = localDateOf(number('SELECT max(at_ms) FROM transfers'), zone);
    let [before, transfers] = [0, 0];
    for (let date = addDays(first, -1); date <= addDays(last, 1); date = addDays(date, 1)) {
      const report = reports.till({ date, counted: null });
      const [fromMs, toMs] = [momentOf(date, '00:00', zone), momentOf(addDays(date, 1), '00:00', zone)];
      const refunded = (of: string) => report.refunds.filter((row) => row.of === of).reduce((sum, { amount }) => sum + amount, 0);
      expect(report.opening).toBe(before);
      expect(report.closing).toBe(entries('person', 0, toMs));
      expect(report.closing - report.opening).toBe(report.totals.topUps.amount - report.totals.payments.amount - refunded('topup') + refunded('payment'));
      expect(report.totals.payments.amount - refunded('payment')).toBe(entries('sales', fromMs, toMs));
      expect(report.drawer.expected).toBe(0 - entries('cash', fromMs, toMs));
      for (const [rows, total] of [[report.payments, report.totals.payments], [report.topUps, report.totals.topUps], [report.refunds, report.totals.refunds]] as const) {
        expect({ count: rows.reduce((sum, row) => sum + row.count, 0), amount: rows.reduce((sum, row) => sum + row.amount, 0) }).toEqual(total);
        transfers += total.count;
      }
      before = report.closing;
    }
    expect(transfers).toBe(till.count('transfers'));
    expect(before).toBe(number("SELECT sum(balance) FROM accounts WHERE kind = 'person'"));
    till.db.sqlite.close();
  }), { numRuns: 20 });
});

test('a day is the local one, takings are told apart by method and cashier, and what was counted is held against what must be there', async () => {
  const till = openTill();
  for (const [n, id] of cashiers.entries()) insertStaff(till.db, { id, username: id, name: `Kasir ${n + 1}`, role: 'cashier', passwordHash: '-', createdAtMs: 0 });
  const ani = await till.enrol('Ani', 50_000); // 21 November, 10:00 in Jakarta
  till.topups.create({ personId: ani, amount: rupiah(20_000), idempotencyKey: randomUUID() }, { staffId: 'cashier-2' });
  await till.tap(till.look(till.charge(12_000), ani));
  till.time.pass(14 * 3_600_000 - 1); // a millisecond before midnight
  await till.tap(till.look(till.charge(3_000), ani));
  till.time.pass(1);
  await till.tap(till.look(till.charge(5_000), ani));
  const reports = createReports({ db: till.db, zone: () => zone, now: () => till.time.wallMs });
  expect(reports.till({ date: '2026-11-21', counted: rupiah(68_000) })).toEqual({
    date: '2026-11-21', opening: 0, closing: 55_000,
    payments: [{ method: 'face', count: 2, amount: 15_000 }],
    topUps: [{ staffId: 'cashier-1', staffName: 'Kasir 1', method: 'cash', count: 1, amount: 50_000 }, { staffId: 'cashier-2', staffName: 'Kasir 2', method: 'cash', count: 1, amount: 20_000 }],
    refunds: [],
    totals: { payments: { count: 2, amount: 15_000 }, topUps: { count: 2, amount: 70_000 }, refunds: { count: 0, amount: 0 } },
    drawer: { in: 70_000, out: 0, expected: 70_000, counted: 68_000, difference: -2_000 },
  });
  expect(reports.till({ date: '2026-11-22', counted: null })).toMatchObject({ opening: 55_000, closing: 50_000, totals: { payments: { count: 1, amount: 5_000 } }, drawer: { expected: 0, counted: null, difference: null } });
});

/** Two classes of Mathematics in November, one in October, one that was cancelled, one to come, and one of Science. */
function school() {
  const register = openRegister();
  const { maths, science, room, ani, bayu, citra } = register;
  const session = (courseId: string, date: string, days: number, cancelled = false) => register.addSession({ courseId, roomId: room, date, startsInMin: days * 24 * 60, cancelled });
  const [october, first, second] = [session(maths, '2026-10-31', -21), session(maths, '2026-11-05', -16), session(maths, '2026-11-12', -9)];
  session(maths, '2026-11-13', -8, true);
  session(maths, '2026-11-26', 5);
  const lab = session(science, '2026-11-10', -11);
  register.addMark(october, ani, 'absent', { method: 'rule' });
  register.addMark(first, ani, 'present');
  register.addMark(first, bayu, 'late');
  register.addMark(second, bayu, 'sick', { method: 'rule' });
  register.addMark(lab, citra, 'excused', { method: 'rule' });
  return { ...register, reports: createReports(register), stats: createStats(register) };
}

test('a month is counted by course, and adds up to what the statistics of the same days say', () => {
  const { reports, stats, owner, otherTeacher } = school();
  const month = reports.month({ month: '2026-11', courseId: null }, owner);
  expect(month.sessions).toBe(3);
  expect(month.courses.map(({ code, sessions, present, late, sick, excused, absent, rate }) => [code, sessions, present, late, sick, excused, absent, rate])).toEqual([['IPA-8B', 1, 0, 0, 0, 1, 0, 0], ['MTK-7A', 2, 1, 1, 1, 0, 0, 2 / 3]]);
  const period = stats.period({ fromDate: '2026-11-01', toDate: '2026-11-30', courseId: null }, owner);
  expect([month.counts, month.rate]).toEqual([period.counts, period.rate]);
  expect(reports.month({ month: '2026-11', courseId: null }, otherTeacher).courses.map(({ code }) => code)).toEqual(['IPA-8B']);
  expect(reports.month({ month: '2026-12', courseId: null }, owner)).toMatchObject({ sessions: 0, courses: [], rate: null });
});

test('a course is laid out by person and class, each row adding up to its counts; for another teacher it does not exist', async () => {
  const { reports, owner, teacher, otherTeacher, maths } = school();
  const { course, courses } = reports.month({ month: '2026-11', courseId: maths }, teacher);
  expect(course?.classes.map(({ date }) => date)).toEqual(['2026-11-05', '2026-11-12']);
  expect(course?.people.map(({ name, marks }) => [name, marks])).toEqual([['Ani Lestari', ['present', null]], ['Bayu Pratama', ['late', 'sick']]]);
  for (const row of course?.people ?? []) for (const status of ['present', 'late', 'excused', 'sick', 'absent'] as const) expect(row.marks.filter((mark) => mark === status)).toHaveLength(row[status]);
  for (const status of ['present', 'late', 'sick'] as const) expect(course?.people.reduce((sum, row) => sum + row[status], 0)).toBe(courses[0]?.[status]);
  expect(reports.month({ month: '2026-02', courseId: maths }, owner)).toMatchObject({ courses: [], course: { code: 'MTK-7A', classes: [] } });
  expect(await refusalOf(() => reports.month({ month: '2026-11', courseId: maths }, otherTeacher))).toBe('COURSE_NOT_FOUND');
});
