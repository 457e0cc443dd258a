import { createHash } from 'node:crypto';
import { eyePatchHeight, eyePatchWidth } from './vision/eyes.ts';
import { mouthPatchHeight, mouthPatchWidth } from './vision/mouth.ts';
import { isGoodLook } from './vision/quality.ts';
import { createTracks } from './vision/tracks.ts';
import type { Tracks } from './vision/tracks.ts';
import type { AnalyseOptions, EngineCard, Face, FrameReport, GalleryTemplate, SearchResult, Vision, WatchReport } from './vision/types.ts';

/** What a scripted "picture" shows; the bytes of a frame are this as JSON. */
export interface ScriptedFace {
  person: string;
  yawDeg?: number;
  mouthRatio?: number;
  /** Eyes shut in this frame. */
  shut?: boolean;
  live?: number;
  /** Left edge of a 200 px box. */
  x?: number;
  eyeDistancePx?: number;
}

export function scripted(...faces: ScriptedFace[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(faces));
}

const dims = 128;

/** A fixed random direction a person: two people are nearly at right angles. "A~B" lies between A and B, a look-alike of both. */
export function embeddingOf(person: string): Float32Array {
  const embedding = new Float32Array(dims);
  for (const one of person.split('~')) directionOf(one).forEach((value, i) => (embedding[i] = (embedding[i] ?? 0) + value));
  const length = Math.hypot(...embedding);
  return embedding.map((value) => value / length);
}

function directionOf(person: string): Float32Array {
  const bytes = createHash('shake256', { outputLength: dims * 2 }).update(person).digest();
  const direction = Float32Array.from({ length: dims }, (_, i) => bytes.readInt16LE(i * 2));
  const length = Math.hypot(...direction);
  return direction.map((value) => value / length);
}

/** Noise that is always the same for the same words: two different words look nothing alike. */
function picture(pixels: number, what: string): Uint8Array {
  return new Uint8Array(createHash('shake256', { outputLength: pixels }).update(what).digest());
}

function faceOf(face: ScriptedFace, options: AnalyseOptions): Face {
  const { yawDeg = 0, mouthRatio = 0.8, live = 0.95, x = 220, eyeDistancePx = 80, shut = false } = face;
  return {
    box: { x, y: 120, width: 200, height: 240 },
    score: 0.95,
    points: new Float32Array(10),
    yawDeg,
    pitchDeg: 0,
    rollDeg: 0,
    mouthRatio,
    eyes: picture(2 * eyePatchWidth * eyePatchHeight, shut ? 'shut' : 'open'),
    mouth: picture(mouthPatchWidth * mouthPatchHeight, mouthRatio > 0.85 ? 'smile' : 'rest'),
    quality: { eyeDistancePx, sharpness: 300, brightness: 128, unevenness: 0.05 },
    live: options.spoof ? live : null,
    embedding: options.embed ? embeddingOf(face.person) : null,
  };
}

/** The script is ours: `scripted` above wrote it. */
function facesIn(image: Uint8Array): ScriptedFace[] {
  return JSON.parse(new TextDecoder().decode(image)) as ScriptedFace[];
}

/** The vision room with a script in place of a camera and nets: the gallery and its search are plain and exact. */
export function createScriptedVision(antiSpoofing = true): Vision {
  const gallery = new Map<string, Float32Array[]>();
  const streams = new Map<string, Tracks>();
  let lastTrackId = 0;
  const card: EngineCard = {
    id: antiSpoofing ? 'onnx' : 'faceapi',
    model: 'scripted-128@1',
    dims,
    antiSpoofing,
    calibration: [{ fmr: 1e-2, threshold: 0.2 }, { fmr: 1e-3, threshold: 0.34 }, { fmr: 1e-4, threshold: 0.41 }, { fmr: 1e-5, threshold: 0.47 }],
  };
  const searchNow = (probe: Float32Array): SearchResult => {
    const ranked = [...gallery]
      .map(([personId, embeddings]) => ({ personId, similarity: Math.max(...embeddings.map((embedding) => embedding.reduce((sum, value, i) => sum + value * (probe[i] ?? 0), 0))) }))
      .sort((a, b) => b.similarity - a.similarity);
    return { best: ranked[0] ?? null, runnerUp: ranked[1] ?? null };
  };
  return {
    engine: card,
    fallbackReason: null,
    analyse: async (image, options): Promise<FrameReport> => {
      const faces = facesIn(image);
      return { width: 640, height: 480, brightness: 120, faces: faces.map((face) => faceOf(face, options)) };
    },
    watch: async (stream, image, atMs, focus): Promise<WatchReport> => {
      const faces = facesIn(image);
      const tracks = streams.get(stream) ?? createTracks({ card, search: searchNow, templates: () => [...gallery.values()].flat().length, nextId: () => (lastTrackId += 1) });
      streams.set(stream, tracks);
      const seen = faces.map((face) => ({ face, shown: faceOf(face, { embed: true, spoof: antiSpoofing }), trackId: 0 }));
      tracks.follow(seen.map(({ shown }) => shown.box), atMs).forEach((trackId, i) => Object.assign(seen[i] ?? {}, { trackId }));
      const isGood = (shown: Face): boolean => isGoodLook(shown) && Math.abs(shown.yawDeg) <= 30;
      for (const trackId of tracks.due(seen.map(({ shown, trackId }) => ({ trackId, good: isGood(shown) })), atMs, focus)) {
        const one = seen.find((other) => other.trackId === trackId);
        if (one?.shown.embedding && isGood(one.shown)) one.trackId = tracks.take(trackId, { embedding: one.shown.embedding, live: one.shown.live, weight: 1, turned: Math.abs(one.shown.yawDeg) > 12 }, atMs);
      }
      return {
        width: 640, height: 480, brightness: 120,
        tracks: seen.map(({ trackId, shown }) => ({ ...tracks.state(trackId), face: { ...shown, embedding: trackId === focus ? shown.embedding : null }, tooPoor: !isGood(shown) })),
      };
    },
    unwatch: async (stream) => void streams.delete(stream),
    remember: async (templates: GalleryTemplate[]) => {
      for (const { personId } of templates) gallery.delete(personId);
      for (const { personId, embedding } of templates) gallery.set(personId, [...(gallery.get(personId) ?? []), embedding]);
    },
    alive: () => true,
    forget: async (personId) => {
      gallery.delete(personId);
      for (const tracks of streams.values()) tracks.forget(personId);
    },
    search: async (probe) => searchNow(probe),
    gallerySize: async () => ({ persons: gallery.size, templates: [...gallery.values()].flat().length, bytes: 0 }),
    close: async () => {},
  };
}
