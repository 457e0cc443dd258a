import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { activityGroups, auditActions } from '../../shared/activity.ts';
import { errorCodes } from '../../shared/errors.ts';
import { languages, refusalText } from './i18n.ts';

type Words = { [key: string]: string | Words };
const words = (language: string, namespace: string): Words => JSON.parse(readFileSync(new URL(`${language}/${namespace}.json`, import.meta.url), 'utf8')) as Words;

function flatten(tree: Words, path = ''): Map<string, string> {
  return new Map(Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[path + key, value] as const] : [...flatten(value, `${path}${key}.`)])));
}

const namespaces = readdirSync(new URL('id', import.meta.url)).map((file) => file.replace('.json', ''));

test.each(namespaces)('%s: both languages have the same keys and mention the same values', (namespace) => {
  const [indonesian, english] = languages.map((language) => flatten(words(language, namespace)));
  // Indonesian has no singular of its own: "x_one" beside "x_other" is English grammar, not a key too many.
  for (const key of english?.keys() ?? []) if (key.endsWith('_one') && english?.has(key.replace(/_one$/, '_other'))) english.delete(key);
  expect([...(english ?? [])].map(([key]) => key).toSorted()).toEqual([...(indonesian ?? [])].map(([key]) => key).toSorted());
  for (const [key, sentence] of indonesian ?? []) {
    const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted();
    expect(values(english?.get(key) ?? ''), key).toEqual(values(sentence));
  }
});

test.each(languages)('%s: no sentence ever shows a placeholder, whatever came along', (language) => {
  for (const code of errorCodes) {
    expect(refusalText(language, code), code).not.toMatch(/[{}]/);
    expect(refusalText(language, code).length, code).toBeGreaterThan(10);
  }
});

test('values of a refusal are written the way the language writes them', () => {
  expect(refusalText('id', 'AMOUNT_OUT_OF_RANGE', { min: 500, max: 10_000_000 })).toMatch(/Rp\s500 dan Rp\s10\.000\.000/);
  expect(refusalText('en', 'PIN_LOCKED', { minutes: 15 })).toContain('15 minutes');
  expect(refusalText('id', 'PAYMENTS_CLOSED', { reason: 'CLOCK_MOVED' })).toContain('Jam mesin berubah');
});

test.each(languages)('%s: every action and group of the activity log has its words, and nothing else has', (language) => {
  const { actions = {}, groups = {} } = words(language, 'activity');
  expect([...flatten(actions as Words).keys()].toSorted()).toEqual(Object.keys(auditActions).toSorted());
  expect([...flatten(groups as Words).keys()].toSorted()).toEqual([...activityGroups].toSorted());
  for (const [action, label] of flatten(actions as Words)) expect(label.length, action).toBeGreaterThan(3);
});
