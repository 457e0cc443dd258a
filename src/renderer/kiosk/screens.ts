import type { Guidance } from '../camera/guidance.ts';
import type { Authorisation, Output, Receipt } from '../../shared/contract.ts';
import type { ErrorCode, RefusalData } from '../../shared/errors.ts';

export type Charge = Output<'charges.create'>;

/** What a person enrolling has told so far. Lives in the screen value only, so leaving the screen forgets it. */
export interface Draft {
  /** False: no consent, no camera, an account with a PIN only. */
  face: boolean;
  /** Under 18: the guardian's name stands beside the consent. */
  minor: boolean;
  guardianName: string;
  name: string;
  identifier: string;
  enrolmentId: string | null;
}

/** A refusal shown beside the field it is about. */
export interface Problem {
  code: ErrorCode;
  data: RefusalData;
}

/** Which road a refusal happened on, and what is needed to walk on from there. */
export type Origin = { flow: 'pay'; charge: Charge | null } | { flow: 'enrol'; draft: Draft };

/** What the button of a refusal does. */
export type NextStep = 'look' | 'pin' | 'amount' | 'capture' | 'newIdentifier' | 'choosePin' | 'consent' | 'home';

/**
 * What the kiosk shows. Everything known about the person in front of it is inside this value: replacing it is the privacy wipe,
 * and two screens can never be true at once.
 */
export type Screen =
  /** Before the first answer to `site.status`. */
  | { at: 'starting' }
  /** The host does not answer; the screen asks again by itself. */
  | { at: 'unreachable' }
  /** No owner yet: staff must open the admin window. */
  | { at: 'setup' }
  | { at: 'closed'; reason: ErrorCode | null }
  | { at: 'attract' }
  | { at: 'amount'; digits: string; busy: boolean; problem: Problem | null; idempotencyKey: string }
  /** `video` is null while the camera opens; `missed` counts kind retries; `cheering` while one is announced. */
  | { at: 'look'; charge: Charge; video: HTMLVideoElement | null; guidance: Guidance | null; missed: number; cheering: boolean }
  /** `uncertain`: the tap was sent but the host has not answered; the same key is sent again. */
  | { at: 'confirm'; charge: Charge; authorisation: Authorisation; withinMs: number; paying: boolean; uncertain: boolean; idempotencyKey: string }
  | { at: 'stepUp'; charge: Charge; authorisation: Authorisation; digits: string; problem: Problem | null; busy: boolean; uncertain: boolean; idempotencyKey: string }
  | { at: 'identifier'; charge: Charge; text: string }
  | { at: 'pin'; charge: Charge; identifier: string; digits: string; problem: Problem | null; busy: boolean }
  | { at: 'paid'; receipt: Receipt }
  | { at: 'refused'; code: ErrorCode; data: RefusalData; origin: Origin; next: NextStep; also: NextStep | null }
  | { at: 'consent'; draft: Draft }
  /** No face wanted: with a PIN only, or not at all. */
  | { at: 'declined'; draft: Draft }
  | { at: 'guardian'; draft: Draft }
  | { at: 'name'; draft: Draft }
  | { at: 'newIdentifier'; draft: Draft; problem: Problem | null }
  | { at: 'capture'; draft: Draft; video: HTMLVideoElement | null; guidance: Guidance | null }
  | { at: 'choosePin'; draft: Draft; digits: string; problem: Problem | null }
  /** `mismatch`: the two PINs differed; the second is asked again. */
  | { at: 'repeatPin'; draft: Draft; chosen: string; digits: string; mismatch: boolean; busy: boolean }
  | { at: 'enrolled'; name: string; identifier: string; face: boolean };

export type ScreenName = Screen['at'];
/** The value of one screen. */
export type ScreenAt<N extends ScreenName> = Extract<Screen, { at: N }>;
