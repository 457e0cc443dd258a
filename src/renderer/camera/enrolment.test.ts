import { expect, test } from 'vitest';
import type { Output } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { testCall, testCamera, testFrames } from './camera.testkit.ts';
import { runEnrolment } from './enrolment.ts';
import type { Guidance } from './guidance.ts';

type Answer = Output<'enrolments.frame'>;
const front: Answer = { pose: 'front', poseIndex: 0, poseCount: 3, progress: 0.5, advice: 'holdStill', done: false };

function setUp(answer: (count: number) => Answer) {
  const told: Guidance[] = [];
  const stop = new AbortController();
  let count = 0;
  const { call, calls } = testCall({ 'enrolments.frame': () => { count += 1; return answer(count); } });
  const camera = testCamera();
  const run = () => runEnrolment({
    camera, call, guide: null, enrolmentId: 'enrolment', onProgress: (guidance) => { told.push(guidance); }, signal: stop.signal,
    video: {} as HTMLVideoElement, // never touched: frames come from the test's own source
  }, testFrames(() => ({})));
  return { run, told, calls, stop, camera };
}

test('streams about five frames a second until main has every pose', async () => {
  const { run, calls, told } = setUp((count) => (count < 4 ? front : { ...front, pose: null, poseIndex: 3, progress: 1, advice: 'ok', done: true }));
  await run();
  expect(calls).toHaveLength(4);
  expect(told[0]).toMatchObject({ step: 'front', stepIndex: 0, stepCount: 3 });
  // 200 ms apart at 33.3 ms a frame: every seventh
  expect(told.length).toBeGreaterThanOrEqual(3 * 6);
});

test('a refusal of main ends it', async () => {
  const { run } = setUp((count) => { if (count === 2) throw new Refusal('FACE_DUPLICATE'); return front; });
  await expect(run()).rejects.toMatchObject({ code: 'FACE_DUPLICATE' });
});

test('aborting and a lost camera end it', async () => {
  const aborted = setUp(() => front);
  setTimeout(() => aborted.stop.abort(new Error('left')), 20);
  await expect(aborted.run()).rejects.toThrow('left');
  const lost = setUp(() => front);
  setTimeout(() => lost.camera.lose(new Refusal('CAMERA_BLACK')), 20);
  await expect(lost.run()).rejects.toMatchObject({ code: 'CAMERA_BLACK' });
});
