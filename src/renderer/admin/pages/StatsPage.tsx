import { ChartColumn, UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Tabs } from '../../ui/Tabs.tsx';
import { closedDaysOf, type AttendancePeriod } from '../attendancePeriods.ts';
import { useDesk, useNowMs } from '../desk.ts';
import { Blank } from '../parts/Blank.tsx';
import { CourseSelect } from '../parts/CourseSelect.tsx';
import { DayReportPart } from '../parts/DayReportPart.tsx';
import { LoadState } from '../parts/LoadState.tsx';
import page from '../parts/Page.module.css';
import { PeriodTools } from '../parts/PeriodTools.tsx';
import { PersonStatsPart } from '../parts/PersonStatsPart.tsx';
import styles from '../parts/Stats.module.css';
import { Days, Totals } from '../parts/StatsSummary.tsx';
import { CoursesTable, PeopleTable } from '../parts/StatsTables.tsx';
import { statsTabs, type PeriodStats } from '../statsActions.ts';
import { dayAt } from '../zoneDays.ts';

const periods: readonly AttendancePeriod[] = ['week', 'month', 'term', 'custom'];

/** How attendance went: over a period, of one course, of one person, or on one day. */
export function StatsPage() {
  const { t } = useTranslation('admin');
  const stats = useDesk((state) => state.stats);
  const showStatsTab = useDesk((state) => state.showStatsTab);
  return (
    <div className={page.page}>
      <div className={page.list}>
        <header className={page.title}><h1>{t('stats.title')}</h1></header>
        <Tabs label={t('stats.tabs')} tabs={statsTabs.map((value) => ({ value, label: t(`stats.tab.${value}`) }))} value={stats.tab} onChange={showStatsTab}>
          {stats.tab === 'day' ? <DayReportPart stats={stats} /> : <Period />}
        </Tabs>
      </div>
    </div>
  );
}

function Period() {
  const { t } = useTranslation('admin');
  const { filter, overall, person } = useDesk((state) => state.stats);
  const { filterStats, loadStats } = useDesk((state) => state);
  const today = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC'));
  const wrong = closedDaysOf(filter, today) === null ? t('period.fix') : null;
  return (
    <div className={styles.tab}>
      <div className={page.tools}>
        <PeriodTools periods={periods} choice={filter} wrong={wrong} onChange={filterStats} />
        {!person && <CourseSelect value={filter.courseId} onChange={(courseId) => filterStats({ courseId })} />}
      </div>
      {person
        ? <PersonStatsPart key={person.personId} person={person} />
        : <LoadState loaded={overall} onAgain={() => void loadStats()}>{(value) => <Overall value={value} />}</LoadState>}
    </div>
  );
}

function Overall({ value }: { value: PeriodStats }) {
  const { t } = useTranslation('admin');
  const courseId = useDesk((state) => state.stats.filter.courseId);
  const filterStats = useDesk((state) => state.filterStats);
  const empty = value.days.length === 0;
  return (
    <div className={styles.body}>
      {empty ? <Blank icon={ChartColumn} title={t('stats.emptyTitle')}><p>{t('stats.empty')}</p></Blank> : (
        <>
          <Totals counts={value.counts} rate={value.rate} />
          <Days days={value.days} />
        </>
      )}
      {courseId !== null && <People />}
      {courseId === null && !empty && (
        <section className={styles.rows} aria-label={t('stats.perCourse')}>
          <h2>{t('stats.perCourse')}</h2>
          <CoursesTable rows={value.courses} onOpen={(row) => filterStats({ courseId: row.courseId })} />
        </section>
      )}
    </div>
  );
}

function People() {
  const { t } = useTranslation('admin');
  const people = useDesk((state) => state.stats.people);
  const { loadStats, openPersonStats } = useDesk((state) => state);
  return (
    <section className={styles.rows} aria-label={t('stats.perPerson')}>
      <h2>{t('stats.perPerson')}</h2>
      <LoadState loaded={people} onAgain={() => void loadStats()}>
        {(rows) => (rows.length === 0 ? <Blank icon={UsersRound} title={t('stats.nobodyTitle')} /> : <PeopleTable rows={rows} onOpen={({ personId, name }) => openPersonStats({ personId, name })} />)}
      </LoadState>
    </section>
  );
}
