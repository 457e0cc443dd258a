import { createPulseDetector } from './blinkPulse.ts';
import { eyePatchWidth } from './eyes.ts';
import { patchChange } from './patchChange.ts';
import type { Face } from './types.ts';

/** How a blink shows in the eye patches; measured on clips with known blink times, docs/face-matching.md "Liveness". */
export const blinkRules = {
  /** Both eyes look at least this different from each of the open eyes just before: shut. High: smaller changes are left to the pulse. */
  shutAt: 0.16,
  /** Open again when they are this alike to one of those, or when most of the change is undone. */
  openAt: 0.05,
  undoneShare: 0.5,
  /** A blink lasts 100-400 ms, a deliberate one up to this, milliseconds. */
  longestMs: 900,
  /** Open eyes are compared with how they looked up to this long ago, milliseconds: long enough to span a closing, short enough to follow the pose. */
  memoryMs: 600,
  /** Looks younger than this may show the lid on its way and are no reference, milliseconds; whatever the frame rate. */
  closingMs: 120,
  /** A head that turns or nods further than this within the blink changes the patches by itself, degrees. */
  stillDeg: 12,
  /** The two ways of seeing may notice the same blink; two blinks are further apart than this, milliseconds. */
  apartMs: 300,
} as const;

/** What blinks are read from. */
export interface Look { atMs: number; face: Pick<Face, 'eyes' | 'yawDeg' | 'pitchDeg' | 'quality'> }

/**
 * Counts blinks over the frames of one track, shown one after the other, 40-150 ms apart, in two ways: the dark of both eyes vanishes
 * for a moment (blinkPulse.ts), or both eyes look quite different for a moment, while the head stays where it is. A photograph's eyes
 * do neither, whatever the renderer claims. Costs about 1 ms a frame.
 * @returns the function that takes the next frame and answers the blinks so far
 */
export function createBlinkCounter(rules = blinkRules): (look: Look) => number {
  const pulse = createPulseDetector();
  const change = createChangeDetector(rules);
  let blinks = 0;
  let lastAtMs = -Infinity;
  return (look) => {
    // Both must see every frame.
    const [byPulse, byChange] = [pulse(look), change(look)];
    if ((byPulse || byChange) && look.atMs - lastAtMs >= rules.apartMs) {
      blinks += 1;
      lastAtMs = look.atMs;
    }
    return blinks;
  };
}

/** Sees both eyes change together and change back. Answers whether a blink ended with this frame. */
function createChangeDetector(rules: typeof blinkRules): (look: Look) => boolean {
  let open: Look[] = [];
  let shut: { since: number; peak: number } | null = null;
  return (look) => {
    const last = open.at(-1);
    if (!last) {
      open = [look];
      return false;
    }
    const settled = open.filter(({ atMs }) => look.atMs - atMs >= rules.closingMs);
    const references = settled.length > 0 ? settled : open;
    const change = Math.min(...references.map((reference) => eyeChange(reference, look)));
    const moved = turnedBetween(last, look) > rules.stillDeg;
    if (shut) {
      shut.peak = Math.max(shut.peak, change);
      const reopened = change <= Math.max(rules.openAt, shut.peak * rules.undoneShare);
      if (!reopened && !moved && look.atMs - shut.since <= rules.longestMs) return false;
      shut = null;
      open = [look];
      return reopened && !moved;
    }
    if (change >= rules.shutAt && !moved) shut = { since: look.atMs, peak: change };
    else open = [...open.filter(({ atMs }) => look.atMs - atMs <= rules.memoryMs), look];
    return false;
  };
}

/** The smaller change of the two eyes: a shadow or a hand over one of them is no blink. */
export function eyeChange(from: Look, to: Look): number {
  const one = from.face.eyes.length / 2;
  const left = patchChange(from.face.eyes.subarray(0, one), to.face.eyes.subarray(0, one), eyePatchWidth);
  const right = patchChange(from.face.eyes.subarray(one), to.face.eyes.subarray(one), eyePatchWidth);
  return Math.min(left, right);
}

function turnedBetween(a: Look, b: Look): number {
  return Math.max(Math.abs(a.face.yawDeg - b.face.yawDeg), Math.abs(a.face.pitchDeg - b.face.pitchDeg));
}
