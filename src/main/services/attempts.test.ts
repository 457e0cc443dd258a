import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consentTextVersion } from '../../shared/consent.ts';
import type { AttemptProgress, Output } from '../../shared/contract.ts';
import type { ChallengeStep } from '../../shared/challenges.ts';
import { adminWindow, kioskWindow, startTestApp, type TestApp } from '../app.testkit.ts';
import { createScriptedVision, scripted, type ScriptedFace } from '../scriptedVision.testkit.ts';
import { drawSteps } from './attempts.ts';

/* R17, R18: liveness and recognition are bound. Pixels are scripted here; e2e does the same with real nets and a real browser. */

const frameMs = 120;
let tatap: TestApp;

beforeEach(async () => {
  tatap = await startTestApp();
});
afterEach(() => tatap.close());

/** Enrols a person through the kiosk's own methods and answers their id. */
async function enrol(person: string, identifier: string, pin = '274913'): Promise<string> {
  const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.begin', {
    name: `Orang ${person}`, identifier, cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null },
  });
  for (const yawDeg of [0, 25, -25]) {
    for (let i = 0; i < 3; i += 1) {
      tatap.clock.pass(frameMs);
      await tatap.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted({ person, yawDeg }), hints: null });
    }
  }
  return (await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin })).personId;
}

async function topUp(personId: string, amount: number): Promise<void> {
  await tatap.must(adminWindow, 'topups.create', { personId, amount, idempotencyKey: crypto.randomUUID() });
}

async function charge(amount: number): Promise<string> {
  return (await tatap.must(kioskWindow, 'charges.create', { amount, idempotencyKey: crypto.randomUUID() })).chargeId;
}

/** What an honest person's frames show while they do a step, frame by frame. */
const performances: Record<ChallengeStep, Partial<ScriptedFace>[]> = {
  turnLeft: [{}, { yawDeg: 12 }, { yawDeg: 22 }, { yawDeg: 25 }, {}],
  turnRight: [{}, { yawDeg: -12 }, { yawDeg: -22 }, { yawDeg: -25 }, {}],
  smile: [{}, {}, {}, { mouthRatio: 0.9 }, { mouthRatio: 0.95 }, { mouthRatio: 0.95 }, {}],
  blinkTwice: [{}, {}, { shut: true }, {}, {}, {}, { shut: true }, {}, {}],
};

interface Look {
  attempt: Output<'attempts.begin'>;
  progress: AttemptProgress;
  seq: number;
  capturedAtMs: number;
  /** Sends one frame; answers the code when it was refused. */
  send(faces: ScriptedFace[], given?: { seq?: number; cameraId?: string; nonce?: string; capturedAtMs?: number }): Promise<string>;
}

async function look(chargeId: string | null): Promise<Look> {
  const attempt = await tatap.must(kioskWindow, 'attempts.begin', { chargeId, cameraId: 'cam' });
  const state: Look = {
    attempt, progress: attempt.progress, seq: 0, capturedAtMs: 50_000,
    async send(faces, given = {}) {
      tatap.clock.pass(frameMs);
      state.capturedAtMs += frameMs;
      const result = await tatap.call(kioskWindow, 'attempts.frame', {
        attemptId: attempt.attemptId, nonce: attempt.nonce, cameraId: 'cam', seq: state.seq, capturedAtMs: state.capturedAtMs, jpeg: scripted(...faces), hints: null, ...given,
      });
      state.seq += 1;
      if (!result.ok) return result.code;
      state.progress = result.value;
      return 'OK';
    },
  };
  return state;
}

/** Does whatever is asked until the attempt is ready; stops at the first refusal and answers its code. `faceAt` may put somebody else there. */
async function perform(state: Look, faceAt: (frame: number) => ScriptedFace | ScriptedFace[]): Promise<string> {
  let frame = 0;
  for (let tries = 0; tries < 12 && state.progress.step; tries += 1) {
    for (const shown of performances[state.progress.step]) {
      const faces = [faceAt(frame)].flat().map((face) => ({ ...face, ...shown }));
      frame += 1;
      const code = await state.send(faces);
      if (code !== 'OK') return code;
    }
  }
  return state.progress.step ? 'NOT_DONE' : 'OK';
}

