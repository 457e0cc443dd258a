import { CalendarX, ChevronLeft, ChevronRight, Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { markStatuses } from '../../../shared/attendance.ts';
import type { MonthReport } from '../../../shared/contractReports.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk, useNowMs } from '../desk.ts';
import { dayText } from '../when.ts';
import { dayAt } from '../zoneDays.ts';
import { Blank } from './Blank.tsx';
import { countText, CountsLegend } from './Counts.tsx';
import { CourseSelect } from './CourseSelect.tsx';
import week from './CoursesWeek.module.css';
import days from './DayStep.module.css';
import { ExportButton } from './ExportButton.tsx';
import { LoadState } from './LoadState.tsx';
import page from './Page.module.css';
import { rateText } from './rates.ts';
import styles from './Report.module.css';
import stats from './Stats.module.css';

/** Attendance of a month: every course, or one of them by person and class. */
export function MonthReportPart() {
  const { t } = useTranslation('reports');
  const { month, courseId, monthly } = useDesk((state) => state.reports);
  const { loadReports, showMonthOf } = useDesk((state) => state);
  const thisMonth = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC')).slice(0, 7);
  const something = monthly.value !== null && monthly.value.sessions > 0;
  return (
    <div className={stats.tab}>
      <div className={page.tools}>
        <MonthStep shown={month ?? thisMonth} thisMonth={thisMonth} />
        <CourseSelect value={courseId} onChange={showMonthOf} />
        <span className={page.end}><ExportButton list="month" filters={() => ({ month: month ?? thisMonth, courseId })} disabled={!something} /></span>
        <Button icon={Printer} data-action="print" disabled={!something} onClick={() => print()}>{t('print')}</Button>
      </div>
      <LoadState loaded={monthly} onAgain={() => void loadReports()}>
        {(report) => (report.sessions === 0 ? <Blank icon={CalendarX} title={t('month.emptyTitle')}><p>{t('month.empty')}</p></Blank> : <Report report={report} />)}
      </LoadState>
    </div>
  );
}

const monthText = { month: 'long', year: 'numeric' } as const;

function MonthStep({ shown, thisMonth }: { shown: string; thisMonth: string }) {
  const { t } = useTranslation('reports');
  const language = useLanguage();
  const { moveMonth, showMonth } = useDesk((state) => state);
  return (
    <div className={days.days}>
      <div className={week.step}>
        <button type="button" data-action="previous-month" aria-label={t('month.previous')} title={t('month.previous')} onClick={() => moveMonth(-1)}><Icon icon={ChevronLeft} /></button>
        <p aria-live="polite">{dayText(`${shown}-01`, language, monthText)}</p>
        <button type="button" data-action="next-month" aria-label={t('month.next')} title={t('month.next')} onClick={() => moveMonth(1)}><Icon icon={ChevronRight} /></button>
      </div>
      <div className={page.dates}>
        <input type="month" name="month" aria-label={t('month.pick')} value={shown} onChange={({ target }) => { if (/^[12]\d{3}-\d{2}$/.test(target.value)) showMonth(target.value); }} />
      </div>
      {shown !== thisMonth && <Button variant="quiet" data-action="this-month" onClick={() => showMonth(null)}>{t('month.thisMonth')}</Button>}
    </div>
  );
}

function Report({ report }: { report: MonthReport }) {
  const { t } = useTranslation('reports');
  const language = useLanguage();
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const { course, month, sessions, counts, rate } = report;
  return (
    <article className={styles.report} data-print tabIndex={0} aria-label={t('month.title')}>
      <header className={styles.head}>
        <h2>{course === null ? t('month.title') : `${course.code} · ${course.name}`}</h2>
        <p>{siteName} · {dayText(`${month}-01`, language, monthText)} · {t('month.classes', { count: sessions })} · <strong>{rateText(rate, language)}</strong> {t('month.of')}</p>
      </header>
      {course === null ? <><CountsLegend counts={counts} /><Courses report={report} /></> : <><Legend counts={counts} /><People course={course} /></>}
    </article>
  );
}

function Courses({ report: { courses } }: { report: MonthReport }) {
  const { t } = useTranslation('reports');
  const { t: admin } = useTranslation('admin');
  const language = useLanguage();
  const showMonthOf = useDesk((state) => state.showMonthOf);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('month.columns.course')}</th><th scope="col" className={styles.text}>{t('month.columns.teacher')}</th><th scope="col">{t('month.columns.classes')}</th>
          {markStatuses.map((status) => <th key={status} scope="col">{admin(`status.${status}`)}</th>)}<th scope="col">{t('month.columns.rate')}</th>
        </tr>
      </thead>
      <tbody>
        {courses.map((row) => (
          <tr key={row.courseId}>
            <th scope="row"><button type="button" className={styles.open} onClick={() => showMonthOf(row.courseId)}>{row.code}</button> <span className={styles.soft}>{row.name}</span></th>
            <td className={styles.text}>{row.teacherName ?? <span className={styles.soft}>{t('month.noTeacher')}</span>}</td><td>{row.sessions}</td>
            {markStatuses.map((status) => <td key={status}>{countText(row[status], language)}</td>)}<td className={styles.total}>{rateText(row.rate, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Letters rather than colours: a register is copied in black and white. */
function Legend({ counts }: { counts: MonthReport['counts'] }) {
  const { t } = useTranslation('reports');
  const { t: admin } = useTranslation('admin');
  const language = useLanguage();
  return (
    <ul className={styles.legend} aria-label={t('month.legend')}>
      {markStatuses.map((status) => <li key={status}><b data-status={status}>{t(`month.letters.${status}`)}</b> {admin(`status.${status}`)} <strong>{countText(counts[status], language)}</strong></li>)}
      <li><b>·</b> {t('month.unmarked')}</li>
    </ul>
  );
}

function People({ course }: { course: NonNullable<MonthReport['course']> }) {
  const { t } = useTranslation('reports');
  const { t: admin } = useTranslation('admin');
  const language = useLanguage();
  return (
    <div className={styles.wide} tabIndex={0} role="region" aria-label={course.name}>
      <table className={styles.register}>
        <thead>
          <tr>
            <th scope="col">{t('month.columns.person')}</th>
            {course.classes.map(({ sessionId, date }) => <th key={sessionId} scope="col" title={dayText(date, language, { weekday: 'long', day: 'numeric', month: 'long' })}><abbr>{Number(date.slice(8))}</abbr></th>)}
            {markStatuses.map((status) => <th key={status} scope="col" title={admin(`status.${status}`)} className={styles.total}>{t(`month.letters.${status}`)}</th>)}<th scope="col">{t('month.columns.rate')}</th>
          </tr>
        </thead>
        <tbody>
          {course.people.map((row) => (
            <tr key={row.personId}>
              <th scope="row">{row.name} <span className={styles.soft}>{row.identifier}</span></th>
              {row.marks.map((mark, at) => <td key={course.classes[at]?.sessionId} data-status={mark ?? 'none'}>{mark === null ? <span className={styles.soft}>·<span className="visually-hidden">{t('month.unmarked')}</span></span> : <abbr title={admin(`status.${mark}`)}>{t(`month.letters.${mark}`)}</abbr>}</td>)}
              {markStatuses.map((status) => <td key={status} className={styles.total}>{countText(row[status], language)}</td>)}<td className={styles.total}>{rateText(row.rate, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
