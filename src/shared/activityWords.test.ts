import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditActions } from './activity.ts';
import { actionWords } from './activityWords.ts';

/** Every action that is written down anywhere in main. */
function actionsWritten(): Set<string> {
  const dir = join(import.meta.dirname, '../main');
  const found = new Set<string>();
  for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /\.(test|testkit)\.ts$/.test(file)) continue;
    const text = readFileSync(join(dir, file), 'utf8');
    for (const [, rest = ''] of text.matchAll(/\b(?:action: |action = |note\(|change\(by, )([^\n]{1,120})/g)) {
      for (const [, action = ''] of (rest.split(', subjectId')[0] ?? '').matchAll(/'([a-zA-Z]+\.[a-zA-Z]+)'/g)) found.add(action);
    }
  }
  return found;
}

test('everything that is written into the activity log has words in both languages', () => {
  const written = actionsWritten();
  expect(written.size).toBeGreaterThan(50);
  expect([...written].filter((action) => !Object.hasOwn(actionWords, action)), 'these need a line in src/shared/activityWords.ts').toEqual([]);
});

test('words are said of actions there are, differently of each in both languages', () => {
  expect(Object.keys(actionWords).toSorted()).toEqual(Object.keys(auditActions).toSorted());
  for (const language of ['id', 'en'] as const) expect(new Set(Object.values(actionWords).map((words) => words?.[language])).size).toBe(Object.keys(auditActions).length);
});
