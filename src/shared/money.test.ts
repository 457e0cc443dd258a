import { expect, test } from 'vitest';
import { formatRupiah, groupRupiah, rupiah, rupiahSign } from './money.ts';

test('rupiah are whole numbers', () => {
  expect(rupiah(15_000)).toBe(15_000);
  expect(() => rupiah(0.5)).toThrow(RangeError);
  expect(() => rupiah(Number.NaN)).toThrow(RangeError);
  expect(() => rupiah(1e12)).toThrow(RangeError);
});

test('money reads as Indonesians write it', () => {
  for (const language of ['id', 'en'] as const) {
    expect(formatRupiah(10_000_000, language).replace(/\s/g, ' ')).toBe('Rp 10.000.000');
    expect(formatRupiah(10_000_000, language).replace(/\s/g, ' ')).toBe(`${rupiahSign} ${groupRupiah(10_000_000)}`);
  }
});
