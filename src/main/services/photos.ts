import { consentTextVersion } from '../../shared/consent.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { photoRules, type PhotoVerdict } from '../../shared/people.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { completePerson, insertConsent, insertTemplate, registered } from '../db/queries/people.ts';
import type { Vault } from '../vault/vault.ts';
import { thresholdAtFmr } from '../vision/match.ts';
import type { PreparedPhoto } from '../vision/photo.ts';
import { weightOf } from '../vision/quality.ts';
import type { Vision } from '../vision/types.ts';
import { cosine } from '../vision/unit.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import { enrolmentRules } from './enrolments.ts';
import { verdictOf } from './photoVerdicts.ts';

/** A set nobody finishes is forgotten after this. */
const expiresAfterMs = 10 * 60_000;
/** The best of them are kept as templates. */
const templatesKept = 5;

interface Seen { photoId: string; verdict: PhotoVerdict; embedding: Float32Array | null; quality: number }
interface PhotoSet {
  photoSetId: string;
  personId: string;
  consent: Parsed<'photos.begin'>['consent'];
  staffId: string;
  endsAtMs: number;
  photos: Seen[];
  /** The photo that is still arriving. */
  arriving: { photoId: string; bytes: Uint8Array; received: number } | null;
  queue: Promise<unknown>;
}

export interface PhotosNeeds {
  db: Db;
  vault: Vault;
  audit: AuditChain;
  /** @throws Refusal ENGINE_UNAVAILABLE */
  vision(): Vision;
  prepare(photo: Uint8Array): Promise<PreparedPhoto>;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  onEnrolled(personId: string): void;
  /** The person is committed, but the gallery in RAM does not know the face before the next start. */
  onForgotten(error: unknown): void;
  now(): number;
  monotonicMs(): number;
  newId(): string;
}

interface Who { staffId: string }

