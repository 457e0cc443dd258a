import { expect, test } from 'vitest';
import type { ChallengeStep } from '../../shared/challenges.ts';
import { createChallengeEstimator } from './challenge.ts';
import { noFaceReading, type Reading } from './readings.ts';

/** Readings 33 ms apart that differ from a face at rest only as given. */
function readings(...changes: Partial<Reading>[]): Reading[] {
  return changes.map((change, index) => ({ ...noFaceReading(index * 33), faces: 1, blink: 0.1, smile: 0.05, ...change }));
}
const rest = (count: number): Partial<Reading>[] => Array.from({ length: count }, () => ({}));
const shut = (count: number): Partial<Reading>[] => Array.from({ length: count }, () => ({ blink: 0.5 }));

/** Progress after each reading of one step. */
function run(step: ChallengeStep, series: Reading[]): number[] {
  const estimator = createChallengeEstimator();
  return series.map((reading) => estimator.add(step, reading));
}

test('two blinks fill the ring, each once it opened again', () => {
  const progress = run('blinkTwice', readings(...rest(10), ...shut(5), ...rest(8), ...shut(5), ...rest(5)));
  expect(progress[9]).toBe(0);
  expect(progress[12]).toBe(0.25);
  expect(progress[20]).toBe(0.5);
  expect(progress.at(-1)).toBe(1);
});

test('eyes held shut for longer than a second are no blink', () => {
  expect(run('blinkTwice', readings(...rest(10), ...shut(40), ...rest(5))).at(-1)).toBe(0);
});

test('a blink is measured from the person\'s own open eyes', () => {
  const narrow = (count: number): Partial<Reading>[] => Array.from({ length: count }, () => ({ blink: 0.4 }));
  const closed = (count: number): Partial<Reading>[] => Array.from({ length: count }, () => ({ blink: 0.7 }));
  expect(run('blinkTwice', readings(...narrow(20)))).toEqual(Array.from({ length: 20 }, () => 0));
  expect(run('blinkTwice', readings(...narrow(12), ...closed(5), ...narrow(8), ...closed(5), ...narrow(5))).at(-1)).toBe(1);
});

test('left and right are the person\'s own', () => {
  expect(run('turnLeft', readings({}, { yawDeg: 25 })).at(-1)).toBe(1);
  expect(run('turnRight', readings({}, { yawDeg: -25 })).at(-1)).toBe(1);
  expect(run('turnLeft', readings({}, { yawDeg: -25 })).at(-1)).toBe(0);
});

test('a turn starts from a face that looks at the camera', () => {
  expect(run('turnLeft', readings({ yawDeg: 30 }, { yawDeg: 30 }))).toEqual([0, 0]);
  expect(run('turnLeft', readings({ yawDeg: 30 }, { yawDeg: 3 }, { yawDeg: 30 })).at(-1)).toBe(1);
});

test('a smile is measured from the resting mouth, also one that smiled before it was asked', () => {
  expect(run('smile', readings(...rest(10), { smile: 0.45 })).at(-1)).toBe(1);
  const estimator = createChallengeEstimator();
  for (const reading of readings(...Array.from({ length: 10 }, () => ({ smile: 0.3 })))) estimator.add('turnLeft', reading);
  expect(estimator.add('smile', readings({ smile: 0.3 })[0] ?? null)).toBe(0);
});

test('a new step starts empty, and a lost face leaves the ring where it is', () => {
  const estimator = createChallengeEstimator();
  for (const reading of readings({}, { yawDeg: 15 })) estimator.add('turnLeft', reading);
  expect(estimator.add('turnLeft', null)).toBeCloseTo(0.6);
  expect(estimator.add('turnLeft', noFaceReading(99))).toBeCloseTo(0.6);
  expect(estimator.add('turnRight', readings({ yawDeg: 15 })[0] ?? null)).toBe(0);
});
