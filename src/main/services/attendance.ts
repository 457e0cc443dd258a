import type { CheckinOutcome, MarkMethod, MarkStatus } from '../../shared/attendance.ts';
import { inTransaction } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { openSessions, sessionsOfPerson, type SessionAround, type SessionOfPerson } from '../db/queries/checkins.ts';
import { activeNameOf } from '../db/queries/people.ts';
import { insertMark } from '../db/queries/marks.ts';
import { localDateOf } from './localTime.ts';
import { firstNameOf } from './names.ts';

export interface AttendanceNeeds {
  db: Db;
  kioskId: string;
  now(): number;
  newId(): string;
  /** IANA zone of the site. */
  zone(): string;
  /** Inside the transaction: whoever is to be told. */
  tell?(mark: { personId: string; sessionId: string; status: MarkStatus; atMs: number }): void;
  /** After COMMIT, for whoever counts. */
  counted?(mark: { method: MarkMethod; status: MarkStatus }): void;
  /** After COMMIT. */
  onChanged(event: { sessionId: string }): void;
}

/** Somebody was recognised, or said who they are. */
export interface Arrival {
  personId: string;
  /** Where: only classes of this room are marked. Null: of every room. */
  roomId: string | null;
  method: Extract<MarkMethod, 'face' | 'camera' | 'pin' | 'identifier' | 'card'>;
  /** Null where no camera was used. */
  cameraId: string | null;
}

export interface Checkin {
  outcome: Exclude<CheckinOutcome, 'unknown' | 'ambiguous' | 'notLive'>;
  personId: string;
  /** Null for somebody who was deactivated: nobody is greeted. */
  firstName: string | null;
  /** The status that counts now; null where there is no mark. */
  status: MarkStatus | null;
  /** Which class the answer is about; null for `noClass`. */
  sessionId: string | null;
  courseName: string | null;
  roomName: string | null;
  /** When they were marked, now or before. */
  markedAtMs: number | null;
  /** `tooEarly`: when to come back. */
  opensAtMs: number | null;
}

/** The answer before it has a name: about which session, and what was found or is to be done there. */
interface Verdict { outcome: Checkin['outcome']; about: SessionAround | null; status?: MarkStatus | null; markedAtMs?: number | null }

/** Checks people in: the one rule by which every way of arriving - kiosk, room camera, PIN, number, card - becomes a mark. */
export function createAttendance(needs: AttendanceNeeds) {
  const { db } = needs;

  function mark(arrival: Arrival): Checkin {
    const atMs = needs.now();
    // Somebody who sits in a camera's view is seen all lesson long: only what seems to be a first look takes the writer's lock.
    const verdict = judge(arrival, atMs);
    if (verdict.outcome !== 'marked') return answer(arrival, verdict);
    const committed = inTransaction(db, () => write(arrival, judge(arrival, atMs), atMs));
    if (committed.outcome === 'marked' && committed.about) {
      if (committed.status) needs.counted?.({ method: arrival.method, status: committed.status });
      needs.onChanged({ sessionId: committed.about.sessionId });
    }
    return answer(arrival, committed);
  }

  function write(arrival: Arrival, verdict: Verdict, atMs: number): Verdict {
    const { about, status } = verdict;
    if (verdict.outcome !== 'marked' || !about || !status) return verdict;
    const { personId, method, cameraId } = arrival;
    const written = insertMark(db, { id: needs.newId(), sessionId: about.sessionId, personId, status, method, atMs, cameraId, staffId: null, reason: null, kioskId: needs.kioskId });
    if (!written) return judge(arrival, atMs);
    needs.tell?.({ personId, sessionId: about.sessionId, status, atMs });
    return verdict;
  }

  /**
   * You came to the class that is open and starts nearest to now. If you are marked there, or here for another class of the same time, that
   * stands. Otherwise you are present, or late. If nothing of yours is open: check-in for the class you are missing has closed; or your next
   * class today opens later; or the class that meets here is not yours; or there is nothing for you.
   */
  function judge({ personId, roomId }: Arrival, atMs: number): Verdict {
    if (activeNameOf(db, personId) === null) return { outcome: 'noClass', about: null };
    const theirs = sessionsOfPerson(db, personId, atMs);
    const here = theirs.filter((session) => roomId === null || session.roomId === roomId);
    const open = nearest(here.filter((session) => isOpen(session, atMs)), atMs);
    if (open) return judgeOpen(open, theirs, atMs);
    const running = nearest(here.filter((session) => session.opensAtMs <= atMs), atMs);
    if (running) return running.markStatus !== null && running.markMethod !== 'rule' ? alreadyMarked(running) : { outcome: 'closed', about: running };
    const today = localDateOf(atMs, needs.zone());
    const next = here.find((session) => session.date === today && session.opensAtMs > atMs && session.endedAtMs === null);
    if (next) return { outcome: 'tooEarly', about: next };
    const notTheirs = nearest(openSessions(db, roomId, atMs), atMs);
    return notTheirs ? { outcome: 'notEnrolled', about: notTheirs } : { outcome: 'noClass', about: null };
  }

  function answer({ personId }: Arrival, { outcome, about, status, markedAtMs }: Verdict): Checkin {
    const name = activeNameOf(db, personId);
    return {
      outcome, personId, firstName: name === null ? null : firstNameOf(name), status: status ?? null,
      sessionId: about?.sessionId ?? null, courseName: about?.courseName ?? null, roomName: about?.roomName ?? null,
      markedAtMs: markedAtMs ?? null, opensAtMs: outcome === 'tooEarly' && about ? about.opensAtMs : null,
    };
  }

  return { mark };
}

export type Attendance = ReturnType<typeof createAttendance>;

function judgeOpen(open: SessionOfPerson, theirs: readonly SessionOfPerson[], atMs: number): Verdict {
  if (open.markStatus !== null) return alreadyMarked(open);
  const elsewhere = theirs.find((other) => other !== open && isHere(other) && other.startsAtMs < open.endsAtMs && open.startsAtMs < other.endsAtMs);
  if (elsewhere) return alreadyMarked(elsewhere);
  return { outcome: 'marked', about: open, status: atMs < open.lateAtMs ? 'present' : 'late', markedAtMs: atMs };
}

function alreadyMarked(session: SessionOfPerson): Verdict {
  return { outcome: 'alreadyMarked', about: session, status: session.markStatus, markedAtMs: session.markAtMs };
}

function isHere({ markStatus }: SessionOfPerson): boolean {
  return markStatus === 'present' || markStatus === 'late';
}

/** A class whose end was dealt with stays closed, even when the clock was set back into it. */
function isOpen({ opensAtMs, closesAtMs, endedAtMs }: SessionAround, atMs: number): boolean {
  return opensAtMs <= atMs && atMs < closesAtMs && endedAtMs === null;
}

/** The one that starts nearest to now, before or after; of two as near, the earlier. */
function nearest<S extends SessionAround>(sessions: readonly S[], atMs: number): S | null {
  let best: S | null = null;
  for (const session of sessions) if (!best || Math.abs(session.startsAtMs - atMs) < Math.abs(best.startsAtMs - atMs)) best = session;
  return best;
}
