import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkCounts } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { dayText } from '../when.ts';
import { Choice } from './Choice.tsx';
import { CountsBar, CountsLegend, countText, sumOfCounts } from './Counts.tsx';
import { CountsChart } from './CountsChart.tsx';
import { barsOf, rateText, type DayCounts } from './rates.ts';
import { DaysTable } from './StatsTables.tsx';
import styles from './Stats.module.css';

/** The percentage in large, and what it is made of. */
export function Totals({ counts, rate }: { counts: MarkCounts; rate: number | null }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  return (
    <section className={styles.totals} aria-label={t('stats.rate')}>
      <p className={styles.rate}><strong data-rate>{rateText(rate, language)}</strong><span>{t('stats.rate')}</span></p>
      <div className={styles.made}>
        <CountsBar counts={counts} of={sumOfCounts(counts)} tall />
        <CountsLegend counts={counts} />
        <p className={styles.hint}>{t('stats.rateHint')} · {t('stats.total', { count: sumOfCounts(counts), many: countText(sumOfCounts(counts), language) })}</p>
      </div>
    </section>
  );
}

/** Day by day as bars, or the same as a table. */
export function Days({ days }: { days: readonly DayCounts[] }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const [as, setAs] = useState<'chart' | 'table'>('chart');
  const { unit, bars } = barsOf(days);
  const title = t(unit === 'day' ? 'stats.perDay' : 'stats.perWeek');
  const label = t('stats.chartLabel', { unit: title.toLocaleLowerCase(), from: dayText(bars[0]?.date ?? '', language), to: dayText(bars.at(-1)?.date ?? '', language) });
  return (
    <section className={styles.days} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <CountsLegend />
        <Choice<'chart' | 'table'> className={styles.end} label={t('stats.as')} options={[{ value: 'chart', label: t('stats.asChart') }, { value: 'table', label: t('stats.asTable') }]} value={as} onChange={setAs} />
      </header>
      {as === 'chart' ? <CountsChart bars={bars} label={label} /> : <div className={styles.table}><DaysTable bars={bars} unit={unit} /></div>}
    </section>
  );
}
