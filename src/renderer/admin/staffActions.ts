import type { Input, Output } from '../../shared/contract.ts';
import type { Result } from '../../shared/errors.ts';
import type { Failure } from './lists.ts';
import { createLoader, failureOf, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';

export type StaffRow = Output<'staff.list'>['rows'][number];
export type SettingsLoaded = Output<'settings.get'>;
export type Card = Output<'cards.issue'>;

export type StaffView = Loaded<readonly StaffRow[]>;
export type SettingsView = Loaded<SettingsLoaded>;

export interface StaffActions {
  loadStaff(): Promise<void>;
  loadSettings(): Promise<void>;
  /** Who changed which setting, newest first. */
  readSettingsHistory(): Promise<{ failure: Failure } | { rows: Output<'settings.history'>['rows'] }>;
  /** Null when they were saved. */
  saveSettings(input: Input<'settings.save'>): Promise<Failure | null>;
  /** `renew`: cards printed before stop working. */
  issueCard(personId: string, renew: boolean): Promise<{ failure: Failure } | { card: Card }>;
  /** The cards of everybody who takes the course, in its order. `onProgress` is told after each; aborted, it stops asking and answers what it has. */
  issueCards(courseId: string, onProgress: (done: number, total: number) => void, signal: AbortSignal): Promise<{ failure: Failure } | { cards: readonly Card[] }>;
}

export function createStaffActions({ get, set, ask, onDrop }: Tools): StaffActions {
  const staff = createLoader<readonly StaffRow[]>({
    async read() {
      const answer = await ask('staff.list', {});
      return answer.ok ? { ok: true, value: answer.value.rows } : answer;
    },
    get: () => get().staff,
    put: (loaded) => set({ staff: loaded }),
  });
  const settings = createLoader<SettingsLoaded>({ read: () => ask('settings.get', {}), get: () => get().settings, put: (loaded) => set({ settings: loaded }) });
  onDrop(() => {
    staff.drop();
    settings.drop();
  });

  return {
    loadStaff: () => staff.load(),
    async loadSettings() {
      await Promise.all([settings.load(), get().loadPlaces()]);
    },
    async readSettingsHistory() {
      const answer = await ask('settings.history', { limit: 200 });
      return answer.ok ? { rows: answer.value.rows } : { failure: { code: answer.code, data: answer.data } };
    },
    async saveSettings(input) {
      const failure = failureOf(await ask('settings.save', input));
      if (!failure) await settings.load();
      return failure;
    },
    async issueCard(personId, renew) {
      const answer = await ask('cards.issue', { personId, renew });
      return answer.ok ? { card: answer.value } : { failure: { code: answer.code, data: answer.data } };
    },
    async issueCards(courseId, onProgress, signal) {
      const cards: Card[] = [];
      let cursor: string | null = null;
      do {
        const members: Result<Output<'members.list'>> = await ask('members.list', { courseId, limit: 500, cursor });
        if (!members.ok) return { failure: { code: members.code, data: members.data } };
        for (const { personId } of members.value.rows) {
          if (signal.aborted) return { cards };
          const answer = await get().issueCard(personId, false);
          if ('failure' in answer) return answer;
          cards.push(answer.card);
          onProgress(cards.length, members.value.total);
        }
        cursor = members.value.nextCursor;
      } while (cursor !== null);
      return { cards };
    },
  };
}
