import type { Input } from '../../shared/contract.ts';
import type { Excuse } from '../../shared/contractAttendance.ts';
import { noPages, type Failure, type Pages } from './lists.ts';
import { failureOf } from './loads.ts';
import { searchAfterMs } from './peopleActions.ts';
import { createReader } from './reader.ts';
import type { Tools } from './store.ts';
import { dayAt } from './zoneDays.ts';

export interface ExcusesView extends Pages<Excuse> {
  search: string;
  /** From today on, or every one there ever was. */
  past: boolean;
  selected: Excuse | null;
}

export const emptyExcuses: ExcusesView = { ...noPages, search: '', past: false, selected: null };

export interface ExcuseActions {
  loadExcuses(): Promise<void>;
  moreExcuses(): Promise<void>;
  filterExcuses(patch: { search?: string; past?: boolean }): void;
  selectExcuse(excuse: Excuse | null): void;
  /** Null when it was saved. */
  addExcuse(input: Input<'excuses.add'>): Promise<Failure | null>;
  revokeExcuse(excuseId: string): Promise<Failure | null>;
}

/** Before any record: every excuse there is. */
const ever = '2000-01-01';

/** The first local day excuses are asked for. */
export const excusesFrom = (past: boolean, today: string): string => (past ? ever : today);

export function createExcuseActions({ get, set, ask, now, onDrop }: Tools): ExcuseActions {
  let typing: ReturnType<typeof setTimeout> | null = null;
  const change = (patch: Partial<ExcusesView>) => set({ excuses: { ...get().excuses, ...patch } });

  const reader = createReader({
    read(cursor, limit) {
      const { search, past } = get().excuses;
      return ask('excuses.list', { search, fromDate: excusesFrom(past, dayAt(now(), get().status?.zone ?? 'UTC')), limit, cursor });
    },
    get: () => get().excuses,
    idOf: (row: Excuse) => row.excuseId,
    put(patch) {
      const open = get().excuses.selected;
      const fresh = open && patch.rows?.find((row) => row.excuseId === open.excuseId);
      change(fresh ? { ...patch, selected: fresh } : patch);
    },
  });

  const stopTyping = () => {
    if (typing) clearTimeout(typing);
    typing = null;
  };
  onDrop(() => {
    stopTyping();
    reader.drop();
  });

  return {
    loadExcuses() {
      stopTyping();
      return reader.again();
    },
    moreExcuses: () => reader.more(),
    filterExcuses(patch) {
      reader.drop();
      change({ ...patch, phase: 'loading', loadingMore: false, selected: null });
      stopTyping();
      typing = setTimeout(() => void reader.first(), patch.search === undefined ? 0 : searchAfterMs);
    },
    selectExcuse: (selected) => change({ selected }),
    async addExcuse(input) {
      const failure = failureOf(await ask('excuses.add', input));
      if (!failure) await reader.again();
      return failure;
    },
    async revokeExcuse(excuseId) {
      const failure = failureOf(await ask('excuses.revoke', { excuseId }));
      if (!failure) await reader.again();
      return failure;
    },
  };
}
