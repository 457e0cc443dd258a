import type { Output, Parsed } from '../../shared/contract.ts';
import type { RecognitionMeaning } from '../../shared/contractSettings.ts';
import { Refusal } from '../../shared/errors.ts';
import { sameSetting, settingDefaults, settingKeys, settingProblems, settingsList, settingValues, type SettingKey, type SettingValues } from '../../shared/settingsList.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { roomById } from '../db/queries/rooms.ts';
import { readSetting, writeSetting } from '../db/queries/settings.ts';
import { settingChanges } from '../db/queries/settingsHistory.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import type { Who } from './courseAccess.ts';
import { limitKeys, storedLimits } from './limits.ts';
import { isZone } from './localTime.ts';
import type { Schedule } from './schedule.ts';

const isLimit = (key: SettingKey): key is (typeof limitKeys)[number] => limitKeys.some((each) => each === key);
/** Counts saves: whoever saves says which one they had seen. */
const revisionKey = 'settingsRevision';
export const settingsRevision = (db: Db): number => Number(readSetting(db, revisionKey) ?? 0);
const countSave = (db: Db): void => writeSetting(db, revisionKey, settingsRevision(db) + 1);

/** One setting as it holds now; the default where nothing is kept, or nothing that makes sense. Limits are read by `limits.ts`. */
export function settingOf<K extends Exclude<SettingKey, (typeof limitKeys)[number]>>(db: Db, key: K): SettingValues[K] {
  const parsed = settingsList[key].schema.safeParse(kept(db, key));
  // The schema of a key parses to the value of that key; TypeScript cannot follow K through the union.
  return (parsed.success ? parsed.data : settingsList[key].default) as SettingValues[K];
}

/** A kept setting cannot be null where older versions wrote '': '' is no room. */
function kept(db: Db, key: SettingKey): unknown {
  const value = readSetting(db, key);
  return key === 'kioskRoomId' && value === '' ? null : value;
}

export interface SettingsNeeds {
  db: Db;
  audit: AuditChain;
  schedule(): Pick<Schedule, 'moveZone'>;
  recognition(): Promise<RecognitionMeaning>;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  /** After COMMIT. */
  onSaved(): void;
  now(): number;
}

/**
 * What the site decided, and who decided it. A change holds from its COMMIT on, without a restart. A payment under way keeps what it was promised:
 * the amount was judged when the charge was made, and whether a PIN is asked for and how long the tap may take when the person was recognised. Only
 * what bounds a person's whole day and balance is judged at the tap, inside its transaction, by what holds then.
 */
export function createSettings(needs: SettingsNeeds) {
  const { db } = needs;
  const revision = () => settingsRevision(db);

  function read(): { values: SettingValues; faults: SettingKey[] } {
    const limits = storedLimits(db);
    const faults: SettingKey[] = [];
    const entries = settingKeys.map((key) => {
      if (isLimit(key)) {
        if (limits === null) faults.push(key);
        return [key, (limits ?? settingDefaults)[key]];
      }
      const value = kept(db, key);
      const parsed = value === undefined ? null : settingsList[key].schema.safeParse(value);
      if (parsed && !parsed.success) faults.push(key);
      if (key === 'kioskRoomId' && parsed?.success && parsed.data !== null && !roomById(db, String(parsed.data))) return [key, null];
      return [key, parsed?.success ? parsed.data : settingsList[key].default];
    });
    return { values: settingValues.parse(Object.fromEntries(entries)), faults };
  }

  async function get(): Promise<Output<'settings.get'>> {
    const recognition = await needs.recognition();
    return { revision: revision(), ...read(), recognition };
  }

  function save({ revision: seen, patch }: Parsed<'settings.save'>, who: Who): Output<'settings.save'> {
    needs.requireWritable();
    const saved = inTransaction(db, () => {
      // Never over a change this person has not seen, not even of another setting: what they chose may rest on it.
      if (seen !== revision()) throw new Refusal('EDIT_CONFLICT', { revision: revision() });
      const before = read();
      // Parsed again: a key named with `undefined` is as if it were not named.
      const after = settingValues.parse({ ...before.values, ...JSON.parse(JSON.stringify(patch)) });
      const changed = settingKeys.filter((key) => key in patch && (before.faults.includes(key) || !sameSetting(before.values[key], after[key])));
      if (changed.length === 0) return seen;
      requireSound(after, changed);
      const atMs = needs.now();
      write(after, changed, before.values.zone, atMs);
      for (const key of changed) {
        // A fault's value is unknown: the audit says null and not the default that stood in for it.
        const was = before.faults.includes(key) ? null : JSON.stringify(before.values[key]);
        appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: who.staffId, action: 'settings.changed', subjectId: key, detail: { before: was, after: JSON.stringify(after[key]) } });
      }
      countSave(db);
      return seen + 1;
    });
    if (saved !== seen) needs.onSaved();
    return { revision: saved };
  }

  /** @throws Refusal SETTINGS_DISAGREE BAD_INPUT ROOM_NOT_FOUND; only about what this change touches, so that an old quarrel does not stop another change */
  function requireSound(after: SettingValues, changed: readonly SettingKey[]): void {
    const problem = settingProblems(after).find(({ key, other }) => changed.includes(key) || changed.includes(other));
    if (problem) throw new Refusal('SETTINGS_DISAGREE', { field: problem.key, other: problem.other });
    if (changed.includes('zone') && !isZone(after.zone)) throw new Refusal('BAD_INPUT', { field: 'zone' });
    if (changed.includes('kioskRoomId') && after.kioskRoomId !== null && !roomById(db, after.kioskRoomId)) throw new Refusal('ROOM_NOT_FOUND');
  }

  function write(after: SettingValues, changed: readonly SettingKey[], zoneBefore: string, atMs: number): void {
    if (changed.some(isLimit)) writeSetting(db, 'limits', Object.fromEntries(limitKeys.map((key) => [key, after[key]])));
    for (const key of changed) {
      if (isLimit(key)) continue;
      if (key === 'zone') needs.schedule().moveZone(atMs, zoneBefore, after.zone, () => writeSetting(db, 'zone', after.zone));
      // Readers of this key know '' for no room.
      else if (key === 'kioskRoomId') writeSetting(db, key, after.kioskRoomId ?? '');
      else writeSetting(db, key, after[key]);
    }
  }

  function history({ limit, beforeSeq }: Parsed<'settings.history'>): Output<'settings.history'> {
    const found = settingChanges(db, beforeSeq ?? Number.MAX_SAFE_INTEGER, limit + 1);
    const shown = found.slice(0, limit);
    const rows = shown.flatMap(({ atMs, staffName, key, detail }) => {
      const known = settingKeys.find((each) => each === key);
      // Written by `save`; a setting of an older version has no words any more.
      const { before, after } = JSON.parse(detail) as { before: string | null; after: string };
      return known ? [{ atMs, staffName, key: known, before, after }] : [];
    });
    return { rows, nextSeq: found.length > limit ? (shown.at(-1)?.seq ?? null) : null };
  }

  return { get, save, history };
}