/** Enrolling from photos, with a consent on paper. Photos are looked at and dropped; until `finish` only numbers stay, in RAM. */
export function createPhotos(needs: PhotosNeeds) {
  const { db, vault, now, monotonicMs, newId } = needs;
  let open: PhotoSet | null = null;

  function find(photoSetId: string, { staffId }: Who): PhotoSet {
    sweep();
    if (open?.photoSetId !== photoSetId || open.staffId !== staffId) throw new Refusal('ENROLMENT_NOT_FOUND');
    return open;
  }

  function begin({ personId, consent }: Parsed<'photos.begin'>, { staffId }: Who): Output<'photos.begin'> {
    needs.requireWritable();
    const person = registered(db, personId);
    if (!person) throw new Refusal('PERSON_NOT_FOUND');
    if (person.hasKey) throw new Refusal('FACE_KNOWN');
    if (consent.textVersion !== consentTextVersion || (consent.minor && !consent.guardianName)) throw new Refusal('CONSENT_NEEDED');
    needs.vision();
    open = { photoSetId: newId(), personId, consent, staffId, endsAtMs: monotonicMs() + expiresAfterMs, photos: [], arriving: null, queue: Promise.resolve() };
    return { photoSetId: open.photoSetId };
  }

  async function add(input: Parsed<'photos.add'>, who: Who): Promise<Output<'photos.add'>> {
    const { photoSetId, photoId } = input;
    const set = find(photoSetId, who);
    const photo = whole(set, input);
    if (!photo) return answers(set);
    // One after another: a decoder at a time, and the order of the photos is the order they came in.
    const seen = set.queue.then(async () => {
      if (set.photos.some((one) => one.photoId === photoId)) return;
      if (set.photos.length >= photoRules.most) throw new Refusal('BAD_INPUT', { field: 'photo' });
      set.photos.push(await look(photoId, photo));
    });
    set.queue = seen.catch(() => {});
    await seen;
    return answers(find(photoSetId, who));
  }

  /** The photo, once its last piece is here. */
  function whole(set: PhotoSet, { photoId, size, offset, piece }: Parsed<'photos.add'>): Uint8Array | null {
    if (size > photoRules.maxBytes) throw new Refusal('FILE_TOO_LARGE');
    if (offset === 0) set.arriving = { photoId, bytes: new Uint8Array(size), received: 0 };
    const { arriving } = set;
    if (arriving?.photoId !== photoId || arriving.received !== offset || arriving.bytes.length !== size || offset + piece.length > size) throw new Refusal('BAD_INPUT', { field: 'piece' });
    arriving.bytes.set(piece, offset);
    arriving.received += piece.length;
    if (arriving.received < size) return null;
    set.arriving = null;
    return arriving.bytes;
  }

  async function look(photoId: string, photo: Uint8Array): Promise<Seen> {
    const prepared = await needs.prepare(photo);
    if ('refused' in prepared) return { photoId, verdict: prepared.refused, embedding: null, quality: 0 };
    const vision = needs.vision();
    const report = await vision.analyse(prepared.jpeg, { embed: true, spoof: false });
    const verdict = verdictOf(report);
    const [face] = report.faces;
    if (verdict !== 'ok' || !face?.embedding) return { photoId, verdict: verdict === 'ok' ? 'noFace' : verdict, embedding: null, quality: 0 };
    const { best } = await vision.search(face.embedding);
    const known = best !== null && best.similarity >= thresholdAtFmr(vision.engine, enrolmentRules.duplicateFmr);
    return { photoId, verdict: known ? 'duplicate' : 'ok', embedding: face.embedding, quality: weightOf(face) };
  }

  /** A photo that most of the others do not resemble shows somebody else. */
  function judged(set: PhotoSet): Seen[] {
    const good = set.photos.filter(({ verdict, embedding }) => verdict === 'ok' && embedding);
    const threshold = thresholdAtFmr(needs.vision().engine, enrolmentRules.samePersonFmr.front);
    const like = (a: Seen, b: Seen): boolean => cosine(a.embedding ?? new Float32Array(), b.embedding ?? new Float32Array()) >= threshold;
    const friends = (one: Seen): number => good.filter((other) => like(one, other)).length;
    const [middle] = [...good].sort((a, b) => friends(b) - friends(a));
    return set.photos.map((one) => (middle && one.verdict === 'ok' && !like(one, middle) ? { ...one, verdict: 'otherPerson' } : one));
  }

  function answers(set: PhotoSet): Output<'photos.add'> {
    const photos = judged(set);
    const ready = photos.filter(({ verdict }) => verdict === 'ok').length >= photoRules.fewest && !photos.some(({ verdict }) => verdict === 'duplicate');
    return { photos: photos.map(({ photoId, verdict }) => ({ photoId, verdict })), ready };
  }

  async function remove({ photoSetId, photoId }: Parsed<'photos.remove'>, who: Who): Promise<Output<'photos.remove'>> {
    const set = find(photoSetId, who);
    await set.queue;
    set.photos = set.photos.filter((one) => one.photoId !== photoId);
    return answers(set);
  }

  async function finish({ photoSetId }: Parsed<'photos.finish'>, who: Who): Promise<Output<'photos.finish'>> {
    needs.requireWritable();
    const set = find(photoSetId, who);
    await set.queue;
    const vision = needs.vision();
    const { personId, consent } = set;
    const photos = judged(set);
    const good = photos.filter(({ verdict }) => verdict === 'ok').sort((a, b) => b.quality - a.quality).slice(0, templatesKept);
    const twin = photos.some(({ verdict }) => verdict === 'duplicate') || (await knownToday(good, vision));
    if (twin) {
      inTransaction(db, () => appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: who.staffId, action: 'enrolment.duplicate', subjectId: personId, detail: { photos: true } }));
      throw new Refusal('FACE_DUPLICATE');
    }
    if (good.length < photoRules.fewest) throw new Refusal('ENROLMENT_INCOMPLETE');
    if (open !== set) throw new Refusal('ENROLMENT_NOT_FOUND');
    const key = vault.newPersonKey();
    const atMs = now();
    inTransaction(db, () => {
      if (!registered(db, personId)) throw new Refusal('PERSON_NOT_FOUND');
      if (!completePerson(db, { personId, wrappedKey: vault.wrapPersonKey(personId, key), pinHash: null })) throw new Refusal('FACE_KNOWN');
      insertConsent(db, { id: newId(), personId, textVersion: consent.textVersion, language: consent.language, guardianName: consent.guardianName, atMs });
      const binding = { personId, model: vision.engine.model, version: 1 };
      for (const { embedding, quality } of good) {
        if (embedding) insertTemplate(db, { id: newId(), ...binding, pose: 'photo', sealed: vault.sealTemplate(key, binding, embedding), quality, createdAtMs: atMs });
      }
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: who.staffId, action: 'person.enrolled', subjectId: personId, detail: { consent: consent.textVersion, photos: good.length, known: true } });
    });
    open = null;
    await vision.remember(good.flatMap(({ embedding }) => (embedding ? [{ personId, embedding }] : []))).catch(needs.onForgotten);
    needs.onEnrolled(personId);
    return { templates: good.length };
  }

  /** Somebody may have enrolled the same face since the photos were looked at. */
  async function knownToday(good: readonly Seen[], vision: Vision): Promise<boolean> {
    const threshold = thresholdAtFmr(vision.engine, enrolmentRules.duplicateFmr);
    for (const { embedding } of good) {
      const { best } = embedding ? await vision.search(embedding) : { best: null };
      if (best && best.similarity >= threshold) return true;
    }
    return false;
  }

  function cancel({ photoSetId }: Parsed<'photos.cancel'>): Output<'photos.cancel'> {
    if (open?.photoSetId === photoSetId) open = null;
    return {};
  }

  function sweep(): void {
    if (open && monotonicMs() >= open.endsAtMs) open = null;
  }

  return { begin, add, remove, finish, cancel, sweep };
}
