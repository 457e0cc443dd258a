/**
 * What a person may be asked to do before the camera. `turnLeft` and `turnRight` are the person's own left and right.
 */
export const challengeSteps = ['blinkTwice', 'turnLeft', 'turnRight', 'smile'] as const;
export type ChallengeStep = (typeof challengeSteps)[number];

/** Poses captured at enrolment, in this order; left and right are the person's own. */
export const enrolPoses = ['front', 'left', 'right'] as const;
export type EnrolPose = (typeof enrolPoses)[number];

/** What would make the next frame better, most urgent first. `ok` means nothing is wrong. */
export const frameAdvice = [
  'ok', 'noFace', 'manyFaces', 'closer', 'back', 'centre', 'brighter', 'darker', 'evenLight', 'holdStill', 'lookStraight', 'turnMore', 'uncover',
] as const;
export type FrameAdvice = (typeof frameAdvice)[number];
