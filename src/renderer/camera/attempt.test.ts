import { expect, test } from 'vitest';
import type { AttemptProgress, Input } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { runAttempt, type AttemptRequest } from './attempt.ts';
import { testCall, testCamera, testFrames } from './camera.testkit.ts';
import type { Guidance } from './guidance.ts';
import type { Guide } from './landmarks.ts';

const guiding: AttemptProgress = { state: 'guiding', step: 'turnLeft', stepIndex: 0, stepCount: 2, progress: 0, advice: 'ok' };
const ready: AttemptProgress = { state: 'ready', step: null, stepIndex: 2, stepCount: 2, progress: 1, advice: 'ok' };
const begun = { attemptId: 'attempt', nonce: 'nonce', expiresAtMs: 1, progress: guiding };
const authorisation = { authorisationId: 'yes' };
const guide: Guide = { source: 'tasks-vision', canBlink: true, frameMs: 20, read: () => null, close() {} };

function setUp(answer: (frame: Input<'attempts.frame'>) => AttemptProgress | Promise<AttemptProgress>, options: { guide?: Guide | null } = {}) {
  const frames: Input<'attempts.frame'>[] = [];
  const told: Guidance[] = [];
  const stop = new AbortController();
  const camera = testCamera();
  const source = testFrames((index) => ({ yawDeg: index }));
  const { call, calls } = testCall({
    'attempts.begin': () => begun,
    'attempts.frame': (frame) => { frames.push(frame); return answer(frame); },
    'attempts.submit': () => authorisation,
  });
  const request: AttemptRequest = {
    camera, call, chargeId: 'charge', guide: options.guide === undefined ? guide : options.guide, onProgress: (guidance) => { told.push(guidance); }, signal: stop.signal,
    video: {} as HTMLVideoElement, // never touched: frames come from the test's own source
  };
  return { run: () => runAttempt(request, source), frames, told, stop, camera, source, calls };
}

test('begins, streams numbered frames with hints, submits once main is ready', async () => {
  const { run, frames, calls, told } = setUp(({ seq }) => (seq < 5 ? guiding : ready));
  expect(await run()).toBe(authorisation);
  expect(calls[0]).toEqual({ method: 'attempts.begin', input: { chargeId: 'charge', cameraId: 'test-camera', canBlink: true } });
  expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, index) => index));
  const times = frames.map(({ capturedAtMs }) => capturedAtMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
  expect(frames[2]).toMatchObject({ attemptId: 'attempt', nonce: 'nonce', cameraId: 'test-camera', hints: { faces: 1, yawDeg: 8 } });
  expect(calls.at(-1)).toEqual({ method: 'attempts.submit', input: { attemptId: 'attempt', nonce: 'nonce' } });
  expect(calls.filter(({ method }) => method === 'attempts.submit')).toHaveLength(1);
  expect(told.length).toBeGreaterThan(15);
  expect(told[3]).toMatchObject({ step: 'turnLeft', stepIndex: 0, stepCount: 2, advice: 'ok' });
});

test('without landmarks no blink is promised', async () => {
  const { run, calls } = setUp(() => ready, { guide: null });
  await run();
  expect(calls[0]?.input).toMatchObject({ canBlink: false });
});

test('what main refuses is what the caller gets, and nothing is submitted', async () => {
  const { run, calls } = setUp(({ seq }) => { if (seq === 3) throw new Refusal('FACE_CHANGED'); return guiding; });
  await expect(run()).rejects.toMatchObject({ code: 'FACE_CHANGED' });
  expect(calls.some(({ method }) => method === 'attempts.submit')).toBe(false);
});

test('a frame under way when main got ready may still end the attempt', async () => {
  const { run, calls } = setUp(async ({ seq }) => {
    if (seq < 2) return guiding;
    if (seq === 2) { await new Promise((resolve) => { setTimeout(resolve, 30); }); return ready; }
    await new Promise((resolve) => { setTimeout(resolve, 60); });
    throw new Refusal('FACE_CHANGED');
  });
  await expect(run()).rejects.toMatchObject({ code: 'FACE_CHANGED' });
  expect(calls.some(({ method }) => method === 'attempts.submit')).toBe(false);
});

test('a lost camera ends the attempt at once', async () => {
  const { run, camera } = setUp(() => guiding);
  const running = run();
  setTimeout(() => camera.lose(new Refusal('CAMERA_LOST')), 30);
  await expect(running).rejects.toMatchObject({ code: 'CAMERA_LOST' });
});

test('aborting rejects with the reason and stops sending', async () => {
  const { run, stop, frames } = setUp(() => guiding);
  const running = run();
  setTimeout(() => stop.abort(new Error('back to the start')), 30);
  await expect(running).rejects.toThrow('back to the start');
  const sent = frames.length;
  await new Promise((resolve) => { setTimeout(resolve, 30); });
  expect(frames).toHaveLength(sent);
});

test('at most two frames are under way when main is slow, and no frame is kept', async () => {
  let underWay = 0;
  let most = 0;
  const { run, source } = setUp(async ({ seq }) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => { setTimeout(resolve, 15); });
    underWay -= 1;
    return seq < 12 ? guiding : ready;
  });
  await run();
  expect(most).toBe(2);
  // the one being waited for when main was ready may stay with the source
  expect(source.taken() - source.released()).toBeLessThanOrEqual(1);
});
