import { z } from 'zod';
import { contrasts, textSizes } from './appearance.ts';
import { challengePolicies, kioskModes } from './attendance.ts';
import { id, language, personName, timeOfDay } from './contractParts.ts';
import { maxRupiah } from './money.ts';

/*
 * Every setting a site may change, once: main reads and writes by this list, the contract carries it, the page is drawn from it. The words beside
 * each are `settings.json`, under `field.<key>`.
 */

export const settingGroups = ['site', 'payments', 'recognition', 'attendance', 'staff', 'operation'] as const;
export type SettingGroup = (typeof settingGroups)[number];

/** How a value is entered and shown. Durations are kept in milliseconds whatever they are typed in. */
export type SettingControl =
  | 'text' | 'zone' | 'language' | 'room' | 'switch' | 'choice' | 'rate' | 'volume' | 'time' | 'rupiah' | 'rupiahList'
  | 'seconds' | 'minutes';

interface SettingEntry<S extends z.ZodType> {
  group: SettingGroup;
  control: SettingControl;
  schema: S;
  default: z.output<S>;
  /** What may be chosen, where it is one of a few. */
  options?: readonly (string | number)[];
}

const setting = <S extends z.ZodType>(entry: SettingEntry<S>): SettingEntry<S> => entry;

const rupiahAmount = z.int().positive().max(maxRupiah);
const milliseconds = z.int().min(1_000).max(3_600_000);
const money = (fallback: number) => setting({ group: 'payments', control: 'rupiah', schema: rupiahAmount, default: fallback });
const oneOf = <const T extends readonly [number, ...number[]]>(values: T) => z.literal(values);

/** A stranger's chance of being taken for somebody enrolled, per look; `vision/match.ts` makes a threshold of it. */
export const strangerRates = [1e-3, 1e-4, 1e-5, 1e-6] as const;
/** How much rarer, in powers of ten, the best match must be than the best of another person. */
export const marginChoices = [0.5, 0.75, 1] as const;
/** Movements asked for before money moves: never fewer than two, and more than three nobody finishes in time. */
export const stepCounts = [2, 3] as const;
/** Months; 0 keeps for ever. */
export const retentionChoices = [0, 6, 12, 24, 36, 60] as const;
export const passiveStrictnesses = ['normal', 'strict'] as const;

export const settingsList = {
  siteName: setting({ group: 'site', control: 'text', schema: personName, default: 'Tatap' }),
  zone: setting({ group: 'site', control: 'zone', schema: z.string().min(1).max(64), default: 'Asia/Jakarta' }),
  /** What the kiosk speaks when nobody has chosen. */
  language: setting({ group: 'site', control: 'language', schema: language, default: 'id', options: ['id', 'en'] }),
  soundVolume: setting({ group: 'site', control: 'volume', schema: z.number().min(0).max(1), default: 0.6 }),
  /** What the kiosk looks like when nobody has chosen. */
  kioskText: setting({ group: 'site', control: 'choice', schema: z.enum(textSizes), default: 'normal', options: textSizes }),
  kioskContrast: setting({ group: 'site', control: 'choice', schema: z.enum(contrasts), default: 'normal', options: contrasts }),
  /** The kiosk says what to do, where the machine has a voice of its own. Never a name, never an amount. */
  spokenPrompts: setting({ group: 'site', control: 'switch', schema: z.boolean(), default: false }),
  /** Months without a payment, a mark or a look at their own data after which somebody is due to be deleted; 0: never. Nobody is deleted without a question. */
  retentionMonths: setting({ group: 'site', control: 'choice', schema: oneOf(retentionChoices), default: 0, options: retentionChoices }),
  /** Kiosk back to its first screen. */
  idleAfterMs: setting({ group: 'site', control: 'seconds', schema: milliseconds, default: 30_000 }),

  minAmount: money(500),
  maxAmount: money(500_000),
  /** Most a face alone may pay where the engine checks for pictures and replays; above it the PIN is asked as well. */
  faceOnlyMax: money(100_000),
  /** The same on the engine without that check. */
  faceOnlyMaxUnchecked: money(25_000),
  /** Per person and day, in the site's zone. */
  dayMax: money(1_000_000),
  balanceMax: money(10_000_000),
  /** Per top-up. */
  topUpMax: money(2_000_000),
  quickAmounts: setting({ group: 'payments', control: 'rupiahList', schema: z.array(rupiahAmount).max(9), default: [5_000, 10_000, 15_000, 20_000, 50_000] }),
  /** From authorisation to tap (R19). */
  confirmWithinMs: setting({ group: 'payments', control: 'seconds', schema: milliseconds, default: 15_000 }),
  /** Added to it where the person must type a PIN as well. */
  pinEntryMs: setting({ group: 'payments', control: 'seconds', schema: milliseconds, default: 30_000 }),
  chargeExpiresMs: setting({ group: 'payments', control: 'minutes', schema: milliseconds, default: 600_000 }),

  strangerRate: setting({ group: 'recognition', control: 'rate', schema: oneOf(strangerRates), default: 1e-3, options: strangerRates }),
  marginDecades: setting({ group: 'recognition', control: 'choice', schema: oneOf(marginChoices), default: 0.75, options: marginChoices }),
  payStepCount: setting({ group: 'recognition', control: 'choice', schema: oneOf(stepCounts), default: 2, options: stepCounts }),
  passiveStrictness: setting({ group: 'recognition', control: 'choice', schema: z.enum(passiveStrictnesses), default: 'normal', options: passiveStrictnesses }),

  kioskMode: setting({ group: 'attendance', control: 'choice', schema: z.enum(kioskModes), default: 'both', options: kioskModes }),
  /** The room the kiosk stands in: only its classes are marked there. Null: every class of the moment. */
  kioskRoomId: setting({ group: 'attendance', control: 'room', schema: id.nullable(), default: null }),
  challengePolicy: setting({ group: 'attendance', control: 'choice', schema: z.enum(challengePolicies), default: 'doubtful', options: challengePolicies }),
  /** A number without a PIN checks in, for people who have no PIN. Off by default: a friend could type it. */
  identifierAlone: setting({ group: 'attendance', control: 'switch', schema: z.boolean(), default: false }),

  staffIdleAfterMs: setting({ group: 'staff', control: 'minutes', schema: z.int().min(60_000).max(7_200_000), default: 600_000 }),

  /** "HH:MM" in the site's zone; null: never. */
  backupAt: setting({ group: 'operation', control: 'time', schema: timeOfDay.nullable(), default: '02:15' }),
  /** "HH:MM" in the site's zone; null: never. */
  nightlyRestartAt: setting({ group: 'operation', control: 'time', schema: timeOfDay.nullable(), default: '03:30' }),
} as const;

