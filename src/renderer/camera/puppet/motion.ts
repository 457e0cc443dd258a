import type { ChallengeStep } from '../../../shared/challenges.ts';
import { neutral, type Gesture } from './warp.ts';

/*
 * How the puppet moves: each step is a curve over time that begins and ends neutral. Times in seconds.
 */

const ease = (share: number): number => { const x = Math.min(1, Math.max(0, share)); return x * x * (3 - 2 * x); };

/** Rises over `riseS`, stays for `holdS`, falls over `riseS`; 0 outside. */
export function swell(t: number, riseS: number, holdS: number): number {
  return Math.min(ease(t / riseS), ease((2 * riseS + holdS - t) / riseS));
}

/** Asked of the mesh so that the landmarker reads 25 degrees or more. */
export const turnAskedDeg = 32;
const turn = { riseS: 0.45, holdS: 1.2 };
const smile = { riseS: 0.35, holdS: 0.9 };
/** A slow but natural blink: 0.2 s in all, shut in the middle. */
const blink = { riseS: 0.07, holdS: 0.13, firstS: 0.15, secondS: 0.85 };

/** Seconds one performance of a step takes, neutral to neutral. */
export const stepSeconds: Record<ChallengeStep, number> = {
  blinkTwice: 1.4,
  turnLeft: 2 * turn.riseS + turn.holdS,
  turnRight: 2 * turn.riseS + turn.holdS,
  smile: 2 * smile.riseS + smile.holdS,
};

/** The gesture `t` seconds into a step. */
export function stepGesture(step: ChallengeStep, t: number): Gesture {
  switch (step) {
    case 'blinkTwice': return { ...neutral, blink: Math.max(swell(t - blink.firstS, blink.riseS, blink.holdS), swell(t - blink.secondS, blink.riseS, blink.holdS)) };
    case 'turnLeft': return { ...neutral, yawDeg: turnAskedDeg * swell(t, turn.riseS, turn.holdS) };
    case 'turnRight': return { ...neutral, yawDeg: -turnAskedDeg * swell(t, turn.riseS, turn.holdS) };
    case 'smile': return { ...neutral, smile: swell(t, smile.riseS, smile.holdS) };
  }
}

/** The slight sway of somebody standing still; repeats after `periodS` so that a loop has no jump. */
export function sway(t: number, periodS: number): Gesture {
  const turnOf = (times: number): number => Math.sin((2 * Math.PI * times * t) / periodS);
  return { ...neutral, yawDeg: 1.2 * turnOf(2), pitchDeg: 0.8 * turnOf(3), dx: 1.5 * turnOf(1), dy: 1.0 * turnOf(2) };
}

export function addGestures(a: Gesture, b: Gesture): Gesture {
  return { yawDeg: a.yawDeg + b.yawDeg, pitchDeg: a.pitchDeg + b.pitchDeg, blink: Math.max(a.blink, b.blink), smile: Math.max(a.smile, b.smile), dx: a.dx + b.dx, dy: a.dy + b.dy };
}

/** One blink, `t` seconds after it was due: people blink unasked. */
export function glance(t: number): Gesture {
  return { ...neutral, blink: swell(t, blink.riseS, blink.holdS) };
}

const rests = { before: 0.6, between: 0.5, after: 0.6 };
const order: readonly ChallengeStep[] = ['blinkTwice', 'turnLeft', 'turnRight', 'smile'];

/** Length of the loop that performs every step once. */
export const loopSeconds = Math.round((rests.before + rests.between * (order.length - 1) + rests.after + order.reduce((sum, step) => sum + stepSeconds[step], 0)) * 15) / 15;

/** The loop of the clips: neutral, blink twice, turn left, turn right, smile, each followed by neutral. */
export function loopGesture(t: number): Gesture {
  let start = rests.before;
  for (const step of order) {
    if (t >= start && t < start + stepSeconds[step]) return addGestures(stepGesture(step, t - start), sway(t, loopSeconds));
    start += stepSeconds[step] + rests.between;
  }
  return sway(t, loopSeconds);
}
