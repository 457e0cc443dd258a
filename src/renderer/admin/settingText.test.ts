import { expect, test } from 'vitest';
import { settingDefaults, settingKeys, settingsList } from '../../shared/settingsList.ts';
import enWords from '../i18n/en/settings.json' with { type: 'json' };
import { textOf, valueOf } from './settingText.ts';

test('every default is typed and read back as itself', () => {
  for (const key of settingKeys) {
    const { control } = settingsList[key];
    if (['switch', 'rate', 'choice'].includes(control)) continue;
    expect(valueOf(key, textOf(key, settingDefaults[key])), key).toEqual(settingDefaults[key]);
  }
});

test('rupiah with points are read as they are written, and what is no amount is none', () => {
  expect([valueOf('maxAmount', '15.000'), valueOf('maxAmount', '15000'), valueOf('quickAmounts', '5.000, 10000'), valueOf('idleAfterMs', '45')]).toEqual([15_000, 15_000, [5_000, 10_000], 45_000]);
  for (const text of ['', 'abc', '-5', '1.5', '1e3', '99999999999']) expect(valueOf('maxAmount', text), text).toBeUndefined();
  expect([valueOf('nightlyRestartAt', ''), valueOf('nightlyRestartAt', '24:00')]).toEqual([null, undefined]);
});

test('every setting has its words, and every choice its name', () => {
  const field: Record<string, { label: string; hint: string }> = enWords.field;
  const option: Record<string, Record<string, string>> = enWords.option;
  expect(Object.keys(field).toSorted()).toEqual([...settingKeys].toSorted());
  for (const key of settingKeys) {
    const { control, options } = settingsList[key];
    if (control === 'choice') expect(Object.keys(option[key] ?? {}).toSorted(), key).toEqual((options ?? []).map((each) => String(each).replace('.', '_')).toSorted());
  }
});
