import { expect, test } from 'vitest';
import { leavesPage } from './pageGuard.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false };

test('a key that would leave, reload, print or zoom the kiosk is stopped; typing is not', () => {
  expect(['F5', 'F11', 'F1'].every((key) => leavesPage({ ...none, key }))).toBe(true);
  expect(['r', 'R', 'p', 'w', '+'].every((key) => leavesPage({ ...none, ctrlKey: true, key }))).toBe(true);
  expect(leavesPage({ ...none, altKey: true, key: 'ArrowLeft' })).toBe(true);
  expect(['r', '4', 'Enter', 'ArrowLeft', 'Escape'].some((key) => leavesPage({ ...none, key }))).toBe(false);
});
