import type { Result } from '../../shared/errors.ts';
import type { Failure } from './lists.ts';
import { failureOf } from './loads.ts';
import type { Tools } from './store.ts';

/** Whether somebody is being asked for their password again. */
export type Reauth = { at: 'closed' } | { at: 'asking' };

export interface ReauthActions {
  /** Null when main took the password, and the code from the phone where there is one: what waited for it goes on. */
  reauthenticate(password: string, code?: string): Promise<Failure | null>;
  /** What waited for the password is refused. */
  closeReauth(): void;
}

/** One question, however many calls wait for its answer. */
export interface Reauthentication {
  actions(tools: Pick<Tools, 'set' | 'ask' | 'onDrop'>): ReauthActions;
  /** Calls; where main wants the password again it is asked for, and the call is made once more. */
  through<T>(call: () => Promise<Result<T>>): Promise<Result<T>>;
}

export function createReauthentication(put: (reauth: Reauth) => void): Reauthentication {
  let waiting: { given: Promise<boolean>; settle(given: boolean): void } | null = null;

  function settle(given: boolean): void {
    waiting?.settle(given);
    waiting = null;
    put({ at: 'closed' });
  }

  function passwordGiven(): Promise<boolean> {
    if (waiting === null) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting = { given: promise, settle: resolve };
      put({ at: 'asking' });
    }
    return waiting.given;
  }

  return {
    actions({ ask, onDrop }) {
      onDrop(() => settle(false));
      return {
        async reauthenticate(password, code) {
          const failure = failureOf(await ask('staff.reauthenticate', { password, code }));
          if (!failure) settle(true);
          return failure;
        },
        closeReauth: () => settle(false),
      };
    },
    async through(call) {
      const answer = await call();
      if (answer.ok || answer.code !== 'REAUTH_NEEDED' || !(await passwordGiven())) return answer;
      return call();
    },
  };
}
