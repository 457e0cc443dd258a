import { analyseFrame } from './analyse.ts';
import type { Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import { sameTrack } from './track.ts';
import type { Box, WatchReport } from './types.ts';

/** Follows the faces of one stream. */
export function createWatch(engine: Engine) {
  let tracks: { trackId: number; box: Box; atMs: number }[] = [];
  let nextId = 1;
  return {
    async see(frame: Frame, atMs: number): Promise<WatchReport> {
      const { faces, ...whole } = await analyseFrame(engine, frame, { embed: false, spoof: false });
      const left = [...tracks];
      tracks = faces.map(({ box }) => {
        const at = left.findIndex((track) => sameTrack(track, { box, atMs }));
        const [found] = at < 0 ? [] : left.splice(at, 1);
        return { trackId: found?.trackId ?? nextId++, box, atMs };
      });
      return { ...whole, tracks: faces.map((face, i) => ({ trackId: tracks[i]?.trackId ?? 0, face, looks: 0, identity: { kind: 'pending' }, live: engine.card.antiSpoofing ? 'pending' : 'none', tooPoor: false })) };
    },
  };
}
