/** Rupiah, integer, the smallest unit there is. Branded so that a plain number cannot become money unseen. */
export type Rupiah = number & { readonly __unit: 'rupiah' };

/** Largest amount any single field may carry: Rp 1 000 000 000, far under 2^53. */
export const maxRupiah = 1_000_000_000;

/** @throws RangeError unless `value` is a whole number of rupiah within ±`maxRupiah`. */
export function rupiah(value: number): Rupiah {
  if (!Number.isSafeInteger(value) || Math.abs(value) > maxRupiah) throw new RangeError(`not an amount in rupiah: ${value}`);
  // The check above is what the brand stands for.
  return value as Rupiah;
}

/** A total over many transfers: any safe integer. @throws RangeError for fractions and beyond 2^53 */
export function rupiahSum(value: number): Rupiah {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a sum in rupiah: ${value}`);
  // The check above is what the brand stands for.
  return value as Rupiah;
}

const formats = new Map<string, Intl.NumberFormat>();

/** "Rp 15.000", in English too: as it stands on the notes. The one place money becomes text. */
export function formatRupiah(amount: number, language: 'id' | 'en'): string {
  const locale = language === 'id' ? 'id-ID' : 'en-ID';
  let format = formats.get(locale);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency: 'IDR', maximumFractionDigits: 0 });
    formats.set(locale, format);
  }
  return format.format(amount);
}

/** What stands before a field for money, and what is typed into it: "Rp", "15.000". */
export const rupiahSign = 'Rp';
const grouped = new Intl.NumberFormat('id-ID', { maximumFractionDigits: 0 });
export function groupRupiah(amount: number): string {
  return grouped.format(amount);
}
