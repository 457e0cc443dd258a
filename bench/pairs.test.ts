import { expect, test } from 'vitest';
import { personOf, readPairs } from './pairs.ts';

test('View 1: a count, genuine pairs, then impostor pairs', () => {
  const { pairs, folds } = readPairs('2\nAda\t1\t2\nBob_C\t10\t3\nAda\t1\tBob_C\t3\nAda\t2\tBob_C\t10\n');
  expect(folds).toBe(1);
  expect(pairs[0]).toEqual({ a: 'Ada/Ada_0001.jpg', b: 'Ada/Ada_0002.jpg', same: true, fold: 0 });
  expect(pairs[3]).toEqual({ a: 'Ada/Ada_0002.jpg', b: 'Bob_C/Bob_C_0010.jpg', same: false, fold: 0 });
});

test('View 2: folds of genuine and impostor pairs', () => {
  const { pairs, folds } = readPairs('2 1\r\nAda 1 2\r\nAda 1 Bob 1\r\nBob 1 2\r\nBob 2 Ada 1\r\n');
  expect(folds).toBe(2);
  expect(pairs.map(({ fold, same }) => [fold, same])).toEqual([[0, true], [0, false], [1, true], [1, false]]);
});

test('a file that is cut short or has another format is refused, naming the line', () => {
  expect(() => readPairs('2\nAda 1 2\n')).toThrow('promises 4 pairs, the file has 1');
  expect(() => readPairs('1\nAda 1 2\nAda Bob\n')).toThrow('line 3');
  expect(() => readPairs('Ada 1 2')).toThrow('line 1');
  expect(() => readPairs('')).toThrow('line 1');
});

test('the folder names the person', () => {
  expect(personOf('Ada_L/Ada_L_0001.jpg')).toBe('Ada_L');
});
