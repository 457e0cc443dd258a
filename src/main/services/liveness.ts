import type { AttemptProgress } from '../../shared/contract.ts';
import type { ChallengeStep } from '../../shared/challenges.ts';
import { Refusal } from '../../shared/errors.ts';
import { adviceFor } from '../vision/quality.ts';
import { sameTrack, trackLimits } from '../vision/track.ts';
import { createBlinkCounter } from '../vision/blinkEvidence.ts';
import { mouthPatchWidth } from '../vision/mouth.ts';
import { patchChange } from '../vision/patchChange.ts';
import type { Face, FrameReport } from '../vision/types.ts';
import { cosine } from '../vision/unit.ts';

/** Where each number comes from: docs/face-matching.md, "Liveness". */
export const livenessRules = {
  /** Closer than this to straight ahead counts as looking at the camera, degrees of yaw. */
  frontYawDeg: 12,
  /** Beyond this an embedding says little about who it is; the track alone ties those frames, and the face must come back, degrees of yaw. */
  recognisableYawDeg: 30,
  /** A turn must reach this, degrees of yaw. */
  turnYawDeg: 18,
  /** How different a smiling mouth looks from the same mouth at rest, as `patchChange` measures it. */
  smileChange: 0.1,
  /** A head that turns further than this changes the mouth's picture by itself, degrees of yaw: the comparison starts again. */
  smileStillDeg: 8,
  /** One step may take this long, milliseconds; then the attempt ends kindly. */
  stepWithinMs: 15_000,
  /** Without the face for longer than this the attempt is over; after a pause beyond the track's own limit the face must be recognised again, milliseconds. */
  maxPauseMs: 2_500,
  /** Two people may stand before the camera for this long in all before the attempt ends, milliseconds. */
  manyFacesWithinMs: 3_000,
} as const;

/** Cosine to the person's own first look below which somebody else stands there; follows from the engine's calibration. */
export interface SamePerson { front: number; turned: number }

/** One accepted frame: exactly one face, on the track, the same person so far. */
export interface SeenFrame { atMs: number; face: Face }

export interface Liveness {
  /**
   * Judges one frame. `atMs` is when it was captured, never decreasing.
   * @throws Refusal ATTEMPT_BROKEN (track lost), MORE_THAN_ONE_FACE, FACE_CHANGED, CHALLENGE_FAILED (time over)
   */
  observe(report: FrameReport, atMs: number): AttemptProgress;
  /** Every accepted frame of the whole attempt, oldest first. */
  frames(): readonly SeenFrame[];
  ready(): boolean;
  /** The step to do now; null when all are done. */
  step(): ChallengeStep | null;
}