async function submit(state: Look): Promise<string> {
  const result = await tatap.call(kioskWindow, 'attempts.submit', { attemptId: state.attempt.attemptId, nonce: state.attempt.nonce });
  return result.ok ? 'OK' : result.code;
}

describe('an honest person', () => {
  test('does what is asked, sees a masked name, taps, and is charged once', async () => {
    const personId = await enrol('A', '1001');
    await topUp(personId, 50_000);
    const state = await look(await charge(15_000));
    expect(await perform(state, () => ({ person: 'A' }))).toBe('OK');
    const authorisation = await tatap.must(kioskWindow, 'attempts.submit', { attemptId: state.attempt.attemptId, nonce: state.attempt.nonce });
    expect(authorisation.maskedName).toBe('O**** A');
    const receipt = await tatap.must(kioskWindow, 'payments.confirm', { authorisationId: authorisation.authorisationId, idempotencyKey: crypto.randomUUID() });
    expect(receipt).toMatchObject({ amount: 15_000, balance: 35_000, method: 'face' });
  });

  test('who does not tap within 15 s is charged nothing', async () => {
    const personId = await enrol('A', '1001');
    await topUp(personId, 50_000);
    const state = await look(await charge(15_000));
    await perform(state, () => ({ person: 'A' }));
    const { authorisationId } = await tatap.must(kioskWindow, 'attempts.submit', { attemptId: state.attempt.attemptId, nonce: state.attempt.nonce });
    tatap.clock.pass(15_001);
    const late = await tatap.call(kioskWindow, 'payments.confirm', { authorisationId, idempotencyKey: crypto.randomUUID() });
    expect(late).toMatchObject({ ok: false, code: 'AUTHORISATION_EXPIRED' });
    const { rows } = await tatap.must(adminWindow, 'people.list', {});
    expect(rows[0]?.balance).toBe(50_000);
  });

  test('may have somebody walk by behind them', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    const code = await perform(state, (frame) => (frame === 1 ? [{ person: 'A' }, { person: 'B', x: 420 }] : { person: 'A' }));
    expect(code).toBe('OK');
    expect(await submit(state)).toBe('OK');
  });
});

