import type { ChallengeStep } from '../../shared/challenges.ts';
import type { Frame } from './frames.ts';

/** Regular frames, milliseconds apart: about 8 a second. */
export const regularEveryMs = 125;
/** After the eyes opened again, every frame for this long: the second half of the blink, and open eyes to compare with. */
const afterBlinkMs = 200;
/** Frames between two regular ones that are kept in case a blink turns out to have begun: 4 at 30 frames a second. */
const keptFrames = 4;

/**
 * Chooses the frames main gets to see: a steady few, and around a blink all of them, so that a shut eye is surely among them.
 * Whatever is not chosen is released.
 */
export function createSelection() {
  const kept: Frame[] = [];
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let blinkUntil = Number.NEGATIVE_INFINITY;

  function sendAll(frame: Frame): Frame[] {
    lastSentAt = frame.at;
    return [...kept.splice(0), frame];
  }

  return {
    /** @returns frames to send now, oldest first; `must`: they belong to a blink */
    choose(frame: Frame, step: ChallengeStep | null, eyesShut: boolean): { frames: Frame[]; must: boolean } {
      const blinking = step === 'blinkTwice';
      if (blinking && eyesShut) blinkUntil = frame.at + afterBlinkMs;
      if (blinking && frame.at <= blinkUntil) return { frames: sendAll(frame), must: true };
      if (frame.at - lastSentAt >= regularEveryMs) {
        for (const old of kept.splice(0)) old.release();
        return { frames: sendAll(frame), must: false };
      }
      if (!blinking) { frame.release(); return { frames: [], must: false }; }
      kept.push(frame);
      if (kept.length > keptFrames) kept.shift()?.release();
      return { frames: [], must: false };
    },
    /** Releases what is still kept. */
    clear(): void { for (const old of kept.splice(0)) old.release(); },
  };
}
