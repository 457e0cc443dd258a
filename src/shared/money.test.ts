import { expect, test } from 'vitest';
import { formatRupiah, rupiah } from './money.ts';

test('rupiah are whole numbers', () => {
  expect(rupiah(15_000)).toBe(15_000);
  expect(() => rupiah(0.5)).toThrow(RangeError);
  expect(() => rupiah(Number.NaN)).toThrow(RangeError);
  expect(() => rupiah(1e12)).toThrow(RangeError);
});

test('money reads as Indonesians write it', () => {
  expect(formatRupiah(10_000_000, 'id').replace(/\s/g, ' ')).toBe('Rp 10.000.000');
});
