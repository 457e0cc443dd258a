import type { ChallengeStep } from '../../shared/challenges.ts';
import type { Frame } from './frames.ts';

/** Regular frames, milliseconds apart: about 8 a second. */
export const regularEveryMs = 125;
/**
 * Around a blink, milliseconds apart: main's blink counter found 13-14 of the 14 blinks of a clip at 67 ms, 12 at 33 and at 133 ms
 * (with every frame, half-shut ones hide how much the eyes changed).
 */
export const blinkEveryMs = 55;
/** After the eyes opened again the close look goes on for this long: the second half of the blink, and open eyes to compare with. */
const afterBlinkMs = 250;
/** Frames kept between two regular ones, in case a blink turns out to have begun. */
const keptFrames = 3;

/**
 * Chooses the frames main gets to see: a steady few, and around a blink about twice as many, so that a shut eye is surely among
 * them. Whatever is not chosen is released.
 */
export function createSelection() {
  const kept: Frame[] = [];
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let blinkUntil = Number.NEGATIVE_INFINITY;

  function send(frames: Frame[], must: boolean): { frames: Frame[]; must: boolean } {
    lastSentAt = frames.at(-1)?.at ?? lastSentAt;
    return { frames, must };
  }

  function keep(frame: Frame): void {
    kept.push(frame);
    if (kept.length > keptFrames) kept.shift()?.release();
  }

  function clear(): void { for (const old of kept.splice(0)) old.release(); }

  return {
    /** @returns frames to send now, oldest first; `must`: they belong to a blink */
    choose(frame: Frame, step: ChallengeStep | null, eyesShut: boolean): { frames: Frame[]; must: boolean } {
      const watching = step === 'blinkTwice';
      if (watching && eyesShut) blinkUntil = frame.at + afterBlinkMs;
      const spaced = frame.at - (kept.at(-1)?.at ?? lastSentAt) >= blinkEveryMs;
      if (watching && frame.at <= blinkUntil) {
        if (spaced) return send([...kept.splice(0), frame], true);
        frame.release();
        return send(kept.splice(0), true);
      }
      if (frame.at - lastSentAt >= regularEveryMs) {
        clear();
        return send([frame], false);
      }
      if (watching && spaced) keep(frame);
      else frame.release();
      return { frames: [], must: false };
    },
    /** Releases what is still kept. */
    clear,
  };
}
