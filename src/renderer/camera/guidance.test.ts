import { expect, test } from 'vitest';
import { createGuidance, type MainWord } from './guidance.ts';
import { noFaceReading } from './readings.ts';

const main: MainWord = { step: 'turnLeft', stepIndex: 0, stepCount: 2, progress: 0, advice: 'ok' };
const seen = (at: number) => ({ ...noFaceReading(at), faces: 1 });

test('the ring follows the local landmarks but leaves the last tenth to main', () => {
  const guidance = createGuidance();
  let shown = 0;
  for (let at = 0; at <= 2_000; at += 33) shown = guidance.next(main, 1, seen(at), at).progress;
  expect(shown).toBeCloseTo(0.9, 2);
  for (let at = 2_033; at <= 4_000; at += 33) shown = guidance.next({ ...main, progress: 1 }, 1, seen(at), at).progress;
  expect(shown).toBeCloseTo(1, 2);
});

test('it never jumps by more than half between two frames, and starts empty with a new step', () => {
  const guidance = createGuidance();
  let before = 0;
  for (let at = 0; at <= 500; at += 33) {
    const { progress } = guidance.next(main, 1, seen(at), at);
    expect(progress - before).toBeLessThan(0.5);
    before = progress;
  }
  expect(guidance.next({ ...main, stepIndex: 1, step: 'smile' }, 1, seen(533), 533).progress).toBe(0);
});

test('a face lost for a moment is not spoken of; one that stays away is', () => {
  const guidance = createGuidance();
  expect(guidance.next(main, 0, noFaceReading(0), 0).advice).toBe('ok');
  expect(guidance.next(main, 0, noFaceReading(300), 300).advice).toBe('ok');
  expect(guidance.next(main, 0, noFaceReading(500), 500).advice).toBe('noFace');
  expect(guidance.next({ ...main, advice: 'closer' }, 0, seen(533), 533).advice).toBe('closer');
  for (const at of [600, 1_200]) guidance.next(main, 0, { ...seen(at), faces: 2 }, at);
  expect(guidance.next(main, 0, { ...seen(1_300), faces: 2 }, 1_300).advice).toBe('manyFaces');
});
