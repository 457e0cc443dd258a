import { markStatuses } from '../../src/shared/attendance.ts';
import type { Input, Output, PersonRow } from '../../src/shared/contract.ts';
import { rupiah } from '../../src/shared/money.ts';
import { courseStats, periodStats } from './attendance.ts';

/* Reports of the site of fixtures.ts. */

const posted = (count: number, amount: number) => ({ count, amount: rupiah(amount) });

export function tillReport({ date }: Input<'reports.till'>): Output<'reports.till'> {
  return {
    date, opening: rupiah(48_215_000), closing: rupiah(50_317_500),
    payments: [{ method: 'face', ...posted(312, 4_612_500) }, { method: 'pin', ...posted(41, 587_000) }, { method: 'face+pin', ...posted(3, 430_000) }],
    topUps: [
      { staffId: '1', staffName: 'Siti Rahmawati', method: 'cash', ...posted(61, 5_450_000) },
      { staffId: '2', staffName: 'I Gusti Ngurah Agung Bagus Mahaputra Wirawan', method: 'cash', ...posted(27, 2_315_000) },
    ],
    refunds: [{ staffId: '1', staffName: 'Siti Rahmawati', of: 'topup', ...posted(1, 50_000) }, { staffId: '1', staffName: 'Siti Rahmawati', of: 'payment', ...posted(2, 17_000) }],
    totals: { payments: posted(356, 5_629_500), topUps: posted(88, 7_765_000), refunds: posted(3, 67_000) },
    drawer: { in: rupiah(7_765_000), out: rupiah(50_000), expected: rupiah(7_715_000), counted: null, difference: null },
  };
}

export function stillTill({ date }: Input<'reports.till'>): Output<'reports.till'> {
  const none = posted(0, 0);
  return {
    date, opening: rupiah(48_215_000), closing: rupiah(48_215_000), payments: [], topUps: [], refunds: [], totals: { payments: none, topUps: none, refunds: none },
    drawer: { in: rupiah(0), out: rupiah(0), expected: rupiah(0), counted: null, difference: null },
  };
}

export function monthReport({ month, courseId = null }: Input<'reports.month'>, people: readonly PersonRow[]): Output<'reports.month'> {
  const { counts, rate, courses } = periodStats({ fromDate: `${month}-01`, toDate: `${month}-28`, courseId });
  const rows = courses.map((course, n) => ({ ...course, teacherName: n % 5 === 3 ? null : ['Siti Rahmawati', 'Bagus'][n % 2] ?? null, sessions: 8 + (n % 5) }));
  const [first] = rows;
  const classes = Array.from({ length: 13 }, (_, n) => ({ sessionId: `00000000-0000-4000-8000-0000000007${String(n).padStart(2, '0')}`, date: `${month}-${String(2 * n + 2).padStart(2, '0')}` }));
  const members = courseStats(people, 34).people.map((row, n) => {
    const marks = classes.map((_, k) => (n === 33 ? null : markStatuses[[0, 0, 0, 1, 0, 2, 0, 3, 0, 0, 4, 0, 0][(n * 5 + k) % 13] ?? 0] ?? null));
    const own = Object.fromEntries(markStatuses.map((status) => [status, marks.filter((mark) => mark === status).length])) as Record<(typeof markStatuses)[number], number>; // one for each status
    return { ...row, ...own, rate: n === 33 ? null : (own.present + own.late) / 13, marks };
  });
  return { month, counts, rate, sessions: rows.reduce((sum, { sessions }) => sum + sessions, 0), courses: rows, course: courseId === null || !first ? null : { code: first.code, name: first.name, classes, people: members } };
}
