import { useTranslation } from 'react-i18next';
import { markStatuses } from '../../../shared/attendance.ts';
import type { Language } from '../../../shared/contract.ts';
import type { MarkCounts } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { classNames } from '../../ui/classNames.ts';
import styles from './Counts.module.css';

/** Thousands as the language writes them. */
export const countText = (count: number, language: Language): string => count.toLocaleString(language === 'id' ? 'id-ID' : 'en-GB');

export const sumOfCounts = (counts: MarkCounts): number => markStatuses.reduce((sum, status) => sum + counts[status], 0);

/** How many of each status, as parts of one bar; `of` is its whole length. Decoration: the numbers stand beside it. */
export function CountsBar({ counts, of, tall = false }: { counts: MarkCounts; of: number; tall?: boolean }) {
  const whole = Math.max(of, sumOfCounts(counts), 1);
  return (
    <div className={classNames(styles.bar, tall && styles.tall)} aria-hidden>
      {markStatuses.map((status) => counts[status] > 0 && <span key={status} className={classNames(styles.part, styles[status])} style={{ width: `${(counts[status] / whole) * 100}%` }} />)}
    </div>
  );
}

/** The numbers with the words, and what each looks like in bars and charts. */
export function CountsLegend({ counts }: { counts?: MarkCounts }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  return (
    <ul className={styles.legend}>
      {markStatuses.map((status) => (
        <li key={status}><span className={classNames(styles.swatch, styles.part, styles[status])} aria-hidden />{t(`status.${status}`)}{counts && <b>{countText(counts[status], language)}</b>}</li>
      ))}
    </ul>
  );
}
