import type { MarkStatus } from '../../shared/attendance.ts';
import type { MarkRow } from '../../shared/contractAttendance.ts';
import { daysOf, type PeriodChoice } from './attendancePeriods.ts';
import { noPages, type Pages } from './lists.ts';
import { searchAfterMs } from './peopleActions.ts';
import { createReader } from './reader.ts';
import type { Tools } from './store.ts';
import { dayAt, type Day } from './zoneDays.ts';

export interface HistoryFilter extends PeriodChoice {
  search: string;
  courseId: string | null;
  /** One person only, with the name that says so. */
  person: { personId: string; name: string } | null;
  status: MarkStatus | null;
  /** Voided marks too. */
  voided: boolean;
  sort: 'newest' | 'oldest';
}

/** Every mark there is, page by page. */
export interface HistoryView extends Pages<MarkRow> {
  filter: HistoryFilter;
  selectedId: string | null;
}

export const everyMark: HistoryFilter = { search: '', courseId: null, person: null, status: null, voided: false, period: 'all', fromDay: '', toDay: '', sort: 'newest' };
export const emptyHistory: HistoryView = { ...noPages, filter: { ...everyMark, period: 'week' }, selectedId: null };

export interface HistoryActions {
  /** Reads the marks that match, and the courses one may choose from. */
  loadHistory(): Promise<void>;
  moreHistory(): Promise<void>;
  filterHistory(patch: Partial<HistoryFilter>): void;
  selectMark(markId: string | null): void;
  /** Leads to the marks of one person, of every course and day. */
  showMarksOf(person: { personId: string; name: string }): void;
}

/** What main is asked, for the list and for a file of it. Reversed dates are said beside the dates; until they are put right the list is of everything. */
export function askedHistory(filter: HistoryFilter, today: Day) {
  const { search, courseId, person, status, voided, sort } = filter;
  const days = daysOf(filter, today) ?? { fromDate: null, toDate: null };
  return { search, courseId, personId: person?.personId ?? null, status, voided, ...(sort === 'oldest' && { sort }), ...days };
}

export function createHistoryActions({ get, set, ask, now, onDrop }: Tools): HistoryActions {
  let typing: ReturnType<typeof setTimeout> | null = null;
  const change = (patch: Partial<HistoryView>) => set({ history: { ...get().history, ...patch } });
  const today = () => dayAt(now(), get().status?.zone ?? 'UTC');
  const stopTyping = () => {
    if (typing) clearTimeout(typing);
    typing = null;
  };

  const reader = createReader({
    read: (cursor, limit) => ask('marks.list', { ...askedHistory(get().history.filter, today()), limit, cursor }),
    get: () => get().history,
    idOf: (row: MarkRow) => row.markId,
    put: (patch) => change(patch),
  });
  onDrop(() => {
    stopTyping();
    reader.drop();
  });

  function filterHistory(patch: Partial<HistoryFilter>): void {
    reader.drop();
    change({ filter: { ...get().history.filter, ...patch }, phase: 'loading', loadingMore: false, selectedId: null });
    stopTyping();
    // Letters come in rows, clicks do not.
    typing = setTimeout(() => void reader.first(), 'search' in patch ? searchAfterMs : 0);
  }

  return {
    async loadHistory() {
      stopTyping();
      await Promise.all([reader.again(), get().loadCourseChoice()]);
    },
    moreHistory: () => reader.more(),
    filterHistory,
    selectMark: (selectedId) => change({ selectedId }),
    showMarksOf(person) {
      filterHistory({ ...everyMark, person });
      get().goTo('history');
    },
  };
}
