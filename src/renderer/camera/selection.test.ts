import { expect, test } from 'vitest';
import type { Frame } from './frames.ts';
import { createSelection } from './selection.ts';

interface Marked extends Frame { index: number }

/** Frames at 30 a second, with the eyes shut from `from` to `to` (excluded). */
function run(step: 'blinkTwice' | 'smile', count: number, from: number, to: number) {
  const selection = createSelection();
  const released: number[] = [];
  const sent: { index: number; must: boolean }[] = [];
  for (let index = 0; index < count; index += 1) {
    const frame: Marked = { index, at: index * 33.3, reading: null, jpeg: async () => new Uint8Array(1), release: () => { released.push(index); } };
    const { frames, must } = selection.choose(frame, step, index >= from && index < to);
    for (const chosen of frames) sent.push({ index: (chosen as Marked).index, must }); // every frame here was marked above
  }
  selection.clear();
  return { sent, released };
}

test('about eight frames a second without a blink, the rest is released', () => {
  const { sent, released } = run('smile', 60, 20, 25);
  expect(sent.map(({ index }) => index)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56]);
  expect(released).toHaveLength(60 - sent.length);
});

test('around a blink twice as many are sent, from just before the eyes shut until after they opened', () => {
  const { sent, released } = run('blinkTwice', 60, 23, 28);
  expect(sent.filter(({ index }) => index >= 16 && index <= 40).map(({ index }) => index)).toEqual([16, 20, 22, 24, 26, 28, 30, 32, 34, 38]);
  expect(sent.filter(({ must }) => must).map(({ index }) => index)).toEqual([22, 24, 26, 28, 30, 32, 34]);
  expect(released).toHaveLength(60 - sent.length);
});

test('wherever a blink of 150 ms falls, at least two frames with shut eyes are sent', () => {
  for (let from = 10; from < 30; from += 1) {
    const { sent } = run('blinkTwice', 60, from, from + 5);
    expect(sent.filter(({ index }) => index >= from && index < from + 5).length).toBeGreaterThanOrEqual(2);
  }
});

test('frames are sent once and in the order they were taken', () => {
  const order = run('blinkTwice', 90, 33, 40).sent.map(({ index }) => index);
  expect(order).toEqual([...new Set(order)].toSorted((a, b) => a - b));
});
