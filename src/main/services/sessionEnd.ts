import { inTransaction } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { insertMark, voidMark } from '../db/queries/marks.ts';
import { noteEnd, ruledAbsences, sessionsToEnd, unmarkedMembers } from '../db/queries/sessionEnd.ts';
import { appendAudit, type AuditChain } from './audit.ts';

/** Sessions ended at one call, so that no tick keeps the screen waiting. */
const sessionsPerCall = 10;
/** The wall clock gained or lost this much on the monotonic one between two calls: somebody set it to another day. */
const dayMs = 24 * 3_600_000;
/** How long it must then go on evenly before anybody is marked absent by it: time to notice, and to set it right. */
const settleMs = 10 * 60_000;

export interface SessionEndNeeds {
  db: Db;
  audit: AuditChain;
  kioskId: string;
  monotonicMs(): number;
  newId(): string;
  /** Inside the transaction: whoever is to be told of an absence. */
  tell?(mark: { personId: string; sessionId: string; status: 'absent'; atMs: number }): void;
  /** After COMMIT. */
  onChanged(event: { sessionId: string }): void;
}

/** An excuse as it stands in the table; `staffId` gave it. */
export interface AppliedExcuse { excuseId: string; personId: string; courseId: string | null; kind: 'excused' | 'sick'; fromDate: string; untilDate: string; note: string; staffId: string }

/** What happens when a class is over: whoever did not come is excused, sick or absent. */
export function createSessionEnd(needs: SessionEndNeeds) {
  const { db, audit, kioskId, newId } = needs;
  let before: { wallMs: number; monotonicMs: number } | null = null;
  let steadySinceMs = Number.NEGATIVE_INFINITY;

  /** Call every few seconds. Ends every class that is over, at most 10 a call; answers how many. Calling it again changes nothing. */
  function endSessions(nowMs: number): number {
    if (clockIsSuspect(nowMs)) return 0;
    const ended = sessionsToEnd(db, nowMs, sessionsPerCall).filter((sessionId) => inTransaction(db, () => end(sessionId, nowMs)));
    for (const sessionId of ended) needs.onChanged({ sessionId });
    return ended.length;
  }

  /** A clock set to next year by mistake would make the whole school absent from everything planned. */
  function clockIsSuspect(nowMs: number): boolean {
    const monotonicMs = needs.monotonicMs();
    const gained = before === null ? 0 : nowMs - before.wallMs - (monotonicMs - before.monotonicMs);
    before = { wallMs: nowMs, monotonicMs };
    if (Math.abs(gained) >= dayMs) steadySinceMs = monotonicMs;
    return monotonicMs - steadySinceMs < settleMs;
  }

  function end(sessionId: string, nowMs: number): boolean {
    const rule = noteEnd(db, sessionId, nowMs);
    if (!rule) return false;
    const counts = { excused: 0, sick: 0, absent: 0 };
    for (const { personId, excuse, note } of unmarkedMembers(db, sessionId)) {
      const status = excuse ?? (rule.absentAtEnd ? 'absent' : null);
      if (status === null) continue;
      insertMark(db, { id: newId(), sessionId, personId, status, method: 'rule', atMs: nowMs, cameraId: null, staffId: null, reason: note, kioskId });
      counts[status] += 1;
      if (status === 'absent') needs.tell?.({ personId, sessionId, status, atMs: nowMs });
    }
    appendAudit(audit, { atMs: nowMs, actorKind: 'system', actorId: null, action: 'session.ended', subjectId: sessionId, detail: counts });
    return true;
  }

  /**
   * An excuse given afterwards: absences the rule noted that it covers become excused, or sick. What staff marked by hand stands. Joins the
   * transaction of the caller, who tells the windows about the sessions answered after COMMIT.
   */
  function applyExcuse(excuse: AppliedExcuse, atMs: number): { sessionIds: string[] } {
    const { personId, kind, note, staffId } = excuse;
    return inTransaction(db, () => {
      const absences = ruledAbsences(db, excuse);
      for (const { markId, sessionId } of absences) {
        voidMark(db, { markId, atMs, staffId, reason: note });
        insertMark(db, { id: newId(), sessionId, personId, status: kind, method: 'rule', atMs, cameraId: null, staffId: null, reason: note, kioskId });
      }
      if (absences.length > 0) {
        const detail = { excuseId: excuse.excuseId, kind, marks: absences.length };
        appendAudit(audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'marks.excused', subjectId: personId, detail });
      }
      return { sessionIds: absences.map(({ sessionId }) => sessionId) };
    });
  }

  return { endSessions, applyExcuse };
}

export type SessionEnd = ReturnType<typeof createSessionEnd>;