describe('an attack is refused', () => {
  test('a still picture, however long it is held up, does no step', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    let code = 'OK';
    while (code === 'OK') code = await state.send([{ person: 'A' }]);
    expect(code).toBe('CHALLENGE_FAILED');
    expect(await submit(state)).toBe('ATTEMPT_NOT_FOUND');
  });

  test('whoever is swapped in at any frame is noticed there', async () => {
    await enrol('A', '1001');
    for (let swapAt = 1; swapAt < 8; swapAt += 1) {
      const state = await look(await charge(5_000));
      expect(await perform(state, (frame) => ({ person: frame < swapAt ? 'B' : 'A' }))).toBe('FACE_CHANGED');
    }
  });

  test('a face that jumps across the picture is another track', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    await state.send([{ person: 'A', x: 20 }]);
    expect(await state.send([{ person: 'A', x: 430 }])).toBe('FACE_CHANGED');
  });

  test('a gap long enough to change places breaks the attempt', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    await state.send([{ person: 'A' }]);
    let code = 'OK';
    for (let i = 0; i < 30 && code === 'OK'; i += 1) code = await state.send([]);
    expect(code).toBe('ATTEMPT_BROKEN');
  });

  test('somebody else who steps in during a short gap is noticed, even turned away at first', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    await state.send([{ person: 'A' }]);
    for (let i = 0; i < 8; i += 1) await state.send([]);
    expect(await state.send([{ person: 'B', yawDeg: 40 }])).toBe('OK');
    expect(await state.send([{ person: 'B' }])).toBe('FACE_CHANGED');
  });

  test('a step begun before a gap does not count after it', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    const step = state.progress.step;
    const shown = step ? performances[step] : [];
    for (const one of shown.slice(0, Math.ceil(shown.length / 2))) await state.send([{ person: 'A', ...one }]);
    for (let i = 0; i < 8; i += 1) await state.send([]);
    await state.send([{ person: 'A' }]);
    expect(state.progress.progress).toBe(0);
  });

  test('two people before the camera end it', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    let code = 'OK';
    while (code === 'OK') code = await state.send([{ person: 'A', x: 60 }, { person: 'B', x: 380 }]);
    expect(code).toBe('MORE_THAN_ONE_FACE');
  });

  test('a screen that does every step is not live', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    expect(await perform(state, (frame) => ({ person: 'A', live: frame % 4 === 0 ? 0.9 : 0.05 }))).toBe('OK');
    expect(await submit(state)).toBe('NOT_LIVE');
  });

  test('hints of a renderer that claims everything is done change nothing', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    const lie = { yawDeg: 45, pitchDeg: 0, blink: 1, smile: 1, faces: 1 };
    for (let seq = 0; seq < 20; seq += 1) {
      tatap.clock.pass(frameMs);
      const { step } = await tatap.must(kioskWindow, 'attempts.frame', { attemptId: state.attempt.attemptId, nonce: state.attempt.nonce, cameraId: 'cam', seq, capturedAtMs: 1_000 + seq * frameMs, jpeg: scripted({ person: 'A' }), hints: lie });
      expect(step).toBe(state.attempt.progress.step);
    }
    expect(await submit(state)).toBe('CHALLENGE_FAILED');
  });

  test.each([
    ['another camera', { cameraId: 'other' }, 'ATTEMPT_BROKEN'],
    ['a frame sent twice', { seq: 0 }, 'ATTEMPT_BROKEN'],
    ['a frame from the past', { capturedAtMs: 10 }, 'ATTEMPT_BROKEN'],
    ['a frame from a recording made an hour ago', { capturedAtMs: 3_650_000 }, 'ATTEMPT_BROKEN'],
    ['a guessed nonce', { nonce: 'guess' }, 'ATTEMPT_NOT_FOUND'],
  ])('%s', async (_, given, code) => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    expect(await state.send([{ person: 'A' }])).toBe('OK');
    expect(await state.send([{ person: 'A' }], given)).toBe(code);
  });

  test('an attempt that took too long is over, and so is one whose charge was looked at again', async () => {
    await enrol('A', '1001');
    const chargeId = await charge(5_000);
    const first = await look(chargeId);
    const second = await look(chargeId);
    expect(await first.send([{ person: 'A' }])).toBe('ATTEMPT_NOT_FOUND');
    tatap.clock.pass(60_000);
    expect(await second.send([{ person: 'A' }])).toBe('ATTEMPT_EXPIRED');
  });

  test('one finished look authorises once', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    await perform(state, () => ({ person: 'A' }));
    expect((await Promise.all([submit(state), submit(state)])).sort()).toEqual(['ATTEMPT_NOT_FOUND', 'OK']);
  });
});

