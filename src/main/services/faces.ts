import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, scrubJournal, type Db } from '../db/open.ts';
import { deleteTemplates, destroyPersonKey, nameOf, withdrawConsents } from '../db/queries/people.ts';
import type { Vision } from '../vision/types.ts';
import { appendAudit, type AuditChain, type AuditEvent } from './audit.ts';

export interface FacesNeeds {
  db: Db;
  audit: AuditChain;
  /** @throws Refusal ENGINE_UNAVAILABLE */
  vision(): Vision;
  /** @throws Refusal, the fault since the start that leaves nothing that may be written */
  requireWritable(): void;
  /** After the erasure is committed. */
  onErased(): void;
  /** The erasure is committed, but a copy may be left: of the embedding in RAM until the next start, or of the key in the journal until it is written over. */
  onLeftover(error: unknown): void;
  now(): number;
}

/** The right to withdraw (R20): a face goes for good, the account and its money stay. */
export function createFaces(needs: FacesNeeds) {
  const { db, now } = needs;

  async function erase({ personId }: Parsed<'people.eraseFace'>, by: { staffId: string } | { personId: string }): Promise<Output<'people.eraseFace'>> {
    needs.requireWritable();
    const erased = inTransaction(db, () => {
      if (nameOf(db, personId) === null) throw new Refusal('PERSON_NOT_FOUND');
      const atMs = now();
      const counts = { templates: deleteTemplates(db, personId), keys: destroyPersonKey(db, personId), consents: withdrawConsents(db, personId, atMs) };
      const changed = counts.templates + counts.keys + counts.consents > 0;
      if (changed) appendAudit(needs.audit, { atMs, ...actorOf(by), action: 'person.faceErased', subjectId: personId, detail: counts });
      return { ...counts, changed };
    });
    // The copies outside the tables. Done again by a repeated call, also when there is nothing left in the tables.
    await forget(personId);
    scrub();
    if (erased.changed) needs.onErased();
    return { templates: erased.templates };
  }

  async function forget(personId: string): Promise<void> {
    try {
      await needs.vision().forget(personId);
    } catch (error) {
      // Without an engine nothing is in RAM, and the next one loads no template without its key.
      if (!(error instanceof Refusal && error.code === 'ENGINE_UNAVAILABLE')) needs.onLeftover(error);
    }
  }

  function scrub(): void {
    try {
      scrubJournal(db);
    } catch (error) {
      needs.onLeftover(error);
    }
  }

  return { erase };
}

/** Staff at the person's wish, or the person alone at the kiosk. */
function actorOf(by: { staffId: string } | { personId: string }): Pick<AuditEvent, 'actorKind' | 'actorId'> {
  return 'staffId' in by ? { actorKind: 'staff', actorId: by.staffId } : { actorKind: 'person', actorId: by.personId };
}
