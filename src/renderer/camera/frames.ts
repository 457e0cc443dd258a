import { pictureSize } from './camera.ts';
import { encodeJpeg } from './jpeg.ts';
import type { Guide } from './landmarks.ts';
import type { Reading } from './readings.ts';

/** One picture of the camera, kept until it is released. */
export interface Frame {
  /** When it was taken: `performance.now()`, milliseconds, strictly increasing. */
  readonly at: number;
  /** What the landmarks say about it; null when they are not ready or not there. */
  readonly reading: Reading | null;
  /** JPEG, at most 640x480. Once: the pixels go with it. */
  jpeg(): Promise<Uint8Array<ArrayBuffer>>;
  /** Gives the memory back; no `jpeg()` after this. */
  release(): void;
}

export interface FrameSource {
  /** The next picture; null when none came for a moment, so that the caller can look at the clock. */
  next(): Promise<Frame | null>;
}

/** For a look that money hangs on. */
const lookQuality = 0.85;
/** Pictures held at once: those waiting to be sent and the short past kept for a blink. */
const pool = 20;
/** A camera that shows nothing for this long yields null, milliseconds. */
const waitMs = 200;

/**
 * A slow landmark source (software GL: 200-600 ms a frame) holds up this very thread, and with it the pictures main judges by. It then
 * rests for this many times what a frame cost it.
 */
const restFactor = 2;

/** Largest size within 640x480 that keeps the picture's shape. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, pictureSize.width / width, pictureSize.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function nextPicture(video: HTMLVideoElement): Promise<boolean> {
  return new Promise((resolve) => {
    const handle = video.requestVideoFrameCallback(() => { clearTimeout(timer); resolve(true); });
    const timer = setTimeout(() => { video.cancelVideoFrameCallback(handle); resolve(false); }, waitMs);
  });
}

/** Pictures of a playing video with what the guide reads from each. @param jpegQuality 0..1 */
export function videoFrames(video: HTMLVideoElement, guide: Guide | null, jpegQuality = lookQuality): FrameSource {
  const free: OffscreenCanvas[] = [];
  let made = 0;
  let lastAt = 0;
  let readAgainAt = 0;
  const read = (): Reading | null => {
    if (!guide || performance.now() < readAgainAt) return null;
    const reading = guide.read();
    if (!guide.canBlink) readAgainAt = performance.now() + guide.frameMs * restFactor;
    return reading;
  };
  const take = (): OffscreenCanvas | undefined => {
    if (free.length > 0 || made >= pool) return free.pop();
    made += 1;
    return new OffscreenCanvas(pictureSize.width, pictureSize.height);
  };
  return {
    async next() {
      if (!(await nextPicture(video)) || video.videoWidth === 0) return null;
      const canvas = take();
      if (!canvas) return null;
      const size = fitted(video.videoWidth, video.videoHeight);
      if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
      const at = Math.max(performance.now(), lastAt + 0.1);
      lastAt = at;
      // never null: a fresh canvas gives the one kind of context ever asked of it
      canvas.getContext('2d')?.drawImage(video, 0, 0, size.width, size.height);
      const reading = read();
      return {
        at,
        reading,
        jpeg: () => encodeJpeg(canvas.transferToImageBitmap(), jpegQuality),
        release() {
          // The pool outlives a visit for as long as somebody holds on to it; the person in it must not.
          canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
          free.push(canvas);
        },
      };
    },
  };
}
