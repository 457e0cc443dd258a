import type { Output } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { valueOf, type Call } from './answers.ts';
import { createEnding, watch } from './attempt.ts';
import type { Camera } from './camera.ts';
import { videoFrames, type Frame, type FrameSource } from './frames.ts';
import { createPump } from './pump.ts';

export type CheckinAnswer = Output<'checkins.frame'>;

export interface CheckinRequest {
  camera: Camera;
  video: HTMLVideoElement;
  call: Call;
  /** What main says about a frame; as often as it answers. */
  onAnswer(answer: CheckinAnswer): void;
  signal: AbortSignal;
}

/** Frames of many faces at rest need less than a look that money hangs on. */
const jpegQuality = 0.8;
/** At most 15 frames a second leave this page, milliseconds between two. */
export const leastBetweenMs = 1000 / 15;
/** One: main looks at one frame at a time, and an answer overtaken by the next would take its greetings with it. */
const mostInFlight = 1;
/** Only the newest picture is worth waiting for its turn. */
const mostWaiting = 1;
/** Pause before a watch that main no longer knows is begun anew, milliseconds. */
export const beginAgainAfterMs = 500;

/**
 * Watches whoever comes by, for as long as it is let: begins, streams frames, begins again where main forgot the watch.
 * Never resolves. @throws Refusal of `checkins.*`, CAMERA_LOST, CAMERA_BLACK; the signal's reason when aborted
 */
export async function runCheckin(request: CheckinRequest, source: FrameSource = videoFrames(request.video, null, jpegQuality)): Promise<never> {
  const { call, camera, signal } = request;
  for (;;) {
    signal.throwIfAborted();
    const { watchId } = valueOf(await call('checkins.begin', { cameraId: camera.cameraId }));
    try {
      await streamTo(request, watchId, source);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'WATCH_NOT_FOUND') {
        // Not waited for: a watch nobody sends frames to ends by itself.
        void call('checkins.end', { watchId });
        throw error;
      }
      await new Promise((resolve) => { setTimeout(resolve, beginAgainAfterMs); });
    }
  }
}

async function streamTo(request: CheckinRequest, watchId: string, source: FrameSource): Promise<void> {
  const ending = createEnding<never>(request);
  const pump = createPump<Frame, { frame: Frame; jpeg: Uint8Array<ArrayBuffer> }, CheckinAnswer>({
    prepare: async (frame) => ({ frame, jpeg: await frame.jpeg() }),
    send: async ({ frame, jpeg }) => valueOf(await request.call('checkins.frame', { watchId, capturedAtMs: frame.at, jpeg })),
    onAnswer: request.onAnswer,
    onFailure: ending.reject,
    release: (frame) => frame.release(),
    mostInFlight,
    mostWaiting,
  });
  let lastAt = Number.NEGATIVE_INFINITY;
  try {
    await watch(source, ending.promise, (frame) => {
      // Half a millisecond of grace: 30 frames a second thin out to 15, not to 10.
      if (frame.at - lastAt < leastBetweenMs - 0.5) return frame.release();
      lastAt = frame.at;
      pump.offer(frame, true);
    });
  } finally {
    ending.forget();
    void pump.stop();
  }
}
