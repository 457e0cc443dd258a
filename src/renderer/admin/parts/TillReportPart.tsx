import { Printer } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillReport } from '../../../shared/contractReports.ts';
import { formatRupiah, groupRupiah, maxRupiah, rupiahSign } from '../../../shared/money.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Money } from '../../ui/Money.tsx';
import { useDesk, useNowMs } from '../desk.ts';
import { dayText } from '../when.ts';
import { dayAt } from '../zoneDays.ts';
import { DayStep } from './DayStep.tsx';
import { ExportButton } from './ExportButton.tsx';
import { LoadState } from './LoadState.tsx';
import page from './Page.module.css';
import styles from './Report.module.css';
import stats from './Stats.module.css';

/** What went over the till on one day, to read, to count the drawer against, and to print. */
export function TillReportPart() {
  const { t } = useTranslation('reports');
  const { day, till, counted } = useDesk((state) => state.reports);
  const { loadReports, moveTill, showTillOf } = useDesk((state) => state);
  const today = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC'));
  return (
    <div className={stats.tab}>
      <div className={page.tools}>
        <DayStep day={day} onMove={moveTill} onShow={showTillOf} />
        <span className={page.end}><ExportButton list="till" filters={() => ({ date: day ?? today, counted })} disabled={till.value === null} /></span>
        <Button icon={Printer} data-action="print" disabled={till.value === null} onClick={() => print()}>{t('print')}</Button>
      </div>
      <LoadState loaded={till} onAgain={() => void loadReports()}>{(report) => <Report report={report} isToday={report.date >= today} />}</LoadState>
    </div>
  );
}

function Report({ report, isToday }: { report: TillReport; isToday: boolean }) {
  const { t } = useTranslation('reports');
  const { t: admin } = useTranslation('admin');
  const language = useLanguage();
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const { opening, closing, totals } = report;
  const still = totals.payments.count + totals.topUps.count + totals.refunds.count === 0;
  const method = (name: string) => (name === 'face' || name === 'pin' || name === 'face+pin' || name === 'cash' ? admin(`transactions.methods.${name}`) : name);
  return (
    <article className={styles.report} data-print tabIndex={0} aria-label={t('till.title')}>
      <header className={styles.head}>
        <h2>{t('till.title')}</h2>
        <p>{siteName} · {dayText(report.date, language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}</p>
      </header>
      {still && <p className={styles.still}><strong>{t('till.emptyTitle')}.</strong> {t('till.empty')}</p>}
      <dl className={styles.balances}>
        <div><dt>{t('till.opening')}</dt><dd><Money amount={opening} /></dd></div>
        <div><dt>{t('till.change')}</dt><dd><Signed amount={closing - opening} /></dd></div>
        <div><dt>{t(isToday ? 'till.soFar' : 'till.closing')}</dt><dd><Money amount={closing} /></dd></div>
      </dl>
      <p className={styles.hint}>{t('till.balancesHint')}</p>
      <div className={styles.columns}>
        <div className={styles.stack}>
          <Posted title={t('till.payments')} name={t('till.columns.method')} rows={report.payments.map((row) => ({ ...row, key: row.method, what: method(row.method) }))} total={totals.payments} />
          <Posted title={t('till.topUps')} name={t('till.columns.staff')} rows={report.topUps.map((row) => ({ ...row, key: `${row.staffId} ${row.method}`, what: `${row.staffName ?? t('till.nobody')} · ${method(row.method)}` }))} total={totals.topUps} />
          {report.refunds.length > 0 && <Posted title={t('till.refunds')} name={t('till.columns.of')} rows={report.refunds.map((row) => ({ ...row, key: `${row.of} ${row.staffId}`, what: `${t(`till.of.${row.of}`)} · ${row.staffName ?? t('till.nobody')}` }))} total={totals.refunds} />}
        </div>
        <Drawer drawer={report.drawer} />
      </div>
      <p className={styles.signature}>{t('till.signature')}</p>
    </article>
  );
}

interface Sum { count: number; amount: number }

function Posted({ title, name, rows, total }: { title: string; name: string; rows: readonly (Sum & { key: string; what: string })[]; total: Sum }) {
  const { t } = useTranslation('reports');
  const whole = useWhole();
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {rows.length === 0 ? <p className={styles.soft}>{t('till.none')}</p> : (
        <table className={styles.table}>
          <thead><tr><th scope="col">{name}</th><th scope="col">{t('till.columns.count')}</th><th scope="col">{t('till.columns.amount')}</th></tr></thead>
          <tbody>{rows.map((row) => <tr key={row.key}><th scope="row">{row.what}</th><td>{whole(row.count)}</td><td><Money amount={row.amount} /></td></tr>)}</tbody>
          <tfoot><tr><th scope="row">{t('till.total')}</th><td>{whole(total.count)}</td><td><Money amount={total.amount} /></td></tr></tfoot>
        </table>
      )}
    </section>
  );
}

/** Cash that must be there, and what somebody counted. */
function Drawer({ drawer }: { drawer: TillReport['drawer'] }) {
  const { t } = useTranslation('reports');
  const id = useId();
  const counted = useDesk((state) => state.reports.counted);
  const countDrawer = useDesk((state) => state.countDrawer);

  function typed(text: string): void {
    const digits = text.replace(/\D/g, '');
    countDrawer(digits === '' ? null : Math.min(maxRupiah, Number(digits)));
  }

  return (
    <section className={styles.drawer} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t('till.drawer')}</h3>
      <dl>
        <div><dt>{t('till.in')}</dt><dd><Money amount={drawer.in} /></dd></div>
        {drawer.out !== 0 && <div><dt>{t('till.out')}</dt><dd><Signed amount={-drawer.out} /></dd></div>}
        <div className={styles.strong}><dt>{t('till.expected')}</dt><dd><Money amount={drawer.expected} /></dd></div>
      </dl>
      <div className={styles.counted}>
        <label htmlFor={`${id}-counted`}>{t('till.counted')}</label>
        <span className={styles.box}>
          <span aria-hidden>{rupiahSign}</span>
          <input id={`${id}-counted`} name="counted" inputMode="numeric" autoComplete="off" value={counted === null ? '' : groupRupiah(counted)} aria-describedby={`${id}-hint`} onChange={({ target }) => typed(target.value)} />
        </span>
        <p id={`${id}-hint`} className={styles.soft}>{t('till.countedHint')}</p>
      </div>
      <p className={styles.difference} role="status"><span>{t('till.difference')}</span>{counted === null ? <span>{t('till.notCounted')}</span> : <Difference amount={counted - drawer.expected} />}</p>
    </section>
  );
}

function Difference({ amount }: { amount: number }): ReactNode {
  const { t } = useTranslation('reports');
  const language = useLanguage();
  if (amount === 0) return <span className={styles.even}>{t('till.even')}</span>;
  return <span className={styles.off}>{t(amount < 0 ? 'till.short' : 'till.over', { amount: formatRupiah(Math.abs(amount), language) })}</span>;
}

/** With its sign, also where it is more. */
function Signed({ amount }: { amount: number }): ReactNode {
  return <>{amount > 0 ? '+' : amount < 0 ? '−' : ''}<Money amount={Math.abs(amount)} /></>;
}

function useWhole(): (amount: number) => string {
  const format = new Intl.NumberFormat(useLanguage() === 'id' ? 'id-ID' : 'en-GB');
  return (amount) => format.format(amount);
}
