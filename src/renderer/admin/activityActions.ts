import type { ActivityGroup, ActivityStatus } from '../../shared/activity.ts';
import type { Input } from '../../shared/contract.ts';
import type { ActivityRow } from '../../shared/contractActivity.ts';
import { daysOf, type PeriodChoice } from './attendancePeriods.ts';
import { noPages, type Pages } from './lists.ts';
import { searchAfterMs } from './peopleActions.ts';
import { createReader } from './reader.ts';
import type { Tools } from './store.ts';
import { addDays, dayAt, dayStartMs } from './zoneDays.ts';

export interface ActivityFilter extends PeriodChoice {
  search: string;
  group: ActivityGroup | null;
  action: string | null;
  status: ActivityStatus | null;
  sort: 'newest' | 'oldest';
}

/** Who did what, page by page. */
export interface ActivityView extends Pages<ActivityRow> {
  filter: ActivityFilter;
  /** There are more than `total`. */
  more: boolean;
  selectedSeq: number | null;
  /** Every action in the log, to choose from. */
  actions: readonly string[];
}

export const everyActivity: ActivityFilter = { search: '', group: null, action: null, status: null, sort: 'newest', period: 'all', fromDay: '', toDay: '' };
export const emptyActivity: ActivityView = { ...noPages, filter: { ...everyActivity, period: 'week' }, more: false, selectedSeq: null, actions: [] };

export interface ActivityActions {
  /** Reads the entries that match, the actions there are, and the rooms settings may name. */
  loadActivity(): Promise<void>;
  moreActivity(): Promise<void>;
  filterActivity(patch: Partial<ActivityFilter>): void;
  selectActivity(seq: number | null): void;
}

/** What main is asked, for the list and for a file of it. Reversed dates are said beside the dates; until they are put right the list is of everything. */
export function askedActivity({ search, group, action, status, sort, ...choice }: ActivityFilter, nowMs: number, zone: string) {
  const { fromDate, toDate } = daysOf(choice, dayAt(nowMs, zone)) ?? { fromDate: null, toDate: null };
  return {
    search, group, status, ...(sort === 'oldest' && { sort }), actions: action === null ? [] : [action],
    fromMs: fromDate === null ? null : dayStartMs(fromDate, zone), toMs: toDate === null ? null : dayStartMs(addDays(toDate, 1), zone),
  } satisfies Input<'activity.list'>;
}

export function createActivityActions({ get, set, ask, now, onDrop }: Tools): ActivityActions {
  let typing: ReturnType<typeof setTimeout> | null = null;
  let counted = { total: 0, more: false };
  const change = (patch: Partial<ActivityView>) => set({ activity: { ...get().activity, ...patch } });
  const stopTyping = () => {
    if (typing) clearTimeout(typing);
    typing = null;
  };

  const reader = createReader({
    async read(cursor, limit) {
      const answer = await ask('activity.list', { ...askedActivity(get().activity.filter, now(), get().status?.zone ?? 'UTC'), limit, cursor });
      if (!answer.ok) return answer;
      // Only the first page is counted; what it said holds for the ones after it.
      const { total, more } = answer.value;
      if (total !== null) counted = { total, more };
      return { ok: true, value: { ...answer.value, ...counted } };
    },
    get: () => get().activity,
    idOf: (row: ActivityRow) => String(row.seq),
    put: (patch, page) => change(page ? { ...patch, more: page.more } : patch),
  });
  onDrop(() => {
    stopTyping();
    reader.drop();
  });

  async function loadActions(): Promise<void> {
    const answer = await ask('activity.actions', {});
    if (answer.ok) change({ actions: answer.value.rows.map(({ action }) => action) });
  }

  return {
    async loadActivity() {
      stopTyping();
      await Promise.all([reader.again(), loadActions(), ...(get().places.rooms.value ? [] : [get().loadPlaces()])]);
    },
    moreActivity: () => reader.more(),
    filterActivity(patch) {
      reader.drop();
      change({ filter: { ...get().activity.filter, ...patch }, phase: 'loading', loadingMore: false, selectedSeq: null });
      stopTyping();
      // Letters come in rows, clicks do not.
      typing = setTimeout(() => void reader.first(), 'search' in patch ? searchAfterMs : 0);
    },
    selectActivity: (selectedSeq) => change({ selectedSeq }),
  };
}
