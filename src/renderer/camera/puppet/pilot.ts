import type { ChallengeStep, EnrolPose } from '../../../shared/challenges.ts';
import { addGestures, glance, stepGesture, stepSeconds, sway } from './motion.ts';
import type { Gesture } from './warp.ts';

/** What somebody may be asked to do in front of the camera. */
export type Asked = ChallengeStep | EnrolPose;

/** Before somebody who was asked begins, and between two tries, seconds. */
const reactionS = 0.7;
const pauseS = 0.9;
/** Sway of somebody standing still, seconds a round; now and then a blink of their own. */
const swayPeriodS = 7;
const ownBlinkEveryS = 4.3;

const isPose = (asked: Asked): asked is EnrolPose => asked === 'front' || asked === 'left' || asked === 'right';

/** Moves the puppet: does what is asked after a human pause, again and again until something else is asked. */
export function createPilot() {
  let asked: Asked | null = null;
  let askedAtS = 0;
  return {
    /** The same request again changes nothing. @param nowS seconds on any clock */
    perform(step: Asked | null, nowS: number): void {
      if (step === asked) return;
      asked = step;
      askedAtS = nowS;
    },
    gesture(nowS: number): Gesture {
      const still = sway(nowS, swayPeriodS);
      const since = nowS - askedAtS - reactionS;
      if (asked === null || asked === 'front') return addGestures(still, glance(nowS % ownBlinkEveryS));
      if (since < 0) return still;
      // a side pose is held, a step is done and repeated
      if (isPose(asked)) return addGestures(still, stepGesture(asked === 'left' ? 'turnLeft' : 'turnRight', Math.min(since, stepSeconds.turnLeft / 2)));
      return addGestures(still, stepGesture(asked, since % (stepSeconds[asked] + pauseS)));
    },
  };
}
