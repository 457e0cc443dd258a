import { overlap } from './detection.ts';
import { decide, marginFor, thresholdAtFmr, thresholdFor } from './match.ts';
import { sameTrack, trackLimits } from './track.ts';
import type { Box, EngineCard, SearchResult, TrackIdentity, WatchedTrack } from './types.ts';
import { cosine } from './unit.ts';
import { fuse, voteTrack } from './vote.ts';

/** Rules of following and naming faces; docs/face-matching.md, "Watching", says where each comes from. */
export const watchRules = {
  /** Looks that must agree before anybody is called by name. */
  looksToKnow: 3,
  /** Looks without a match before somebody counts as unknown, or as ambiguous. */
  looksToDoubt: 6,
  /** Newest looks that are fused and voted over. */
  keptLooks: 12,
  /** A named face is looked at again this often, in case somebody else slipped into its place, milliseconds. */
  recheckMs: 2_000,
  /** As often where faces overlap and could have changed places. */
  crowdedRecheckMs: 400,
  /** A face nobody is known by is tried again this often, milliseconds. */
  retryMs: 700,
  /** Gone from a frame and away for longer than this, a face must be looked at again before it is named, milliseconds. */
  pauseMs: 250,
  /** A slow machine or camera may take this long from one frame to the next; what the later one shows is then looked at again before it is named, milliseconds. */
  slowFrameMs: 2_000,
} as const;

/** One frame of a track that the nets were spent on: whom it shows and whether it is alive, from the same pixels. */
export interface Look {
  /** Unit length. */
  embedding: Float32Array;
  /** Null where the engine has no passive check. */
  live: number | null;
  /** Quality, above 0. */
  weight: number;
  /** The head is turned so far that a looser agreement must do. */
  turned: boolean;
}

interface Track {
  trackId: number;
  box: Box;
  lastAtMs: number;
  /** Absent from the frame before this one. */
  missed: boolean;
  /** Must be looked at again before it is named. */
  unsure: boolean;
  crowded: boolean;
  looks: number;
  lookedAtMs: number;
  kept: Look[];
  /** Fused from the first looks and never moved: a slow morph cannot carry it along. */
  anchor: Float32Array | null;
  identity: TrackIdentity;
  /** Cosine to whom it is known as. */
  similarity: number;
}

export interface TracksNeeds {
  card: Pick<EngineCard, 'calibration' | 'antiSpoofing'>;
  search(probe: Float32Array): SearchResult;
  /** Templates in the gallery: the threshold follows from their number. */
  templates(): number;
  /** Never the same twice, not even in another stream. */
  nextId(): number;
}

/** What is known of a track after a frame. */
export type TrackState = Pick<WatchedTrack, 'trackId' | 'looks' | 'identity' | 'live'>;

export interface Tracks {
  /** Ties the boxes of one frame to tracks; answers the id of each, in the boxes' order. `atMs` never decreases. */
  follow(boxes: readonly Box[], atMs: number): number[];
  /** Of these tracks, those worth a look now, most urgent first. `focus` is worth one in every frame. */
  due(seen: readonly { trackId: number; good: boolean }[], atMs: number, focus: number | null): number[];
  /** What a look at a track showed. Answers the id it goes under now: another one when the look shows somebody else. */
  take(trackId: number, look: Look, atMs: number): number;
  state(trackId: number): TrackState;
  /** This person is not to be recognised any more: whoever is known as them starts anew. */
  forget(personId: string): void;
}

/**
 * The faces of one stream: boxes, embeddings and scores in, no pixels. Name and passive verdict of a track come from the same looks, which all
 * agree with the first ones on one person; a look that does not begins a track of its own, which inherits nothing.
 */
