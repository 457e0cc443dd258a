import { expect, test } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { requireStrongPin } from './weakPins.ts';

function reasonOf(pin: string, identifier = 'NIS-1'): unknown {
  try {
    requireStrongPin(pin, identifier);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'PIN_WEAK') return error.data['reason'];
    throw error;
  }
  return 'fine';
}

test.each([
  ['000000', 'repeat'], ['111112', 'repeat'], ['121212', 'repeat'], ['123123', 'repeat'], ['112233', 'repeat'], ['344443', 'repeat'], ['755556', 'repeat'],
  ['123456', 'sequence'], ['654321', 'sequence'], ['890123', 'sequence'], ['024680', 'sequence'],
  ['170845', 'date'], ['311299', 'date'], ['123190', 'date'], ['990228', 'date'], ['290204', 'date'], ['081999', 'date'], ['199908', 'date'],
  ['159753', 'common'], ['147258', 'common'], ['789456', 'common'],
])('%s is refused as a %s', (pin, reason) => expect(reasonOf(pin)).toBe(reason));

test.each(['528491', '730692', '406173', '849305', '320032'])('%s is fine', (pin) => expect(reasonOf(pin)).toBe('fine'));

test('one\'s own number, forwards or backwards, is refused', () => {
  expect(reasonOf('528491', 'NIS-20528491')).toBe('identifier');
  expect(reasonOf('194825', '528491')).toBe('identifier');
});

test('most PINs stay allowed', () => {
  let fine = 0;
  for (let pin = 0; pin < 1_000_000; pin += 7) if (reasonOf(String(pin).padStart(6, '0')) === 'fine') fine += 1;
  expect(fine / (1_000_000 / 7)).toBeGreaterThan(0.85);
});
