import { User } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TransactionRow } from '../../../shared/contract.ts';
import { Button } from '../../ui/Button.tsx';
import { Money } from '../../ui/Money.tsx';
import { useDesk } from '../desk.ts';
import { Panel } from './Panel.tsx';
import styles from './Panel.module.css';
import { Fact } from './PersonPanel.tsx';
import { ExactTime } from './When.tsx';

export function TransactionPanel({ transaction, onClose }: { transaction: TransactionRow; onClose(): void }) {
  const { t } = useTranslation('admin');
  const searchPeople = useDesk((state) => state.searchPeople);
  const goTo = useDesk((state) => state.goTo);
  const { amount, atMs, kind, method, number, personName, staffName } = transaction;
  return (
    <Panel label={t('transactions.panel', { number })} closeLabel={t('transactions.close')} onClose={onClose}>
      <div className={styles.who}>
        <div>
          <h2>{t(`transactions.kind.${kind}`)}</h2>
          <p className={styles.sub}>{t('transactions.columns.number')} {number}</p>
        </div>
      </div>
      <dl className={styles.balance}><dt>{t('transactions.columns.amount')}</dt><dd><Money amount={amount} /></dd></dl>
      <dl className={styles.facts}>
        <Fact name={t('transactions.columns.person')}>{personName}</Fact>
        <Fact name={t('transactions.exactTime')}><ExactTime atMs={atMs} /></Fact>
        <Fact name={t('transactions.columns.method')}>{t(`transactions.methods.${method}`)}</Fact>
        {staffName !== null && <Fact name={t('transactions.columns.staff')}>{staffName}</Fact>}
      </dl>
      <Button
        icon={User}
        wide
        onClick={() => {
          searchPeople(personName);
          goTo('people');
        }}
      >
        {t('transactions.openPerson')}
      </Button>
    </Panel>
  );
}