export function createTracks(needs: TracksNeeds): Tracks {
  const { card } = needs;
  const alike = { front: thresholdAtFmr(card, 1e-3), turned: thresholdAtFmr(card, 1e-2) };
  const margin = marginFor(card);
  const tracks = new Map<number, Track>();

  function begin(box: Box, atMs: number): Track {
    const track: Track = {
      trackId: needs.nextId(), box, lastAtMs: atMs, missed: false, unsure: false, crowded: false, looks: 0, lookedAtMs: -Infinity,
      kept: [], anchor: null, identity: { kind: 'pending' }, similarity: -1,
    };
    tracks.set(track.trackId, track);
    return track;
  }

  const find = (trackId: number): Track => {
    const track = tracks.get(trackId);
    if (!track) throw new RangeError('no such track');
    return track;
  };

  function follow(boxes: readonly Box[], atMs: number): number[] {
    for (const track of tracks.values()) if (atMs - track.lastAtMs > (track.missed ? trackLimits.maxGapMs : watchRules.slowFrameMs)) tracks.delete(track.trackId);
    const owners = assign([...tracks.values()], boxes, atMs);
    const seen = boxes.map((box, i) => {
      const track = owners.get(i) ?? begin(box, atMs);
      // Missing from a frame, not merely from a slow stream: somebody else could have stepped in.
      track.unsure ||= atMs - track.lastAtMs > (track.missed ? watchRules.pauseMs : trackLimits.maxGapMs);
      return Object.assign(track, { box, lastAtMs: atMs });
    });
    for (const track of tracks.values()) {
      track.missed = !seen.includes(track);
      track.crowded = seen.some((other) => other !== track && overlap(other.box, track.box) > 0);
    }
    return seen.map(({ trackId }) => trackId);
  }

  /** 0 = at once ... 3 = a look now and then; null when it needs none now. */
  function urgency(track: Track, good: boolean, atMs: number, focus: number | null): number | null {
    if (track.trackId === focus) return 0;
    if (!good) return null;
    if (track.unsure || track.identity.kind === 'pending') return 1;
    const since = atMs - track.lookedAtMs;
    if (track.identity.kind === 'known') {
      const live = liveOf(track);
      if (live === 'pending' || (live === 'doubtful' && track.kept.length < watchRules.keptLooks)) return 2;
      return since >= (track.crowded ? watchRules.crowdedRecheckMs : watchRules.recheckMs) ? 3 : null;
    }
    return since >= watchRules.retryMs ? 3 : null;
  }

  function due(seen: readonly { trackId: number; good: boolean }[], atMs: number, focus: number | null): number[] {
    const wanted = seen.flatMap(({ trackId, good }) => {
      const track = find(trackId);
      const how = urgency(track, good, atMs, focus);
      return how === null ? [] : [{ track, how }];
    });
    // Who is nearly known goes first: one name soon is better than two later. Then whoever waited longest.
    wanted.sort((a, b) => a.how - b.how || (a.how < 3 ? b.track.looks - a.track.looks : 0) || a.track.lookedAtMs - b.track.lookedAtMs);
    return wanted.map(({ track }) => track.trackId);
  }

  function take(trackId: number, look: Look, atMs: number): number {
    let track = find(trackId);
    const reference = track.anchor ?? (track.kept.length > 0 ? fusedOf(track.kept) : null);
    if (reference && cosine(reference, look.embedding) < (look.turned ? alike.turned : alike.front)) track = split(track, atMs);
    add(track, look, atMs);
    const known = track.identity.kind === 'known' ? track.identity.personId : null;
    const decision = identify(track);
    if (decision?.kind === 'known' && known !== null && decision.personId !== known) {
      track = split(track, atMs);
      add(track, look, atMs);
      return track.trackId;
    }
    track.identity = decision ?? track.identity;
    if (track.identity.kind === 'known') settle(track, track.identity.personId, atMs);
    return track.trackId;
  }

  function add(track: Track, look: Look, atMs: number): void {
    track.kept = [...track.kept, look].slice(-watchRules.keptLooks);
    track.looks += 1;
    track.lookedAtMs = atMs;
    track.unsure = false;
    if (!track.anchor && track.kept.length >= watchRules.looksToKnow) track.anchor = fusedOf(track.kept);
  }

  /** Somebody else is in this place. Whoever stands beside may have changed places with them, so all are looked at again. */
  function split(track: Track, atMs: number): Track {
    tracks.delete(track.trackId);
    for (const other of tracks.values()) other.unsure = other.looks > 0;
    return begin(track.box, atMs);
  }

  /** Whom the kept looks show together; null when that changes nothing. */
  function identify(track: Track): TrackIdentity | null {
    if (track.looks < watchRules.looksToKnow) return null;
    const decision = decide(needs.search(fusedOf(track.kept)), { threshold: thresholdFor(card, needs.templates()), margin });
    if (decision.kind === 'match') {
      track.similarity = decision.similarity;
      return { kind: 'known', personId: decision.personId };
    }
    // A look that agrees with the ones that led to the name shows the same person still, be it a poor one.
    if (track.identity.kind === 'known' || track.looks < watchRules.looksToDoubt) return null;
    return { kind: decision.kind };
  }

  /** Nobody is in two places at once: of two faces in one frame the more similar one keeps the name. */
  function settle(track: Track, personId: string, atMs: number): void {
    for (const other of tracks.values()) {
      if (other === track || other.lastAtMs !== atMs || other.identity.kind !== 'known' || other.identity.personId !== personId) continue;
      const loser = other.similarity > track.similarity ? track : other;
      loser.identity = { kind: 'ambiguous' };
    }
  }

  const liveOf = (track: Track): WatchedTrack['live'] => {
    if (!card.antiSpoofing) return 'none';
    return voteTrack(track.kept.flatMap(({ live }) => (live === null ? [] : [live])));
  };

  return {
    follow, due, take,
    state(trackId) {
      const track = find(trackId);
      const { looks, unsure } = track;
      if (unsure) return { trackId, looks, identity: { kind: 'pending' }, live: card.antiSpoofing ? 'pending' : 'none' };
      return { trackId, looks, identity: track.identity, live: liveOf(track) };
    },
    forget(personId) {
      for (const track of tracks.values()) {
        if (track.identity.kind === 'known' && track.identity.personId === personId) Object.assign(track, { identity: { kind: 'pending' }, looks: 0, kept: [], anchor: null, similarity: -1 });
      }
    },
  };
}

function fusedOf(looks: readonly Look[]): Float32Array {
  return fuse(looks.map(({ embedding }) => embedding), looks.map(({ weight }) => weight));
}

/** The nearest pairs first: overlap, then distance. Answers the track of each box that has one. */
function assign(tracks: readonly Track[], boxes: readonly Box[], atMs: number): Map<number, Track> {
  const pairs = tracks.flatMap((track) => boxes.flatMap((box, i) => (sameTrack({ box: track.box, atMs: Math.max(track.lastAtMs, atMs - trackLimits.maxGapMs) }, { box, atMs }) ? [{ track, i, nearness: nearnessOf(track.box, box) }] : [])));
  pairs.sort((a, b) => b.nearness - a.nearness);
  const owners = new Map<number, Track>();
  const used = new Set<Track>();
  for (const { track, i } of pairs) {
    if (owners.has(i) || used.has(track)) continue;
    owners.set(i, track);
    used.add(track);
  }
  return owners;
}

/** 1 for the same box; a box width of distance counts as much as a quarter of overlap. */
function nearnessOf(a: Box, b: Box): number {
  const moved = Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
  return overlap(a, b) - moved / Math.sqrt(a.width * a.height) / 4;
}
