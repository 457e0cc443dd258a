import type { AuditAction } from '../../shared/activity.ts';
import type { Db } from '../db/open.ts';
import { insertAuditRow } from '../db/queries/chains.ts';
import type { AuditRow } from '../db/queries/chains.ts';
import { hashOf, moveHead, nextLink } from './chain.ts';
import type { Mac } from './chain.ts';

export interface AuditChain { db: Db; kioskId: string; mac: Mac }

/** Who did what to whom. `detail` holds plain facts: no name, no PIN, nothing of a face. */
export interface AuditEvent {
  atMs: number;
  actorKind: 'staff' | 'person' | 'kiosk' | 'system';
  actorId: string | null;
  /** "subject.verb", e.g. "person.enrolled". */
  action: AuditAction;
  subjectId: string | null;
  detail: Record<string, string | number | boolean | null>;
}

/** Appends to the audit chain. Call it inside the transaction that does the thing, so that neither happens without the other. @throws Refusal LEDGER_BROKEN */
export function appendAudit(chain: AuditChain, event: AuditEvent): void {
  const { db, kioskId, mac } = chain;
  const { seq, prevHash } = nextLink(db, 'audit', mac);
  const row = { ...event, detail: JSON.stringify(event.detail), seq, kioskId };
  const hash = hashOf(mac, prevHash, auditContent(row));
  insertAuditRow(db, { ...row, prevHash, hash });
  moveHead(db, 'audit', mac, seq, hash);
}

export function auditContent(row: Omit<AuditRow, 'prevHash' | 'hash'>): string {
  return JSON.stringify([row.seq, row.atMs, row.kioskId, row.actorKind, row.actorId, row.action, row.subjectId, row.detail]);
}
