import { z } from 'zod';
import type { Db } from '../db/open.ts';
import { readSetting } from '../db/queries/settings.ts';
import { settingsList, type SettingKey } from '../../shared/settingsList.ts';

/** What lies together in the setting `limits`. Amounts in rupiah. */
export const limitKeys = [
  'minAmount', 'maxAmount', 'faceOnlyMax', 'faceOnlyMaxUnchecked', 'dayMax', 'balanceMax', 'topUpMax', 'quickAmounts', 'confirmWithinMs', 'pinEntryMs', 'chargeExpiresMs', 'idleAfterMs',
] as const satisfies readonly SettingKey[];

/** What the site changed; everything else stays at the defaults of a school canteen (`settingsList.ts`). */
const stored = z.object({
  minAmount: orDefault('minAmount'),
  maxAmount: orDefault('maxAmount'),
  faceOnlyMax: orDefault('faceOnlyMax'),
  faceOnlyMaxUnchecked: orDefault('faceOnlyMaxUnchecked'),
  dayMax: orDefault('dayMax'),
  balanceMax: orDefault('balanceMax'),
  topUpMax: orDefault('topUpMax'),
  quickAmounts: settingsList.quickAmounts.schema.default([...settingsList.quickAmounts.default]),
  confirmWithinMs: orDefault('confirmWithinMs'),
  pinEntryMs: orDefault('pinEntryMs'),
  chargeExpiresMs: orDefault('chargeExpiresMs'),
  idleAfterMs: orDefault('idleAfterMs'),
});

function orDefault(key: Exclude<(typeof limitKeys)[number], 'quickAmounts'>) {
  return settingsList[key].schema.default(settingsList[key].default);
}

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

/** All of them as they are kept, whatever engine runs; null where they make no sense, and then the defaults hold. */
export function storedLimits(db: Db): z.infer<typeof stored> | null {
  const setting = readSetting(db, 'limits');
  return setting === undefined ? defaults : (stored.safeParse(setting).data ?? null);
}

/** For the boot gate. */
export function limitsAreSound(db: Db): boolean {
  const setting = readSetting(db, 'limits');
  return setting === undefined || stored.safeParse(setting).success;
}
