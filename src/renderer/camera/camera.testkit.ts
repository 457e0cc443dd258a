import type { Bridge, Input, Method } from '../../shared/contract.ts';
import { Refusal, type Result } from '../../shared/errors.ts';
import type { Camera } from './camera.ts';
import type { Frame, FrameSource } from './frames.ts';
import { noFaceReading, type Reading } from './readings.ts';

/** A camera of which the test decides when it is lost. */
export function testCamera(): Camera & { lose(refusal: Refusal): void } {
  const listeners = new Set<(refusal: Refusal) => void>();
  return {
    stream: {} as MediaStream, // never touched: frames come from the test's own source
    cameraId: 'test-camera',
    attach: async () => {},
    onLost(listener) { listeners.add(listener); return () => { listeners.delete(listener); }; },
    close() {},
    lose(refusal) { for (const listener of listeners) listener(refusal); },
  };
}

/** 30 frames a second of a face with these readings, without waiting for a real clock; each JPEG is 4 bytes. */
export function testFrames(readingAt: (index: number) => Partial<Reading>): FrameSource & { released(): number; taken(): number } {
  let index = 0;
  let released = 0;
  return {
    async next() {
      await new Promise((resolve) => { setTimeout(resolve, 1); });
      const at = index * 33.3;
      const frame: Frame = {
        at,
        reading: { ...noFaceReading(at), faces: 1, ...readingAt(index) },
        jpeg: async () => new Uint8Array([255, 216, 255, 217]),
        release: () => { released += 1; },
      };
      index += 1;
      return frame;
    },
    released: () => released,
    taken: () => index,
  };
}

type Handlers = { [M in Method]?: (input: Input<M>) => unknown };

/** `call` answered by handlers; a handler may throw a Refusal. */
export function testCall(handlers: Handlers): { call: Bridge['call']; calls: { method: Method; input: unknown }[] } {
  const calls: { method: Method; input: unknown }[] = [];
  const call = async (method: Method, input: unknown): Promise<Result<unknown>> => {
    calls.push({ method, input });
    try {
      const handler = handlers[method] as ((input: unknown) => unknown) | undefined; // looked up by the very method it is typed for
      return { ok: true, value: await handler?.(input) };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, code: error.code, data: error.data };
      throw error;
    }
  };
  return { call: call as Bridge['call'], calls }; // the handlers answer per method, which a plain function type cannot say
}
