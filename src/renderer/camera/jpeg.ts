import type { Encoded, ToEncode } from './jpegWorker.ts';

/**
 * What a worker encoded stays in the browser's memory until that worker collects its garbage, which may be never: it has next to none of its own. So
 * a worker is let go after this many pictures (some 10 MB), and when nothing has come for a moment: nobody's pictures outlive their look.
 */
export const encoderRules = { pictures: 200, idleMs: 1_000 } as const;

/** As much of a `Worker` as is needed here. */
export interface EncodingWorker {
  postMessage(message: ToEncode, transfer: Transferable[]): void;
  onmessage: ((event: { data: Encoded }) => void) | null;
  onerror: ((event: { message: string }) => void) | null;
  terminate(): void;
}

/** Its events have more to them than is asked for here. */
const startWorker = () => new Worker(new URL('./jpegWorker.ts', import.meta.url), { type: 'module', name: 'jpeg' }) as unknown as EncodingWorker;

interface Encoder { encode(picture: ImageBitmap, quality: number): Promise<Uint8Array<ArrayBuffer>> }

/** JPEGs from one worker after the other. */
export function createJpegEncoder(start: () => EncodingWorker = startWorker, rules: { pictures: number; idleMs: number } = encoderRules): Encoder {
  let current: Encoder | null = null;

  function next(): Encoder {
    const worker = start();
    const waiting = new Map<number, PromiseWithResolvers<Uint8Array<ArrayBuffer>>>();
    let taken = 0;
    let idle: ReturnType<typeof setTimeout> | undefined;

    function retire(): void {
      if (current === encoder) current = null;
      if (waiting.size === 0) worker.terminate();
    }
    worker.onmessage = ({ data }) => {
      const call = waiting.get(data.id);
      waiting.delete(data.id);
      if ('jpeg' in data) call?.resolve(new Uint8Array(data.jpeg));
      else call?.reject(new Error(`no JPEG: ${data.error}`));
      if (waiting.size > 0) return;
      if (current !== encoder) worker.terminate();
      else idle = setTimeout(retire, rules.idleMs);
    };
    worker.onerror = ({ message }) => {
      for (const call of waiting.values()) call.reject(new Error(`the JPEG worker ended: ${message}`));
      waiting.clear();
      retire();
    };
    const encoder: Encoder = {
      encode(picture, quality) {
        clearTimeout(idle);
        const call = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
        waiting.set(taken, call);
        worker.postMessage({ id: taken, picture, quality }, [picture]);
        taken += 1;
        if (taken >= rules.pictures) retire();
        return call.promise;
      },
    };
    return encoder;
  }

  return {
    encode(picture, quality) {
      current ??= next();
      return current.encode(picture, quality);
    },
  };
}

/** The page's own: shared by every look. */
const shared = createJpegEncoder();

/**
 * A JPEG of the picture, which moves away and is gone afterwards. Never waits for the page to be idle.
 * @param quality 0..1
 * @throws Error when the worker cannot be loaded or cannot encode
 */
export function encodeJpeg(picture: ImageBitmap, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  return shared.encode(picture, quality);
}
