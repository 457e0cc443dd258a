import { expect, test } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { createInOrder } from './inOrder.ts';

test('frames that arrive shuffled are judged in order, one at a time', async () => {
  const inOrder = createInOrder();
  const judged: number[] = [];
  let busy = 0;
  const judge = (seq: number) =>
    inOrder.run(seq, async () => {
      busy += 1;
      expect(busy).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      judged.push(seq);
      busy -= 1;
    });
  await Promise.all([judge(2), judge(0), judge(1), judge(4), judge(3)]);
  expect(judged).toEqual([0, 1, 2, 3, 4]);
});

test('a frame sent twice, or far ahead, breaks the attempt', async () => {
  const inOrder = createInOrder();
  await inOrder.run(0, async () => {});
  await expect(inOrder.run(0, async () => {})).rejects.toThrow(Refusal);
  await expect(inOrder.run(50, async () => {})).rejects.toThrow(Refusal);
});

test('a frame that is refused does not hold up the next', async () => {
  const inOrder = createInOrder();
  await expect(inOrder.run(0, () => Promise.reject(new Refusal('NO_FACE')))).rejects.toThrow('NO_FACE');
  await expect(inOrder.run(1, async () => 'seen')).resolves.toBe('seen');
});

test('ending refuses whoever still waits for their turn', async () => {
  const inOrder = createInOrder();
  const early = inOrder.run(3, async () => 'judged');
  inOrder.end();
  await expect(early).rejects.toThrow('ATTEMPT_BROKEN');
});
