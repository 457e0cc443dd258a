import { expect, test } from 'vitest';
import { rssMib, slopeOf, treeMib } from './soakFigures.ts';

test('a straight line gives its slope an hour and explains everything', () => {
  const slope = slopeOf([0, 60, 120, 180].map((atS) => ({ atS, mib: 100 + atS / 60 })));
  expect(slope?.mibPerHour).toBeCloseTo(60);
  expect(slope?.r2).toBeCloseTo(1);
});

test('memory that goes up and down around the same value has no slope worth the name', () => {
  const slope = slopeOf(Array.from({ length: 100 }, (_, i) => ({ atS: i, mib: 100 + (i % 2) })));
  expect(Math.abs(slope?.r2 ?? 1)).toBeLessThan(0.01);
});

test('two samples are no line', () => {
  expect(slopeOf([{ atS: 0, mib: 1 }, { atS: 1, mib: 2 }])).toBeNull();
});

test.skipIf(process.platform !== 'linux')('a process counts itself, and a branch left out counts nothing', () => {
  expect(treeMib(process.pid)).toBeGreaterThanOrEqual(rssMib(process.pid) * 0.5);
  expect(treeMib(process.pid, process.pid)).toBe(0);
  expect(rssMib(2 ** 30)).toBe(0);
});
