import { useTranslation } from 'react-i18next';
import type { AttendancePeriod, PeriodChoice } from '../attendancePeriods.ts';
import { useDesk, useNowMs } from '../desk.ts';
import { dayAt } from '../zoneDays.ts';
import { Choice } from './Choice.tsx';
import styles from './Page.module.css';

/** A stretch of days: one of a few, or one's own dates. */
export function PeriodTools({ periods, choice, wrong, onChange }: { periods: readonly AttendancePeriod[]; choice: PeriodChoice; wrong: string | null; onChange(patch: Partial<PeriodChoice>): void }) {
  const { t } = useTranslation('admin');
  const today = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC'));
  return (
    <>
      <Choice
        label={t('period.label')}
        options={periods.map((value) => ({ value, label: t(`period.${value}`) }))}
        value={choice.period}
        // Own dates begin as today's, so that nothing jumps to everything.
        onChange={(period) => onChange(period === 'custom' && !choice.fromDay && !choice.toDay ? { period, fromDay: today, toDay: today } : { period })}
      />
      {choice.period === 'custom' && (
        <div className={styles.dates}>
          <label>{t('period.from')}<input type="date" name="fromDay" aria-invalid={wrong !== null} value={choice.fromDay} onChange={(event) => onChange({ fromDay: event.target.value })} /></label>
          <label>{t('period.to')}<input type="date" name="toDay" aria-invalid={wrong !== null} value={choice.toDay} onChange={(event) => onChange({ toDay: event.target.value })} /></label>
          {wrong !== null && <span role="alert" className={styles.failed}>{wrong}</span>}
        </div>
      )}
    </>
  );
}
