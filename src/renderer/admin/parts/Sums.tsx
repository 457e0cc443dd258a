import { ArrowDownLeft, ArrowUpRight, ListOrdered, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Money } from '../../ui/Money.tsx';
import type { LedgerView } from '../ledgerActions.ts';
import styles from './Page.module.css';

/** Totals of everything the filter matches, loaded or not. */
export function Sums({ ledger }: { ledger: LedgerView }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const known = ledger.paidSum !== null && ledger.topUpSum !== null;
  return (
    <dl className={styles.sums} aria-busy={ledger.phase === 'loading'}>
      <Sum icon={ArrowUpRight} name={t('transactions.paidSum')}>{known ? <Money amount={ledger.paidSum ?? 0} /> : '…'}</Sum>
      <Sum icon={ArrowDownLeft} name={t('transactions.topUpSum')}>{known ? <Money amount={ledger.topUpSum ?? 0} /> : '…'}</Sum>
      <Sum icon={ListOrdered} name={t('transactions.countLabel')}>{known ? new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB').format(ledger.total) : '…'}</Sum>
    </dl>
  );
}

function Sum({ icon, name, children }: { icon: LucideIcon; name: string; children: React.ReactNode }) {
  return <div className={styles.sum}><dt><Icon icon={icon} size="1.1em" />{name}</dt><dd>{children}</dd></div>;
}
