import type { Authorisation } from '../../shared/contract.ts';
import type { Look } from '../camera/attempt.ts';
import type { CheckinAnswer } from '../camera/checkin.ts';
import type { Guidance } from '../camera/guidance.ts';

/** Who can stand before the simulated camera of the demo, and who does. */
export interface Cast {
  readonly people: readonly { id: string; name: string }[];
  readonly shown: string;
}

/** One opened camera, showing itself in `video` until it is closed. */
export interface CameraSession {
  readonly video: HTMLVideoElement;
  /** Opaque device id; stays the same for the session. */
  readonly cameraId: string;
  /** Begin, guide, send frames, submit. @throws Refusal of `attempts.*` and CAMERA_LOST CAMERA_BLACK; AbortError when aborted */
  attempt(request: { chargeId: string; onProgress(guidance: Guidance): void; signal: AbortSignal }): Promise<Authorisation>;
  /** As `attempt` with nothing to pay, and not yet submitted. */
  look(request: { onProgress(guidance: Guidance): void; signal: AbortSignal }): Promise<Look>;
  /** Watches whoever comes by until the signal. @throws Refusal of `checkins.*` and CAMERA_LOST CAMERA_BLACK; AbortError when aborted */
  checkin(request: { onAnswer(answer: CheckinAnswer): void; signal: AbortSignal }): Promise<never>;
  /** Tells the text of each card held before the camera, once while it is there, until the signal. */
  cards(request: { onCard(text: string): void; signal: AbortSignal }): void;
  /** Resolves when every pose is captured. @throws Refusal of `enrolments.frame` and CAMERA_LOST CAMERA_BLACK; AbortError when aborted */
  enrolment(request: { enrolmentId: string; onProgress(guidance: Guidance): void; signal: AbortSignal }): Promise<void>;
  /** Null on a real camera. */
  readonly cast: Cast | null;
  /** Puts somebody else before the simulated camera; nothing on a real one. */
  stand(id: string): void;
  close(): void;
}

/** The kiosk's eye, as the store needs it. */
export interface KioskCamera {
  /** `demo` opens the simulated camera. @throws Refusal CAMERA_NONE CAMERA_IN_USE CAMERA_DENIED */
  open(demo: boolean): Promise<CameraSession>;
}
