import type { CameraTrouble, CheckinOutcome } from '../../shared/attendance.ts';
import type { Output } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import type { PulledFrame } from '../cameras/puller.ts';
import type { Vision, WatchedTrack, WatchReport } from '../vision/types.ts';
import type { Arrival, Checkin } from './attendance.ts';

type View = Output<'cameras.view'>;

/** Milliseconds. */
export const lookLimits = {
  /** Somebody who stays in view is asked about again this often: their class may have opened meanwhile. */
  askAgainAfter: 60_000,
  /** Somebody whose face was lost and found is not asked about again sooner. */
  askAgainOnNewTrackAfter: 3_000,
  /** A picture older than this is not shown any more. */
  showFor: 5_000,
  /** A frame that waited longer, because there was no engine, is nobody's arrival now. */
  lookWithin: 2_000,
  /** After the engine refused, before it is asked again. */
  pause: 1_000,
} as const;

/** Frames of room cameras in the vision worker at once. One: the kiosk's own frame never waits for more than that. */
const lanes = 1;

export interface RoomLooksNeeds {
  /** Null while there is none, or it has ended. */
  vision(): Vision | null;
  mark(arrival: Arrival): Pick<Checkin, 'outcome' | 'opensAtMs'>;
  /** Full name for staff; null for nobody. */
  nameOf(personId: string): string | null;
  now(): number;
  monotonicMs(): number;
  onFault(error: unknown, cameraId: string): void;
}

/** What a look adds to a camera's health. */
export interface LookCounts {
  skipped(): void;
  looked(latencyMs: number): void;
  refuse(trouble: CameraTrouble): void;
}

interface Asked { trackId: number; outcome: CheckinOutcome | null; atMs: number; againAtMs: number }

interface Seat {
  cameraId: string;
  roomId: string;
  counts: LookCounts;
  /** The newest frame; older ones are passed over. */
  waiting: PulledFrame | null;
  looking: boolean;
  /** The last frame looked at, for the preview; nothing else of it is kept. */
  seen: { frame: PulledFrame; faces: View['faces'] } | null;
  asked: Map<string, Asked>;
}

/**
 * Shares the vision worker among the rooms' cameras, in turn, and turns whom it recognises into attendance. What it can reach is `mark`:
 * an unsigned picture may say that somebody came, and no picture of a room says that somebody pays (R27).
 */
