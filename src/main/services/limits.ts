import { z } from 'zod';
import type { Db } from '../db/open.ts';
import { readSetting } from '../db/queries/settings.ts';
import { maxRupiah } from '../../shared/money.ts';

const amount = z.int().positive().max(maxRupiah);
const milliseconds = z.int().min(1_000).max(3_600_000);

/** The setting `limits`: what the site changed; everything else stays at the defaults of a school canteen. Amounts in rupiah. */
const stored = z.object({
  /** Per payment. */
  minAmount: amount.default(500),
  maxAmount: amount.default(500_000),
  /** Most a face alone may pay where the engine checks for pictures and replays; above it the PIN is asked as well. */
  faceOnlyMax: amount.default(100_000),
  /** The same on the engine without that check. */
  faceOnlyMaxUnchecked: amount.default(25_000),
  /** Per person and day, in the site's zone. */
  dayMax: amount.default(1_000_000),
  balanceMax: amount.default(10_000_000),
  /** Per top-up. */
  topUpMax: amount.default(2_000_000),
  quickAmounts: z.array(amount).max(9).default([5_000, 10_000, 15_000, 20_000, 50_000]),
  /** From authorisation to tap (R19). */
  confirmWithinMs: milliseconds.default(15_000),
  /** Added to it where the person must type a PIN as well. */
  pinEntryMs: milliseconds.default(30_000),
  chargeExpiresMs: milliseconds.default(600_000),
  /** Kiosk back to the attract screen. */
  idleAfterMs: milliseconds.default(30_000),
});

export type Limits = Omit<z.infer<typeof stored>, 'faceOnlyMaxUnchecked'>;
export interface LimitsReader { read(): Limits }

const defaults = stored.parse({});

export function createLimits(needs: { db: Db; antiSpoofing(): boolean }): LimitsReader {
  return {
    read() {
      const setting = readSetting(needs.db, 'limits');
      // A setting that does not parse closes payments at the boot gate; until then the defaults hold.
      const { faceOnlyMaxUnchecked, ...limits } = setting === undefined ? defaults : (stored.safeParse(setting).data ?? defaults);
      return needs.antiSpoofing() ? limits : { ...limits, faceOnlyMax: Math.min(limits.faceOnlyMax, faceOnlyMaxUnchecked) };
    },
  };
}

/** For the boot gate. */
export function limitsAreSound(db: Db): boolean {
  const setting = readSetting(db, 'limits');
  return setting === undefined || stored.safeParse(setting).success;
}
