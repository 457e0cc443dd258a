import { Refusal, type ErrorCode } from '../../shared/errors.ts';
import { createBlackWatch, meanLuma } from './light.ts';

/** One camera, opened. */
export interface Camera {
  readonly stream: MediaStream;
  /** Opaque id of the device, 1-256 characters; the same for the whole attempt. */
  readonly cameraId: string;
  /** Shows the camera in `video` and resolves with the first picture. @throws Refusal CAMERA_LOST when none comes */
  attach(video: HTMLVideoElement): Promise<void>;
  /** Told once: CAMERA_LOST (unplugged, taken away) or CAMERA_BLACK (2 s of black pictures). Returns the function that stops listening. */
  onLost(listener: (refusal: Refusal) => void): () => void;
  close(): void;
}

/** What every camera is asked for; main's figures are measured at this size. */
export const pictureSize = { width: 640, height: 480 } as const;
const framesPerSecond = 30;
const firstPictureWithinMs = 8_000;
/** A camera may pause shortly (another window of the same browser asks for it); longer is lost. */
const mutedForMs = 2_000;
const lightEveryMs = 250;
/** Light is measured on a picture this small. */
const lightSize = { width: 32, height: 24 } as const;

const codes: Record<string, ErrorCode> = {
  NotFoundError: 'CAMERA_NONE',
  OverconstrainedError: 'CAMERA_NONE',
  NotReadableError: 'CAMERA_IN_USE',
  AbortError: 'CAMERA_IN_USE',
  NotAllowedError: 'CAMERA_DENIED',
  SecurityError: 'CAMERA_DENIED',
};

/** What `getUserMedia` rejected with, as a refusal. Without a device API at all (no secure context, no camera stack) there is no camera. */
export function refusalOfCamera(error: unknown): Refusal {
  const name = error instanceof Error ? error.name : '';
  return new Refusal(codes[name] ?? 'CAMERA_NONE');
}

/** @throws Refusal CAMERA_NONE | CAMERA_IN_USE | CAMERA_DENIED */
export async function openCamera(): Promise<Camera> {
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices; // missing outside a secure context, whatever the DOM types say
  if (!devices) throw new Refusal('CAMERA_NONE');
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({
      audio: false,
      video: { width: { ideal: pictureSize.width }, height: { ideal: pictureSize.height }, frameRate: { ideal: framesPerSecond }, facingMode: 'user' },
    });
  } catch (error) {
    throw refusalOfCamera(error);
  }
  const track = stream.getVideoTracks()[0];
  if (!track) throw new Refusal('CAMERA_NONE');
  return cameraOf(stream, (track.getSettings().deviceId ?? track.label) || 'camera');
}

/** A stream with one video track as a camera. */
export function cameraOf(stream: MediaStream, cameraId: string): Camera {
  const listeners = new Set<(refusal: Refusal) => void>();
  const closing = new AbortController();
  let lost: Refusal | null = null;
  const lose = (code: ErrorCode): void => {
    if (lost || closing.signal.aborted) return;
    lost = new Refusal(code);
    for (const listener of listeners) listener(lost);
  };
  watchTrack(stream, lose, closing.signal);
  return {
    stream,
    cameraId: cameraId.slice(0, 256),
    async attach(video) {
      video.muted = true;
      video.playsInline = true;
      video.srcObject = stream;
      await firstPicture(video);
      watchLight(video, lose, closing.signal);
    },
    onLost(listener) {
      if (lost) listener(lost);
      else listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    close() {
      closing.abort();
      listeners.clear();
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

function watchTrack(stream: MediaStream, lose: (code: ErrorCode) => void, signal: AbortSignal): void {
  const track = stream.getVideoTracks()[0];
  if (!track) return;
  let muted: ReturnType<typeof setTimeout> | undefined;
  track.addEventListener('ended', () => lose('CAMERA_LOST'), { signal });
  track.addEventListener('mute', () => { muted = setTimeout(() => lose('CAMERA_LOST'), mutedForMs); }, { signal });
  track.addEventListener('unmute', () => clearTimeout(muted), { signal });
  signal.addEventListener('abort', () => clearTimeout(muted));
}

async function firstPicture(video: HTMLVideoElement): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Refusal('CAMERA_LOST')), firstPictureWithinMs);
  const shown = new Promise<void>((resolve) => {
    const look = (): void => { if (video.readyState >= 2 && video.videoWidth > 0) resolve(); };
    video.addEventListener('loadeddata', look, { once: true });
    look();
  });
  try {
    await Promise.race([Promise.all([video.play(), shown]), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Nothing of the last picture stays, whoever still holds on to the canvas. */
export function blank(canvas: HTMLCanvasElement | OffscreenCanvas): void {
  Object.assign(canvas, { width: 0, height: 0 });
}

function watchLight(video: HTMLVideoElement, lose: (code: ErrorCode) => void, signal: AbortSignal): void {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, lightSize);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  const watch = createBlackWatch();
  const timer = setInterval(() => {
    context.drawImage(video, 0, 0, lightSize.width, lightSize.height);
    if (watch.add(meanLuma(context.getImageData(0, 0, lightSize.width, lightSize.height).data), performance.now())) lose('CAMERA_BLACK');
  }, lightEveryMs);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    blank(canvas);
  });
}
