import type { ErrorCode } from '../../shared/errors.ts';
import type { Draft, NextStep, Origin } from './screens.ts';

/** The sensible thing to do after a refusal: one button, and at most one other way. */
interface Steps {
  next: NextStep;
  also: NextStep | null;
}

const again: Steps = { next: 'look', also: 'pin' };
const pinInstead: Steps = { next: 'pin', also: 'look' };
const faceInstead: Steps = { next: 'look', also: 'home' };
const codeInstead: Steps = { next: 'look', also: 'resetPin' };
const newAmount: Steps = { next: 'amount', also: 'home' };
const leave: Steps = { next: 'home', also: null };

/** While paying: what differs from leaving. */
const whilePaying: Partial<Record<ErrorCode, Steps>> = {
  INTERNAL: newAmount, BAD_INPUT: newAmount, BUSY: again,
  CHARGE_NOT_FOUND: newAmount, CHARGE_EXPIRED: newAmount, CHARGE_CANCELLED: newAmount,
  AMOUNT_OUT_OF_RANGE: newAmount, IDEMPOTENCY_MISMATCH: newAmount, INSUFFICIENT_FUNDS: newAmount, DAY_LIMIT: newAmount,
  AUTHORISATION_EXPIRED: again, AUTHORISATION_USED: newAmount,
  ATTEMPT_NOT_FOUND: again, ATTEMPT_EXPIRED: pinInstead, ATTEMPT_BROKEN: again, NO_FACE: again, MORE_THAN_ONE_FACE: again, FACE_CHANGED: again,
  CHALLENGE_FAILED: pinInstead, NOT_LIVE: again, FACE_UNKNOWN: pinInstead, FACE_AMBIGUOUS: pinInstead,
  ENGINE_UNAVAILABLE: pinInstead, MODEL_HASH_WRONG: pinInstead,
  PIN_WRONG: pinInstead, PIN_LOCKED: faceInstead, PIN_STAFF_NEEDED: codeInstead, PIN_KIOSK_LIMIT: faceInstead, PIN_WEAK: pinInstead, PIN_NEEDED: pinInstead,
  PERSON_NOT_FOUND: pinInstead,
  CAMERA_NONE: again, CAMERA_IN_USE: again, CAMERA_DENIED: again, CAMERA_LOST: again, CAMERA_BLACK: again, HOST_UNREACHABLE: again,
};

const captureAgain: Steps = { next: 'capture', also: 'home' };

/** While enrolling: what differs from leaving. */
const whileEnrolling: Partial<Record<ErrorCode, Steps>> = {
  BUSY: captureAgain, ATTEMPT_BROKEN: captureAgain, NO_FACE: captureAgain, MORE_THAN_ONE_FACE: captureAgain, FACE_CHANGED: captureAgain,
  NOT_LIVE: captureAgain, ENROLMENT_NOT_FOUND: captureAgain, ENROLMENT_EXPIRED: captureAgain, ENROLMENT_INCOMPLETE: captureAgain, INTERNAL: captureAgain,
  CAMERA_NONE: captureAgain, CAMERA_IN_USE: captureAgain, CAMERA_DENIED: captureAgain, CAMERA_LOST: captureAgain, CAMERA_BLACK: captureAgain,
  HOST_UNREACHABLE: captureAgain, ENGINE_UNAVAILABLE: captureAgain,
  IDENTIFIER_TAKEN: { next: 'newIdentifier', also: 'home' },
  PIN_WEAK: { next: 'choosePin', also: 'home' },
  CONSENT_NEEDED: { next: 'consent', also: 'home' },
  BAD_INPUT: { next: 'newIdentifier', also: 'home' },
  CARD_REFUSED: { next: 'enrolCard', also: 'meDoor' },
  FACE_KNOWN: { next: 'meDoor', also: 'home' },
  ME_CLOSED: { next: 'meDoor', also: 'home' },
};

const lookAgain: Steps = { next: 'meLook', also: 'meNumber' };
const numberInstead: Steps = { next: 'meNumber', also: 'meLook' };
const lookInstead: Steps = { next: 'meLook', also: 'home' };

/** On the way to one's own data: what differs from looking again. */
const whileOpening: Partial<Record<ErrorCode, Steps>> = {
  FACE_UNKNOWN: numberInstead, FACE_AMBIGUOUS: numberInstead, CHALLENGE_FAILED: numberInstead, ATTEMPT_EXPIRED: numberInstead, ENGINE_UNAVAILABLE: numberInstead, MODEL_HASH_WRONG: numberInstead,
  PIN_LOCKED: lookInstead, PIN_STAFF_NEEDED: { next: 'meLook', also: 'resetPin' }, PIN_KIOSK_LIMIT: lookInstead,
  SETUP_NEEDED: leave, NOT_ALLOWED: leave,
};

/** A number did not check in: the camera may, or another number. */
const checkinAgain: Steps = { next: 'checkin', also: 'checkinNumber' };

/** Whom the register knows already has no number to change. */
const enrolSteps = (steps: Steps, { open, card, request }: Draft): Steps => (steps.next === 'newIdentifier' && (open ?? card ?? request) !== null ? leave : steps);

/** What to offer after `code`. Without a charge there is nothing to look or enter a PIN for: the amount comes first. */
export function stepsAfter(code: ErrorCode, origin: Origin): Steps {
  if (origin.flow === 'enrol') return enrolSteps(whileEnrolling[code] ?? leave, origin.draft);
  if (origin.flow === 'me') return whileOpening[code] ?? lookAgain;
  if (origin.flow === 'reset') return code === 'CODE_WRONG' ? { next: 'resetPin', also: 'home' } : leave;
  if (origin.flow === 'checkin') return code === 'PIN_STAFF_NEEDED' ? { next: 'checkin', also: 'resetPin' } : checkinAgain;
  const steps = whilePaying[code] ?? leave;
  const needsCharge = (step: NextStep | null) => step === 'look' || step === 'pin';
  return origin.charge === null && (needsCharge(steps.next) || needsCharge(steps.also)) ? newAmount : steps;
}

/** Missed, not refused: the kiosk asks kindly once more before it offers another way. */
export const kindlyRetried: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['CHALLENGE_FAILED', 'ATTEMPT_EXPIRED', 'ATTEMPT_BROKEN', 'ATTEMPT_NOT_FOUND', 'NO_FACE']);
export const kindRetries = 2;
