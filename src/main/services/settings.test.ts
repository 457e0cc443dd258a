import { expect, test } from 'vitest';
import { settingDefaults, settingProblems, strangerRates, type SettingValues } from '../../shared/settingsList.ts';
import { writeSetting } from '../db/queries/settings.ts';
import { createLimits, limitsAreSound } from './limits.ts';
import { fnmrAt, recognitionMeaning } from './recognition.ts';
import { openRegister, refusalOf } from './register.testkit.ts';
import { createSchedule } from './schedule.ts';
import { createSettings, settingOf } from './settings.ts';

function openSite() {
  const register = openRegister();
  let saved = 0;
  const schedule = createSchedule({ ...register, onRegisterChanged: () => {} });
  const settings = createSettings({ ...register, schedule: () => schedule, recognition: () => recognitionMeaning(null), requireWritable: () => {}, onSaved: () => { saved += 1; } });
  return { ...register, settings, saves: () => saved, limits: createLimits({ db: register.db, antiSpoofing: () => true }) };
}
const page = { limit: 50, beforeSeq: null };

test('until somebody decides, every setting is its default, and the defaults fit together', async () => {
  const { settings } = openSite();
  expect(await settings.get()).toEqual({ revision: 0, values: settingDefaults, faults: [], recognition: null });
  expect(settingProblems(settingDefaults)).toEqual([]);
});

test('what is saved holds at once, and the history says who changed what, from what, to what', async () => {
  const site = openSite();
  expect(site.settings.save({ revision: 0, patch: { maxAmount: 200_000, staffIdleAfterMs: 300_000, siteName: 'Kantin Baru' } }, site.owner)).toEqual({ revision: 1 });
  expect([site.limits.read().maxAmount, settingOf(site.db, 'staffIdleAfterMs'), site.saves()]).toEqual([200_000, 300_000, 1]);
  const { rows } = site.settings.history(page);
  expect(rows.map(({ key, before, after, staffName }) => [key, before, after, staffName])).toEqual([
    ['staffIdleAfterMs', '600000', '300000', 'Pemilik'], ['maxAmount', '500000', '200000', 'Pemilik'], ['siteName', '"Tatap"', '"Kantin Baru"', 'Pemilik'],
  ]);
  expect(site.settings.history({ limit: 2, beforeSeq: null }).nextSeq).toBeGreaterThan(0);
});

test('two people save at once: the second is told, nothing of theirs is written, and they can save over what they have now seen', async () => {
  const site = openSite();
  site.settings.save({ revision: 0, patch: { dayMax: 700_000 } }, site.owner);
  expect(await refusalOf(() => site.settings.save({ revision: 0, patch: { dayMax: 900_000 } }, site.owner))).toBe('EDIT_CONFLICT');
  expect([site.limits.read().dayMax, site.settings.history(page).rows.length]).toEqual([700_000, 1]);
  expect(site.settings.save({ revision: 1, patch: { dayMax: 900_000 } }, site.owner)).toEqual({ revision: 2 });
});

test('the restart of the night can be switched off, stays off and says so in the history', async () => {
  const site = openSite();
  site.settings.save({ revision: 0, patch: { nightlyRestartAt: null } }, site.owner);
  expect([settingOf(site.db, 'nightlyRestartAt'), (await site.settings.get()).values.nightlyRestartAt, (await site.settings.get()).faults]).toEqual([null, null, []]);
  expect(site.settings.history(page).rows).toMatchObject([{ key: 'nightlyRestartAt', before: '"03:30"', after: 'null' }]);
  site.settings.save({ revision: 1, patch: { nightlyRestartAt: '02:15' } }, site.owner);
  expect(settingOf(site.db, 'nightlyRestartAt')).toBe('02:15');
});

test('saving what already holds changes nothing and tells nobody', () => {
  const site = openSite();
  expect(site.settings.save({ revision: 0, patch: { maxAmount: 500_000 } }, site.owner)).toEqual({ revision: 0 });
  expect([site.saves(), site.audited()]).toEqual([0, []]);
});

test.each<[Partial<SettingValues>, string]>([
  [{ minAmount: 600_000 }, 'SETTINGS_DISAGREE'],
  [{ maxAmount: 50_000 }, 'SETTINGS_DISAGREE'],
  [{ quickAmounts: [100] }, 'SETTINGS_DISAGREE'],
  [{ topUpMax: 20_000_000 }, 'SETTINGS_DISAGREE'],
  [{ zone: 'Asia/Atlantis' }, 'BAD_INPUT'],
  [{ kioskRoomId: '00000000-0000-4000-8000-000000000000' }, 'ROOM_NOT_FOUND'],
])('%j is refused with %s, and all that came with it', async (patch, code) => {
  const site = openSite();
  expect(await refusalOf(() => site.settings.save({ revision: 0, patch: { ...patch, siteName: 'Lain' } }, site.owner))).toBe(code);
  expect([settingOf(site.db, 'siteName'), site.audited(), site.saves()]).toEqual(['Tatap', [], 0]);
});

test('kept values that make no sense are named, the defaults hold, and saving mends them without a made-up past', async () => {
  const site = openSite();
  writeSetting(site.db, 'soundVolume', 'loud');
  writeSetting(site.db, 'limits', { maxAmount: -1 });
  const { values, faults } = await site.settings.get();
  expect([values.soundVolume, values.maxAmount, faults.includes('soundVolume'), faults.includes('maxAmount'), limitsAreSound(site.db)]).toEqual([0.6, 500_000, true, true, false]);
  site.settings.save({ revision: 0, patch: { soundVolume: 0.6, maxAmount: 500_000 } }, site.owner);
  expect([(await site.settings.get()).faults, limitsAreSound(site.db)]).toEqual([[], true]);
  expect(site.settings.history(page).rows.map(({ before }) => before)).toEqual([null, null]);
});

test('a quarrel that was there before does not stop another change', () => {
  const site = openSite();
  writeSetting(site.db, 'limits', { maxAmount: 1_000, faceOnlyMax: 5_000 });
  expect(site.settings.save({ revision: 0, patch: { soundVolume: 0 } }, site.owner)).toEqual({ revision: 1 });
});

test('a zone moves the site, and is read back by whoever reads it', () => {
  const site = openSite();
  site.settings.save({ revision: 0, patch: { zone: 'Asia/Makassar' } }, site.owner);
  expect(settingOf(site.db, 'zone')).toBe('Asia/Makassar');
});

test('a rarer stranger costs more refusals of the right person, and beyond what was measured it says so', () => {
  for (const engine of ['onnx', 'faceapi'] as const) {
    const shares = strangerRates.map((rate) => fnmrAt(engine, rate));
    expect(shares.map(({ fnmr }) => fnmr)).toEqual(shares.map(({ fnmr }) => fnmr).toSorted((a, b) => a - b));
    expect(shares.map(({ beyond }) => beyond)).toEqual([false, false, false, true]);
  }
  expect(fnmrAt('onnx', 1e-4)).toEqual({ fnmr: 0.024, beyond: false });
});
