import { expect, test } from 'vitest';
import { createPump } from './pump.ts';

const soon = (ms = 0): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

/** A pump whose encoding and sending the test finishes by hand. */
function setUp(options: { mostInFlight?: number; mostWaiting?: number; isStale?(item: string, newest: string): boolean } = {}) {
  const encodings = new Map<string, PromiseWithResolvers<string>>();
  const sendings: { text: string; seq: number; answer: PromiseWithResolvers<number> }[] = [];
  const answers: number[] = [];
  const failures: unknown[] = [];
  const released: string[] = [];
  const pump = createPump<string, string, number>({
    prepare: (text) => { const encoding = Promise.withResolvers<string>(); encodings.set(text, encoding); return encoding.promise; },
    send: (text, seq) => { const answer = Promise.withResolvers<number>(); sendings.push({ text, seq, answer }); return answer.promise; },
    onAnswer: (answer) => { answers.push(answer); },
    onFailure: (error) => { failures.push(error); },
    release: (text) => { released.push(text); },
    mostInFlight: options.mostInFlight ?? 2,
    mostWaiting: options.mostWaiting ?? 3,
    ...(options.isStale && { isStale: options.isStale }),
  });
  const encode = async (text: string): Promise<void> => { encodings.get(text)?.resolve(text); await soon(); };
  return { pump, encodings, sendings, answers, failures, released, encode };
}

test('frames go out in order even when a later one is encoded first', async () => {
  const { pump, sendings, encode } = setUp();
  pump.offer('a', false);
  pump.offer('b', false);
  await encode('b');
  expect(sendings).toHaveLength(0);
  await encode('a');
  expect(sendings.map(({ text, seq }) => `${seq}${text}`)).toEqual(['0a', '1b']);
});

test('at most two are under way', async () => {
  const { pump, encodings, sendings, encode } = setUp();
  for (const text of ['a', 'b', 'c']) pump.offer(text, false);
  expect([...encodings.keys()]).toEqual(['a', 'b']);
  await encode('a');
  await encode('b');
  sendings[0]?.answer.resolve(0);
  await soon();
  expect([...encodings.keys()]).toEqual(['a', 'b', 'c']);
});

test('when main is slow, frames that may be missed make room for those of a blink', async () => {
  const { pump, released, sendings, encode } = setUp({ mostInFlight: 1, mostWaiting: 2 });
  for (const text of ['a', 'b', 'c', 'late']) pump.offer(text, false);
  expect(released).toEqual(['late']);
  pump.offer('shut', true);
  expect(released).toEqual(['late', 'b']);
  for (const text of ['a', 'c', 'shut']) { await encode(text); sendings.at(-1)?.answer.resolve(0); await soon(); }
  // seq has no gap where a frame was left out
  expect(sendings.map(({ text, seq }) => `${seq}${text}`)).toEqual(['0a', '1c', '2shut']);
});

test('what waited until it says nothing any more is left out, also of a blink', async () => {
  const { pump, released, sendings, encode } = setUp({ mostInFlight: 1, mostWaiting: 5, isStale: (item, newest) => Number(newest) - Number(item) > 20 });
  for (const at of ['0', '10', '20', '30']) pump.offer(at, at === '20');
  expect(released).toEqual([]);
  pump.offer('45', false);
  expect(released).toEqual(['10', '20']);
  for (const at of ['0', '30', '45']) { await encode(at); sendings.at(-1)?.answer.resolve(0); await soon(); }
  expect(sendings.map(({ text, seq }) => `${seq}:${text}`)).toEqual(['0:0', '1:30', '2:45']);
});

test('an answer overtaken by a newer one is left out', async () => {
  const { pump, sendings, answers, encode } = setUp();
  pump.offer('a', false);
  pump.offer('b', false);
  await encode('a');
  await encode('b');
  sendings[1]?.answer.resolve(11);
  await soon();
  sendings[0]?.answer.resolve(10);
  await soon();
  expect(answers).toEqual([11]);
});

test('the first failure is told once, nothing is sent after it and every frame is released', async () => {
  const { pump, sendings, failures, released, encode } = setUp();
  for (const text of ['a', 'b', 'c']) pump.offer(text, false);
  await encode('a');
  await encode('b');
  sendings[0]?.answer.reject(new Error('first'));
  sendings[1]?.answer.reject(new Error('second'));
  await soon();
  pump.offer('d', true);
  await pump.stop();
  expect(failures).toEqual([new Error('first')]);
  expect(sendings).toHaveLength(2);
  expect(released.toSorted()).toEqual(['a', 'b', 'c', 'd']);
});

test('stop waits for what is under way and still hears its failure', async () => {
  const { pump, sendings, failures, answers, encode } = setUp();
  pump.offer('a', false);
  await encode('a');
  let stopped = false;
  const stopping = pump.stop().then(() => { stopped = true; });
  await soon();
  expect(stopped).toBe(false);
  sendings[0]?.answer.reject(new Error('late'));
  await stopping;
  expect(failures).toEqual([new Error('late')]);
  expect(answers).toEqual([]);
});