/** Judges whether the person before the camera does what was asked, from pixels alone; what the renderer believes is no input here. */
export function createLiveness(steps: readonly ChallengeStep[], startedAtMs: number, samePerson: SamePerson, rules = livenessRules): Liveness {
  const seen: SeenFrame[] = [];
  let stepIndex = 0;
  let stepStartedAtMs = startedAtMs;
  let manyFacesMs = 0;
  let lastAtMs = startedAtMs;
  let reference: Float32Array | null = null;
  const judgeOf = (step: ChallengeStep | undefined) => (step ? createStepJudge(step, rules) : null);
  let judge = judgeOf(steps[0]);

  function progressNow(advice: AttemptProgress['advice'], progress: number): AttemptProgress {
    const step = steps[stepIndex] ?? null;
    return { state: step ? 'guiding' : 'ready', step, stepIndex, stepCount: steps.length, progress: step ? progress : 1, advice };
  }

  /** Takes the frame into the sequence; false when it cannot be told yet whether this is still the same person. @throws Refusal */
  function accept(face: Face, atMs: number): boolean {
    const previous = seen.at(-1);
    const recognisable = face.embedding !== null && Math.abs(face.yawDeg) <= rules.recognisableYawDeg;
    if (previous) {
      const gapMs = atMs - previous.atMs;
      if (gapMs > rules.maxPauseMs) throw new Refusal('ATTEMPT_BROKEN', { why: 'gap' });
      if (gapMs > trackLimits.maxGapMs) {
        // A slow machine or a hand before the lens: nothing ties the places any more, so the face itself must, and the step starts again.
        if (!recognisable) return false;
        judge = judgeOf(steps[stepIndex]);
      } else if (!sameTrack({ box: previous.face.box, atMs: previous.atMs }, { box: face.box, atMs })) throw new Refusal('FACE_CHANGED');
    }
    if (recognisable && face.embedding) {
      const turned = Math.abs(face.yawDeg) > rules.frontYawDeg;
      if (reference && cosine(reference, face.embedding) < (turned ? samePerson.turned : samePerson.front)) throw new Refusal('FACE_CHANGED');
      // The reference is the first good look straight ahead and never moves: a slow morph cannot carry it along.
      if (!reference && !turned) reference = face.embedding;
    }
    seen.push({ atMs, face });
    return true;
  }

  return {
    observe(report, atMs) {
      const elapsedMs = atMs - lastAtMs;
      lastAtMs = atMs;
      if (steps[stepIndex] && atMs - stepStartedAtMs > rules.stepWithinMs) throw new Refusal('CHALLENGE_FAILED');
      const face = report.faces[0];
      if (!face) {
        const previous = seen.at(-1);
        if (previous && atMs - previous.atMs > rules.maxPauseMs) throw new Refusal('ATTEMPT_BROKEN', { why: 'gap' });
        return progressNow(adviceFor(report, 'any'), 0);
      }
      const advice = adviceFor(report, 'any');
      if (advice === 'manyFaces') {
        manyFacesMs += elapsedMs;
        if (manyFacesMs > rules.manyFacesWithinMs) throw new Refusal('MORE_THAN_ONE_FACE');
        // No evidence is taken while two people are there, so whatever step was under way starts again.
        judge = judgeOf(steps[stepIndex]);
        return progressNow('manyFaces', 0);
      }
      if (!accept(face, atMs)) return progressNow('lookStraight', 0);
      if (!judge) return progressNow('ok', 1);
      const progress = judge({ atMs, face });
      if (progress >= 1) {
        stepIndex += 1;
        stepStartedAtMs = atMs;
        judge = judgeOf(steps[stepIndex]);
        return progressNow('ok', 0);
      }
      return progressNow(advice, progress);
    },
    frames: () => seen,
    step: () => steps[stepIndex] ?? null,
    ready: () => stepIndex >= steps.length && steps.length > 0,
  };
}

/** Takes the frames of one step one after the other; answers 0..1, where 1 = the step was seen in full. */
type StepJudge = (frame: SeenFrame) => number;

function createStepJudge(step: ChallengeStep, rules: typeof livenessRules): StepJudge {
  switch (step) {
    case 'turnLeft':
      return createTurnJudge(1, rules);
    case 'turnRight':
      return createTurnJudge(-1, rules);
    case 'smile':
      return createSmileJudge(rules);
    case 'blinkTwice': {
      const see = createBlinkCounter();
      return (frame) => Math.min(1, see(frame) / 2);
    }
  }
}

function createTurnJudge(sign: 1 | -1, rules: typeof livenessRules): StepJudge {
  let beganFacing = false;
  let before = 0;
  return ({ face }) => {
    beganFacing ||= Math.abs(face.yawDeg) <= rules.frontYawDeg;
    if (!beganFacing) return 0;
    const reached = (face.yawDeg * sign) / rules.turnYawDeg;
    // Two frames in a row: one estimate alone may be a slip of the detector.
    const held = reached >= 1 && before >= 1;
    before = reached;
    return held ? 1 : clamp(reached, 0, 0.95);
  };
}

/** The mouth looks different from how it looked when the step began, while the head stays: a smile, and no photograph. */
function createSmileJudge(rules: typeof livenessRules): StepJudge {
  let resting: SeenFrame | null = null;
  let before = 0;
  return (frame) => {
    const { face } = frame;
    if (Math.abs(face.yawDeg) > rules.frontYawDeg) return 0;
    if (!resting || Math.abs(face.yawDeg - resting.face.yawDeg) > rules.smileStillDeg) {
      resting = frame;
      before = 0;
      return 0;
    }
    const change = patchChange(resting.face.mouth, face.mouth, mouthPatchWidth) / rules.smileChange;
    const held = change >= 1 && before >= 1;
    before = change;
    return held ? 1 : clamp(change, 0, 0.95);
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
