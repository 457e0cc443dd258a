import type { AttemptProgress, Authorisation, Parsed } from '../../shared/contract.ts';
import { challengeSteps, type ChallengeStep } from '../../shared/challenges.ts';
import { Refusal } from '../../shared/errors.ts';
import { endAttempt, insertAttempt, insertLivenessVerdict } from '../db/queries/attempts.ts';
import { openCharge } from '../db/queries/charges.ts';
import { refusalOfSqlite, type Db } from '../db/open.ts';
import { decide, defaultTargetFpir, marginFor, thresholdAtFmr, thresholdFor } from '../vision/match.ts';
import { weightOf } from '../vision/quality.ts';
import type { Vision } from '../vision/types.ts';
import { cosine } from '../vision/unit.ts';
import { fuse, trackVote, voteLive } from '../vision/vote.ts';
import { createInOrder, type InOrder } from './inOrder.ts';
import { createLiveness, livenessRules, type Liveness, type SamePerson, type SeenFrame } from './liveness.ts';

/** Rules of one look at one charge; sources in docs/face-matching.md. */
export const attemptRules = {
  expiresAfterMs: 45_000,
  /** Best frames straight ahead whose embeddings are fused into the probe. */
  probeFrames: 5,
  /** Captured times may drift from our own clock by this much before the frames count as not live, milliseconds. */
  maxClockDriftMs: 5_000,
} as const;

/** What a site may set of a look; `strict` wants the middle of the passive scores as high as a check-in does. */
export interface LookRules { stepCount: number; strangerRate: number; marginDecades: number; strict: boolean }
const usualRules: LookRules = { stepCount: 2, strangerRate: defaultTargetFpir, marginDecades: 0.75, strict: false };

interface Attempt {
  rules: LookRules;
  attemptId: string;
  /** Null: a look at one's own data. */
  chargeId: string | null;
  nonce: string;
  cameraId: string;
  /** On the monotonic clock: setting the wall clock back does not stretch a look. */
  endsAtMs: number;
  startedAtMs: number;
  /** Renderer's monotonic clock where ours was at the start; null before the first frame. */
  firstCapturedAtMs: number | null;
  lastCapturedAtMs: number;
  steps: readonly ChallengeStep[];
  liveness: Liveness;
  inOrder: InOrder;
}

export interface AttemptsNeeds {
  db: Db;
  vision: () => Vision;
  /** Payments closed (boot gate, set-up not done) is checked here, before a camera opens. @throws Refusal */
  requireOpen(): void;
  /** What a look without a charge asks for. @throws Refusal SETUP_NEEDED */
  requireSetup(): void;
  authorise(request: { chargeId: string; personId: string; method: 'face' }): Authorisation;
  /** What the site asks of a look. Read when it begins and holds to its end. */
  rules?(): LookRules;
  kioskId: string;
  now(): number;
  monotonicMs(): number;
  newId(): string;
  /** Uniform integer in [0, below). */
  randomInt(below: number): number;
  /** 128 random bits, base64url. */
  newNonce(): string;
}

/**
 * Looking at the camera to pay. One attempt = one nonce, one camera, one track, one face (R17): the embedding that is matched comes from
 * the very frames in which the challenge was judged. Attempts live in RAM only; a restart ends them all.
 */
