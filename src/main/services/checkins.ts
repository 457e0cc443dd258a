import type { ChallengePolicy } from '../../shared/attendance.ts';
import type { Greeting } from '../../shared/contractAttendance.ts';
import type { Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { activeNameOf } from '../db/queries/people.ts';
import { pinHolder } from '../db/queries/pins.ts';
import { thresholdAtFmr } from '../vision/match.ts';
import type { EngineCard, Vision } from '../vision/types.ts';
import type { Attendance, Arrival, Checkin } from './attendance.ts';
import { createCheckinJudge, type CheckinAnswer, type Marked } from './checkinJudge.ts';
import type { SamePerson } from './liveness.ts';
import { firstNameOf } from './names.ts';
import type { Pins } from './pins.ts';

/** A watch without frames ends after this, milliseconds. */
export const watchEndsAfterMs = 10_000;

export interface CheckinsNeeds {
  db: Db;
  vision(): Vision;
  /** @throws Refusal SETUP_NEEDED */
  requireSetup(): void;
  settings(): { kioskRoomId: string | null; challenge: ChallengePolicy; identifierAlone: boolean };
  attendance: Attendance;
  pins: Pick<Pins, 'identify'>;
  /** @throws Refusal CARD_REFUSED */
  verifyCard(text: string): { personId: string };
  monotonicMs(): number;
  newId(): string;
  /** Uniform integer in [0, below). */
  randomInt(below: number): number;
}

interface Watch {
  watchId: string;
  /** The very worker that gave out this watch's track numbers: another one would give the same numbers to other faces. */
  vision: Vision;
  cameraId: string;
  judge: ReturnType<typeof createCheckinJudge>;
  /** A frame is being looked at. */
  busy: boolean;
  lastFrameAtMs: number;
  lastCapturedAtMs: number;
  answer: Omit<CheckinAnswer, 'greetings'>;
  /** Not told yet. */
  greetings: Greeting[];
}

/**
 * Checking in at the kiosk: by walking up to it, by number, by card. Who is there and alive is decided here, from frames; the renderer says only
 * which camera they come from. None of this can move money: a mark is all that comes of it.
 */
export function createCheckins(needs: CheckinsNeeds) {
  const { db, monotonicMs } = needs;
  let running: Watch | null = null;
  let lastGreetingId = 0;

  function greet(marked: Marked): Greeting {
    lastGreetingId += 1;
    return { greetingId: lastGreetingId, ...marked };
  }

  function mark(personId: string, method: Arrival['method'], cameraId: string | null): Marked {
    return asMarked(needs.attendance.mark({ personId, roomId: needs.settings().kioskRoomId, method, cameraId }));
  }

  function stop(watch: Watch): void {
    if (running === watch) running = null;
    // The worker may have ended, and then there is nothing left to forget.
    watch.vision.unwatch(watch.watchId).catch(() => {});
  }

  function begin({ cameraId }: Parsed<'checkins.begin'>): { watchId: string } {
    needs.requireSetup();
    const vision = needs.vision();
    if (running) stop(running);
    const watchId = needs.newId();
    const judge = createCheckinJudge({
      policy: () => needs.settings().challenge,
      samePerson: samePersonOf(vision.engine),
      mark: (personId) => mark(personId, 'face', cameraId),
      firstNameOf(personId) {
        const name = activeNameOf(db, personId);
        return name === null ? null : firstNameOf(name);
      },
      randomInt: needs.randomInt,
    });
    running = { watchId, vision, cameraId, judge, busy: false, lastFrameAtMs: monotonicMs(), lastCapturedAtMs: -1, answer: { faces: [], challenge: null, advice: 'noFace' }, greetings: [] };
    return { watchId };
  }

  function find(watchId: string): Watch {
    const watch = running;
    if (watch?.watchId !== watchId) throw new Refusal('WATCH_NOT_FOUND');
    if (monotonicMs() - watch.lastFrameAtMs <= watchEndsAfterMs) return watch;
    stop(watch);
    throw new Refusal('WATCH_NOT_FOUND');
  }

  async function frame({ watchId, capturedAtMs, jpeg }: Parsed<'checkins.frame'>): Promise<CheckinAnswer> {
    const watch = find(watchId);
    // Faces are followed by the time at which frames arrive: our own clock, which nobody outside can stretch.
    const atMs = monotonicMs();
    watch.lastFrameAtMs = atMs;
    // The newest is passed over, not queued: its successor is newer still. So is one that comes after a later one.
    if (watch.busy || capturedAtMs <= watch.lastCapturedAtMs) return told(watch);
    watch.busy = true;
    watch.lastCapturedAtMs = capturedAtMs;
    try {
      const report = await watch.vision.watch(watchId, jpeg, atMs, watch.judge.focus());
      // Ended, or another began, while this frame was looked at: nobody is marked by it.
      if (running !== watch) throw new Refusal('WATCH_NOT_FOUND');
      const { answer, greetings } = watch.judge.see(report, atMs);
      watch.answer = answer;
      watch.greetings.push(...greetings.map(greet));
      return told(watch);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'ENGINE_UNAVAILABLE') stop(watch);
      throw error;
    } finally {
      watch.busy = false;
    }
  }

  /** The last state, and what was not told yet. */
  function told(watch: Watch): CheckinAnswer {
    return { ...watch.answer, greetings: watch.greetings.splice(0) };
  }

  /** Without a PIN only who has none gets in, where the site allows it; whether a number exists is not to be learnt from a refusal. */
  async function byNumber({ identifier, pin }: Parsed<'checkins.byNumber'>): Promise<Greeting> {
    needs.requireSetup();
    if (pin !== null) {
      const { personId } = await needs.pins.identify({ identifier, pin });
      return greet(mark(personId, 'pin', null));
    }
    const holder = needs.settings().identifierAlone ? pinHolder(db, identifier) : null;
    if (holder === null || holder.pinHash !== null) throw new Refusal('PIN_NEEDED');
    return greet(mark(holder.personId, 'identifier', null));
  }

  function byCard({ text }: Parsed<'checkins.byCard'>): Greeting {
    needs.requireSetup();
    return greet(mark(needs.verifyCard(text).personId, 'card', null));
  }

  return {
    begin, frame, byNumber, byCard,
    end({ watchId }: Parsed<'checkins.end'>): Record<string, never> {
      if (running?.watchId === watchId) stop(running);
      return {};
    },
    /** A watch nobody sends frames to is forgotten, with whom it saw. */
    sweep(): void {
      if (running && monotonicMs() - running.lastFrameAtMs > watchEndsAfterMs) stop(running);
    },
  };
}

function asMarked({ outcome, firstName, status, courseName, roomName, markedAtMs, opensAtMs }: Checkin): Marked {
  return { outcome, firstName, status, courseName, roomName, markedAtMs, opensAtMs };
}

/** As in a look at a charge: looks of one person a moment apart are far more alike than this. */
function samePersonOf(card: EngineCard): SamePerson {
  return { front: thresholdAtFmr(card, 1e-3), turned: thresholdAtFmr(card, 1e-2) };
}
