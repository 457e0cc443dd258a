import { Refusal } from '../../shared/errors.ts';
import type { ChallengePolicy } from '../../shared/attendance.ts';
import { createScriptedVision, embeddingOf, scripted, type ScriptedFace } from '../scriptedVision.testkit.ts';
import type { Vision } from '../vision/types.ts';
import { createAttendance } from './attendance.ts';
import { createCheckins } from './checkins.ts';
import type { CheckinAnswer } from './checkinJudge.ts';
import { createClock } from './clock.ts';
import { createPins } from './pins.ts';
import { openRegister } from './register.testkit.ts';

export interface EntranceOptions {
  antiSpoofing?: boolean;
  challenge?: ChallengePolicy;
  identifierAlone?: boolean;
  vision?: Vision;
  /** Which of the steps is drawn: 0 turnLeft, 1 turnRight, 2 smile. */
  draw?: number;
}

/** A kiosk at the door of a room in which Mathematics is open: Ani and Bayu take it, Citra does not. All three are enrolled by face. */
export async function openEntrance(options: EntranceOptions = {}) {
  const register = openRegister();
  const { db, time, vault, audit, kioskId } = register;
  const vision = options.vision ?? createScriptedVision(options.antiSpoofing ?? true);
  const settings = { kioskRoomId: register.room as string | null, challenge: options.challenge ?? 'doubtful', identifierAlone: options.identifierAlone ?? false } satisfies Record<string, unknown>;
  const monotonicMs = (): number => time.monoMs;
  const clock = createClock({ db, now: register.now, monotonicMs });
  const changed: string[] = [];
  const attendance = createAttendance({ ...register, onChanged: ({ sessionId }) => void changed.push(sessionId) });
  const noMoney = (): never => {
    throw new Error('a check-in asked for money');
  };
  const pins = createPins({ db, vault, clock, audit, authorisations: { create: noMoney }, requireOpen: noMoney, now: register.now, kioskId });
  let marking: () => void = () => {};
  const checkins = createCheckins({
    db, vision: () => vision, requireSetup: () => {}, settings: () => settings, pins, monotonicMs, newId: register.newId, randomInt: () => options.draw ?? 0,
    attendance: {
      mark(arrival) {
        marking();
        return attendance.mark(arrival);
      },
    },
    verifyCard(text) {
      if (text !== 'card of Ani') throw new Refusal('CARD_REFUSED');
      return { personId: register.ani };
    },
  });
  const names = { ani: register.ani, bayu: register.bayu, citra: register.citra } as const;
  for (const personId of Object.values(names)) await vision.remember([{ personId, embedding: embeddingOf(personId) }]);
  const sessionId = register.addSession({ courseId: register.maths, roomId: register.room, startsInMin: 5 });
  let watchId = checkins.begin({ cameraId: 'webcam' }).watchId;
  let capturedAtMs = 0;

  /** One frame in which these faces are seen; 66 ms pass before it. */
  async function show(...faces: ScriptedFace[]): Promise<CheckinAnswer> {
    time.pass(66);
    capturedAtMs += 66;
    return checkins.frame({ watchId, capturedAtMs, jpeg: scripted(...faces) });
  }
  return {
    ...register, ...names, checkins, settings, vision, sessionId, changed, show,
    watchId: () => watchId,
    beginAgain(): void {
      watchId = checkins.begin({ cameraId: 'webcam' }).watchId;
    },
    /** Every mark attempted from now on runs this first. */
    onMark(work: () => void): void {
      marking = work;
    },
    /** The same faces for some frames; answers every greeting said meanwhile. */
    async stand(frames: number, ...faces: ScriptedFace[]) {
      const greetings: CheckinAnswer['greetings'] = [];
      for (let i = 0; i < frames; i += 1) greetings.push(...(await show(...faces)).greetings);
      return greetings;
    },
    /** Who has a mark that counts, and what kind. */
    marks: (): { personId: string; status: string; method: string; cameraId: string | null }[] =>
      db.sqlite.prepare<[], { personId: string; status: string; method: string; cameraId: string | null }>('SELECT person_id AS personId, status, method, camera_id AS cameraId FROM marks WHERE voided_at_ms IS NULL ORDER BY seq').all(),
  };
}