export function createRoomLooks(needs: RoomLooksNeeds) {
  const seats = new Map<string, Seat>();
  let busy = 0;
  let pausedUntilMs = 0;

  /** The seat whose turn it is goes to the end of the row. */
  function nextSeat(): Seat | null {
    for (const seat of seats.values()) {
      if (seat.waiting === null || seat.looking || needs.monotonicMs() - seat.waiting.monotonicMs > lookLimits.lookWithin) continue;
      seats.delete(seat.cameraId);
      seats.set(seat.cameraId, seat);
      return seat;
    }
    return null;
  }

  function pump(): void {
    const vision = needs.vision();
    if (!vision || needs.monotonicMs() < pausedUntilMs) return;
    while (busy < lanes) {
      const seat = nextSeat();
      const frame = seat?.waiting;
      if (!seat || !frame) return;
      seat.waiting = null;
      seat.looking = true;
      busy += 1;
      void look(vision, seat, frame).finally(() => {
        seat.looking = false;
        busy -= 1;
        pump();
      });
    }
  }

  async function look(vision: Vision, seat: Seat, frame: PulledFrame): Promise<void> {
    try {
      const report = await vision.watch(streamOf(seat.cameraId), frame.jpeg, frame.monotonicMs, null);
      // Removed, or given to another address, while the worker looked.
      if (seats.get(seat.cameraId) !== seat) return;
      seat.counts.looked(needs.monotonicMs() - frame.monotonicMs);
      seat.seen = { frame, faces: report.tracks.map((track) => faceOf(seat, track, report)) };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'BAD_INPUT') return seat.counts.refuse('badPicture');
      pausedUntilMs = needs.monotonicMs() + lookLimits.pause;
      if (!(error instanceof Refusal)) needs.onFault(error, seat.cameraId);
    }
  }

  function faceOf(seat: Seat, track: WatchedTrack, { width, height }: WatchReport): View['faces'][number] {
    const { box } = track.face;
    const { identity } = track;
    return {
      trackId: track.trackId,
      box: { x: box.x / width, y: box.y / height, width: box.width / width, height: box.height / height },
      name: identity.kind === 'known' ? needs.nameOf(identity.personId) : null,
      outcome: outcomeOf(seat, track),
    };
  }

  function outcomeOf(seat: Seat, { trackId, identity, live }: WatchedTrack): CheckinOutcome | null {
    if (live === 'spoof') return 'notLive';
    if (identity.kind === 'unknown' || identity.kind === 'ambiguous') return identity.kind;
    if (identity.kind !== 'known' || (live !== 'live' && live !== 'none')) return null;
    return askFor(seat, identity.personId, trackId);
  }

  /** Once for a track, and once a minute for who stays: the rule of attendance itself makes one mark of it. */
  function askFor(seat: Seat, personId: string, trackId: number): CheckinOutcome | null {
    const atMs = needs.monotonicMs();
    const before = seat.asked.get(personId);
    if (before && atMs < before.againAtMs && (before.trackId === trackId || atMs - before.atMs < lookLimits.askAgainOnNewTrackAfter)) return before.outcome;
    let outcome: CheckinOutcome | null = null;
    let againAfterMs: number = lookLimits.askAgainAfter;
    try {
      const checkin = needs.mark({ personId, roomId: seat.roomId, method: 'camera', cameraId: seat.cameraId });
      outcome = checkin.outcome;
      if (checkin.opensAtMs !== null && outcome === 'tooEarly') againAfterMs = Math.min(againAfterMs, Math.max(1_000, checkin.opensAtMs - needs.now()));
    } catch (error) {
      // A full disk, a locked database: they are asked about again soon, and the stream goes on.
      againAfterMs = lookLimits.askAgainOnNewTrackAfter;
      if (!(error instanceof Refusal)) needs.onFault(error, seat.cameraId);
    }
    for (const [id, { againAtMs }] of seat.asked) if (againAtMs < atMs) seat.asked.delete(id);
    seat.asked.set(personId, { trackId, outcome, atMs, againAtMs: atMs + againAfterMs });
    return outcome;
  }

  return {
    /** A camera takes its place; what was known of an earlier one with this id is forgotten. */
    join(cameraId: string, roomId: string, counts: LookCounts): void {
      seats.set(cameraId, { cameraId, roomId, counts, waiting: null, looking: false, seen: null, asked: new Map() });
    },
    /** It hangs in another room now. */
    move(cameraId: string, roomId: string): void {
      const seat = seats.get(cameraId);
      if (!seat || seat.roomId === roomId) return;
      seat.roomId = roomId;
      seat.asked.clear();
    },
    async leave(cameraId: string): Promise<void> {
      if (seats.delete(cameraId)) await needs.vision()?.unwatch(streamOf(cameraId)).catch(() => {});
    },
    /** The newest frame of a camera. One that still waits was too slow. Never throws. */
    offer(cameraId: string, frame: PulledFrame): void {
      const seat = seats.get(cameraId);
      if (!seat) return;
      if (seat.waiting) seat.counts.skipped();
      seat.waiting = frame;
      pump();
    },
    /** What `cameras.view` shows. Without an engine the picture alone. */
    view(cameraId: string): View {
      const seat = seats.get(cameraId);
      const fresh = (frame: PulledFrame | undefined | null) => frame && needs.monotonicMs() - frame.monotonicMs <= lookLimits.showFor ? frame : null;
      const looked = fresh(seat?.seen?.frame);
      const frame = looked ?? fresh(seat?.waiting);
      if (seat && !looked) seat.seen = null;
      if (!frame) return { picture: null, faces: [] };
      const { atMs, width, height, jpeg } = frame;
      return { picture: { atMs: Math.round(atMs), width, height, jpeg: new Uint8Array(jpeg) }, faces: looked ? seat?.seen?.faces ?? [] : [] };
    },
  };
}

function streamOf(cameraId: string): string {
  return `camera:${cameraId}`;
}
