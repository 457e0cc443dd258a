import type { Language, Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';
import { inTransaction, scrubAll, type Db } from '../db/open.ts';
import { erasablePerson, erasePersonRows, setErasuresScrubbed, unscrubbedErasures, type ErasablePerson } from '../db/queries/erasures.ts';
import { unseenSince } from '../db/queries/persons.ts';
import type { Vision } from '../vision/types.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import { foldName } from './names.ts';

export interface ErasuresNeeds {
  db: Db;
  audit: AuditChain;
  engineOrNull(): Vision | null;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  language(): Language;
  /** Months the site keeps people nobody sees; 0 = for ever. */
  retentionMonths(): number;
  /** After the deletion is committed. */
  onErased(): void;
  /** Committed, but a copy may be left until the next tick or start. */
  onLeftover(error: unknown): void;
  now(): number;
}

interface Who { staffId: string }

/** A cleaning that failed, for want of room or because a backup reads, is tried again after this. */
const retryAfterMs = 10 * 60_000;

/** What a deleted person is called in the books. No number anybody types can be `identifier`, so the old one is free. */
export function standIn(personId: string, language: Language): { name: string; nameFolded: string; identifier: string } {
  const name = `${language === 'id' ? 'Orang terhapus' : 'Deleted person'} ${personId.slice(-4).toUpperCase()}`;
  return { name, nameFolded: foldName(name), identifier: `~${personId}` };
}

/** Deletes again, in a database that was restored from a backup, whoever was deleted since. Answers how many were still in it. */
export function replayErasures(db: Db, erased: readonly { personId: string; atMs: number }[], language: Language): number {
  return inTransaction(db, () => erased.filter(({ personId, atMs }) => {
    const person = erasablePerson(db, personId);
    if (!person || person.erasedAtMs !== null) return false;
    erasePersonRows(db, personId, standIn(personId, language), atMs);
    return true;
  }).length);
}

/**
 * Deleting a person (R20): key, templates, PIN, cards, memberships, excuses and every name go; bookings, marks and audit rows stay under the id. One
 * transaction; memory and journal after it, and again at the next start where the process ended in between.
 */
export function createErasures(needs: ErasuresNeeds) {
  const { db, now } = needs;

  async function erase({ personId, confirmName }: Parsed<'people.erase'>, who: Who): Promise<Output<'people.erase'>> {
    needs.requireWritable();
    const receipt = inTransaction(db, () => {
      const person = find(personId);
      if (foldName(confirmName) !== foldName(person.name)) throw new Refusal('NAME_DIFFERS');
      return eraseRows(personId, person, who);
    });
    await clean([personId]);
    needs.onErased();
    return receipt;
  }

  /** @throws Refusal PERSON_NOT_FOUND */
  function find(personId: string): ErasablePerson {
    const person = erasablePerson(db, personId);
    if (!person || person.erasedAtMs !== null) throw new Refusal('PERSON_NOT_FOUND');
    return person;
  }

  /** Inside a transaction. @throws Refusal BALANCE_LEFT */
  function eraseRows(personId: string, person: ErasablePerson, { staffId }: Who): Output<'people.erase'> {
    if (person.balance !== 0) throw new Refusal('BALANCE_LEFT', { balance: person.balance });
    const atMs = now();
    const stand = standIn(personId, needs.language());
    const { kept, ...erased } = erasePersonRows(db, personId, stand, atMs);
    appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'person.erased', subjectId: personId, detail: { ...erased, kept } });
    return { atMs, standsAs: stand.name, erased, kept };
  }

  function due(): Output<'people.due'> {
    const months = needs.retentionMonths();
    const rows = months > 0 ? unseenSince(db, beforeMs(months), 500) : [];
    return { months, rows: rows.map((row) => ({ ...row, balance: rupiah(row.balance) })) };
  }

  async function eraseDue({ personIds }: Parsed<'people.eraseDue'>, who: Who): Promise<Output<'people.eraseDue'>> {
    needs.requireWritable();
    const months = needs.retentionMonths();
    const wanted = new Set(personIds);
    const gone = inTransaction(db, () => {
      // Asked again inside: somebody may have come back while the list was looked at.
      const ids = (months > 0 ? unseenSince(db, beforeMs(months), Number.MAX_SAFE_INTEGER) : []).filter(({ personId, balance }) => wanted.has(personId) && balance === 0).map(({ personId }) => personId);
      for (const personId of ids) eraseRows(personId, find(personId), who);
      return ids;
    });
    await clean(gone);
    if (gone.length > 0) needs.onErased();
    return { erased: gone.length, left: wanted.size - gone.length };
  }

  function beforeMs(months: number): number {
    const moment = new Date(now());
    moment.setUTCMonth(moment.getUTCMonth() - months);
    return moment.getTime();
  }

  /** The copies outside the tables: embeddings in RAM, pages in the journal, copies put aside by older versions. */
  async function clean(personIds: readonly string[]): Promise<void> {
    try {
      for (const personId of personIds) await needs.engineOrNull()?.forget(personId);
      if (personIds.length > 0) scrubAll(db);
      setErasuresScrubbed(db, now());
    } catch (error) {
      needs.onLeftover(error);
    }
  }

  let cleaning = false;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  /** What a deletion could not clean, or a process that ended left behind, is cleaned at the next tick. Returns at once. */
  function tick(): void {
    if (cleaning || Math.abs(now() - triedAtMs) < retryAfterMs) return;
    const left = unscrubbedErasures(db);
    if (left.length === 0) return;
    cleaning = true;
    triedAtMs = now();
    void clean(left).finally(() => { cleaning = false; });
  }

  return { erase, due, eraseDue, tick };
}
