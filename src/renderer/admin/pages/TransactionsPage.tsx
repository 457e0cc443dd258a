import { ArrowDownLeft, ArrowUpRight, Banknote, KeyRound, ReceiptText, ScanFace, SearchX, ShieldCheck, type LucideIcon } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TransactionRow } from '../../../shared/contract.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Money } from '../../ui/Money.tsx';
import { useDesk } from '../desk.ts';
import { askedLedger, everything } from '../ledgerActions.ts';
import { Blank } from '../parts/Blank.tsx';
import { ExportButton } from '../parts/ExportButton.tsx';
import { LedgerTools } from '../parts/LedgerTools.tsx';
import { ListFoot } from '../parts/ListFoot.tsx';
import { ListState } from '../parts/ListState.tsx';
import styles from '../parts/Page.module.css';
import { SearchField } from '../parts/SearchField.tsx';
import { Sums } from '../parts/Sums.tsx';
import { TransactionPanel } from '../parts/TransactionPanel.tsx';
import { When } from '../parts/When.tsx';

const kindIcons: Record<TransactionRow['kind'], LucideIcon> = { payment: ArrowUpRight, topup: ArrowDownLeft };
const methodIcons: Record<TransactionRow['method'], LucideIcon> = { face: ScanFace, pin: KeyRound, 'face+pin': ShieldCheck, cash: Banknote };

const transferIdOf = (row: TransactionRow): string => row.transferId;

export function TransactionsPage() {
  const { t } = useTranslation('admin');
  const ledger = useDesk((state) => state.ledger);
  const { filterLedger, selectTransaction, moreLedger, loadLedger } = useDesk((state) => state);
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const table = useRef<DataTableHandle>(null);
  const columns = useColumns();

  const again = () => void loadLedger();
  const more = () => void moreLedger();
  const close = useCallback(() => {
    selectTransaction(null);
    table.current?.focus();
  }, [selectTransaction]);
  return (
    <div className={classNames(styles.page, ledger.selected && styles.withPanel)}>
      <div className={styles.list}>
        <div className={styles.top}>
          <header className={styles.head}>
            <div className={styles.title}><h1>{t('transactions.title')}</h1></div>
            <SearchField label={t('transactions.search')} value={ledger.filter.search} onChange={(search) => filterLedger({ search })} onLeave={() => table.current?.focus()} />
            <ExportButton list="transactions" filters={() => askedLedger(ledger.filter, Date.now(), zone)} disabled={ledger.rows.length === 0} />
          </header>
          <LedgerTools filter={ledger.filter} onChange={filterLedger} />
          <Sums ledger={ledger} />
        </div>
        <ListState pages={ledger} onAgain={again} empty={<Empty />}>
          <DataTable<TransactionRow>
            ref={table}
            label={t('transactions.title')}
            columns={columns}
            rows={ledger.rows}
            idOf={transferIdOf}
            total={ledger.total}
            openId={ledger.selected?.transferId ?? null}
            order={{ now: ledger.filter.sort, plain: 'newest', choose: (sort) => filterLedger({ sort: sort === 'oldest' ? 'oldest' : 'newest' }) }}
            onOpen={selectTransaction}
            onNearEnd={more}
            foot={<ListFoot pages={ledger} onMore={more} onAgain={again} />}
          />
        </ListState>
      </div>
      {ledger.selected && <TransactionPanel transaction={ledger.selected} onClose={close} />}
    </div>
  );
}

function useColumns(): DataColumn<TransactionRow>[] {
  const { t } = useTranslation('admin');
  return useMemo(() => [
    { id: 'number', header: t('transactions.columns.number'), meta: { width: '6rem', room: 'medium' }, cell: ({ row }) => <span className={styles.soft}>{row.original.number}</span> },
    { id: 'time', header: t('transactions.columns.time'), meta: { width: '9.5rem', order: { up: 'oldest', down: 'newest', first: 'down' } }, cell: ({ row }) => <When atMs={row.original.atMs} /> },
    { id: 'person', header: t('transactions.columns.person'), cell: ({ row }) => <span className={styles.name} title={row.original.personName}>{row.original.personName}</span> },
    { id: 'kind', header: t('transactions.columns.kind'), meta: { width: '8.5rem' }, cell: ({ row }) => <span className={styles.with}><Icon icon={kindIcons[row.original.kind]} size="1.1em" />{t(`transactions.kind.${row.original.kind}`)}</span> },
    { id: 'method', header: t('transactions.columns.method'), meta: { width: '8.5rem', room: 'wide' }, cell: ({ row }) => <span className={styles.with}><Icon icon={methodIcons[row.original.method]} size="1.1em" />{t(`transactions.methods.${row.original.method}`)}</span> },
    { id: 'staff', header: t('transactions.columns.staff'), meta: { width: '9rem', room: 'wide' }, cell: ({ row }) => (row.original.staffName === null
      ? <span className={styles.soft}><span aria-hidden>{t('transactions.noStaff')}</span><span className="visually-hidden">{t('transactions.noStaffSpoken')}</span></span>
      : <span title={row.original.staffName}>{row.original.staffName}</span>) },
    { id: 'amount', header: t('transactions.columns.amount'), meta: { width: '8.5rem', align: 'end' }, cell: ({ row }) => <Money className={styles.strong} amount={row.original.amount} /> },
  ], [t]);
}

function Empty() {
  const { t } = useTranslation('admin');
  const filter = useDesk((state) => state.ledger.filter);
  const filterLedger = useDesk((state) => state.filterLedger);
  const filtered = filter.search.trim() !== '' || filter.kind !== null || filter.period !== 'all';
  if (!filtered) return <Blank icon={ReceiptText} title={t('transactions.emptyTitle')}><p>{t('transactions.empty')}</p></Blank>;
  return (
    <Blank icon={SearchX} title={t('transactions.noMatchTitle')}>
      <p>{t('transactions.noMatch')}</p>
      <Button onClick={() => filterLedger(everything)}>{t('transactions.clearFilter')}</Button>
    </Blank>
  );
}
