import type { Output } from '../../shared/contract.ts';
import { closedDaysOf, type PeriodChoice } from './attendancePeriods.ts';
import { createLoader, notLoaded, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';
import { addDays, dayAt, type Day } from './zoneDays.ts';

export type PeriodStats = Output<'stats.period'>;
export type PersonStats = Output<'stats.person'>;
export type DayReport = Output<'stats.day'>;
export type CoursePerson = Output<'stats.course'>['people'][number];

export const statsTabs = ['period', 'day'] as const;
export type StatsTab = (typeof statsTabs)[number];

export interface StatsFilter extends PeriodChoice {
  /** Null is every course one may see. */
  courseId: string | null;
}

export interface StatsView {
  tab: StatsTab;
  filter: StatsFilter;
  overall: Loaded<PeriodStats>;
  /** Who takes the course that is chosen, lowest rate first. */
  people: Loaded<readonly CoursePerson[]>;
  /** The person one went down to. */
  person: { personId: string; name: string; stats: Loaded<PersonStats> } | null;
  /** Day of the report; null is today, whatever day that is by now. */
  day: Day | null;
  report: Loaded<DayReport>;
}

export const emptyStats: StatsView = {
  tab: 'period', filter: { period: 'month', fromDay: '', toDay: '', courseId: null }, overall: notLoaded, people: notLoaded, person: null, day: null, report: notLoaded,
};

export interface StatsActions {
  /** Reads what the page shows, and the courses one may choose from. */
  loadStats(): Promise<void>;
  showStatsTab(tab: StatsTab): void;
  filterStats(patch: Partial<StatsFilter>): void;
  openPersonStats(person: { personId: string; name: string }): void;
  closePersonStats(): void;
  /** Null comes back to today. */
  showReportOf(day: Day | null): void;
  moveReport(days: number): void;
}

export function createStatsActions({ get, set, ask, now, onDrop }: Tools): StatsActions {
  const change = (patch: Partial<StatsView>) => set({ stats: { ...get().stats, ...patch } });
  const thisDay = () => dayAt(now(), get().status?.zone ?? 'UTC');
  const days = () => closedDaysOf(get().stats.filter, thisDay());

  // `load` below asks none of these while the dates say nothing.
  const period = () => days() ?? { fromDate: thisDay(), toDate: thisDay() };
  const overall = createLoader<PeriodStats>({ read: () => ask('stats.period', { ...period(), courseId: get().stats.filter.courseId }), get: () => get().stats.overall, put: (loaded) => change({ overall: loaded }) });
  const people = createLoader<readonly CoursePerson[]>({
    async read() {
      const answer = await ask('stats.course', { ...period(), courseId: get().stats.filter.courseId ?? '' });
      return answer.ok ? { ok: true, value: answer.value.people } : answer;
    },
    get: () => get().stats.people,
    put: (loaded) => change({ people: loaded }),
  });
  const person = createLoader<PersonStats>({
    read: () => ask('stats.person', { ...period(), personId: get().stats.person?.personId ?? '' }),
    get: () => get().stats.person?.stats ?? notLoaded,
    put(stats) {
      const open = get().stats.person;
      if (open) change({ person: { ...open, stats } });
    },
  });
  const report = createLoader<DayReport>({ read: () => ask('stats.day', { date: get().stats.day ?? thisDay() }), get: () => get().stats.report, put: (loaded) => change({ report: loaded }) });
  const drop = () => [overall, people, person, report].forEach((loader) => loader.drop());
  onDrop(drop);

  async function load(): Promise<void> {
    const { tab, filter, person: open } = get().stats;
    if (tab === 'day') return report.load();
    if (!days()) return drop();
    if (open) return person.load();
    await Promise.all([overall.load(), filter.courseId === null ? undefined : people.load()]);
  }

  function showReportOf(day: Day | null): void {
    change({ day: day === thisDay() ? null : day, report: notLoaded });
    void report.load();
  }

  return {
    async loadStats() {
      await Promise.all([load(), get().loadCourseChoice()]);
    },
    showStatsTab(tab) {
      change({ tab });
      void load();
    },
    filterStats(patch) {
      const { filter, people: before } = get().stats;
      change({ filter: { ...filter, ...patch }, people: 'courseId' in patch ? notLoaded : before });
      void load();
    },
    openPersonStats({ personId, name }) {
      person.drop();
      change({ person: { personId, name, stats: notLoaded } });
      void person.load();
    },
    closePersonStats() {
      person.drop();
      change({ person: null });
      void load();
    },
    showReportOf,
    moveReport: (step) => showReportOf(addDays(get().stats.day ?? thisDay(), step)),
  };
}
