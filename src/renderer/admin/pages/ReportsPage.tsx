import { useTranslation } from 'react-i18next';
import type { StaffMember, StaffRole } from '../../../shared/contract.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { useDesk } from '../desk.ts';
import { MonthReportPart } from '../parts/MonthReportPart.tsx';
import page from '../parts/Page.module.css';
import { TillReportPart } from '../parts/TillReportPart.tsx';
import { reportTabs, type ReportTab } from '../reportActions.ts';

/** Main decides on every call; this only leaves out what would be refused. */
const readers: Record<ReportTab, readonly StaffRole[]> = { till: ['owner', 'admin', 'cashier'], month: ['owner', 'admin', 'teacher'] };
const parts = { till: TillReportPart, month: MonthReportPart } satisfies Record<ReportTab, unknown>;

/** Sums to print and to keep: the till of a day, attendance of a month. */
export function ReportsPage({ me }: { me: StaffMember }) {
  const { t } = useTranslation('reports');
  const chosen = useDesk((state) => state.reports.tab);
  const showReportTab = useDesk((state) => state.showReportTab);
  const mine = reportTabs.filter((tab) => readers[tab].includes(me.role));
  const tab = mine.find((one) => one === chosen) ?? mine[0];
  if (tab === undefined) return null;
  const Part = parts[tab];
  return (
    <div className={page.page}>
      <div className={page.list}>
        <header className={page.title}><h1>{mine.length === 1 ? t(`${tab}.title`) : t('title')}</h1></header>
        {mine.length === 1 ? <Part /> : <Tabs label={t('tabs')} tabs={mine.map((value) => ({ value, label: t(`tab.${value}`) }))} value={tab} onChange={showReportTab}><Part /></Tabs>}
      </div>
    </div>
  );
}
