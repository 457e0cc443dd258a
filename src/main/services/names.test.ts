import { expect, test } from 'vitest';
import { foldName, maskName } from './names.ts';

test('a masked name shows initials and lengths only', () => {
  expect(maskName('Siti Rahmawati')).toBe('S*** R********');
  expect(maskName("  Muhammad   Nu'man ")).toBe("M******* N*****");
  expect(maskName('Ö')).toBe('Ö');
});

test('a folded name is found without its accents', () => {
  expect(foldName('  Ḥusnā  AL-Banjari ')).toBe('husna al-banjari');
});
