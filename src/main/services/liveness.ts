import type { AttemptProgress } from '../../shared/contract.ts';
import type { ChallengeStep } from '../../shared/challenges.ts';
import { Refusal } from '../../shared/errors.ts';
import { adviceFor } from '../vision/quality.ts';
import { sameTrack, trackLimits } from '../vision/track.ts';
import { countBlinks } from '../vision/blinkEvidence.ts';
import type { Face, FrameReport } from '../vision/types.ts';
import { cosine } from '../vision/unit.ts';

/** Where each number comes from: docs/face-matching.md, "Liveness". */
export const livenessRules = {
  /** Closer than this to straight ahead counts as looking at the camera, degrees of yaw. */
  frontYawDeg: 12,
  /** A turn must reach this, degrees of yaw. */
  turnYawDeg: 18,
  /** A smile widens the mouth by this factor over the person's own resting face. */
  smileGain: 1.1,
  /** Frames of resting face needed before a smile can be judged. */
  restingFrames: 3,
  /** One step may take this long, milliseconds; then the attempt ends kindly. */
  stepWithinMs: 15_000,
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
  let stepFirstFrame = 0;
  let manyFacesMs = 0;
  let lastAtMs = startedAtMs;
  let reference: Float32Array | null = null;

  function progressNow(advice: AttemptProgress['advice'], progress: number): AttemptProgress {
    const step = steps[stepIndex] ?? null;
    return { state: step ? 'guiding' : 'ready', step, stepIndex, stepCount: steps.length, progress: step ? progress : 1, advice };
  }

  function accept(face: Face, atMs: number): void {
    const previous = seen.at(-1);
    if (previous) {
      if (atMs - previous.atMs > trackLimits.maxGapMs) throw new Refusal('ATTEMPT_BROKEN');
      if (!sameTrack({ box: previous.face.box, atMs: previous.atMs }, { box: face.box, atMs })) throw new Refusal('FACE_CHANGED');
    }
    if (face.embedding) {
      const turned = Math.abs(face.yawDeg) > rules.frontYawDeg;
      if (reference && cosine(reference, face.embedding) < (turned ? samePerson.turned : samePerson.front)) throw new Refusal('FACE_CHANGED');
      // The reference is the first good look straight ahead and never moves: a slow morph cannot carry it along.
      if (!reference && !turned) reference = face.embedding;
    }
    seen.push({ atMs, face });
  }

  return {
    observe(report, atMs) {
      const elapsedMs = atMs - lastAtMs;
      lastAtMs = atMs;
      if (steps[stepIndex] && atMs - stepStartedAtMs > rules.stepWithinMs) throw new Refusal('CHALLENGE_FAILED');
      const face = report.faces[0];
      if (!face) {
        const previous = seen.at(-1);
        if (previous && atMs - previous.atMs > trackLimits.maxGapMs) throw new Refusal('ATTEMPT_BROKEN');
        return progressNow('noFace', 0);
      }
      const advice = adviceFor(report, 'any');
      if (advice === 'manyFaces') {
        manyFacesMs += elapsedMs;
        if (manyFacesMs > rules.manyFacesWithinMs) throw new Refusal('MORE_THAN_ONE_FACE');
        // No evidence is taken while two people are there, so whatever step was under way starts again.
        stepFirstFrame = seen.length;
        return progressNow('manyFaces', 0);
      }
      accept(face, atMs);
      const step = steps[stepIndex];
      if (!step) return progressNow('ok', 1);
      const progress = judgeStep(step, seen, stepFirstFrame, rules);
      if (progress >= 1) {
        stepIndex += 1;
        stepStartedAtMs = atMs;
        stepFirstFrame = seen.length;
        return progressNow('ok', 0);
      }
      return progressNow(advice, progress);
    },
    frames: () => seen,
    step: () => steps[stepIndex] ?? null,
    ready: () => stepIndex >= steps.length && steps.length > 0,
  };
}

/** 0..1; 1 = the step was seen in full within `seen[from..]`. A step begins from a face that looks at the camera. */
function judgeStep(step: ChallengeStep, seen: readonly SeenFrame[], from: number, rules: typeof livenessRules): number {
  const frames = seen.slice(from);
  switch (step) {
    case 'turnLeft':
      return judgeTurn(frames, 1, rules);
    case 'turnRight':
      return judgeTurn(frames, -1, rules);
    case 'smile':
      return judgeSmile(seen, from, rules);
    case 'blinkTwice':
      return Math.min(1, countBlinks(frames.map(({ atMs, face }) => ({ atMs, face }))) / 2);
  }
}

function judgeTurn(frames: readonly SeenFrame[], sign: 1 | -1, rules: typeof livenessRules): number {
  const start = frames.findIndex(({ face }) => Math.abs(face.yawDeg) <= rules.frontYawDeg);
  if (start < 0) return 0;
  const reached = frames.slice(start).map(({ face }) => (face.yawDeg * sign) / rules.turnYawDeg);
  // Two frames in a row: one estimate alone may be a slip of the detector.
  const twice = reached.some((value, index) => index > 0 && value >= 1 && (reached[index - 1] ?? 0) >= 1);
  return twice ? 1 : clamp(Math.max(0, ...reached.slice(-2)), 0, 0.95);
}

function judgeSmile(seen: readonly SeenFrame[], from: number, rules: typeof livenessRules): number {
  const facing = (frame: SeenFrame) => Math.abs(frame.face.yawDeg) <= rules.frontYawDeg;
  // The resting mouth is the narrow quarter of everything seen so far: people may smile before they are asked.
  const widths = seen.filter(facing).map(({ face }) => face.mouthRatio).sort((a, b) => a - b);
  if (widths.length < rules.restingFrames) return 0;
  const resting = widths[Math.floor(widths.length / 4)] ?? 0;
  const gains = seen.slice(from).filter(facing).map(({ face }) => (face.mouthRatio / resting - 1) / (rules.smileGain - 1));
  const twice = gains.some((value, index) => index > 0 && value >= 1 && (gains[index - 1] ?? 0) >= 1);
  return twice ? 1 : clamp(gains.at(-1) ?? 0, 0, 0.95);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
