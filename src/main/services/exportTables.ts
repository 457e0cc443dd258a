import type { ExportList } from '../../shared/contractExports.ts';
import type { Db } from '../db/open.ts';
import { countMarks, listMarks } from '../db/queries/marks.ts';
import { listImportRuns } from '../db/queries/imports.ts';
import { countMembers, listMembers } from '../db/queries/memberships.ts';
import { listStaff } from '../db/queries/staff.ts';
import { listTransactions, sumTransactions } from '../db/queries/transactions.ts';
import { countExcuses, listExcuses } from '../db/queries/excuses.ts';
import type { Column, ColumnKind, Row } from '../reports/table.ts';
import { createActivity } from './activity.ts';
import { onlyTeacher, requireCourse } from './courseAccess.ts';
import { aboutLines } from './exportAbout.ts';
import { activityWordsOf } from './exportActivity.ts';
import { filtersOf, flat, keyed, paged, pageRows, type ListedTable, type TableJob } from './exportJob.ts';
import { monthTable, tillTable, type ReportTable } from './exportReports.ts';
import { listTitles, valuesOf, wordsOf, type Word } from './exportWords.ts';
import { asTransactionRow, createLists, transactionQuery } from './lists.ts';
import { localDateOf, wallClock } from './localTime.ts';
import { asMarkRow, marksQuery } from './markLists.ts';
import { foldName } from './names.ts';
import { createReports } from './reports.ts';
import { createStats } from './stats.ts';

const importsListed = 50;

type Columns = readonly (readonly [Word, ColumnKind, number])[];

/**
 * What a list shows, as a table: the same filters, the same order, the same rows for the same eyes. `db` must hold still meanwhile: one read transaction.
 * @throws Refusal BAD_INPUT COURSE_NOT_FOUND, and what else the list refuses
 */
