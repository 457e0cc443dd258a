import type { Output } from '../../shared/contract.ts';
import { enrolPoses } from '../../shared/challenges.ts';
import { valueOf, type Call } from './answers.ts';
import { createEnding, watch } from './attempt.ts';
import type { Camera } from './camera.ts';
import { createChallengeEstimator } from './challenge.ts';
import { videoFrames, type Frame, type FrameSource } from './frames.ts';
import { createGuidance, type Guidance, type MainWord } from './guidance.ts';
import type { Guide } from './landmarks.ts';
import { createPump } from './pump.ts';
import { hintsOf } from './readings.ts';

export interface EnrolmentRequest {
  camera: Camera;
  video: HTMLVideoElement;
  guide: Guide | null;
  enrolmentId: string;
  call: Call;
  onProgress(guidance: Guidance): void;
  signal: AbortSignal;
}

type FrameAnswer = Output<'enrolments.frame'>;

/** About 5 frames a second: main looks for the best of each pose, not for movement. */
const everyMs = 200;

const wordOf = ({ pose, poseIndex, poseCount, progress, advice }: FrameAnswer): MainWord => ({ step: pose, stepIndex: poseIndex, stepCount: poseCount, progress, advice });

/**
 * Streams frames until main has every pose.
 * @throws Refusal of `enrolments.frame`, CAMERA_LOST, CAMERA_BLACK; the signal's reason when aborted
 */
export async function runEnrolment(request: EnrolmentRequest, source: FrameSource = videoFrames(request.video, request.guide)): Promise<void> {
  const { call, enrolmentId, signal } = request;
  signal.throwIfAborted();
  const ending = createEnding<void>(request);
  const estimator = createChallengeEstimator();
  const guidance = createGuidance();
  let main: MainWord = { step: enrolPoses[0], stepIndex: 0, stepCount: enrolPoses.length, progress: 0, advice: 'ok' };
  let lastSentAt = Number.NEGATIVE_INFINITY;
  const pump = createPump<Frame, { frame: Frame; jpeg: Uint8Array<ArrayBuffer> }, FrameAnswer>({
    prepare: async (frame) => ({ frame, jpeg: await frame.jpeg() }),
    send: async ({ frame, jpeg }) => valueOf(await call('enrolments.frame', { enrolmentId, jpeg, hints: hintsOf(frame.reading) })),
    onAnswer: (answer) => { main = wordOf(answer); if (answer.done) ending.resolve(); },
    onFailure: ending.reject,
    release: (frame) => frame.release(),
    mostInFlight: 1,
    mostWaiting: 1,
  });
  try {
    await watch(source, ending.promise, (frame) => {
      request.onProgress(guidance.next(main, estimator.add(main.step, frame.reading), frame.reading, frame.at));
      if (frame.at - lastSentAt < everyMs) { frame.release(); return; }
      lastSentAt = frame.at;
      pump.offer(frame, false);
    });
  } finally {
    ending.forget();
    await pump.stop();
  }
}
