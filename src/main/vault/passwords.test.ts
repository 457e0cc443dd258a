import { expect, test } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { requireStrongPassword } from './passwords.ts';

function reasonOf(password: string, ownWords: string[] = []): unknown {
  try {
    requireStrongPassword(password, ownWords);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'PASSWORD_WEAK') return error.data['reason'];
    throw error;
  }
  return 'none';
}

test.each(['', 'short', 'elevenchars'])('"%s" is too short', (password) => expect(reasonOf(password)).toBe('short'));
test('128 characters are the most', () => {
  const varied = Array.from({ length: 128 }, (_, i) => String.fromCharCode(33 + ((i * 37) % 90))).join('');
  expect([reasonOf(varied), reasonOf(`${varied}x`)]).toEqual(['none', 'long']);
});
test.each(['password1234', 'qwertyuiop12', 'aaaaaaaaaaaa', 'abcdefghijkl', '123456789012', 'katasandi123', 'Sekolah12345', 'iloveyou1234', 'adminadminadmin'])('"%s" is common', (password) => expect(reasonOf(password)).toBe('common'));
test('what everybody at the place would try is common too', () => {
  expect(reasonOf('kantinmawar1', ['Kantin Mawar', 'Rahmawati'])).toBe('common');
  expect(reasonOf('rahmawati2024', ['Kantin Mawar', 'Rahmawati'])).toBe('common');
});
test.each(['xk-wafel-mandi-7', 'sepeda biru terbang tinggi', 'R7!mqv#pL2zt'])('"%s" is fine', (password) => expect(reasonOf(password)).toBe('none'));
