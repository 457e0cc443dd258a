import { enrolPoses, type EnrolPose, type FrameAdvice } from '../../shared/challenges.ts';
import { consentTextVersion } from '../../shared/consent.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { completePerson, identifierTaken, insertConsent, insertPerson, insertPersonAccount, insertTemplate, registered } from '../db/queries/people.ts';
import type { Vault } from '../vault/vault.ts';
import { thresholdAtFmr } from '../vision/match.ts';
import { adviceFor, weightOf } from '../vision/quality.ts';
import { sameTrack, trackLimits } from '../vision/track.ts';
import type { Face, Vision } from '../vision/types.ts';
import { cosine } from '../vision/unit.ts';
import { voteLive } from '../vision/vote.ts';
import { foldName } from './names.ts';
import { requireStrongPin } from './weakPins.ts';

export const enrolmentRules = {
  expiresAfterMs: 5 * 60_000,
  /** Good frames wanted of each pose; the best is kept. */
  framesPerPose: 3,
  /** A face as close as this to somebody enrolled is put before staff: false-match rate of one comparison. */
  duplicateFmr: 1e-5,
  /** All poses of one enrolment must agree at this false-match rate; turned faces at the looser one. */
  samePersonFmr: { front: 1e-3, turned: 1e-2 },
} as const;

interface Captured { embedding: Float32Array; quality: number }

interface Enrolment {
  enrolmentId: string;
  input: Pick<Parsed<'enrolments.begin'>, 'name' | 'identifier' | 'consent'>;
  /** Somebody the register already knows; null for a new person. */
  known: { personId: string; hasPin: boolean } | null;
  /** On the monotonic clock. */
  endsAtMs: number;
  poseIndex: number;
  good: Captured[];
  poses: Map<EnrolPose, Captured>;
  liveScores: number[];
  last: { face: Face; atMs: number } | null;
  /** Frames are judged one after another. */
  queue: Promise<unknown>;
}

export interface EnrolmentsNeeds {
  db: Db;
  vault: Vault;
  audit: AuditChain;
  vision: () => Vision;
  kioskId: string;
  /** @throws Refusal SETUP_NEEDED */
  requireSetup(): void;
  /** Whose card this is. @throws Refusal CARD_REFUSED */
  verifyCard(text: string): { personId: string };
  /** Whose open data the token stands for. @throws Refusal ME_CLOSED */
  personOf(token: string): { personId: string };
  /** Whom staff asked this kiosk to enrol. @throws Refusal ENROLMENT_EXPIRED */
  requestedBy(requestId: string): { personId: string };
  /** After the person is committed. */
  onEnrolled(personId: string): void;
  /** The person is committed, but the gallery in RAM does not know the face before the next start. */
  onForgotten(error: unknown): void;
  now(): number;
  monotonicMs(): number;
  newId(): string;
}

