import { expect, test } from 'vitest';
import { isBlockedKey } from './blockedKeys.ts';
import { createComeBack } from './comeBack.ts';

test('what falls again and again comes back later each time, and at once after it held', () => {
  let atMs = 0;
  const waits = createComeBack(() => atMs);
  expect(Array.from({ length: 9 }, waits)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  atMs += 5 * 60_000 + 1;
  expect(waits()).toBe(1_000);
});

test('keys that leave or reload the kiosk are blocked, keys people type are not', () => {
  const none = { control: false, meta: false, alt: false, shift: false };
  for (const key of ['F5', 'F11', 'BrowserBack']) expect(isBlockedKey({ ...none, key }, false), key).toBe(true);
  for (const key of ['r', 'R', 'w', 'n', 't', 'p', '+', '0']) expect(isBlockedKey({ ...none, control: true, key }, false), key).toBe(true);
  expect(isBlockedKey({ ...none, alt: true, key: 'ArrowLeft' }, false)).toBe(true);
  for (const key of ['r', '7', 'Enter', 'Backspace', 'ArrowLeft', 'Tab']) expect(isBlockedKey({ ...none, key }, false), key).toBe(false);
  for (const key of ['c', 'v', 'a']) expect(isBlockedKey({ ...none, control: true, key }, false), key).toBe(false);
  expect(isBlockedKey({ ...none, key: 'F12' }, true)).toBe(false);
  expect(isBlockedKey({ ...none, control: true, shift: true, key: 'I' }, false)).toBe(true);
});
