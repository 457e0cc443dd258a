import { expect, test } from 'vitest';
import { refusalOfCamera } from './camera.ts';
import { createBlackWatch, meanLuma } from './light.ts';

test('mean luma of grey is its level, whatever the alpha', () => {
  expect(meanLuma([100, 100, 100, 255, 50, 50, 50, 0])).toBeCloseTo(75);
  expect(meanLuma([])).toBe(0);
});

test('two seconds of black without a break are a black camera', () => {
  const watch = createBlackWatch();
  expect([0, 500, 1_999].map((at) => watch.add(3, at))).toEqual([false, false, false]);
  expect(watch.add(3, 2_000)).toBe(true);
});

test('one lighter picture starts the clock again', () => {
  const watch = createBlackWatch();
  watch.add(3, 0);
  watch.add(40, 1_500);
  expect(watch.add(3, 2_100)).toBe(false);
  expect(watch.add(3, 4_100)).toBe(true);
});

test('each way a camera fails to open has its own code', () => {
  const named = (name: string) => Object.assign(new Error('x'), { name });
  expect(refusalOfCamera(named('NotFoundError')).code).toBe('CAMERA_NONE');
  expect(refusalOfCamera(named('OverconstrainedError')).code).toBe('CAMERA_NONE');
  expect(refusalOfCamera(named('NotReadableError')).code).toBe('CAMERA_IN_USE');
  expect(refusalOfCamera(named('NotAllowedError')).code).toBe('CAMERA_DENIED');
  expect(refusalOfCamera('strange').code).toBe('CAMERA_NONE');
});
