import type { MarkStatus } from '../../shared/attendance.ts';
import type { Language } from '../../shared/contract.ts';
import type { MonthReport, TillReport } from '../../shared/contractReports.ts';
import type { Column, Row } from '../reports/table.ts';
import { valuesOf, wordsOf } from './exportWords.ts';

/* Reports as tables: what their pages show, in rows. */

export interface ReportTable { columns: Column[]; rows: Row[]; /** What the whole is about, beside the filters. */ about: string[] }

/** One letter a mark, as registers on paper have them. */
const letters: Record<MarkStatus, Record<Language, string>> = {
  present: { id: 'H', en: 'P' }, late: { id: 'T', en: 'L' }, excused: { id: 'I', en: 'E' }, sick: { id: 'S', en: 'S' }, absent: { id: 'A', en: 'A' },
};
const statuses = ['present', 'late', 'excused', 'sick', 'absent'] as const;

/** The balances before, what came and went by kind and staff, the balances after, and the drawer. */
export function tillTable(report: TillReport, language: Language): ReportTable {
  const [word, value] = [wordsOf(language), valuesOf(language)];
  const { payments, topUps, refunds, totals, drawer } = report;
  const rows: Row[] = [
    [word('heldByPeople'), word('opening'), null, report.opening],
    ...payments.map(({ method, count, amount }): Row => [word('paid'), value(method), count, amount]),
    [word('paid'), word('total'), totals.payments.count, totals.payments.amount],
    ...topUps.map(({ staffName, method, count, amount }): Row => [word('toppedUp'), `${staffName ?? word('nobody')} (${value(method)})`, count, amount]),
    [word('toppedUp'), word('total'), totals.topUps.count, totals.topUps.amount],
    ...refunds.map(({ staffName, of, count, amount }): Row => [word('refunds'), `${value(of)}: ${staffName ?? word('nobody')}`, count, amount]),
    [word('refunds'), word('total'), totals.refunds.count, totals.refunds.amount],
    [word('heldByPeople'), word('closing'), null, report.closing],
    [word('heldByPeople'), word('change'), null, report.closing - report.opening],
    [word('drawer'), word('cashIn'), null, drawer.in],
    [word('drawer'), word('cashOut'), null, drawer.out],
    [word('drawer'), word('expected'), null, drawer.expected],
  ];
  if (drawer.counted !== null) rows.push([word('drawer'), word('counted'), null, drawer.counted], [word('drawer'), word('difference'), null, drawer.difference]);
  const columns: Column[] = [
    { title: word('section'), kind: 'text', width: 24 }, { title: word('item'), kind: 'text', width: 34 }, { title: word('count'), kind: 'integer', width: 12 }, { title: word('amount'), kind: 'money', width: 18 },
  ];
  return { columns, rows, about: [] };
}

/** By course; of one course by person, a letter a class. */
export function monthTable({ courses, course }: MonthReport, language: Language): ReportTable {
  const [word, value] = [wordsOf(language), valuesOf(language)];
  const counted = [...statuses.map((status): Column => ({ title: value(status), kind: 'integer', width: 9 })), { title: word('rate'), kind: 'text', width: 9 } satisfies Column];
  const rateText = (rate: number | null): string => (rate === null ? '' : `${new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', { maximumFractionDigits: 1 }).format(rate * 100)}%`);
  const numbers = (row: Record<MarkStatus, number> & { rate: number | null }) => [...statuses.map((status) => row[status]), rateText(row.rate)];
  if (course === null) {
    return {
      columns: [{ title: word('code'), kind: 'text', width: 12 }, { title: word('course'), kind: 'text', width: 26 }, { title: word('teacher'), kind: 'text', width: 22 }, { title: word('classes'), kind: 'integer', width: 10 }, ...counted],
      rows: courses.map((row): Row => [row.code, row.name, row.teacherName, row.sessions, ...numbers(row)]), about: [],
    };
  }
  return {
    columns: [{ title: word('name'), kind: 'text', width: 24 }, { title: word('number'), kind: 'text', width: 14 }, ...course.classes.map(({ date }): Column => ({ title: date.slice(8), kind: 'text', width: 4 })), ...counted],
    rows: course.people.map((row): Row => [row.name, row.identifier, ...row.marks.map((mark) => (mark === null ? null : letters[mark][language])), ...numbers(row)]),
    about: [statuses.map((status) => `${letters[status][language]} = ${value(status)}`).join(', ')],
  };
}
