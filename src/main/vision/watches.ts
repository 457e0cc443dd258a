import type { Engine } from './engine.ts';
import type { Gallery } from './gallery.ts';
import { createWatch } from './watch.ts';
import type { Watch } from './watch.ts';

/** A stream without a frame for this long is forgotten with all its faces, milliseconds. */
const forgetAfterMs = 2_000;

/** Every stream under way, by name. Track numbers are never used twice, so a stream that begins again is told apart from what it was. */
export function createWatches(engine: Engine, gallery: Gallery) {
  const watches = new Map<string, { watch: Watch; usedAtMs: number; underWay: number }>();
  let lastId = 0;
  const now = (): number => performance.now();

  function begin(): Watch {
    return createWatch({ engine, search: gallery.search, templates: () => gallery.size().templates, nextId: () => (lastId += 1), now });
  }

  const sweep = setInterval(() => {
    for (const [stream, { usedAtMs, underWay }] of watches) if (underWay === 0 && now() - usedAtMs > forgetAfterMs) watches.delete(stream);
  }, forgetAfterMs);
  sweep.unref();

  return {
    /** A frame of the stream has come: however long it waits for its turn, its stream is not forgotten meanwhile. */
    async use<T>(stream: string, work: (watch: Watch) => Promise<T>): Promise<T> {
      const held = watches.get(stream) ?? { watch: begin(), usedAtMs: now(), underWay: 0 };
      watches.set(stream, held);
      held.underWay += 1;
      try {
        return await work(held.watch);
      } finally {
        held.underWay -= 1;
        held.usedAtMs = now();
      }
    },
    end(stream: string): void {
      watches.delete(stream);
    },
    forget(personId: string): void {
      for (const { watch } of watches.values()) watch.forget(personId);
    },
    close(): void {
      clearInterval(sweep);
      watches.clear();
    },
  };
}
