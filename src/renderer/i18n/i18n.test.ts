import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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
  const isPlural = (key: string) => english?.has(key.replace(/_one$/, '_other')) || english?.has(key.replace(/_one$/, ''));
  for (const key of english?.keys() ?? []) if (key.endsWith('_one') && isPlural(key)) english?.delete(key);
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

/** English sentences with a number before a plural that is never one, and why. */
const neverOne: Readonly<Record<string, string>> = {
  'dashboard.money.chart': 'the chart is of 7 or of 30 days',
  'dashboard.attendance.chart': 'the chart is of 7 or of 30 days',
  'errors.EXPORT_TOO_LARGE': 'only thousands of rows are too many',
  'activity.countMore_other': 'more than a limit of thousands',
  'admin.imports.truncated': 'a table of one row is shown whole',
  'errors.CHANNEL_LIMIT': 'the limit is more than one',
  'kiosk.pin.filled': 'a PIN has six digits',
  'settings.meaningStranger': 'a threshold that takes every stranger is none',
  'errors.LOGIN_LOCKED': 'refusalText() takes LOGIN_LOCKED_one',
  'errors.PIN_LOCKED': 'refusalText() takes PIN_LOCKED_one',
  'errors.IMPORT_IN_USE': 'refusalText() takes IMPORT_IN_USE_one',
};

test('numbers are told in the right form: English has one and many, Indonesian has no singular', () => {
  const wrong: string[] = [];
  for (const namespace of namespaces) {
    const english = flatten(words('en', namespace));
    for (const [key, sentence] of english) {
      if (key.endsWith('_other') && !english.has(key.replace(/_other$/, '_one')) && !(`${namespace}.${key}` in neverOne)) wrong.push(`${namespace}.${key} has no _one`);
      const counts = /\{(?!(?:subject|username|course|by|name|ms)\})\w+\} (?:[a-z-]+ )?(?:[a-z]+s\b|people\b|children\b)/.test(sentence) && !/_(one|other)$/.test(key);
      if (counts && !(`${namespace}.${key}` in neverOne)) wrong.push(`${namespace}.${key}: ${sentence}`);
    }
    for (const key of flatten(words('id', namespace)).keys()) if (key.endsWith('_one')) wrong.push(`id ${namespace}.${key}`);
  }
  expect(wrong).toEqual([]);
  expect(refusalText('en', 'PIN_LOCKED', { minutes: 1 })).toContain('in 1 minute,');
  expect(refusalText('en', 'LOGIN_LOCKED', { minutes: 2 })).toContain('2 minutes');
  expect(refusalText('id', 'PIN_LOCKED', { minutes: 1 })).toContain('1 menit');
});

test('values of a refusal are written the way the language writes them', () => {
  expect(refusalText('id', 'AMOUNT_OUT_OF_RANGE', { min: 500, max: 10_000_000 })).toMatch(/Rp\s500 dan Rp\s10\.000\.000/);
  expect(refusalText('en', 'PIN_LOCKED', { minutes: 15 })).toContain('15 minutes');
  expect(refusalText('id', 'PAYMENTS_CLOSED', { reason: 'CLOCK_MOVED' })).toContain('Jam mesin berubah');
});
