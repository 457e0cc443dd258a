import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeAlphabet, codeLength, formatStaffCode, parseSecondStep, parseStaffCode } from './staff.ts';

const code = fc.array(fc.constantFrom(...codeAlphabet), { minLength: codeLength, maxLength: codeLength }).map((characters) => characters.join(''));
const separator = fc.constantFrom('', ' ', '-', '–', '\u00a0', '\t', ' - ');

/** As somebody copies it from paper: small letters, dashes, and the signs that look alike. */
const copied = fc.tuple(code, fc.infiniteStream(fc.tuple(separator, fc.boolean(), fc.nat(2)))).map(([text, stream]) => {
  const typed = [...text].map((character) => {
    const { value } = stream.next();
    const [before, small, look] = value as [string, boolean, number]; // an infinite stream always has a value
    const shown = character === '0' ? (['0', 'O', '0'][look] ?? '0') : character === '1' ? (['1', 'I', 'L'][look] ?? '1') : character;
    return before + (small ? shown.toLowerCase() : shown);
  });
  return { text, typed: typed.join('') };
});

test('a code is read however it was copied', () => {
  fc.assert(fc.property(copied, ({ text, typed }) => {
    expect(parseStaffCode(typed)).toBe(text);
    expect(parseSecondStep(typed)).toEqual({ kind: 'recovery', code: text });
    expect(parseStaffCode(formatStaffCode(text))).toBe(text);
  }), { numRuns: 2_000 });
});

test('whatever else is typed is a code of the alphabet, or none; nothing throws', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: fc.constantFrom('O', 'I', 'l', 'U', '0', 'Z', '-', '٣', 'ß', 'İ', '\u0000'), maxLength: 14 }));
  fc.assert(fc.property(anything, (text) => {
    const parsed = parseStaffCode(text);
    if (parsed !== null) expect([parsed.length, [...parsed].every((character) => codeAlphabet.includes(character))]).toEqual([codeLength, true]);
    const step = parseSecondStep(text);
    if (step?.kind === 'totp') expect(step.code).toMatch(/^[0-9]{6}$/);
    else expect(step?.code ?? null).toBe(parsed);
  }), { numRuns: 5_000 });
});

test('six digits are a code of the phone, with blanks too; digits of other scripts are not', () => {
  expect(parseSecondStep(' 123 456 ')).toEqual({ kind: 'totp', code: '123456' });
  for (const text of ['', '12345', '1234567', '٣٤٥٦٧٨', '12345a', 'UUUUUUUUUU', '7K3M9QX2A', '7K3M9QX2ABC']) expect(parseSecondStep(text), text).toBeNull();
});
