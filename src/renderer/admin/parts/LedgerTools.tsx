import { useTranslation } from 'react-i18next';
import { periods, type LedgerFilter, type TransactionKind } from '../ledgerActions.ts';
import { useDesk, useNowMs } from '../desk.ts';
import { dayAt } from '../zoneDays.ts';
import { Choice } from './Choice.tsx';
import styles from './Page.module.css';
import { SavedViews } from './SavedViews.tsx';

const kinds = ['all', 'payment', 'topup'] as const;

/** Which transactions: kind and period, with dates when the period is one's own. */
export function LedgerTools({ filter, onChange }: { filter: LedgerFilter; onChange(patch: Partial<LedgerFilter>): void }) {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const today = dayAt(useNowMs(), zone);
  const asKind = (kind: (typeof kinds)[number]): TransactionKind | null => (kind === 'all' ? null : kind);
  return (
    <div className={styles.tools}>
      <Choice label={t('transactions.kindLabel')} options={kinds.map((value) => ({ value, label: t(`transactions.kinds.${value}`) }))} value={filter.kind ?? 'all'} onChange={(kind) => onChange({ kind: asKind(kind) })} />
      <Choice
        label={t('transactions.periodLabel')}
        options={periods.map((value) => ({ value, label: t(`transactions.periods.${value}`) }))}
        value={filter.period}
        // Own dates begin as today's, so that the list does not jump to everything.
        onChange={(period) => onChange(period === 'custom' && !filter.fromDay && !filter.toDay ? { period, fromDay: today, toDay: today } : { period })}
      />
      {filter.period === 'custom' && (
        <div className={styles.dates}>
          <label>{t('transactions.from')}<input type="date" max={filter.toDay || today} value={filter.fromDay} onChange={(event) => onChange({ fromDay: event.target.value })} /></label>
          <label>{t('transactions.to')}<input type="date" min={filter.fromDay} max={today} value={filter.toDay} onChange={(event) => onChange({ toDay: event.target.value })} /></label>
        </div>
      )}
      <SavedViews list="transactions" />
    </div>
  );
}
