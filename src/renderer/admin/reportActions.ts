import type { MonthReport, TillReport } from '../../shared/contractReports.ts';
import { createLoader, notLoaded, type Loaded } from './loads.ts';
import { handlesMoney, staffOn } from './sessionActions.ts';
import type { Tools } from './store.ts';
import { addDays, dayAt, type Day } from './zoneDays.ts';

export const reportTabs = ['till', 'month'] as const;
export type ReportTab = (typeof reportTabs)[number];

export interface ReportsView {
  /** Null: the first one this person may see. */
  tab: ReportTab | null;
  /** Null is today, whatever day that is by now. */
  day: Day | null;
  till: Loaded<TillReport>;
  /** What was counted in the drawer, rupiah; null until somebody types. */
  counted: number | null;
  /** "2026-11"; null is this month. */
  month: string | null;
  courseId: string | null;
  monthly: Loaded<MonthReport>;
}

export const emptyReports: ReportsView = { tab: null, day: null, till: notLoaded, counted: null, month: null, courseId: null, monthly: notLoaded };

export interface ReportActions {
  /** Reads the report that is shown. */
  loadReports(): Promise<void>;
  showReportTab(tab: ReportTab): void;
  /** Null comes back to today. */
  showTillOf(day: Day | null): void;
  moveTill(days: number): void;
  countDrawer(amount: number | null): void;
  /** Null comes back to this month. */
  showMonth(month: string | null): void;
  moveMonth(months: number): void;
  showMonthOf(courseId: string | null): void;
}

/** "2026-11" -> "2026-12". */
export function addMonths(month: string, months: number): string {
  const [year = 0, one = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, one - 1 + months, 1)).toISOString().slice(0, 7);
}

export function createReportActions({ get, set, ask, now, onDrop }: Tools): ReportActions {
  const change = (patch: Partial<ReportsView>) => set({ reports: { ...get().reports, ...patch } });
  const today = () => dayAt(now(), get().status?.zone ?? 'UTC');
  const thisMonth = () => today().slice(0, 7);
  const till = createLoader<TillReport>({ read: () => ask('reports.till', { date: get().reports.day ?? today() }), get: () => get().reports.till, put: (loaded) => change({ till: loaded }) });
  const monthly = createLoader<MonthReport>({
    read: () => ask('reports.month', { month: get().reports.month ?? thisMonth(), courseId: get().reports.courseId }), get: () => get().reports.monthly, put: (loaded) => change({ monthly: loaded }),
  });
  onDrop(() => [till, monthly].forEach((loader) => loader.drop()));

  function showTillOf(day: Day | null): void {
    change({ day: day === today() ? null : day, till: notLoaded, counted: null });
    void till.load();
  }

  function showMonth(month: string | null): void {
    change({ month: month === thisMonth() ? null : month, monthly: notLoaded });
    void monthly.load();
  }

  return {
    async loadReports() {
      const me = staffOn(get().page);
      const money = me !== null && handlesMoney(me);
      const tab = get().reports.tab ?? (money ? 'till' : 'month');
      if (get().reports.tab !== tab) change({ tab });
      if (tab === 'till') return till.load();
      await Promise.all([monthly.load(), get().loadCourseChoice()]);
    },
    showReportTab(tab) {
      change({ tab });
      void get().loadReports();
    },
    showTillOf,
    moveTill: (days) => showTillOf(addDays(get().reports.day ?? today(), days)),
    countDrawer: (counted) => change({ counted }),
    showMonth,
    moveMonth: (months) => showMonth(addMonths(get().reports.month ?? thisMonth(), months)),
    showMonthOf(courseId) {
      change({ courseId, monthly: notLoaded });
      void monthly.load();
    },
  };
}
