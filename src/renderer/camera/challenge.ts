import type { ChallengeStep, EnrolPose } from '../../shared/challenges.ts';
import type { Reading } from './readings.ts';

/*
 * How far a person is with a step, as the local landmarks see it: it moves the ring on screen without waiting for main, and decides
 * nothing. Degrees and blendshape scores are MediaPipe's.
 */

export const estimatorRules = {
  /** A turn starts from a face this near to straight ahead, degrees. */
  frontYawDeg: 12,
  /** Yaw that fills the ring, degrees; main asks a little less of its own five points. */
  turnYawDeg: 25,
  /** Rise of the blink score over the person's open eyes that counts as shut, and the fall below which they are open again. */
  shutRise: 0.22,
  openRise: 0.12,
  /** Rise of the smile score over the person's resting mouth that fills the ring. */
  smileRise: 0.35,
  /** A blink longer than this is a pair of closed eyes, milliseconds. */
  blinkWithinMs: 1_000,
} as const;

const unit = (value: number): number => Math.min(1, Math.max(0, value));

/** The low quarter of the last readings: open eyes, or the mouth at rest. */
function createResting(most: number) {
  const seen: number[] = [];
  return {
    add(value: number): void {
      seen.push(value);
      if (seen.length > most) seen.shift();
    },
    value: (): number => seen.toSorted((a, b) => a - b)[seen.length >> 2] ?? 0,
  };
}

/** Counts shut-and-open episodes of the eyes. */
export function createBlinkCounter(rules = estimatorRules) {
  const open = createResting(60);
  let shutAt: number | null = null;
  let blinks = 0;
  return {
    /** @param blink 0 open .. 1 shut @param at milliseconds */
    add(blink: number, at: number): void {
      // a short closure says nothing about the open eyes; a long one is how this person looks now
      if (shutAt === null || at - shutAt > rules.blinkWithinMs) open.add(blink);
      const rise = blink - open.value();
      if (shutAt === null && rise >= rules.shutRise) shutAt = at;
      else if (shutAt !== null && rise <= rules.openRise) {
        if (at - shutAt <= rules.blinkWithinMs) blinks += 1;
        shutAt = null;
      }
    },
    /** Eyes are shut, or on their way. */
    shut: (): boolean => shutAt !== null,
    count: (): number => blinks,
    restart(): void { blinks = 0; },
  };
}

export interface ChallengeEstimator {
  /** Takes the next reading and says how far the step is, 0..1. A new step starts at 0; what is known of the resting face stays. */
  add(step: ChallengeStep | EnrolPose | null, reading: Reading | null): number;
  /** Eyes are shut right now: these are the frames main must see. */
  eyesShut(): boolean;
}

export function createChallengeEstimator(rules = estimatorRules): ChallengeEstimator {
  const blinks = createBlinkCounter(rules);
  const mouth = createResting(90);
  let current: ChallengeStep | EnrolPose | null = null;
  let wasFront = false;
  let progress = 0;

  function turned(reading: Reading, sign: 1 | -1): number {
    if (Math.abs(reading.yawDeg) <= rules.frontYawDeg) wasFront = true;
    return wasFront ? unit((reading.yawDeg * sign) / rules.turnYawDeg) : 0;
  }

  function judge(step: ChallengeStep | EnrolPose, reading: Reading): number {
    switch (step) {
      case 'blinkTwice': return unit((blinks.count() + (blinks.shut() ? 0.5 : 0)) / 2);
      case 'turnLeft': case 'left': return turned(reading, 1);
      case 'turnRight': case 'right': return turned(reading, -1);
      case 'smile': return unit((reading.smile - mouth.value()) / rules.smileRise);
      case 'front': return unit(1 - (Math.abs(reading.yawDeg) - rules.frontYawDeg) / 20);
    }
  }

  return {
    add(step, reading) {
      if (step !== current) {
        current = step;
        wasFront = false;
        progress = 0;
        blinks.restart();
      }
      if (!step || !reading || reading.faces !== 1) return progress;
      blinks.add(reading.blink, reading.at);
      mouth.add(reading.smile);
      progress = judge(step, reading);
      return progress;
    },
    eyesShut: () => blinks.shut(),
  };
}
