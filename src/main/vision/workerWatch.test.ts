import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { watchWorker } from './workerWatch.ts';

/* Real threads: one that beats, one that beats and then hangs in its own script. */

const beats = "setInterval(() => require('node:worker_threads').parentPort.postMessage({ kind: 'beat' }), 20);";
const quick = { everyMs: 20, silentMs: 300 };

test('a worker whose script hangs is told of, once, and can be ended', async () => {
  const worker = new Worker(`${beats} setTimeout(() => { for (;;); }, 200);`, { eval: true });
  let told = 0;
  await new Promise<void>((silent) => watchWorker(worker, () => { told += 1; silent(); }, quick));
  await new Promise((wait) => { setTimeout(wait, 500); });
  expect(told).toBe(1);
  expect(await worker.terminate()).toBe(1);
});

test('one that beats is left alone, and so is one that has not begun to', async () => {
  const lively = new Worker(beats, { eval: true });
  const loading = new Worker('setTimeout(() => {}, 60_000);', { eval: true });
  let told = 0;
  for (const worker of [lively, loading]) watchWorker(worker, () => { told += 1; }, quick);
  await new Promise((wait) => { setTimeout(wait, 1_500); });
  expect(told).toBe(0);
  await Promise.all([lively.terminate(), loading.terminate()]);
});

test('after this thread itself stood still, the worker has its whole time again', async () => {
  const listeners: ((message: unknown) => void)[] = [];
  const worker = { on: (_: 'message', listener: (message: unknown) => void) => listeners.push(listener), once: () => {} };
  let [nowMs, told] = [0, 0];
  watchWorker(worker, () => { told += 1; }, { everyMs: 10, silentMs: 1_000, now: () => nowMs });
  for (const listener of listeners) listener({});
  nowMs = 60_000;
  await new Promise((wait) => { setTimeout(wait, 50); });
  expect(told).toBe(0);
  for (let i = 0; i < 60 && told === 0; i += 1) {
    nowMs += 25;
    await new Promise((wait) => { setTimeout(wait, 10); });
  }
  expect(told).toBe(1);
});
