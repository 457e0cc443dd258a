import type { AttemptProgress } from '../../shared/contract.ts';
import type { ChallengeStep, EnrolPose, FrameAdvice } from '../../shared/challenges.ts';
import type { Reading } from './readings.ts';

/** What the person on screen is told. `progress` 0..1 of the current step, smoothed for a ring. */
export interface Guidance {
  step: ChallengeStep | EnrolPose | null;
  stepIndex: number;
  stepCount: number;
  progress: number;
  advice: FrameAdvice;
}

/** What main last said, of an attempt or of an enrolment. */
export type MainWord = Omit<AttemptProgress, 'state' | 'step'> & { step: Guidance['step'] };

/** The ring fills no further than this on the local word alone: the rest is main's to give. */
const localMost = 0.9;
/** Share of the way to the goal covered in a second's e-fold: filling follows quickly, emptying calmly. */
const fillPerS = 12;
const emptyPerS = 4;
/** A face lost for a frame or two is no reason to speak. */
const unseenForMs = 400;

/** Joins main's word and the local landmarks into something calm to look at. */
export function createGuidance() {
  let shown = 0;
  let stepIndex = -1;
  let lastAt: number | null = null;
  let oddSince: number | null = null;

  function advise(main: MainWord, reading: Reading | null, at: number): FrameAdvice {
    if (!reading || reading.faces === 1) { oddSince = null; return main.advice; }
    oddSince ??= at;
    if (at - oddSince < unseenForMs) return main.advice;
    return reading.faces === 0 ? 'noFace' : 'manyFaces';
  }

  return {
    /** @param local 0..1 by the local landmarks @param at milliseconds, never decreasing */
    next(main: MainWord, local: number, reading: Reading | null, at: number): Guidance {
      const { step, stepCount } = main;
      if (main.stepIndex !== stepIndex) { stepIndex = main.stepIndex; shown = 0; lastAt = null; }
      const goal = Math.max(main.progress, Math.min(localMost, local));
      const elapsedS = lastAt === null ? 0 : (at - lastAt) / 1000;
      lastAt = at;
      shown += (goal - shown) * (1 - Math.exp(-elapsedS * (goal > shown ? fillPerS : emptyPerS)));
      return { step, stepIndex, stepCount, progress: Math.min(1, Math.max(0, shown)), advice: advise(main, reading, at) };
    },
  };
}
