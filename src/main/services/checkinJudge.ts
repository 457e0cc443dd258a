import { challengeSteps, type ChallengeStep, type FrameAdvice } from '../../shared/challenges.ts';
import type { ChallengePolicy, CheckinOutcome } from '../../shared/attendance.ts';
import type { Greeting } from '../../shared/contractAttendance.ts';
import type { Output } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { adviceFor, qualityLimits } from '../vision/quality.ts';
import { trackLimits } from '../vision/track.ts';
import type { Face, WatchedTrack, WatchReport } from '../vision/types.ts';
import { createLiveness, type Liveness, type SamePerson } from './liveness.ts';

/** Rules of checking in by walking up; docs/face-matching.md, "Watching". */
export const checkinRules = {
  /** A stranger is told so when the face has been good for this long, milliseconds. */
  unknownAfterMs: 1_500,
  /** Greeted this lately, somebody who hardly left is not greeted again... */
  greetedWithinMs: 20_000,
  /** ...having been away for no longer than this, milliseconds. */
  awayMs: 5_000,
  /** Looks after which a passive verdict in doubt is believed to stay so. */
  looksInDoubt: 10,
  /** Where no movement may be asked for, doubt ends as a refusal after this, milliseconds. */
  doubtMs: 6_000,
} as const;

export type CheckinAnswer = Output<'checkins.frame'>;
type FaceState = CheckinAnswer['faces'][number]['state'];

/** Who was recognised and what came of it. */
export type Marked = Omit<Greeting, 'greetingId'>;

export interface JudgeNeeds {
  policy(): ChallengePolicy;
  samePerson: SamePerson;
  /** Marks the person; throws what the database throws, and then the next frame tries again. */
  mark(personId: string): Marked;
  /** Null for somebody who is not to be greeted. */
  firstNameOf(personId: string): string | null;
  /** Uniform integer in [0, below). */
  randomInt(below: number): number;
}

/** What is remembered of a face while it is in view. */
interface Note {
  lastAtMs: number;
  /** Since when it has been good enough to be recognised; null while it is not. */
  goodSinceMs: number | null;
  knownSinceMs: number | null;
  /** Marked, or refused for good. */
  settled: 'done' | 'refused' | null;
  /** Was told that nobody knows them. */
  turnedAway: boolean;
  /** Did what was asked. */
  proven: boolean;
}

interface Challenge { trackId: number; personId: string; firstName: string; step: ChallengeStep; liveness: Liveness; progress: number; advice: FrameAdvice }

/** A blink needs more frames a second than a room full of faces leaves. */
const steps = challengeSteps.filter((step) => step !== 'blinkTwice');

