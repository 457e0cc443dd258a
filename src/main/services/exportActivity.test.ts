import { expect, test } from 'vitest';
import { activityWordsOf } from './exportActivity.ts';

test('facts are said with their names, and inner ids and empty ones are left out', () => {
  expect(activityWordsOf('en').detail({ amount: 5000, transferId: '11111111-1111-4111-8111-111111111111', note: '', before: null, kept: false })).toBe('amount: 5000; kept: false');
});
