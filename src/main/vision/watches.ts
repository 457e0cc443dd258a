import type { Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import type { Gallery } from './gallery.ts';
import type { WatchReport } from './types.ts';
import { createWatch } from './watch.ts';
import type { Watch } from './watch.ts';

/** A stream without a frame for this long is forgotten with all its faces, milliseconds. */
const forgetAfterMs = 1_000;

/** Every stream under way, by name. Track numbers are never used twice, so a stream that begins again is told apart from what it was. */
export function createWatches(engine: Engine, gallery: Gallery) {
  const watches = new Map<string, { watch: Watch; usedAtMs: number }>();
  let lastId = 0;
  const now = (): number => performance.now();

  function begin(): Watch {
    return createWatch({ engine, search: gallery.search, templates: () => gallery.size().templates, nextId: () => (lastId += 1), now });
  }

  const sweep = setInterval(() => {
    for (const [stream, { usedAtMs }] of watches) if (now() - usedAtMs > forgetAfterMs) watches.delete(stream);
  }, forgetAfterMs);
  sweep.unref();

  return {
    async see(stream: string, frame: Frame, atMs: number, focus: number | null): Promise<WatchReport> {
      const held = watches.get(stream) ?? { watch: begin(), usedAtMs: now() };
      watches.set(stream, held);
      const report = await held.watch.see(frame, atMs, focus);
      held.usedAtMs = now();
      return report;
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
