import { z } from 'zod';
import { atMs, entry, nothing } from './contractParts.ts';
import { settingKeys, settingsPatch, settingValues } from './settingsList.ts';

const management = ['owner', 'admin'] as const;
const key = z.enum(settingKeys);
const revision = z.int().nonnegative();

/** What the settings of recognition come to on this site, from the engine's own measurements (docs/face-matching.md). */
const recognition = z.object({
  engine: z.enum(['onnx', 'faceapi']),
  antiSpoofing: z.boolean(),
  /** Templates and people in the gallery. */
  templates: z.int().nonnegative(),
  persons: z.int().nonnegative(),
  /** For each rate that may be chosen. `beyond`: rarer than was measured, so the true share of refusals is larger than `fnmr`. */
  rates: z.array(z.object({
    rate: z.number(),
    /** False-match rate of one comparison that keeps a stranger's chance at `rate` in this gallery. */
    fmr: z.number(),
    /** A stranger's chance of matching anybody, at the threshold that is really used. */
    stranger: z.number(),
    /** Share of single looks of the right person that are refused. */
    fnmr: z.number(),
    beyond: z.boolean(),
  })),
}).nullable();
export type RecognitionMeaning = z.infer<typeof recognition>;

const change = z.object({
  atMs,
  staffName: z.string().nullable(),
  key,
  /** JSON of the value; null where the setting was never written. */
  before: z.string().nullable(),
  after: z.string(),
});
export type SettingChange = z.infer<typeof change>;

export const settingsContract = {
  /** Every setting as it holds now. `faults`: kept values that make no sense, for which the default stands in. */
  'settings.get': entry({
    role: management, input: nothing,
    output: z.object({ revision, values: settingValues, faults: z.array(key), recognition }),
  }),
  /**
   * Changes the settings named in `patch` if nobody saved any since `revision`; all of it or nothing. A new `zone` moves every session that has not opened
   * yet to the same wall time; one that would be over there already is removed. @throws EDIT_CONFLICT SETTINGS_DISAGREE ROOM_NOT_FOUND BAD_INPUT
   */
  'settings.save': entry({ role: management, fresh: true, input: z.object({ revision, patch: settingsPatch }), output: z.object({ revision }) }),
  /** Who changed what, newest first. `before`: continue from there. */
  'settings.history': entry({
    role: management,
    input: z.object({ limit: z.int().min(1).max(200).default(50), beforeSeq: z.int().positive().nullable().default(null) }),
    output: z.object({ rows: z.array(change), nextSeq: z.int().positive().nullable() }),
  }),
};
