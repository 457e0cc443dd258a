import type { Guidance } from '../camera/guidance.ts';
import type { Authorisation, Output, Receipt } from '../../shared/contract.ts';
import type { ErrorCode, RefusalData } from '../../shared/errors.ts';
import type { CheckinAnswer } from '../camera/checkin.ts';
import type { Deck } from './greetings.ts';

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
  /** Somebody the register knows, come from their own data: no name or number is asked. Null: somebody new. */
  open: OpenData | null;
  /** The text of a card main took: somebody the register knows who has neither face nor PIN. `name` and `identifier` are then main's. */
  card: string | null;
  /** Staff asked for this person's face (`enrolments.request`); name and number are main's. */
  request: string | null;
  /** Main's key to choosing a new PIN, after number and code; nobody is enrolled then. */
  reset: string | null;
}

/** A refusal shown beside the field it is about. */
export interface Problem {
  code: ErrorCode;
  data: RefusalData;
}

/** Which road a refusal happened on, and what is needed to walk on from there. */
export type Origin = { flow: 'pay'; charge: Charge | null } | { flow: 'enrol'; draft: Draft } | { flow: 'checkin' } | { flow: 'me' } | { flow: 'reset' };

/** What the button of a refusal does. */
export type NextStep = 'look' | 'pin' | 'amount' | 'capture' | 'newIdentifier' | 'choosePin' | 'consent' | 'home' | 'checkin' | 'checkinNumber' | 'meLook' | 'meNumber' | 'meDoor' | 'enrolCard' | 'resetPin';

export type Board = Output<'checkins.board'>;
export type Overview = Output<'me.overview'>;

/** What a number and a PIN are asked for. */
export type Purpose = 'checkin' | 'me' | 'reset';
export type MeTab = 'today' | 'attendance' | 'money';

/** Main's key to one person's data, until somebody logs out or nobody touches anything for `idleAfterMs`. */
export interface OpenData {
  token: string;
  idleAfterMs: number;
}

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
  /** A card is held before the camera in place of typing name and number. */
  | { at: 'enrolCard'; draft: Draft; video: HTMLVideoElement | null; busy: boolean; problem: Problem | null }
  | { at: 'guardian'; draft: Draft }
  | { at: 'name'; draft: Draft }
  | { at: 'newIdentifier'; draft: Draft; problem: Problem | null }
  | { at: 'capture'; draft: Draft; video: HTMLVideoElement | null; guidance: Guidance | null }
  | { at: 'choosePin'; draft: Draft; digits: string; problem: Problem | null }
  /** `mismatch`: the two PINs differed; the second is asked again. */
  | { at: 'repeatPin'; draft: Draft; chosen: string; digits: string; mismatch: boolean; busy: boolean }
  | { at: 'enrolled'; name: string; identifier: string; face: boolean }
  /**
   * Whoever walks up is greeted. `home`: it is the kiosk's own first screen. `asleep`: no class is near and the camera is off;
   * `trouble`: no camera or no engine, tried again by itself. `board` is null until main answered once.
   */
  | {
      at: 'checkin'; home: boolean; phase: 'asleep' | 'opening' | 'watching' | 'trouble'; problem: Problem | null; video: HTMLVideoElement | null;
      faces: CheckinAnswer['faces']; challenge: CheckinAnswer['challenge']; advice: CheckinAnswer['advice']; deck: Deck; board: Board | null;
    }
  /** A card is held before the camera. */
  | { at: 'card'; video: HTMLVideoElement | null; busy: boolean; problem: Problem | null }
  | { at: 'number'; purpose: Purpose; text: string }
  | { at: 'numberPin'; purpose: Purpose; identifier: string; digits: string; problem: Problem | null; busy: boolean }
  /** The one-time code staff handed over. */
  | { at: 'resetCode'; identifier: string; digits: string; problem: Problem | null; busy: boolean }
  /** A new PIN is set. */
  | { at: 'pinSet' }
  /** By face or by number: two equal doors to one's own data. */
  | { at: 'meDoor' }
  | { at: 'meLook'; video: HTMLVideoElement | null; guidance: Guidance | null; missed: number; cheering: boolean }
  | { at: 'me'; open: OpenData; overview: Overview; tab: MeTab }
  | { at: 'meErase'; open: OpenData; overview: Overview; busy: boolean; problem: Problem | null }
  | { at: 'meErased' };

export type ScreenName = Screen['at'];
/** The value of one screen. */
export type ScreenAt<N extends ScreenName> = Extract<Screen, { at: N }>;