/** Enrolling at the kiosk: consent, three poses, a PIN; or a PIN alone. Until `finish` everything lives in RAM and no picture is kept at any time. */
export function createEnrolments(needs: EnrolmentsNeeds) {
  const { db, vault, now, monotonicMs, newId } = needs;
  const running = new Map<string, Enrolment>();

  function find(enrolmentId: string): Enrolment {
    const enrolment = running.get(enrolmentId);
    if (!enrolment) throw new Refusal('ENROLMENT_NOT_FOUND');
    if (monotonicMs() >= enrolment.endsAtMs) {
      running.delete(enrolmentId);
      throw new Refusal('ENROLMENT_EXPIRED');
    }
    return enrolment;
  }

  function begin(input: Parsed<'enrolments.begin'>): Output<'enrolments.begin'> {
    needs.requireSetup();
    if (identifierTaken(db, input.identifier)) throw new Refusal('IDENTIFIER_TAKEN');
    return start(input, null);
  }

  /** Who holds a card only is given a first face and PIN; where a PIN is, it must have opened their data: a found card must not become somebody's face. */
  function beginFor({ proof, consent }: Parsed<'enrolments.beginFor'>): Output<'enrolments.beginFor'> {
    needs.requireSetup();
    const { personId } = 'card' in proof ? needs.verifyCard(proof.card) : 'token' in proof ? needs.personOf(proof.token) : needs.requestedBy(proof.request);
    const person = registered(db, personId);
    if (!person || ('card' in proof && person.hasPin)) throw new Refusal('CARD_REFUSED');
    if (person.hasKey) throw new Refusal('FACE_KNOWN');
    // With a PIN already there, nothing is left to take but the face.
    if (person.hasPin && !consent) throw new Refusal('CONSENT_NEEDED');
    const { name, identifier, hasPin } = person;
    return { ...start({ name, identifier, consent }, { personId, hasPin }), name, identifier, needsPin: !hasPin };
  }

  function start(input: Enrolment['input'], known: Enrolment['known']): Output<'enrolments.begin'> {
    if (input.consent && input.consent.textVersion !== consentTextVersion) throw new Refusal('CONSENT_NEEDED');
    // Not after the person has done every pose: without an engine there is nothing to enrol with.
    if (input.consent) needs.vision();
    // One kiosk, one camera, one person before it.
    running.clear();
    const enrolment: Enrolment = {
      enrolmentId: newId(), input, known, endsAtMs: monotonicMs() + enrolmentRules.expiresAfterMs,
      poseIndex: 0, good: [], poses: new Map(), liveScores: [], last: null, queue: Promise.resolve(),
    };
    running.set(enrolment.enrolmentId, enrolment);
    return { enrolmentId: enrolment.enrolmentId, poses: input.consent ? [...enrolPoses] : [], expiresAtMs: now() + enrolmentRules.expiresAfterMs };
  }

  function frame(input: Parsed<'enrolments.frame'>): Promise<Output<'enrolments.frame'>> {
    const enrolment = find(input.enrolmentId);
    // Nobody agreed to a look: not even one frame is looked at.
    if (!enrolment.input.consent) throw new Refusal('ENROLMENT_NOT_FOUND');
    const judged = enrolment.queue.then(() => look(enrolment, input.jpeg)).catch((error: unknown) => {
      // Somebody else stepped in: nothing of this enrolment may be mixed with what comes next.
      if (error instanceof Refusal && error.code === 'FACE_CHANGED') running.delete(enrolment.enrolmentId);
      throw error;
    });
    enrolment.queue = judged.catch(() => {});
    return judged;
  }

  async function look(enrolment: Enrolment, jpeg: Uint8Array): Promise<Output<'enrolments.frame'>> {
    const vision = needs.vision();
    const report = await vision.analyse(jpeg, { embed: true, spoof: true });
    if (!running.has(enrolment.enrolmentId)) throw new Refusal('ENROLMENT_NOT_FOUND');
    const pose = enrolPoses[enrolment.poseIndex];
    if (!pose) return progressOf(enrolment, 'ok');
    const advice = adviceFor(report, pose);
    const face = report.faces[0];
    if (!face || advice === 'manyFaces') return progressOf(enrolment, advice);
    requireSameTrack(enrolment, face, now());
    if (face.live !== null && vouches(enrolment, face, advice, vision)) enrolment.liveScores.push(face.live);
    if (advice !== 'ok' || !face.embedding) return progressOf(enrolment, advice);
    requireSamePerson(enrolment, pose, face.embedding, vision);
    enrolment.good.push({ embedding: face.embedding, quality: weightOf(face) });
    if (enrolment.good.length >= enrolmentRules.framesPerPose) {
      const best = enrolment.good.reduce((a, b) => (b.quality > a.quality ? b : a));
      if (pose === 'front') await refuseDuplicate(enrolment, best.embedding);
      enrolment.poses.set(pose, best);
      enrolment.good = [];
      enrolment.poseIndex += 1;
    }
    return progressOf(enrolment, 'ok');
  }

  /** @throws Refusal FACE_DUPLICATE, after writing down for staff whose face it resembles */
  async function refuseDuplicate(enrolment: Enrolment, embedding: Float32Array): Promise<void> {
    const vision = needs.vision();
    const { best } = await vision.search(embedding);
    if (!best || best.similarity < thresholdAtFmr(vision.engine, enrolmentRules.duplicateFmr)) return;
    running.delete(enrolment.enrolmentId);
    inTransaction(db, () =>
      appendAudit(needs.audit, { atMs: now(), actorKind: 'kiosk', actorId: needs.kioskId, action: 'enrolment.duplicate', subjectId: best.personId, detail: { identifier: enrolment.input.identifier } }),
    );
    throw new Refusal('FACE_DUPLICATE');
  }

  async function finish(input: Parsed<'enrolments.finish'>): Promise<Output<'enrolments.finish'>> {
    const enrolment = find(input.enrolmentId);
    const { known } = enrolment;
    const { name, identifier, consent } = enrolment.input;
    const vision = consent && requireWholeFace(enrolment);
    // A PIN that stands is not replaced on the way.
    const pin = known?.hasPin ? null : input.pin;
    if (pin === null && !known?.hasPin) throw new Refusal('PIN_NEEDED');
    if (pin !== null) requireStrongPin(pin, identifier);
    const front = enrolment.poses.get('front');
    if (front) await refuseDuplicate(enrolment, front.embedding);
    const personId = known?.personId ?? newId();
    const pinHash = pin && (await vault.pinDigest(personId, pin));
    // Two finishes in flight: the other one was first.
    if (!running.has(enrolment.enrolmentId)) throw new Refusal('ENROLMENT_NOT_FOUND');
    const personKey = consent && vault.newPersonKey();
    const atMs = now();
    inTransaction(db, () => {
      const wrappedKey = personKey && vault.wrapPersonKey(personId, personKey);
      if (known) {
        if (!completePerson(db, { personId, wrappedKey, pinHash })) throw new Refusal('FACE_KNOWN');
      } else {
        if (identifierTaken(db, identifier)) throw new Refusal('IDENTIFIER_TAKEN');
        insertPerson(db, { id: personId, name, nameFolded: foldName(name), identifier, createdAtMs: atMs, kioskId: needs.kioskId, wrappedKey, pinHash });
        insertPersonAccount(db, personId);
      }
      if (consent) insertConsent(db, { id: newId(), personId, textVersion: consent.textVersion, language: consent.language, guardianName: consent.guardianName, atMs });
      if (vision && personKey) insertTemplates(enrolment, personId, personKey, vision.engine.model, atMs);
      appendAudit(needs.audit, { atMs, actorKind: 'kiosk', actorId: needs.kioskId, action: 'person.enrolled', subjectId: personId, detail: { consent: consent?.textVersion ?? null, poses: enrolment.poses.size, known: known !== null } });
    });
    // Only now: a full disk above leaves the capture in place to try again.
    running.delete(enrolment.enrolmentId);
    await vision?.remember([...enrolment.poses.values()].map(({ embedding }) => ({ personId, embedding }))).catch(needs.onForgotten);
    needs.onEnrolled(personId);
    return { personId, name, identifier };
  }

  /** @throws Refusal ENROLMENT_INCOMPLETE NOT_LIVE ENGINE_UNAVAILABLE */
  function requireWholeFace(enrolment: Enrolment): Vision {
    const vision = needs.vision();
    if (enrolment.poses.size < enrolPoses.length) throw new Refusal('ENROLMENT_INCOMPLETE');
    if (vision.engine.antiSpoofing && voteLive(enrolment.liveScores).verdict !== 'live') {
      running.delete(enrolment.enrolmentId);
      throw new Refusal('NOT_LIVE');
    }
    return vision;
  }

  /** Inside the transaction of `finish`. */
  function insertTemplates(enrolment: Enrolment, personId: string, personKey: Uint8Array, model: string, atMs: number): void {
    for (const [pose, { embedding, quality }] of enrolment.poses) {
      const binding = { personId, model, version: 1 };
      insertTemplate(db, { id: newId(), ...binding, pose, sealed: vault.sealTemplate(personKey, binding, embedding), quality, createdAtMs: atMs });
    }
  }

  function cancel(input: Parsed<'enrolments.cancel'>): Record<string, never> {
    running.delete(input.enrolmentId);
    return {};
  }

  return {
    begin, beginFor, frame, finish, cancel,
    /** Whether somebody is enrolling. */
    busy: () => [...running.values()].some(({ endsAtMs }) => monotonicMs() < endsAtMs),
    /** Forgets what nobody finished: names and faces do not stay in RAM until the next person comes. */
    sweep(): void {
      for (const enrolment of running.values()) if (monotonicMs() >= enrolment.endsAtMs) running.delete(enrolment.enrolmentId);
    },
  };
}

