import { faceOf } from './analyse.ts';
import type { Detection } from './detection.ts';
import type { Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import { meanGrey } from './frame.ts';
import { isGoodLook, weightOf } from './quality.ts';
import { createTracks } from './tracks.ts';
import type { Tracks, TracksNeeds } from './tracks.ts';
import type { Face, WatchedTrack, WatchReport } from './types.ts';

/** One frame may take about this long before the next one should begin, milliseconds: 30 a second. */
const frameBudgetMs = 33;
/** Frames longer than this on a side are searched finer: a face worth recognising (30 pixels between the eyes) then still has 25 pixels. */
const coarseUpTo = 960;
/** Turned further than this, two looks at one person agree less, degrees of yaw. */
const turnedYawDeg = 12;
/** Beyond this an embedding says little about who it is, degrees of yaw. */
const recognisableYawDeg = 30;

export interface Watch {
  /** @param atMs capture time, never decreasing @param focus track whose face is looked at in every frame */
  see(frame: Frame, atMs: number, focus: number | null): Promise<WatchReport>;
  forget(personId: string): void;
}

export interface WatchNeeds extends Pick<TracksNeeds, 'search' | 'templates' | 'nextId'> {
  engine: Engine;
  /** Milliseconds, monotonic. */
  now(): number;
}

interface Seen { trackId: number; found: Detection; face: Face; good: boolean }

/**
 * One stream of frames. Every face of every frame is detected, followed and judged for quality, which is cheap; embedding and passive check are
 * spent on one face a frame, and on more while the frame's time lasts. Where nobody is, a frame costs one detection.
 */
export function createWatch(needs: WatchNeeds): Watch {
  const { engine, now } = needs;
  const tracks = createTracks({ ...needs, card: engine.card });
  /** What one look has cost lately, milliseconds. */
  let lookCostMs = frameBudgetMs;
  let lastAtMs = 0;

  async function look(frame: Frame, seen: Seen, focus: number | null): Promise<void> {
    const startedAtMs = now();
    const focused = seen.trackId === focus;
    const face = await faceOf(engine, frame, seen.found, { embed: true, spoof: true });
    const told = isGoodLook(face) && Math.abs(face.yawDeg) <= recognisableYawDeg;
    if (told && face.embedding) {
      // A copy: the report's own arrays move to the other thread and are empty here afterwards.
      seen.trackId = tracks.take(seen.trackId, { embedding: Float32Array.from(face.embedding), live: face.live, weight: weightOf(face), turned: Math.abs(face.yawDeg) > turnedYawDeg }, lastAtMs);
    }
    // Embeddings leave this thread only where a service judges a challenge by them.
    seen.face = focused ? face : { ...face, embedding: null };
    lookCostMs += (now() - startedAtMs - lookCostMs) / 4;
  }

  return {
    async see(frame, atMs, focus) {
      const startedAtMs = now();
      lastAtMs = Math.max(lastAtMs, atMs);
      const longer = Math.max(frame.width, frame.height);
      const found = await engine.detect(frame, longer > coarseUpTo ? 640 : 320);
      const trackIds = tracks.follow(found.map(({ box }) => box), lastAtMs);
      const all: Seen[] = [];
      for (const [i, one] of found.entries()) {
        const face = await faceOf(engine, frame, one, null);
        all.push({ trackId: trackIds[i] ?? 0, found: one, face, good: isGoodLook(face) && Math.abs(face.yawDeg) <= recognisableYawDeg });
      }
      let looks = 0;
      for (const trackId of tracks.due(all, lastAtMs, focus)) {
        if (looks > 0 && now() - startedAtMs + lookCostMs > frameBudgetMs) break;
        const seen = all.find((one) => one.trackId === trackId);
        // A look at somebody before may have given this face another track meanwhile; the next frame sees to it.
        if (!seen) continue;
        await look(frame, seen, focus);
        looks += 1;
      }
      return { width: frame.width, height: frame.height, brightness: meanGrey(frame.rgb, 7), tracks: all.map((seen) => trackOf(tracks, seen)) };
    },
    forget: tracks.forget,
  };
}

function trackOf(tracks: Tracks, { trackId, face, good }: Seen): WatchedTrack {
  return { ...tracks.state(trackId), face, tooPoor: !good };
}