/** Looks at what the vision room saw and decides, face by face, what follows. Everything it goes by are main's own pixels. */
export function createCheckinJudge(needs: JudgeNeeds) {
  const notes = new Map<number, Note>();
  /** When each person was greeted and last in view. */
  const people = new Map<string, { greetedAtMs: number; seenAtMs: number }>();
  let challenge: Challenge | null = null;

  function noteOf(track: WatchedTrack, atMs: number): Note {
    const note = notes.get(track.trackId) ?? { lastAtMs: atMs, goodSinceMs: null, knownSinceMs: null, settled: null, turnedAway: false, proven: false };
    notes.set(track.trackId, note);
    note.lastAtMs = atMs;
    note.goodSinceMs = track.tooPoor ? null : (note.goodSinceMs ?? atMs);
    return note;
  }

  function forgetOld(atMs: number): void {
    for (const [trackId, { lastAtMs }] of notes) if (atMs - lastAtMs > 2 * trackLimits.maxGapMs) notes.delete(trackId);
    for (const [personId, { greetedAtMs, seenAtMs }] of people) if (atMs - Math.max(greetedAtMs, seenAtMs) > checkinRules.greetedWithinMs) people.delete(personId);
  }

  /** @returns a greeting, or null where nothing is to be said now */
  function judge(track: WatchedTrack, atMs: number): Marked | null {
    const note = noteOf(track, atMs);
    const { identity } = track;
    if (identity.kind === 'known') return judgeKnown(track, note, identity.personId, atMs);
    note.knownSinceMs = null;
    if (note.settled || note.turnedAway || identity.kind === 'pending') return null;
    if (note.goodSinceMs === null || atMs - note.goodSinceMs < checkinRules.unknownAfterMs) return null;
    note.turnedAway = true;
    return nobody(track.live === 'spoof' ? 'notLive' : identity.kind);
  }

  function judgeKnown(track: WatchedTrack, note: Note, personId: string, atMs: number): Marked | null {
    const lately = people.get(personId);
    if (note.settled) {
      if (lately) lately.seenAtMs = atMs;
      return null;
    }
    note.knownSinceMs ??= atMs;
    const verdict = livenessOf(track, note, personId, atMs);
    if (verdict === 'wait') return null;
    if (verdict === 'refuse') {
      note.settled = 'refused';
      return nobody('notLive');
    }
    const lingers = lately && atMs - lately.greetedAtMs <= checkinRules.greetedWithinMs && atMs - lately.seenAtMs <= checkinRules.awayMs;
    const marked = lingers ? null : needs.mark(personId);
    note.settled = 'done';
    people.set(personId, { greetedAtMs: lingers ? lately.greetedAtMs : atMs, seenAtMs: atMs });
    return marked;
  }

  /**
   * Whether the person may be marked. The passive vote always comes first: what it takes for a screen or a print is refused whatever else was
   * seen. Without such a check (the npm-only engine) a movement is asked for, unless the site never asks.
   */
  function livenessOf(track: WatchedTrack, note: Note, personId: string, atMs: number): 'pass' | 'refuse' | 'wait' {
    const { live, looks } = track;
    if (live === 'spoof') return 'refuse';
    if (live === 'pending') return 'wait';
    if (note.proven) return 'pass';
    const policy = needs.policy();
    const clear = live === 'live' || (live === 'none' && policy === 'never');
    if (clear && policy !== 'always') return 'pass';
    if (policy === 'never') return note.knownSinceMs !== null && atMs - note.knownSinceMs > checkinRules.doubtMs ? 'refuse' : 'wait';
    if (live === 'doubtful' && looks < checkinRules.looksInDoubt) return 'wait';
    if (!challenge) begin(track.trackId, personId, atMs);
    return 'wait';
  }

  function begin(trackId: number, personId: string, atMs: number): void {
    const step = steps[needs.randomInt(steps.length)];
    const firstName = needs.firstNameOf(personId);
    if (!step || firstName === null) return;
    challenge = { trackId, personId, firstName, step, liveness: createLiveness([step], atMs, needs.samePerson), progress: 0, advice: 'ok' };
  }

  /** Judges the challenge under way by this frame. Answers what to say when it failed. */
  function observe(report: WatchReport, atMs: number): Marked | null {
    if (!challenge) return null;
    const { trackId, liveness, personId } = challenge;
    const track = report.tracks.find((one) => one.trackId === trackId);
    const note = notes.get(trackId);
    // Gone, or somebody else is there now: nothing is said, they begin anew.
    const gone = !note || (!track && atMs - note.lastAtMs > trackLimits.maxGapMs);
    if (gone || (track?.identity.kind === 'known' && track.identity.personId !== personId)) {
      challenge = null;
      return null;
    }
    if (!track) return null;
    try {
      const { progress, advice } = liveness.observe({ ...report, faces: [track.face] }, atMs);
      Object.assign(challenge, { progress, advice });
      if (!liveness.ready()) return null;
      note.proven = true;
      challenge = null;
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      challenge = null;
      // A face that changed, or a jump in time, begins anew; only who had the time and did not do it is turned away.
      if (error.code !== 'CHALLENGE_FAILED') return null;
      note.settled = 'refused';
      return nobody('notLive');
    }
  }

  function stateOf(track: WatchedTrack): FaceState {
    const note = notes.get(track.trackId);
    if (note?.settled) return note.settled;
    if (challenge?.trackId === track.trackId) return 'challenge';
    if (track.face.quality.eyeDistancePx < qualityLimits.minEyeDistancePx) return 'tooFar';
    return note?.turnedAway ? 'refused' : 'looking';
  }

  function answer(report: WatchReport): Omit<CheckinAnswer, 'greetings'> {
    return {
      faces: report.tracks.map((track) => ({ trackId: track.trackId, box: fractions(track.face, report), state: stateOf(track) })),
      challenge: challenge && { trackId: challenge.trackId, firstName: challenge.firstName, step: challenge.step, progress: challenge.progress },
      advice: challenge ? withoutPlace(challenge.advice) : adviceOf(report),
    };
  }

  /** For the largest face that still waits to be recognised; its place in the frame and the others beside it do not matter here. */
  function adviceOf(report: WatchReport): FrameAdvice {
    if (report.tracks.length === 0) return adviceFor({ ...report, faces: [] }, 'front');
    const waiting = report.tracks.find((track) => !notes.get(track.trackId)?.settled);
    if (!waiting?.tooPoor) return 'ok';
    return withoutPlace(adviceFor({ ...report, faces: [waiting.face] }, 'front'));
  }

  return {
    /** @param atMs on main's monotonic clock, rising */
    see(report: WatchReport, atMs: number): { answer: Omit<CheckinAnswer, 'greetings'>; greetings: Marked[] } {
      const greetings: Marked[] = [];
      const say = (marked: Marked | null): void => void (marked && greetings.push(marked));
      say(observe(report, atMs));
      let trouble: unknown = null;
      for (const track of report.tracks) {
        try {
          say(judge(track, atMs));
        } catch (error) {
          // The others are marked all the same; this one is tried again with the next frame.
          trouble ??= error;
        }
      }
      forgetOld(atMs);
      if (trouble !== null && greetings.length === 0) throw trouble;
      return { answer: answer(report), greetings };
    },
    /** Track whose face must be looked at in every frame. */
    focus: (): number | null => challenge?.trackId ?? null,
  };
}

function nobody(outcome: Extract<CheckinOutcome, 'unknown' | 'ambiguous' | 'notLive'>): Marked {
  return { outcome, firstName: null, status: null, courseName: null, roomName: null, markedAtMs: null, opensAtMs: null };
}

function withoutPlace(advice: FrameAdvice): FrameAdvice {
  return advice === 'centre' ? 'ok' : advice;
}

function fractions({ box }: Face, { width, height }: WatchReport): CheckinAnswer['faces'][number]['box'] {
  const inside = (value: number): number => Math.min(1, Math.max(0, value));
  const [left, top] = [inside(box.x / width), inside(box.y / height)];
  return { x: left, y: top, width: inside((box.x + box.width) / width) - left, height: inside((box.y + box.height) / height) - top };
}
