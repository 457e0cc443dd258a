import { expect, test } from 'vitest';
import type { Input } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { testCall, testCamera, testFrames } from './camera.testkit.ts';
import { leastBetweenMs, runCheckin, type CheckinAnswer } from './checkin.ts';

const nobody: CheckinAnswer = { faces: [], greetings: [], challenge: null, advice: 'noFace' };

function setUp(answer: (frame: Input<'checkins.frame'>) => CheckinAnswer | Promise<CheckinAnswer>) {
  const frames: Input<'checkins.frame'>[] = [];
  const answers: CheckinAnswer[] = [];
  const stop = new AbortController();
  const camera = testCamera();
  const source = testFrames(() => ({}));
  let watches = 0;
  const { call, calls } = testCall({
    'checkins.begin': () => ({ watchId: `watch-${++watches}` }),
    'checkins.frame': (frame) => { frames.push(frame); return answer(frame); },
    'checkins.end': () => ({}),
  });
  const run = () => runCheckin({ camera, call, signal: stop.signal, onAnswer: (given) => { answers.push(given); }, video: {} as HTMLVideoElement /* frames come from the test's own source */ }, source);
  return { run, frames, answers, stop, camera, source, calls, of: (method: string) => calls.filter((one) => one.method === method) };
}

test('sends at most fifteen frames a second and hands on every answer', async () => {
  const kiosk = setUp(() => { if (kiosk.frames.length === 12) kiosk.stop.abort(); return nobody; });
  await expect(kiosk.run()).rejects.toMatchObject({ name: 'AbortError' });
  const times = kiosk.frames.map(({ capturedAtMs }) => capturedAtMs);
  for (const [index, at] of times.entries()) if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(leastBetweenMs - 0.5);
  expect(kiosk.answers.length).toBeGreaterThan(8);
  expect(kiosk.of('checkins.end')[0]?.input).toEqual({ watchId: 'watch-1' });
});

test('a watch that main forgot is begun again without a word', async () => {
  const kiosk = setUp(({ watchId }) => {
    if (watchId === 'watch-1') throw new Refusal('WATCH_NOT_FOUND');
    kiosk.stop.abort();
    return nobody;
  });
  await expect(kiosk.run()).rejects.toMatchObject({ name: 'AbortError' });
  expect(kiosk.of('checkins.begin')).toHaveLength(2);
});

test('a camera that is lost ends the watch and says so', async () => {
  const kiosk = setUp(() => { kiosk.camera.lose(new Refusal('CAMERA_LOST')); return nobody; });
  await expect(kiosk.run()).rejects.toMatchObject({ code: 'CAMERA_LOST' });
  expect(kiosk.of('checkins.end')).toHaveLength(1);
});

test('a slow main is never sent more than two frames at once, and every picture is given back', async () => {
  let underWay = 0;
  let most = 0;
  const kiosk = setUp(async () => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => { setTimeout(resolve, 15); });
    underWay -= 1;
    if (kiosk.frames.length >= 6) kiosk.stop.abort();
    return nobody;
  });
  await expect(kiosk.run()).rejects.toMatchObject({ name: 'AbortError' });
  expect(most).toBeLessThanOrEqual(2);
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  expect(kiosk.source.released()).toBe(kiosk.source.taken());
});
