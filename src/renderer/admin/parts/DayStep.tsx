import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk, useNowMs } from '../desk.ts';
import { dayText } from '../when.ts';
import { dayAt, isDay, type Day } from '../zoneDays.ts';
import week from './CoursesWeek.module.css';
import page from './Page.module.css';
import styles from './DayStep.module.css';

/** One day: a day back, a day on, any day, and back to today. */
export function DayStep({ day, onMove, onShow }: { day: Day | null; onMove(days: number): void; onShow(day: Day | null): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const today = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC'));
  const shown = day ?? today;
  return (
    <div className={styles.days}>
      <div className={week.step}>
        <button type="button" data-action="previous-day" aria-label={t('day.previous')} title={t('day.previous')} onClick={() => onMove(-1)}><Icon icon={ChevronLeft} /></button>
        <p className={styles.day} aria-live="polite">{dayText(shown, language, { weekday: 'long', day: 'numeric', month: 'short', year: 'numeric' })}</p>
        <button type="button" data-action="next-day" aria-label={t('day.next')} title={t('day.next')} onClick={() => onMove(1)}><Icon icon={ChevronRight} /></button>
      </div>
      <div className={page.dates}>
        <input type="date" name="day" aria-label={t('day.pick')} value={shown} onChange={({ target }) => { if (isDay(target.value)) onShow(target.value); }} />
      </div>
      {shown !== today && <Button variant="quiet" data-action="this-day" onClick={() => onShow(null)}>{t('day.today')}</Button>}
    </div>
  );
}
