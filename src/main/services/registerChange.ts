import type { AuditAction } from '../../shared/activity.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { appendAudit, type AuditChain, type AuditEvent } from './audit.ts';
import type { Who } from './courseAccess.ts';

/** What every service of the register needs. */
export interface RegisterNeeds {
  db: Db;
  audit: AuditChain;
  /** IANA zone of the site. */
  zone(): string;
  /** After COMMIT. */
  onRegisterChanged(): void;
  now(): number;
  newId(): string;
}

/** Writes an audit row about a change the staff member made. */
export type Note = (action: AuditAction, subjectId: string, detail: AuditEvent['detail']) => void;

/** One change by staff, with its audit rows, in one transaction; the windows hear of it after COMMIT. What notes nothing changed nothing. */
export function changeRegister<T>(needs: Pick<RegisterNeeds, 'db' | 'audit' | 'now' | 'onRegisterChanged'>, who: Who, work: (note: Note, atMs: number) => T): T {
  let changed = false;
  const answer = inTransaction(needs.db, () => {
    const atMs = needs.now();
    return work((action, subjectId, detail) => {
      changed = true;
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: who.staffId, action, subjectId, detail });
    }, atMs);
  });
  if (changed) needs.onRegisterChanged();
  return answer;
}
