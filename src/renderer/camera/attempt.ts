import type { AttemptProgress, Authorisation, Output } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { valueOf, type Call } from './answers.ts';
import type { Camera } from './camera.ts';
import { createChallengeEstimator } from './challenge.ts';
import { videoFrames, type Frame, type FrameSource } from './frames.ts';
import { createGuidance, type Guidance } from './guidance.ts';
import type { Guide } from './landmarks.ts';
import { createPump } from './pump.ts';
import { hintsOf, type Reading } from './readings.ts';
import { createSelection } from './selection.ts';

export interface AttemptRequest {
  camera: Camera;
  video: HTMLVideoElement;
  /** Null where no landmark source could be opened: main still judges, without a blink among the steps. */
  guide: Guide | null;
  chargeId: string;
  call: Call;
  /** Several times a second. */
  onProgress(guidance: Guidance): void;
  /** Aborting rejects with the signal's reason; the charge and the attempt are left to main's clock. */
  signal: AbortSignal;
}

/** A look with nothing to pay has no charge. */
export type LookRequest = Omit<AttemptRequest, 'chargeId'> & { chargeId: string | null };

/** What a stream of frames under guidance needs; shared by attempts and enrolments. */
export interface WatchNeeds { camera: Pick<Camera, 'onLost'>; signal: AbortSignal }

const mostInFlight = 2;
/** About a second of regular frames, or one blink. */
const mostWaiting = 10;
/** Main takes what comes more than five seconds late for a recording; a slow machine shall miss frames rather than get there. Milliseconds. */
const staleAfterMs = 2_000;

/** A look that main has seen enough of; what it is for is asked with it. */
export type Look = Pick<Output<'attempts.begin'>, 'attemptId' | 'nonce'>;

/**
 * One look at one charge: begin, stream frames while guiding the person, submit.
 * @throws Refusal of `attempts.*`, CAMERA_LOST, CAMERA_BLACK; the signal's reason when aborted
 */
export async function runAttempt(request: AttemptRequest, source?: FrameSource): Promise<Authorisation> {
  return valueOf(await request.call('attempts.submit', await runLook(request, source)));
}

/**
 * The look alone, not yet submitted. `chargeId` null: nothing is to be paid.
 * @throws as `runAttempt`
 */
export async function runLook(request: LookRequest, source: FrameSource = videoFrames(request.video, request.guide)): Promise<Look> {
  const { call, camera, chargeId, signal } = request;
  signal.throwIfAborted();
  const attempt = valueOf(await call('attempts.begin', { chargeId, cameraId: camera.cameraId, canBlink: request.guide?.canBlink ?? false }));
  await stream(request, attempt, source);
  signal.throwIfAborted();
  // every step is done: the ring closes while main compares
  const { stepCount } = attempt.progress;
  request.onProgress({ step: null, stepIndex: stepCount, stepCount, progress: 1, advice: 'ok' });
  return { attemptId: attempt.attemptId, nonce: attempt.nonce };
}

/** A promise that camera loss, abort or the caller ends, and the function that stops listening. */
export function createEnding<T>({ camera, signal }: WatchNeeds) {
  const ending = Promise.withResolvers<T>();
  const abort = (): void => ending.reject(signal.reason);
  const stopListening = camera.onLost(ending.reject);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  // whoever awaits it hears of it; until then it is not unhandled
  ending.promise.catch(() => {});
  return { ...ending, forget: () => { stopListening(); signal.removeEventListener('abort', abort); } };
}

async function stream(request: LookRequest, attempt: Output<'attempts.begin'>, source: FrameSource): Promise<void> {
  const { call, camera } = request;
  const { attemptId, nonce } = attempt;
  const ending = createEnding<void>(request);
  let main: AttemptProgress = attempt.progress;
  const late: { error?: unknown } = {};
  const pump = createPump<Frame, { frame: Frame; jpeg: Uint8Array<ArrayBuffer> }, AttemptProgress>({
    prepare: async (frame) => ({ frame, jpeg: await frame.jpeg() }),
    send: async ({ frame, jpeg }, seq) =>
      valueOf(await call('attempts.frame', { attemptId, nonce, cameraId: camera.cameraId, seq, capturedAtMs: frame.at, jpeg, hints: hintsOf(frame.reading) })),
    onAnswer: (progress) => { main = progress; if (progress.state === 'ready') ending.resolve(); },
    onFailure: (error) => { late.error = error; ending.reject(error); },
    release: (frame) => frame.release(),
    mostInFlight,
    mostWaiting,
    isStale: (frame, newest) => newest.at - frame.at > staleAfterMs,
  });
  const selection = createSelection();
  const tell = createTeller(() => main, request.onProgress);
  try {
    await watch(source, ending.promise, (frame) => {
      const eyesShut = tell(frame.reading, frame.at);
      const { frames, must } = selection.choose(frame, main.step, eyesShut);
      for (const chosen of frames) pump.offer(chosen, must);
    });
    await pump.stop();
    // a frame that was still under way may have ended the attempt in main: then that is the answer
    if ('error' in late) throw late.error;
  } finally {
    selection.clear();
    ending.forget();
    void pump.stop();
  }
}

/** Says on screen where the person stands; answers whether the eyes are shut. */
function createTeller(main: () => AttemptProgress, onProgress: (guidance: Guidance) => void) {
  const estimator = createChallengeEstimator();
  const guidance = createGuidance();
  return (reading: Reading | null, at: number): boolean => {
    const local = estimator.add(main().step, reading);
    onProgress(guidance.next(main(), local, reading, at));
    return estimator.eyesShut();
  };
}

/** Empty looks at the camera, 200 ms each, before it counts as lost. */
const mostEmpty = 20;

/** Hands every frame to `each` until `ended` settles. @throws what `ended` rejects with; Refusal CAMERA_LOST when pictures stop coming */
export async function watch(source: FrameSource, ended: Promise<unknown>, each: (frame: Frame) => void): Promise<void> {
  let over = false;
  const settled = ended.finally(() => { over = true; });
  settled.catch(() => {});
  let empty = 0;
  while (!over) {
    const coming = source.next();
    // The picture that comes when nobody waits for it any more still has to be given back.
    const frame = await Promise.race([coming, settled.then(() => null)]).catch((error: unknown) => {
      void coming.then((late) => late?.release());
      throw error;
    });
    empty = frame ? 0 : empty + 1;
    if (empty >= mostEmpty && !over) throw new Refusal('CAMERA_LOST');
    if (!frame) continue;
    if (over) frame.release();
    else each(frame);
  }
  await settled;
}
