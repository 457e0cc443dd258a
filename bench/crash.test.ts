import { expect, test } from 'vitest';
import { crashRun, isClean } from './crashRun.ts';

test('killed 200 times in the middle of its work: nothing acknowledged is lost, nothing doubled, sums exact', async () => {
  const report = await crashRun({ kills: 200, broken: false });
  expect(report).toMatchObject({ lost: 0, doubled: 0, wrong: 0, faults: [] });
  expect(report.acknowledged).toBeGreaterThan(200);
  expect(report.repeated / report.requests).toBeGreaterThan(0.1);
  expect(isClean(report)).toBe(true);
}, 600_000);

test('the same run over a top-up in two steps is caught', async () => {
  const report = await crashRun({ kills: 40, broken: true });
  expect(report.doubled).toBeGreaterThan(0);
  expect(isClean(report)).toBe(false);
}, 300_000);
