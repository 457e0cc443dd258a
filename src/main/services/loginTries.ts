import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { clearLoginFailures, dropOldLoginFailures, insertLoginFailure, loginFailuresOf, removeLoginFailure } from '../db/queries/staff.ts';

/** Five wrong passwords or codes for one name within this window close the door for it until the oldest of them is that old. */
export const loginRules = { failures: 5, windowMs: 15 * 60_000 } as const;

export interface LoginTriesNeeds {
  /** Where failures are counted. */
  failuresDb: Db;
  /** Milliseconds that only ever pass: moving the wall clock neither opens a locked name nor keeps it locked. */
  lockClockMs(): number;
  /** A stand-in for a text that must be recognised again but not read. */
  pseudonym(text: string): string;
}

export interface LoginTry {
  /** Stands for the user name in what is kept. */
  name: string;
  /** What was shown was right as far as it went: it counts as no failure. */
  forgive(): void;
  /** Nothing is held against the name any more. */
  clear(): void;
}

/** Whoever sits at an open desk, or holds a code, has no more tries than at a closed one: all of them count together. */
export function createLoginTries({ failuresDb, lockClockMs, pseudonym }: LoginTriesNeeds) {
  /** @throws Refusal LOGIN_LOCKED with the minutes to wait */
  function refuseWhenLocked(name: string, atMs: number): void {
    dropOldLoginFailures(failuresDb, atMs - loginRules.windowMs);
    const { failures, oldestAtMs } = loginFailuresOf(failuresDb, name);
    if (failures < loginRules.failures || oldestAtMs === null) return;
    const waitMs = Math.min(loginRules.windowMs, Math.max(0, oldestAtMs + loginRules.windowMs - atMs));
    throw new Refusal('LOGIN_LOCKED', { minutes: Math.max(1, Math.ceil(waitMs / 60_000)) });
  }

  return {
    /** What belongs to a success, in one transaction: where the accounts are writable they are in the same database. */
    atOnce: (work: () => void): void => inTransaction(failuresDb, work),
    /** Counted before anything is compared: a process killed in between still used up one try. @throws Refusal LOGIN_LOCKED */
    begin(username: string): LoginTry {
      const atMs = lockClockMs();
      // A name nobody has may be a password typed into the wrong field: it is kept as a pseudonym only.
      const name = pseudonym(username);
      const id = inTransaction(failuresDb, () => {
        refuseWhenLocked(name, atMs);
        return insertLoginFailure(failuresDb, name, atMs);
      });
      return { name, forgive: () => removeLoginFailure(failuresDb, id), clear: () => clearLoginFailures(failuresDb, name) };
    },
  };
}

export type LoginTries = ReturnType<typeof createLoginTries>;
