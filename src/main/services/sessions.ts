import type { StaffMember } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { activeStaff } from '../db/queries/staff.ts';

interface Session { staffId: string; lastActiveAtMs: number; provenAtMs: number }

/** A password given stands for this long where acts ask for it again, milliseconds. */
export const provenForMs = 5 * 60_000;

export interface SessionsNeeds {
  db: Db;
  /** Monotonic milliseconds: moving the wall clock neither shortens nor lengthens a session. */
  monotonicMs(): number;
  idleAfterMs(): number;
  onEnded(connection: string): void;
}

/** Staff sessions, one per admin window, in RAM: a restart logs everybody out. */
export function createSessions(needs: SessionsNeeds) {
  const sessions = new Map<string, Session>();

  function end(connection: string): void {
    if (sessions.delete(connection)) needs.onEnded(connection);
  }

  return {
    open(connection: string, staffId: string): void {
      const atMs = needs.monotonicMs();
      sessions.set(connection, { staffId, lastActiveAtMs: atMs, provenAtMs: atMs });
    },
    /** The password was given again at this window. */
    prove(connection: string): void {
      const session = sessions.get(connection);
      if (session) session.provenAtMs = needs.monotonicMs();
    },
    provenLately(connection: string): boolean {
      const session = sessions.get(connection);
      return session !== undefined && needs.monotonicMs() - session.provenAtMs < provenForMs;
    },
    /**
     * Who is logged in at this window, with the role as it is now in the database; null when nobody is.
     * @throws Refusal SESSION_EXPIRED after the idle time or when the account was deactivated
     */
    staffOf(connection: string, countsAsActivity: boolean): StaffMember | null {
      const session = sessions.get(connection);
      if (!session) return null;
      const idle = needs.monotonicMs() - session.lastActiveAtMs >= needs.idleAfterMs();
      const row = idle ? null : activeStaff(needs.db, session.staffId);
      if (!row) {
        end(connection);
        throw new Refusal('SESSION_EXPIRED');
      }
      if (countsAsActivity) session.lastActiveAtMs = needs.monotonicMs();
      return { staffId: row.staffId, name: row.name, username: row.username, role: row.role, idleAfterMs: needs.idleAfterMs() };
    },
    end,
    /** Ends sessions whose idle time is over, so that an unattended screen goes back to the login by itself. */
    sweep(): void {
      for (const [connection, session] of sessions) if (needs.monotonicMs() - session.lastActiveAtMs >= needs.idleAfterMs()) end(connection);
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
