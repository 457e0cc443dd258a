import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { registered } from '../db/queries/people.ts';
import { appendAudit, type AuditChain } from './audit.ts';

/** A request nobody follows ends after this. */
export const requestExpiresAfterMs = 3 * 60_000;

interface Request { requestId: string; personId: string; endsAtMs: number; expiresAtMs: number; state: 'waiting' | 'accepted' | 'declined' | 'done' }

export interface EnrolRequestsNeeds {
  db: Db;
  audit: AuditChain;
  /** @throws Refusal ENGINE_UNAVAILABLE */
  requireEngine(): void;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  onChanged(): void;
  now(): number;
  monotonicMs(): number;
  newId(): string;
}

/** Staff ask the kiosk to take somebody's face. One at a time, in RAM; who stands there still agrees, or does not. */
export function createEnrolRequests(needs: EnrolRequestsNeeds) {
  const { db, monotonicMs } = needs;
  let latest: Request | null = null;

  const isOver = ({ endsAtMs }: Request): boolean => monotonicMs() >= endsAtMs;

  function request({ personId }: Parsed<'enrolments.request'>, { staffId }: { staffId: string }): Record<string, never> {
    needs.requireWritable();
    needs.requireEngine();
    const person = registered(db, personId);
    if (!person) throw new Refusal('PERSON_NOT_FOUND');
    if (person.hasKey) throw new Refusal('FACE_KNOWN');
    const atMs = needs.now();
    inTransaction(db, () => appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'enrolment.requested', subjectId: personId, detail: {} }));
    latest = { requestId: needs.newId(), personId, endsAtMs: monotonicMs() + requestExpiresAfterMs, expiresAtMs: atMs + requestExpiresAfterMs, state: 'waiting' };
    needs.onChanged();
    return {};
  }

  function withdraw(): Record<string, never> {
    if (latest?.state === 'waiting') latest = null;
    needs.onChanged();
    return {};
  }

  function state({ personId }: Parsed<'enrolments.requestState'>): Output<'enrolments.requestState'> {
    if (latest?.personId !== personId) return { state: 'none', expiresAtMs: null };
    const over = isOver(latest) && (latest.state === 'waiting' || latest.state === 'accepted');
    return { state: over ? 'expired' : latest.state, expiresAtMs: latest.expiresAtMs };
  }

  function pending(): Output<'enrolments.pending'> {
    const person = latest?.state === 'waiting' && !isOver(latest) ? registered(db, latest.personId) : null;
    if (!latest || !person) return { request: null };
    return { request: { requestId: latest.requestId, name: person.name, identifier: person.identifier, needsPin: !person.hasPin, expiresAtMs: latest.expiresAtMs } };
  }

  function decline({ requestId }: Parsed<'enrolments.decline'>): Record<string, never> {
    if (latest?.requestId === requestId && latest.state !== 'done') {
      latest.state = 'declined';
      needs.onChanged();
    }
    return {};
  }

  /** Whom the kiosk may enrol: while the request stands. A second try of the same person stands on it too. @throws Refusal ENROLMENT_EXPIRED */
  function accept(requestId: string): { personId: string } {
    if (latest?.requestId !== requestId || isOver(latest) || latest.state === 'declined' || latest.state === 'done') throw new Refusal('ENROLMENT_EXPIRED');
    const { personId } = latest;
    latest.state = 'accepted';
    needs.onChanged();
    return { personId };
  }

  /** After the enrolment is committed. */
  function done(personId: string): void {
    if (latest?.personId !== personId || latest.state !== 'accepted') return;
    latest.state = 'done';
    needs.onChanged();
  }

  return { request, withdraw, state, pending, decline, accept, done };
}
