import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstNameOf, foldName, maskName } from './names.ts';

test('a masked name shows initials and lengths only', () => {
  expect(maskName('Siti Rahmawati')).toBe('S*** R********');
  expect(maskName("  Muhammad   Nu'man ")).toBe("M******* N*****");
  expect(maskName('Ö')).toBe('Ö');
});

test('a folded name is found without its accents', () => {
  expect(foldName('  Ḥusnā  AL-Banjari ')).toBe('husna al-banjari');
});

test('a first name is the first word, cut between letters when it is long', () => {
  expect(firstNameOf('Siti Rahmawati')).toBe('Siti');
  expect(firstNameOf("  Nu'man   Hakim")).toBe("Nu'man");
  expect(firstNameOf('A'.repeat(200))).toBe(`${'A'.repeat(23)}…`);
  expect(firstNameOf('B'.repeat(24))).toBe('B'.repeat(24));
});

test('a first name does not turn the sentence it stands in', () => {
  expect(firstNameOf('\u202Eitis\u202C Rahma')).toBe('itis');
  expect(firstNameOf('\u2067محمد\u2069 علي')).toBe('محمد');
  expect(firstNameOf('\u202E\u200F')).toBe('–');
});

test('whatever a name is made of, its first name is short, one word and whole', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 200 }), fc.constant(`e${'\u0301'.repeat(70)}`)), (name) => {
    const first = firstNameOf(name);
    expect([...first].length).toBeGreaterThan(0);
    expect([...first].length).toBeLessThanOrEqual(24);
    expect(first).not.toMatch(/[\s\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    if (!first.endsWith('…')) expect(first === '–' || name.includes(first[0] ?? '')).toBe(true);
  }));
});
