import type { Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { countingMark, insertMark, markWithTeacher, sessionWithTeacher, takesCourse, voidMark } from '../db/queries/marks.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import type { Who } from './courseAccess.ts';

export interface OverridesNeeds {
  db: Db;
  audit: AuditChain;
  kioskId: string;
  now(): number;
  newId(): string;
  /** After COMMIT. */
  onChanged(event: { sessionId: string }): void;
}

/** What a teacher changes by hand, always with a reason; nothing that was marked is lost. */
export function createOverrides(needs: OverridesNeeds) {
  const { db, audit, now } = needs;

  /** Staff know better: their mark takes the place of the one that counts. @throws Refusal SESSION_NOT_FOUND SESSION_PLANNED SESSION_OVER NOT_A_MEMBER SAME_STATUS */
  function override({ sessionId, personId, status, reason }: Parsed<'marks.override'>, who: Who): { markId: string } {
    const markId = inTransaction(db, () => {
      const session = sessionWithTeacher(db, sessionId);
      if (!session || !maySee(who, session.teacherId)) throw new Refusal('SESSION_NOT_FOUND');
      const atMs = now();
      if (session.cancelledAtMs !== null) throw new Refusal('SESSION_OVER');
      if (session.endedAtMs === null && atMs < session.opensAtMs) throw new Refusal('SESSION_PLANNED');
      const before = countingMark(db, sessionId, personId);
      // Whoever left the course since can still be put right in the classes they were marked in.
      if (!before && !takesCourse(db, session.courseId, personId, session.date)) throw new Refusal('NOT_A_MEMBER');
      if (before?.status === status) throw new Refusal('SAME_STATUS');
      if (before) voidMark(db, { markId: before.markId, atMs, staffId: who.staffId, reason });
      const id = needs.newId();
      insertMark(db, { id, sessionId, personId, status, method: 'staff', atMs, cameraId: null, staffId: who.staffId, reason, kioskId: needs.kioskId });
      const detail = { sessionId, markId: id, from: before?.status ?? null, to: status };
      appendAudit(audit, { atMs, actorKind: 'staff', actorId: who.staffId, action: 'mark.overridden', subjectId: personId, detail });
      return id;
    });
    needs.onChanged({ sessionId });
    return { markId };
  }

  /** Afterwards the person has no mark in the session; while it is open they may check in again. @throws Refusal MARK_NOT_FOUND MARK_VOIDED */
  function voidByHand({ markId, reason }: Parsed<'marks.void'>, who: Who): Record<string, never> {
    const sessionId = inTransaction(db, () => {
      const mark = markWithTeacher(db, markId);
      if (!mark || !maySee(who, mark.teacherId)) throw new Refusal('MARK_NOT_FOUND');
      const atMs = now();
      if (!voidMark(db, { markId, atMs, staffId: who.staffId, reason })) throw new Refusal('MARK_VOIDED');
      const detail = { sessionId: mark.sessionId, markId, status: mark.status };
      appendAudit(audit, { atMs, actorKind: 'staff', actorId: who.staffId, action: 'mark.voided', subjectId: mark.personId, detail });
      return mark.sessionId;
    });
    needs.onChanged({ sessionId });
    return {};
  }

  return { override, void: voidByHand };
}

function maySee(who: Who, teacherId: string | null): boolean {
  return who.role !== 'teacher' || teacherId === who.staffId;
}
