import { ArrowLeft, ChartColumn, History } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import type { StatsView } from '../statsActions.ts';
import { Blank } from './Blank.tsx';
import { LoadState } from './LoadState.tsx';
import page from './Page.module.css';
import styles from './Stats.module.css';
import { Days, Totals } from './StatsSummary.tsx';
import { CoursesTable } from './StatsTables.tsx';
import { sumOfCounts } from './Counts.tsx';

/** One person over the period, in the courses one may see. Esc goes back. */
export function PersonStatsPart({ person }: { person: NonNullable<StatsView['person']> }) {
  const { t } = useTranslation('admin');
  const { closePersonStats, loadStats, showMarksOf } = useDesk((state) => state);
  const filterHistory = useDesk((state) => state.filterHistory);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && document.querySelector('dialog[open]') === null) closePersonStats();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [closePersonStats]);
  const who = { personId: person.personId, name: person.name };
  return (
    <div className={styles.person} data-person={person.personId}>
      <Button variant="quiet" icon={ArrowLeft} className={styles.back} data-action="back" onClick={closePersonStats}>{t('stats.back')}</Button>
      <header className={page.head}>
        <div className={page.title}><h2 className={styles.name}>{person.name}</h2>{person.stats.value && <p className={page.count}>{person.stats.value.identifier}</p>}</div>
        <Button icon={History} data-action="marks-of" onClick={() => showMarksOf(who)}>{t('stats.marksOf')}</Button>
      </header>
      <LoadState loaded={person.stats} onAgain={() => void loadStats()}>
        {(stats) => (sumOfCounts(stats.counts) === 0
          ? <Blank icon={ChartColumn} title={t('stats.emptyTitle')}><p>{t('stats.empty')}</p></Blank>
          : (
            <div className={styles.body}>
              <Totals counts={stats.counts} rate={stats.rate} />
              <Days days={stats.days} />
              <section className={styles.rows} aria-label={t('stats.perCourse')}>
                <h2>{t('stats.perCourse')}</h2>
                <CoursesTable rows={stats.courses} onOpen={({ courseId }) => { showMarksOf(who); filterHistory({ courseId }); }} />
              </section>
            </div>
          ))}
      </LoadState>
    </div>
  );
}