/** @throws Refusal FACE_CHANGED when another face slid in */
function requireSameTrack(enrolment: Enrolment, face: Face, atMs: number): void {
  const { last } = enrolment;
  enrolment.last = { face, atMs };
  // After a pause the embeddings decide alone (requireSamePerson).
  if (last && atMs - last.atMs <= trackLimits.maxGapMs && !sameTrack({ box: last.face.box, atMs: last.atMs }, { box: face.box, atMs })) throw new Refusal('FACE_CHANGED');
}

/** Whether a frame's spoof score counts: a living neighbour must not vouch for a picture, so it has to be this person's. */
function vouches(enrolment: Enrolment, face: Face, advice: FrameAdvice, vision: Vision): boolean {
  const known = enrolment.poses.get('front') ?? enrolment.good[0];
  if (!known) return advice === 'ok';
  return face.embedding !== null && cosine(known.embedding, face.embedding) >= thresholdAtFmr(vision.engine, enrolmentRules.samePersonFmr.turned);
}

/** @throws Refusal FACE_CHANGED */
function requireSamePerson(enrolment: Enrolment, pose: EnrolPose, embedding: Float32Array, vision: Vision): void {
  const known = enrolment.poses.get('front') ?? enrolment.good[0];
  if (!known) return;
  const fmr = pose === 'front' ? enrolmentRules.samePersonFmr.front : enrolmentRules.samePersonFmr.turned;
  if (cosine(known.embedding, embedding) < thresholdAtFmr(vision.engine, fmr)) throw new Refusal('FACE_CHANGED');
}

function progressOf(enrolment: Enrolment, advice: FrameAdvice): Output<'enrolments.frame'> {
  const pose = enrolPoses[enrolment.poseIndex] ?? null;
  return {
    pose,
    poseIndex: enrolment.poseIndex,
    poseCount: enrolPoses.length,
    progress: pose ? enrolment.good.length / enrolmentRules.framesPerPose : 1,
    advice,
    done: pose === null,
  };
}
