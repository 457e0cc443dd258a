import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { hasPersonKey, identifierTaken, insertPerson, insertPersonAccount, sealedTemplatesOf } from '../db/queries/people.ts';
import { cardOf, consentsOf, coursesTaken, faceRecord, numberTakenByOther, personRecord, setDeactivated, updatePerson, type PersonRecord } from '../db/queries/persons.ts';
import type { Vault } from '../vault/vault.ts';
import type { Vision } from '../vision/types.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import { foldName } from './names.ts';

export interface PeopleNeeds {
  db: Db;
  vault: Vault;
  audit: AuditChain;
  kioskId: string;
  /** Null while no engine is ready: nothing is in RAM then, and the next start loads what is active. */
  engineOrNull(): Vision | null;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  /** Milliseconds on the clock PIN locks are kept on. */
  lockClockMs(): number;
  onChanged(): void;
  /** Committed, but RAM holds something else until the next start. */
  onLeftover(error: unknown): void;
  now(): number;
  newId(): string;
}

interface Who { staffId: string }

/** People as staff keep them: made, looked at, edited, put to rest and taken back. Deleting is in erasures.ts. */
export function createPeople(needs: PeopleNeeds) {
  const { db, now } = needs;

  /** @throws Refusal PERSON_NOT_FOUND */
  function find(personId: string): PersonRecord {
    const found = personRecord(db, personId);
    if (!found) throw new Refusal('PERSON_NOT_FOUND');
    return found;
  }

  function get({ personId }: Parsed<'people.get'>): Output<'people.get'> {
    const { hasPin, hasKey, lockedUntilMs, needsStaff, resetExpiresAtMs, deactivatedAtMs, balance, ...person } = find(personId);
    const lockNowMs = needs.lockClockMs();
    const face = hasKey ? faceRecord(db, personId) : null;
    return {
      ...person, active: deactivatedAtMs === null, balance: rupiah(balance), hasPin: Boolean(hasPin), pinLocked: Boolean(needsStaff) || lockedUntilMs > lockNowMs, resetOpen: resetExpiresAtMs > lockNowMs,
      face: face && { ...face, fromPhotos: Boolean(face.fromPhotos) }, consents: consentsOf(db, personId), card: cardOf(db, personId), courses: coursesTaken(db, personId),
    };
  }

  function create({ name, identifier, guardianName, note }: Parsed<'people.create'>, { staffId }: Who): Output<'people.create'> {
    needs.requireWritable();
    const personId = needs.newId();
    const atMs = now();
    inTransaction(db, () => {
      if (identifierTaken(db, identifier)) throw new Refusal('IDENTIFIER_TAKEN');
      insertPerson(db, { id: personId, name, nameFolded: foldName(name), identifier, guardianName, note, createdAtMs: atMs, kioskId: needs.kioskId, wrappedKey: null, pinHash: null });
      insertPersonAccount(db, personId);
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'person.created', subjectId: personId, detail: {} });
    });
    needs.onChanged();
    return { personId };
  }

  function save({ personId, revision, ...fields }: Parsed<'people.save'>, { staffId }: Who): Output<'people.save'> {
    needs.requireWritable();
    const atMs = now();
    const saved = inTransaction(db, () => {
      const before = find(personId);
      const changed = (['name', 'identifier', 'guardianName', 'note'] as const).filter((field) => before[field] !== fields[field]);
      // Also when both want the same: then nothing is lost, and nothing to choose.
      if (changed.length === 0) return { revision: before.revision };
      if (before.revision !== revision) throw new Refusal('EDIT_CONFLICT', conflict(before));
      if (numberTakenByOther(db, fields.identifier, personId)) throw new Refusal('IDENTIFIER_TAKEN');
      updatePerson(db, personId, { ...fields, nameFolded: foldName(fields.name) }, { atMs, staffId });
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'person.edited', subjectId: personId, detail: { fields: changed.join(' ') } });
      return { revision: find(personId).revision };
    });
    needs.onChanged();
    return saved;
  }

  function deactivate({ personId }: Parsed<'people.deactivate'>, who: Who): Promise<Record<string, never>> {
    return turn(personId, who, now());
  }

  function reactivate({ personId }: Parsed<'people.reactivate'>, who: Who): Promise<Record<string, never>> {
    return turn(personId, who, null);
  }

  async function turn(personId: string, { staffId }: Who, deactivatedAtMs: number | null): Promise<Record<string, never>> {
    needs.requireWritable();
    const atMs = now();
    inTransaction(db, () => {
      find(personId);
      if (!setDeactivated(db, personId, deactivatedAtMs, { atMs, staffId })) return;
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: deactivatedAtMs === null ? 'person.reactivated' : 'person.deactivated', subjectId: personId, detail: {} });
    });
    await matchGallery(personId, deactivatedAtMs === null).catch(needs.onLeftover);
    needs.onChanged();
    return {};
  }

  /** What RAM knows follows what the table says. */
  async function matchGallery(personId: string, active: boolean): Promise<void> {
    const vision = needs.engineOrNull();
    if (!vision) return;
    if (!active) return vision.forget(personId);
    if (!hasPersonKey(db, personId)) return;
    const templates = sealedTemplatesOf(db, vision.engine.model, personId).map(({ wrappedKey, model, version, sealed }) => ({
      personId, embedding: needs.vault.openTemplate(needs.vault.unwrapPersonKey(personId, wrappedKey), { personId, model, version }, sealed),
    }));
    await vision.remember(templates);
  }

  return { get, create, save, deactivate, reactivate };
}

/** What stands now, for the one whose edit came second. */
function conflict({ revision, name, identifier, guardianName, note, editedBy, editedAtMs }: PersonRecord) {
  return { revision, name, identifier, guardianName: guardianName ?? '', note: note ?? '', by: editedBy ?? '', atMs: editedAtMs ?? 0 };
}
