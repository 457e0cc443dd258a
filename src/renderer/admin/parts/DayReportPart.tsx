import { CalendarX, Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MarkStatus } from '../../../shared/attendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk, useNowMs } from '../desk.ts';
import type { DayReport, StatsView } from '../statsActions.ts';
import { clockTime, dayText } from '../when.ts';
import { dayAt } from '../zoneDays.ts';
import { Blank } from './Blank.tsx';
import { CountsLegend, sumOfCounts } from './Counts.tsx';
import { DayStep } from './DayStep.tsx';
import styles from './DayReportPart.module.css';
import { ExportButton } from './ExportButton.tsx';
import { LoadState } from './LoadState.tsx';
import page from './Page.module.css';
import { rateText } from './rates.ts';
import { SessionTag } from './SessionsTab.tsx';
import stats from './Stats.module.css';
import { statusIcons } from './StatusTag.tsx';

type ReportSession = DayReport['sessions'][number];
/** Who is named, worst first. */
const named: readonly Exclude<MarkStatus, 'present'>[] = ['absent', 'late', 'excused', 'sick'];

/** What became of one day, to read or to print. */
export function DayReportPart({ stats: { day, report } }: { stats: StatsView }) {
  const { t } = useTranslation('admin');
  const { loadStats, moveReport, showReportOf } = useDesk((state) => state);
  const today = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC'));
  const printable = report.value !== null && report.value.sessions.length > 0;
  return (
    <div className={stats.tab}>
      <div className={page.tools}>
        <DayStep day={day} onMove={moveReport} onShow={showReportOf} />
        <span className={page.end}><ExportButton list="day" filters={() => ({ date: day ?? today })} disabled={!printable} /></span>
        <Button icon={Printer} data-action="print" disabled={!printable} onClick={() => print()}>{t('stats.print')}</Button>
      </div>
      <LoadState loaded={report} onAgain={() => void loadStats()}>
        {(value) => (value.sessions.length === 0 ? <Blank icon={CalendarX} title={t('today.emptyTitle')}><p>{t('stats.reportNone')}</p></Blank> : <Report day={day} report={value} />)}
      </LoadState>
    </div>
  );
}

function Report({ day, report }: { day: string | null; report: DayReport }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const today = dayAt(useNowMs(), zone);
  const date = day ?? today;
  return (
    <article className={styles.report} data-print tabIndex={0} aria-label={t('stats.reportTitle')}>
      <header className={styles.head}>
        <div>
          <h2>{t('stats.reportTitle')}</h2>
          <p>{siteName} · {dayText(date, language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}</p>
        </div>
        <p className={styles.rate}><strong>{rateText(report.rate, language)}</strong> {t('stats.rate')}</p>
        <div className={styles.sums}><CountsLegend counts={report.counts} /></div>
      </header>
      {report.sessions.map((session) => <Session key={session.sessionId} session={session} />)}
    </article>
  );
}

function Session({ session }: { session: ReportSession }) {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const { counts, notable, state } = session;
  const marks = sumOfCounts(counts);
  return (
    <section className={styles.session} aria-label={session.courseName}>
      <p className={styles.time}>{clockTime(session.startsAtMs, zone)}–{clockTime(session.endsAtMs, zone)}</p>
      <div className={styles.what}>
        <h3>{session.courseName}</h3>
        <p className={styles.soft}>{session.courseCode} · {session.roomName}{session.teacherName !== null && ` · ${session.teacherName}`}</p>
        {state === 'cancelled' && <p>{t('sessions.cancelled', { reason: session.cancelReason ?? '' })}</p>}
        {state === 'planned' && <p className={styles.soft}>{t('stats.notYet')}</p>}
        {state !== 'cancelled' && state !== 'planned' && (
          <>
            {named.map((status) => <Names key={status} session={session} status={status} />)}
            {notable.length === 0 && (marks === 0 || marks < session.members ? <p className={styles.soft}>{t('stats.unmarked', { count: session.members - marks })}</p> : <p className={styles.soft}>{t('stats.everybodyHere')}</p>)}
            {notable.length > 0 && marks < session.members && <p className={styles.soft}>{t('stats.unmarked', { count: session.members - marks })}</p>}
          </>
        )}
      </div>
      <div className={styles.state}>
        <SessionTag state={state} />
        {state !== 'cancelled' && state !== 'planned' && <p className={styles.of}>{t('sessions.of', { here: counts.present + counts.late, members: session.members })}</p>}
      </div>
    </section>
  );
}

function Names({ session, status }: { session: ReportSession; status: Exclude<MarkStatus, 'present'> }) {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const people = session.notable.filter((one) => one.status === status);
  if (people.length === 0) return null;
  return (
    <p className={styles.names}>
      <strong><Icon icon={statusIcons[status]} size="1.1em" />{t('stats.names', { status: t(`status.${status}`), count: people.length })}</strong>{' '}
      {people.map(({ name, atMs }) => (status === 'late' ? `${name} ${clockTime(atMs, zone)}` : name)).join(', ')}
    </p>
  );
}