export function createAttempts(needs: AttemptsNeeds) {
  const { db, now, monotonicMs } = needs;
  const running = new Map<string, Attempt>();

  /** Over in RAM first, which is what counts. A full disk or a busy database then costs the note about it, not the reason. */
  function end(attempt: Attempt, outcome: string, note: () => void = () => {}): void {
    running.delete(attempt.attemptId);
    attempt.inOrder.end();
    try {
      note();
      endAttempt(db, attempt.attemptId, outcome);
    } catch (error) {
      if (!refusalOfSqlite(error)) throw error;
    }
  }

  const isOver = (attempt: Attempt): boolean => monotonicMs() >= attempt.endsAtMs;

  function find(attemptId: string, nonce: string): Attempt {
    const attempt = running.get(attemptId);
    if (!attempt || attempt.nonce !== nonce) throw new Refusal('ATTEMPT_NOT_FOUND');
    if (isOver(attempt)) {
      end(attempt, 'ATTEMPT_EXPIRED');
      throw new Refusal('ATTEMPT_EXPIRED');
    }
    return attempt;
  }

  /** Any refusal ends the attempt: nothing may be tried twice on one nonce. */
  async function endingOnRefusal<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (running.has(attempt.attemptId)) {
        const outcome = error instanceof Refusal ? error.code : 'INTERNAL';
        const { attemptId, liveness } = attempt;
        const detail = error instanceof Refusal ? error.data : {};
        end(attempt, outcome, () => insertLivenessVerdict(db, { attemptId, atMs: now(), step: liveness.step(), verdict: outcome, detail }));
      }
      throw error;
    }
  }

  function begin(input: Parsed<'attempts.begin'>) {
    const { chargeId } = input;
    if (chargeId === null) needs.requireSetup();
    else needs.requireOpen();
    const chargeEndsAtMs = chargeId === null ? Infinity : openCharge(db, chargeId, now()).expiresAtMs;
    const samePerson = samePersonOf(needs.vision());
    // One kiosk, one camera, one person before it.
    for (const older of running.values()) end(older, 'REPLACED');
    const rules = needs.rules?.() ?? usualRules;
    const steps = drawSteps(needs.randomInt, input.canBlink, rules.stepCount);
    const createdAtMs = now();
    const startedAtMs = monotonicMs();
    const expiresAtMs = Math.min(createdAtMs + attemptRules.expiresAfterMs, chargeEndsAtMs);
    const attempt: Attempt = {
      rules,
      attemptId: needs.newId(),
      chargeId,
      nonce: needs.newNonce(),
      cameraId: input.cameraId,
      startedAtMs,
      endsAtMs: startedAtMs + expiresAtMs - createdAtMs,
      firstCapturedAtMs: null,
      lastCapturedAtMs: -1,
      steps,
      liveness: createLiveness(steps, 0, samePerson),
      inOrder: createInOrder(),
    };
    insertAttempt(db, { attemptId: attempt.attemptId, purpose: chargeId === null ? 'me' : 'pay', chargeId, nonce: attempt.nonce, cameraId: attempt.cameraId, steps, createdAtMs, expiresAtMs, kioskId: needs.kioskId });
    running.set(attempt.attemptId, attempt);
    const progress: AttemptProgress = { state: 'guiding', step: steps[0] ?? null, stepIndex: 0, stepCount: steps.length, progress: 0, advice: 'ok' };
    return { attemptId: attempt.attemptId, nonce: attempt.nonce, expiresAtMs, progress };
  }

  function frame(input: Parsed<'attempts.frame'>): Promise<AttemptProgress> {
    const attempt = find(input.attemptId, input.nonce);
    const arrivedAtMs = monotonicMs();
    // The pixels may be looked at while an earlier frame is still being judged; the judging itself is in order.
    const looking = needs.vision().analyse(input.jpeg, { embed: true, spoof: true });
    // Whoever waits for its turn reports the failure; this keeps it from counting as unhandled meanwhile.
    looking.catch(() => {});
    return endingOnRefusal(attempt, () =>
      attempt.inOrder.run(input.seq, async () => {
        if (input.cameraId !== attempt.cameraId) throw new Refusal('ATTEMPT_BROKEN', { why: 'camera' });
        const report = await looking;
        const before = attempt.liveness.step();
        const progress = attempt.liveness.observe(report, captureTime(attempt, input.capturedAtMs, arrivedAtMs));
        if (before && progress.step !== before) insertLivenessVerdict(db, { attemptId: attempt.attemptId, atMs: now(), step: before, verdict: 'done' });
        return progress;
      }),
    );
  }

  /** The same look without a charge: who it is, so that they may see their own data. */
  function submitForMe(input: Parsed<'me.openByFace'>): Promise<{ personId: string }> {
    const attempt = find(input.attemptId, input.nonce);
    return endingOnRefusal(attempt, async () => {
      if (attempt.chargeId !== null) throw new Refusal('ATTEMPT_BROKEN', { why: 'purpose' });
      return recognise(attempt, input, (personId) => ({ personId }));
    });
  }

  function submit(input: Parsed<'attempts.submit'>): Promise<Authorisation> {
    const attempt = find(input.attemptId, input.nonce);
    return endingOnRefusal(attempt, async () => {
      needs.requireOpen();
      const { chargeId } = attempt;
      if (chargeId === null) throw new Refusal('ATTEMPT_BROKEN', { why: 'purpose' });
      return recognise(attempt, input, (personId) => {
        openCharge(db, chargeId, now());
        return needs.authorise({ chargeId, personId, method: 'face' });
      });
    });
  }

  /**
   * Who it is, and what follows from that, once: nothing is awaited between finding the attempt and its end.
   * @throws Refusal CHALLENGE_FAILED NOT_LIVE FACE_CHANGED FACE_UNKNOWN FACE_AMBIGUOUS ATTEMPT_NOT_FOUND
   */
  async function recognise<T>(attempt: Attempt, { attemptId, nonce }: Parsed<'attempts.submit'>, then: (personId: string) => T): Promise<T> {
    if (!attempt.liveness.ready()) throw new Refusal('CHALLENGE_FAILED');
    const vision = needs.vision();
    const { rules } = attempt;
    const probe = probeOf(attempt.liveness.frames(), vision, rules.strict);
    const { templates } = await vision.gallerySize();
    const decision = decide(await vision.search(probe), { threshold: thresholdFor(vision.engine, templates, rules.strangerRate), margin: marginFor(vision.engine, rules.marginDecades) });
    if (decision.kind === 'unknown') throw new Refusal('FACE_UNKNOWN');
    if (decision.kind === 'ambiguous') throw new Refusal('FACE_AMBIGUOUS');
    // Two submits of one attempt in flight: only the first still finds it.
    find(attemptId, nonce);
    const outcome = then(decision.personId);
    end(attempt, 'matched');
    return outcome;
  }

  return {
    begin, frame, submit, submitForMe,
    /** Whether somebody is being looked at. */
    busy: () => [...running.values()].some((attempt) => !isOver(attempt)),
    /** Forgets looks nobody finished: their faces do not stay in RAM until the next person comes. */
    sweep(): void {
      for (const attempt of running.values()) if (isOver(attempt)) end(attempt, 'ATTEMPT_EXPIRED');
    },
  };
}