type List = typeof settingsList;
export type SettingKey = keyof List;
export type SettingValues = { [K in SettingKey]: z.output<List[K]['schema']> };
type Shape = { [K in SettingKey]: List[K]['schema'] };

// Object.keys and Object.fromEntries lose what they were given; the list itself is the proof of both casts.
export const settingKeys = Object.keys(settingsList) as SettingKey[];
const shape = Object.fromEntries(settingKeys.map((key) => [key, settingsList[key].schema])) as unknown as Shape;

/** All of them. */
export const settingValues = z.object(shape);
/** Those somebody changed; a name that is none is refused. */
export const settingsPatch = z.strictObject(shape).partial().refine((patch) => Object.values(patch).some((value) => value !== undefined), { message: 'nothing to change' });
export const settingDefaults = Object.fromEntries(settingKeys.map((key) => [key, settingsList[key].default])) as unknown as SettingValues;

/** Pairs that must not cross: the first may not be above the second. */
const ordered: readonly (readonly [SettingKey & keyof NumberValues, SettingKey & keyof NumberValues])[] = [
  ['minAmount', 'maxAmount'],
  ['faceOnlyMax', 'maxAmount'],
  ['faceOnlyMaxUnchecked', 'faceOnlyMax'],
  ['maxAmount', 'dayMax'],
  ['topUpMax', 'balanceMax'],
  ['confirmWithinMs', 'chargeExpiresMs'],
];
type NumberValues = { [K in SettingKey as SettingValues[K] extends number ? K : never]: SettingValues[K] };

/** `key` does not fit `other`: it is above it, or a quick amount lies outside what may be paid. */
export interface SettingProblem { key: SettingKey; other: SettingKey; why: 'above' | 'outside' }

/** What does not fit together, whichever of the two somebody changed. */
export function settingProblems(values: SettingValues): SettingProblem[] {
  const problems: SettingProblem[] = ordered.filter(([low, high]) => values[low] > values[high]).map(([key, other]) => ({ key, other, why: 'above' }));
  if (values.quickAmounts.some((each) => each < values.minAmount)) problems.push({ key: 'quickAmounts', other: 'minAmount', why: 'outside' });
  if (values.quickAmounts.some((each) => each > values.maxAmount)) problems.push({ key: 'quickAmounts', other: 'maxAmount', why: 'outside' });
  return problems;
}

/** Whether two values of a setting are the same one. */
export const sameSetting = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
