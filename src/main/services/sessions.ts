import type { StaffMember } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import type { LoginProof } from '../../shared/staff.ts';
import type { Db } from '../db/open.ts';
import { activeStaff } from '../db/queries/staff.ts';

interface Session { sessionId: string; staffId: string; proof: LoginProof; startedAtMs: number; lastActiveAtMs: number; provenAtMs: number }

/** A session as others see it; times are monotonic. */
export interface OpenSession extends Readonly<Session> { connection: string }

/** A password given stands for this long where acts ask for it again, milliseconds. */
export const provenForMs = 5 * 60_000;

export interface SessionsNeeds {
  db: Db;
  /** Monotonic milliseconds: moving the wall clock neither shortens nor lengthens a session. */
  monotonicMs(): number;
  idleAfterMs(): number;
  newId(): string;
  onEnded(connection: string): void;
  /** A session began or ended. */
  onChanged(): void;
}

/** Staff sessions, one per admin window, in RAM: a restart logs everybody out. */
export function createSessions(needs: SessionsNeeds) {
  const sessions = new Map<string, Session>();

  function end(connection: string): void {
    if (!sessions.delete(connection)) return;
    needs.onEnded(connection);
    needs.onChanged();
  }

  return {
    open(connection: string, staffId: string, proof: LoginProof): void {
      const atMs = needs.monotonicMs();
      sessions.set(connection, { sessionId: needs.newId(), staffId, proof, startedAtMs: atMs, lastActiveAtMs: atMs, provenAtMs: atMs });
      needs.onChanged();
    },
    /** Those that are open now, the most active first. */
    list(): OpenSession[] {
      return [...sessions].map(([connection, session]) => ({ ...session, connection })).sort((a, b) => b.lastActiveAtMs - a.lastActiveAtMs);
    },
    /** Every window where this person is logged in, but for one. */
    endOf(staffId: string, except: string | null = null): void {
      for (const [connection, session] of sessions) if (session.staffId === staffId && connection !== except) end(connection);
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
