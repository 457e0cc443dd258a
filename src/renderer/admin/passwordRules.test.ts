import { describe, expect, test } from 'vitest';
import { isPlainPattern, passwordRules } from './passwordRules.ts';

const own = ['Siti Rahmawati', 'siti', 'Kantin Sekar'];
const met = (password: string, again = password) => Object.entries(passwordRules(password, again, own)).filter(([, ok]) => ok).map(([name]) => name);

describe('password rules while typing', () => {
  test('a few random words meet all of them', () => {
    expect(met('senja di tepi sawah')).toEqual(['length', 'own', 'plain', 'same']);
  });

  test('nothing typed meets nothing', () => {
    expect(met('')).toEqual([]);
  });

  test('12 characters are counted as people count them', () => {
    expect(met('🌾🌾🌾🌾🌾🌾a')).not.toContain('length');
    expect(met('a'.repeat(11))).not.toContain('length');
    expect(met('x'.repeat(128))).toContain('length');
    expect(met('x'.repeat(129))).not.toContain('length');
  });

  test('names of the owner and the place are found through case, spaces and dots', () => {
    for (const password of ['RAHMAWATI-2026!', 'k.a.n.t.i.n sekar', 'hello SITI hello']) expect(met(password), password).not.toContain('own');
  });

  test('repetitions and sequences are plain, words are not', () => {
    for (const password of ['aaaaaaaaaaaa', 'abcabcabcabc', '123456789012', 'abcdefghijkl', '987654321098']) expect(isPlainPattern(password), password).toBe(true);
    for (const password of ['senja di tepi', 'kuda-lumping', 'qwertz 19 uhu']) expect(isPlainPattern(password), password).toBe(false);
  });

  test('both entries must be the same', () => {
    expect(met('senja di tepi sawah', 'senja di tepi sawa')).not.toContain('same');
  });
});