/** Different steps in random order, at least one of them a turn: the step main sees best. */
export function drawSteps(randomInt: (below: number) => number, canBlink: boolean, stepCount: number = usualRules.stepCount): ChallengeStep[] {
  const turns: ChallengeStep[] = ['turnLeft', 'turnRight'];
  const turn = turns[randomInt(turns.length)] ?? 'turnLeft';
  const others = challengeSteps.filter((step) => step !== turn && (canBlink || step !== 'blinkTwice'));
  const steps: ChallengeStep[] = [turn];
  while (steps.length < stepCount) steps.push(...others.splice(randomInt(others.length), 1));
  // Fisher-Yates over the few steps, so that the turn is not always first.
  for (let i = steps.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [steps[i], steps[j]] = [steps[j] ?? turn, steps[i] ?? turn];
  }
  return steps;
}

/** Sequence vote of the passive check, one identity in every frame, then the fused embedding. @throws Refusal NOT_LIVE FACE_CHANGED NO_FACE */
function probeOf(frames: readonly SeenFrame[], vision: Vision, strict: boolean): Float32Array {
  const { antiSpoofing } = vision.engine;
  if (antiSpoofing) {
    const scores = frames.flatMap(({ face }) => (face.live === null ? [] : [face.live]));
    const { verdict, median } = voteLive(scores);
    if (verdict !== 'live' || (strict && (median ?? 0) < trackVote.liveMedian)) throw new Refusal('NOT_LIVE');
  }
  const facing = frames
    .filter(({ face }) => face.embedding && Math.abs(face.yawDeg) <= livenessRules.frontYawDeg)
    .sort((a, b) => weightOf(b.face) - weightOf(a.face))
    .slice(0, attemptRules.probeFrames);
  if (facing.length === 0) throw new Refusal('NO_FACE');
  const probe = fuse(facing.flatMap(({ face }) => (face.embedding ? [face.embedding] : [])), facing.map(({ face }) => weightOf(face)));
  const samePerson = samePersonOf(vision);
  for (const { face } of frames) {
    if (Math.abs(face.yawDeg) > livenessRules.recognisableYawDeg) continue;
    const turned = Math.abs(face.yawDeg) > livenessRules.frontYawDeg;
    if (face.embedding && cosine(face.embedding, probe) < (turned ? samePerson.turned : samePerson.front)) throw new Refusal('FACE_CHANGED');
  }
  return probe;
}

/** Frames of one person taken a moment apart are far more alike than this; another person passes it about once in 1 000 (once in 100 when turned). */
function samePersonOf(vision: Vision): SamePerson {
  return { front: thresholdAtFmr(vision.engine, 1e-3), turned: thresholdAtFmr(vision.engine, 1e-2) };
}

/**
 * Milliseconds since the first frame, by the renderer's clock where it keeps pace with ours.
 * @throws Refusal ATTEMPT_BROKEN when time runs backwards or frames come from another time
 */
function captureTime(attempt: Attempt, capturedAtMs: number, arrivedAtMs: number): number {
  attempt.firstCapturedAtMs ??= capturedAtMs - (arrivedAtMs - attempt.startedAtMs);
  const atMs = capturedAtMs - attempt.firstCapturedAtMs;
  if (capturedAtMs <= attempt.lastCapturedAtMs) throw new Refusal('ATTEMPT_BROKEN', { why: 'order' });
  attempt.lastCapturedAtMs = capturedAtMs;
  if (Math.abs(arrivedAtMs - attempt.startedAtMs - atMs) > attemptRules.maxClockDriftMs) throw new Refusal('ATTEMPT_BROKEN', { why: 'clock' });
  return Math.max(0, atMs);
}
