import { useMemo, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { markStatuses } from '../../../shared/attendance.ts';
import type { MarkCounts } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import type { CoursePerson, PeriodStats } from '../statsActions.ts';
import { dayText } from '../when.ts';
import { CountsBar, countText, sumOfCounts } from './Counts.tsx';
import counts from './Counts.module.css';
import page from './Page.module.css';
import { rateOf, rateText, type DayCounts } from './rates.ts';

type CourseStats = PeriodStats['courses'][number];
/** All of them came at once. */
const noMore = (): void => {};
const personIdOf = (row: CoursePerson): string => row.personId;
const courseIdOf = (row: CourseStats): string => row.courseId;

/** The numbers of the chart, row by row. */
export function DaysTable({ bars, unit }: { bars: readonly DayCounts[]; unit: 'day' | 'week' }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  return (
    <SimpleTable<DayCounts>
      label={t(unit === 'day' ? 'stats.perDay' : 'stats.perWeek')}
      rows={bars}
      idOf={(row) => row.date}
      columns={[
        { id: 'date', header: t(unit === 'day' ? 'stats.columns.date' : 'stats.columns.week'), cell: (row) => dayText(row.date, language, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }) },
        ...markStatuses.map((status) => ({ id: status, header: t(`status.${status}`), width: '6.5rem', align: 'end' as const, cell: (row: DayCounts) => countText(row[status], language) })),
        { id: 'rate', header: t('stats.columns.rate'), width: '6.5rem', align: 'end', cell: (row) => <span className={page.strong}>{rateText(rateOf(row), language)}</span> },
      ]}
    />
  );
}

/** The columns behind the name: each status, a bar, the rate. */
function useCountColumns<Row extends MarkCounts & { rate: number | null }>(): DataColumn<Row>[] {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  return useMemo(() => [
    ...markStatuses.map((status): DataColumn<Row> => ({ id: status, header: t(`status.${status}`), meta: { width: '6rem', align: 'end', room: 'medium' }, cell: ({ row }) => countText(row.original[status], language) })),
    { id: 'rate', header: t('stats.columns.rate'), meta: { width: '13rem', align: 'end' }, cell: ({ row }) => <span className={counts.cell}><CountsBar counts={row.original} of={sumOfCounts(row.original)} /><span className={page.strong}>{rateText(row.original.rate, language)}</span></span> },
  ], [t, language]);
}

/** Every course with its rate; opening one narrows the page to it. */
export function CoursesTable({ rows, onOpen, ref }: { rows: readonly CourseStats[]; onOpen(row: CourseStats): void; ref?: Ref<DataTableHandle> }) {
  const { t } = useTranslation('admin');
  const countColumns = useCountColumns<CourseStats>();
  const columns = useMemo((): DataColumn<CourseStats>[] => [
    { id: 'course', header: t('stats.columns.course'), cell: ({ row }) => <span title={row.original.name}><span className={page.name}>{row.original.code}</span> <span className={page.soft}>{row.original.name}</span></span> },
    ...countColumns,
  ], [t, countColumns]);
  return <DataTable<CourseStats> {...(ref ? { ref } : {})} label={t('stats.perCourse')} columns={columns} rows={rows} idOf={courseIdOf} total={rows.length} openId={null} onOpen={onOpen} onNearEnd={noMore} />;
}

/** Everybody who takes a course, lowest rate first; opening one goes down to them. */
export function PeopleTable({ rows, onOpen, ref }: { rows: readonly CoursePerson[]; onOpen(row: CoursePerson): void; ref?: Ref<DataTableHandle> }) {
  const { t } = useTranslation('admin');
  const countColumns = useCountColumns<CoursePerson>();
  const columns = useMemo((): DataColumn<CoursePerson>[] => [
    { id: 'person', header: t('stats.columns.person'), cell: ({ row }) => <span title={`${row.original.name} · ${row.original.identifier}`}><span className={page.name}>{row.original.name}</span> <span className={page.soft}>{row.original.identifier}</span></span> },
    ...countColumns,
  ], [t, countColumns]);
  return <DataTable<CoursePerson> {...(ref ? { ref } : {})} label={t('stats.perPerson')} columns={columns} rows={rows} idOf={personIdOf} total={rows.length} openId={null} onOpen={onOpen} onNearEnd={noMore} />;
}
