import { afterEach, expect, test, vi } from 'vitest';
import { createJpegEncoder, type EncodingWorker } from './jpeg.ts';

afterEach(() => void vi.useRealTimers());

interface Started extends EncodingWorker { asked: number[]; ended: boolean; answer(id: number): void }

function setUp(rules = { pictures: 3, idleMs: 1_000 }) {
  vi.useFakeTimers();
  const workers: Started[] = [];
  const encoder = createJpegEncoder(() => {
    const worker: Started = {
      asked: [], ended: false, onmessage: null, onerror: null,
      postMessage: ({ id }) => { worker.asked.push(id); },
      terminate: () => { worker.ended = true; },
      answer: (id) => worker.onmessage?.({ data: { id, jpeg: new Uint8Array([workers.indexOf(worker), id]).buffer } }),
    };
    workers.push(worker);
    return worker;
  }, rules);
  // Nothing here looks into the picture.
  const encode = () => encoder.encode({} as ImageBitmap, 0.85);
  return { workers, encode };
}

test('one worker takes the pictures of a look and is let go a moment after the last one', async () => {
  const { workers, encode } = setUp();
  const [first, second] = [encode(), encode()];
  workers[0]?.answer(1);
  workers[0]?.answer(0);
  expect([await first, await second]).toEqual([new Uint8Array([0, 0]), new Uint8Array([0, 1])]);
  vi.advanceTimersByTime(999);
  expect(workers[0]?.ended).toBe(false);
  vi.advanceTimersByTime(1);
  expect(workers[0]?.ended).toBe(true);
  void encode();
  expect(workers).toHaveLength(2);
});

test('after so many pictures another worker goes on, and the first one ends when it has answered', async () => {
  const { workers, encode } = setUp();
  const all = [encode(), encode(), encode(), encode()];
  expect(workers.map(({ asked }) => asked)).toEqual([[0, 1, 2], [0]]);
  workers[0]?.answer(0);
  workers[0]?.answer(1);
  expect(workers[0]?.ended).toBe(false);
  workers[0]?.answer(2);
  expect(workers[0]?.ended).toBe(true);
  workers[1]?.answer(0);
  expect(await all[3]).toEqual(new Uint8Array([1, 0]));
});

test('a picture that cannot be encoded is told of; a worker that breaks fails what waits and is replaced', async () => {
  const { workers, encode } = setUp();
  const bad = encode();
  workers[0]?.onmessage?.({ data: { id: 0, error: 'no memory' } });
  await expect(bad).rejects.toThrow('no memory');
  const lost = encode();
  workers[0]?.onerror?.({ message: 'not found' });
  await expect(lost).rejects.toThrow('not found');
  expect(workers[0]?.ended).toBe(true);
  void encode();
  expect(workers).toHaveLength(2);
});
