import type { Result } from '../../shared/errors.ts';
import type { Failure } from './lists.ts';

/** Something that is read whole. `refused` with a value means the latest reading failed and the value is of before. */
export interface Loaded<T> {
  phase: 'loading' | 'ready' | 'refused';
  value: T | null;
  failure: Failure | null;
}

export const notLoaded: Loaded<never> = { phase: 'loading', value: null, failure: null };

interface LoaderNeeds<T> {
  read(): Promise<Result<T>>;
  get(): Loaded<T>;
  put(loaded: Loaded<T>): void;
}

/** Reads something whole; what is shown stays until the new is there, and the answer to an older reading is dropped. */
export function createLoader<T>({ read, get, put }: LoaderNeeds<T>) {
  let turn = 0;
  return {
    async load(): Promise<void> {
      const mine = ++turn;
      put({ ...get(), phase: 'loading', failure: null });
      const answer = await read();
      if (mine !== turn) return;
      if (answer.ok) put({ phase: 'ready', value: answer.value, failure: null });
      else put({ ...get(), phase: 'refused', failure: { code: answer.code, data: answer.data } });
    },
    /** Whatever is on its way is no longer wanted. */
    drop(): void {
      turn += 1;
    },
  };
}

/** What a form is told: null when it was done. */
export const failureOf = (answer: Result<unknown>): Failure | null => (answer.ok ? null : { code: answer.code, data: answer.data });