export function openTable(db: Db, job: TableJob): ListedTable {
  const { language, who, zone } = job;
  const word = wordsOf(language);
  const value = valuesOf(language);
  const wall = wallClock(zone);
  const wallOrNull = (atMs: number | null): number | null => (atMs === null ? null : wall(atMs));
  const yesNo = (yes: boolean): string => word(yes ? 'yes' : 'no');
  const whole = (amount: number): string => new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB').format(amount);

  function table(total: number, columns: Columns, rows: Iterable<Row>, foot: readonly string[] = []): ListedTable {
    return {
      title: listTitles[job.list][language], siteName: job.siteName, about: aboutLines(db, job),
      foot: [`${word('rows')}: ${whole(total)}`, ...foot], total, rows,
      columns: columns.map(([title, kind, width]): Column => ({ title: word(title), kind, width })),
    };
  }

  function report({ columns, rows, about: more }: ReportTable): ListedTable {
    const made = table(rows.length, [], rows);
    return { ...made, columns, about: [...more, ...made.about], foot: [] };
  }

  const open: Record<ExportList, () => ListedTable> = {
    people() {
      const input = filtersOf('people.list', job);
      const { people } = createLists({ db, lockClockMs: () => job.lockNowMs, today: () => localDateOf(job.nowMs, zone) });
      const page = (cursor: string | null) => people({ ...input, limit: pageRows, cursor });
      return table(people({ ...input, limit: 1, cursor: null }).total, [['name', 'text', 30], ['number', 'text', 16], ['face', 'text', 8], ['pin', 'text', 8], ['pinLocked', 'text', 12], ['balance', 'money', 14], ['registered', 'dateTime', 18]],
        paged(page, (row) => [row.name, row.identifier, yesNo(row.hasFace), yesNo(row.hasPin), yesNo(row.pinLocked), row.balance, wall(row.createdAtMs)]));
    },
    transactions() {
      const query = transactionQuery(filtersOf('transactions.list', job));
      const { total, paidSum, topUpSum } = sumTransactions(db, query);
      const page = (beforeSeq: number | null) => keyed(listTransactions(db, { ...query, beforeSeq, limit: pageRows }), ({ seq }) => seq);
      return table(total, [['receipt', 'text', 10], ['time', 'dateTime', 18], ['name', 'text', 28], ['kind', 'text', 12], ['method', 'text', 12], ['by', 'text', 18], ['amount', 'money', 14]],
        flat(page, asTransactionRow, (row) => [row.number, wall(row.atMs), row.personName, value(row.kind), value(row.method), row.staffName, row.amount]),
        [`${word('paid')}: Rp ${whole(paidSum)}`, `${word('toppedUp')}: Rp ${whole(topUpSum)}`]);
    },
    marks() {
      const query = marksQuery(filtersOf('marks.list', job), who);
      const page = (beforeSeq: number | null) => keyed(listMarks(db, { ...query, beforeSeq, limit: pageRows }), ({ seq }) => seq);
      return table(countMarks(db, query), [['date', 'date', 12], ['starts', 'dateTime', 18], ['code', 'text', 12], ['course', 'text', 22], ['name', 'text', 28], ['number', 'text', 14], ['status', 'text', 10], ['method', 'text', 14], ['time', 'dateTime', 18], ['by', 'text', 16], ['reason', 'text', 24], ['voided', 'dateTime', 18], ['voidReason', 'text', 20]],
        flat(page, (row) => [asMarkRow(row)], (row) => [row.date, wall(row.startsAtMs), row.courseCode, row.courseName, row.personName, row.identifier, value(row.status), value(row.method), wall(row.atMs), row.staffName, row.reason, wallOrNull(row.voided?.atMs ?? null), row.voided?.reason ?? null]));
    },
    members() {
      const { courseId, search } = filtersOf('members.list', job);
      requireCourse(db, courseId, who);
      const query = { courseId, search: foldName(search), today: localDateOf(job.nowMs, zone) };
      const page = (cursor: { nameFolded: string; personId: string } | null) => keyed(listMembers(db, { ...query, cursor, limit: pageRows }), ({ nameFolded, personId }) => ({ nameFolded, personId }));
      return table(countMembers(db, query), [['name', 'text', 30], ['number', 'text', 16], ['face', 'text', 8], ['from', 'date', 12], ['until', 'date', 12]],
        flat(page, (row) => [row], (row) => [row.name, row.identifier, yesNo(row.hasFace), row.fromDate, row.untilDate]));
    },
    excuses() {
      const input = filtersOf('excuses.list', job);
      const query = { search: foldName(input.search), fromDate: input.fromDate, teacherId: onlyTeacher(who) };
      const page = (cursor: { createdAtMs: number; excuseId: string } | null) => keyed(listExcuses(db, { ...query, cursor, limit: pageRows }), ({ createdAtMs, excuseId }) => ({ createdAtMs, excuseId }));
      return table(countExcuses(db, query), [['name', 'text', 28], ['kind', 'text', 10], ['from', 'date', 12], ['until', 'date', 12], ['course', 'text', 20], ['note', 'text', 30], ['by', 'text', 18], ['registered', 'dateTime', 18], ['revoked', 'text', 8]],
        flat(page, (row) => [row], (row) => [row.personName, value(row.kind), row.fromDate, row.untilDate, row.courseName ?? word('everyCourse'), row.note, row.staffName, wall(row.createdAtMs), yesNo(row.revokedAtMs !== null)]));
    },
    staff() {
      const rows = listStaff(db);
      return table(rows.length, [['name', 'text', 30], ['username', 'text', 20], ['role', 'text', 12], ['registered', 'dateTime', 18]], rows.map((row): Row => [row.name, row.username, value(row.role), wall(row.createdAtMs)]));
    },
    imports() {
      const rows = listImportRuns(db, importsListed);
      return table(rows.length, [['time', 'dateTime', 18], ['kind', 'text', 14], ['file', 'text', 28], ['by', 'text', 18], ['added', 'integer', 10], ['changed', 'integer', 10], ['leftOut', 'integer', 10], ['undone', 'dateTime', 18]],
        rows.map((row): Row => [wall(row.atMs), value(row.kind), row.fileName, row.staffName, row.added, row.changed, row.leftOut, wallOrNull(row.undoneAtMs)]));
    },
    cameras() {
      return table(job.cameras.length, [['name', 'text', 22], ['room', 'text', 18], ['address', 'text', 36], ['state', 'text', 12], ['lastFrame', 'dateTime', 18]],
        job.cameras.map((row): Row => [row.name, row.roomName, row.url, value(row.health.state), wallOrNull(row.health.lastFrameAtMs)]));
    },
    activity() {
      const input = filtersOf('activity.list', job);
      const { page: pageOf, count } = createActivity({ db });
      const say = activityWordsOf(language);
      const page = (cursor: string | null) => pageOf({ ...input, limit: pageRows, cursor });
      return table(count(input), [['time', 'dateTime', 18], ['who', 'text', 22], ['action', 'text', 26], ['group', 'text', 12], ['whom', 'text', 24], ['status', 'text', 10], ['detail', 'text', 40]],
        paged(page, (row) => [wall(row.atMs), row.actorName ?? say.actor(row.actorKind), say.action(row.action), say.group(row.group), row.subjectName, say.status(row.status), say.detail(row.detail)]));
    },
    day() {
      const { sessions } = createStats({ db, now: () => job.nowMs, zone: () => zone }).day(filtersOf('stats.day', job), who);
      const columns: Columns = [['starts', 'dateTime', 18], ['code', 'text', 12], ['course', 'text', 24], ['room', 'text', 14], ['teacher', 'text', 20], ['state', 'text', 12], ['members', 'integer', 9]];
      const listed = table(sessions.length, columns, sessions.map((row): Row => [wall(row.startsAtMs), row.courseCode, row.courseName, row.roomName, row.teacherName, value(row.state), row.members, row.counts.present, row.counts.late, row.counts.excused, row.counts.sick, row.counts.absent]));
      return { ...listed, columns: [...listed.columns, ...(['present', 'late', 'excused', 'sick', 'absent'] as const).map((status): Column => ({ title: value(status), kind: 'integer', width: 10 }))] };
    },
    till() {
      return report(tillTable(createReports({ db, zone: () => zone, now: () => job.nowMs }).till(filtersOf('reports.till', job)), language));
    },
    month() {
      return report(monthTable(createReports({ db, zone: () => zone, now: () => job.nowMs }).month(filtersOf('reports.month', job), who), language));
    },
  };
  return open[job.list]();
}