describe('a look at one\'s own data', () => {
  const openMe = async (state: Look): Promise<string> => {
    const result = await tatap.call(kioskWindow, 'me.openByFace', { attemptId: state.attempt.attemptId, nonce: state.attempt.nonce });
    return result.ok ? 'OK' : result.code;
  };

  test('needs no charge and shows the person whose face it is', async () => {
    await enrol('A', '1001');
    await enrol('B', '1002');
    const state = await look(null);
    expect(await perform(state, () => ({ person: 'B' }))).toBe('OK');
    const { token } = await tatap.must(kioskWindow, 'me.openByFace', { attemptId: state.attempt.attemptId, nonce: state.attempt.nonce });
    expect(await tatap.must(kioskWindow, 'me.overview', { token })).toMatchObject({ name: 'Orang B', identifier: '1002' });
  });

  test('is never submitted for money, and ends when somebody tries', async () => {
    const personId = await enrol('A', '1001');
    await topUp(personId, 50_000);
    const state = await look(null);
    expect(await perform(state, () => ({ person: 'A' }))).toBe('OK');
    expect(await submit(state)).toBe('ATTEMPT_BROKEN');
    expect(await openMe(state)).toBe('ATTEMPT_NOT_FOUND');
    expect((await tatap.must(adminWindow, 'people.list', {})).rows[0]?.balance).toBe(50_000);
  });

  test('is not what somebody did who looked to pay, and their look ends too', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    expect(await perform(state, () => ({ person: 'A' }))).toBe('OK');
    expect(await openMe(state)).toBe('ATTEMPT_BROKEN');
    expect(await submit(state)).toBe('ATTEMPT_NOT_FOUND');
  });

  test('opens once', async () => {
    await enrol('A', '1001');
    const state = await look(null);
    await perform(state, () => ({ person: 'A' }));
    expect((await Promise.all([openMe(state), openMe(state)])).sort()).toEqual(['ATTEMPT_NOT_FOUND', 'OK']);
  });

  test('of a stranger, of a screen, or unfinished, opens nothing', async () => {
    await enrol('A', '1001');
    const stranger = await look(null);
    await perform(stranger, () => ({ person: 'S' }));
    expect(await openMe(stranger)).toBe('FACE_UNKNOWN');
    const screen = await look(null);
    await perform(screen, () => ({ person: 'A', live: 0.05 }));
    expect(await openMe(screen)).toBe('NOT_LIVE');
    const unfinished = await look(null);
    await unfinished.send([{ person: 'A' }]);
    expect(await openMe(unfinished)).toBe('CHALLENGE_FAILED');
  });

  test('takes 45 seconds at most', async () => {
    await enrol('A', '1001');
    const state = await look(null);
    await perform(state, () => ({ person: 'A' }));
    tatap.clock.pass(45_000);
    expect(await openMe(state)).toBe('ATTEMPT_EXPIRED');
  });
});

describe('recognition', () => {
  test('a stranger is unknown', async () => {
    await enrol('A', '1001');
    const state = await look(await charge(5_000));
    await perform(state, () => ({ person: 'S' }));
    expect(await submit(state)).toBe('FACE_UNKNOWN');
  });

  test('somebody who looks like two people is asked for the PIN, not charged', async () => {
    await enrol('A', '1001');
    await enrol('B', '1002');
    const state = await look(await charge(5_000));
    await perform(state, () => ({ person: 'A~B' }));
    expect(await submit(state)).toBe('FACE_AMBIGUOUS');
  });

  test('the same face is not enrolled twice, and staff can read that it was tried', async () => {
    await enrol('A', '1001');
    await expect(enrol('A', '1002')).rejects.toThrow('FACE_DUPLICATE');
  });
});

test('an engine without anti-spoofing lowers what a face alone may pay', async () => {
  await tatap.close();
  tatap = await startTestApp({ parts: { createVision: async () => createScriptedVision(false) } });
  const { engine, limits } = await tatap.must(kioskWindow, 'site.status', {});
  expect(engine.antiSpoofing).toBe(false);
  const personId = await enrol('A', '1001');
  await topUp(personId, 200_000);
  const state = await look(await charge(limits.faceOnlyMax + 1_000));
  await perform(state, () => ({ person: 'A' }));
  const authorisation = await tatap.must(kioskWindow, 'attempts.submit', { attemptId: state.attempt.attemptId, nonce: state.attempt.nonce });
  expect(authorisation.needsPin).toBe(true);
  const withoutPin = await tatap.call(kioskWindow, 'payments.confirm', { authorisationId: authorisation.authorisationId, idempotencyKey: crypto.randomUUID() });
  expect(withoutPin).toMatchObject({ ok: false, code: 'PIN_NEEDED' });
});

test('steps are drawn at random, differ, and hold at least one turn', () => {
  const drawn = new Set<string>();
  for (let seed = 0; seed < 300; seed += 1) {
    const chance = (below: number) => Math.floor(Math.random() * below);
    const steps = drawSteps(chance, seed % 2 === 0);
    expect(new Set(steps).size).toBe(2);
    expect(steps.some((step) => step.startsWith('turn'))).toBe(true);
    if (seed % 2) expect(steps).not.toContain('blinkTwice');
    drawn.add(steps.join());
  }
  expect(drawn.size).toBe(10);
});
