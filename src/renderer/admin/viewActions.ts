import { activityGroups, activityStatuses, isAuditAction } from '../../shared/activity.ts';
import { markStatuses } from '../../shared/attendance.ts';
import type { SavedView, viewLists } from '../../shared/contractActivity.ts';
import { peopleSorts } from '../../shared/people.ts';
import { emptyActivity } from './activityActions.ts';
import { attendancePeriods } from './attendancePeriods.ts';
import { emptyHistory, type HistoryView } from './historyActions.ts';
import { emptyLedger, periods } from './ledgerActions.ts';
import type { Failure } from './lists.ts';
import { failureOf } from './loads.ts';
import { emptyPeople, filterOfPeople } from './peopleActions.ts';
import type { AdminState, Tools } from './store.ts';

export type ViewSettings = SavedView['settings'];
/** Lists whose filters one can keep. */
export type ViewedList = Exclude<(typeof viewLists)[number], 'cameras'>;

/** A staff member's own views of one list. */
export interface ShelfView {
  /** Null until they were read. */
  rows: readonly SavedView[] | null;
  /** The view whose filters were put on last. */
  appliedId: string | null;
}
export type ShelvesView = Record<ViewedList, ShelfView>;

const emptyShelf: ShelfView = { rows: null, appliedId: null };
export const emptyShelves: ShelvesView = { people: emptyShelf, transactions: emptyShelf, history: emptyShelf, activity: emptyShelf };

export interface ViewActions {
  /** Reads the views of a list, once a session; the one that is the default is put on. */
  loadViews(list: ViewedList): Promise<void>;
  /** Null: the list as it is without a view. */
  applyView(list: ViewedList, viewId: string | null): void;
  /** Keeps the filters as they are now; a null id makes a new view. Null when it was done. */
  saveView(list: ViewedList, view: { viewId: string | null; name: string; isDefault: boolean }): Promise<Failure | null>;
  removeView(list: ViewedList, viewId: string): Promise<Failure | null>;
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | null => values.find((one) => one === value) ?? null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const yesNo = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
const dates = (settings: ViewSettings) => ({ fromDay: text(settings['fromDay']), toDay: text(settings['toDay']) });
const order = (settings: ViewSettings) => oneOf(['newest', 'oldest'], settings['sort']) ?? 'newest';

/** Not the one person: a name does not belong among somebody's settings. */
function settingsOfHistory({ filter: { search, courseId, status, voided, period, fromDay, toDay, sort } }: HistoryView): ViewSettings {
  return { search, courseId, status, voided, period, fromDay, toDay, sort };
}

/** How the filters of each list become settings, and settings filters again; what a later version kept and this one does not know is left out. */
const shelves: Record<ViewedList, { settings(state: AdminState): ViewSettings; put(state: AdminState, settings: ViewSettings): void; plain(state: AdminState): void }> = {
  people: {
    settings: ({ people }) => filterOfPeople(people),
    put: (state, settings) => state.filterPeople({
      search: text(settings['search']), inactive: settings['inactive'] === true, face: yesNo(settings['face']), pin: yesNo(settings['pin']), courseId: text(settings['courseId']) || null,
      sort: oneOf(peopleSorts, settings['sort']) ?? 'newest',
    }),
    plain: (state) => state.filterPeople(filterOfPeople(emptyPeople)),
  },
  transactions: {
    settings: ({ ledger }) => ({ ...ledger.filter }),
    put: (state, settings) => state.filterLedger({
      search: text(settings['search']), kind: oneOf(['payment', 'topup'], settings['kind']), period: oneOf(periods, settings['period']) ?? 'today', ...dates(settings), sort: order(settings),
    }),
    plain: (state) => state.filterLedger(emptyLedger.filter),
  },
  history: {
    settings: ({ history }) => settingsOfHistory(history),
    put: (state, settings) => state.filterHistory({
      search: text(settings['search']), courseId: text(settings['courseId']) || null, person: null, status: oneOf(markStatuses, settings['status']), voided: settings['voided'] === true,
      period: oneOf(attendancePeriods, settings['period']) ?? 'week', ...dates(settings), sort: order(settings),
    }),
    plain: (state) => state.filterHistory(emptyHistory.filter),
  },
  activity: {
    settings: ({ activity }) => ({ ...activity.filter }),
    put: (state, settings) => state.filterActivity({
      search: text(settings['search']), group: oneOf(activityGroups, settings['group']), action: isAuditAction(text(settings['action'])) ? text(settings['action']) : null,
      status: oneOf(activityStatuses, settings['status']), period: oneOf(attendancePeriods, settings['period']) ?? 'week', ...dates(settings), sort: order(settings),
    }),
    plain: (state) => state.filterActivity(emptyActivity.filter),
  },
};

/** The filters before anybody touched them. */
const plainSettings: Record<ViewedList, ViewSettings> = {
  people: filterOfPeople(emptyPeople), transactions: { ...emptyLedger.filter }, history: settingsOfHistory(emptyHistory), activity: { ...emptyActivity.filter },
};

const asText = (settings: ViewSettings): string => JSON.stringify(Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Whether the filters on screen are other than those the applied view keeps. */
export function viewChanged(state: AdminState, list: ViewedList): boolean {
  const { rows, appliedId } = state.shelves[list];
  const applied = rows?.find(({ viewId }) => viewId === appliedId);
  return applied !== undefined && asText(applied.settings) !== asText(shelves[list].settings(state));
}

export function createViewActions({ get, set, ask, onDrop }: Tools): ViewActions {
  const change = (list: ViewedList, patch: Partial<ShelfView>) => set({ shelves: { ...get().shelves, [list]: { ...get().shelves[list], ...patch } } });
  let session = 0;
  onDrop(() => { session += 1; });

  async function read(list: ViewedList): Promise<readonly SavedView[] | null> {
    const mine = session;
    const answer = await ask('views.list', { list });
    if (!answer.ok || mine !== session) return null;
    change(list, { rows: answer.value.rows });
    return answer.value.rows;
  }

  return {
    async loadViews(list) {
      if (get().shelves[list].rows) return;
      const untouched = asText(shelves[list].settings(get()));
      const byDefault = (await read(list))?.find(({ isDefault }) => isDefault);
      // Somebody who was led here with filters, or chose some meanwhile, keeps them.
      if (byDefault && asText(shelves[list].settings(get())) === untouched && untouched === asText(plainSettings[list])) get().applyView(list, byDefault.viewId);
    },
    applyView(list, viewId) {
      const view = get().shelves[list].rows?.find((one) => one.viewId === viewId);
      if (view) shelves[list].put(get(), view.settings);
      else shelves[list].plain(get());
      change(list, { appliedId: view?.viewId ?? null });
    },
    async saveView(list, view) {
      const answer = await ask('views.save', { ...view, list, settings: shelves[list].settings(get()) });
      if (!answer.ok) return failureOf(answer);
      change(list, { appliedId: answer.value.viewId });
      await read(list);
      return null;
    },
    async removeView(list, viewId) {
      const failure = failureOf(await ask('views.remove', { viewId }));
      if (failure) return failure;
      change(list, { appliedId: null });
      await read(list);
      return null;
    },
  };
}
