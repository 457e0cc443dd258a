import { expect, test } from 'vitest';
import { newTotpSecret, totpRules, totpStep, totpUri } from './totp.ts';

const secret = newTotpSecret(Buffer.from('12345678901234567890', 'ascii'));

test('codes are those of RFC 6238, appendix B, in six digits', () => {
  expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  const vectors: readonly (readonly [number, string])[] = [[59, '287082'], [1_111_111_109, '081804'], [1_111_111_111, '050471'], [1_234_567_890, '005924'], [2_000_000_000, '279037'], [20_000_000_000, '353130']];
  for (const [seconds, code] of vectors) expect(totpStep(secret, code, seconds * 1000), code).toBe(Math.floor(seconds / 30));
});

test('a code is right in its own step and the one before and after, and says which step it is of', () => {
  const step = 41_152_263; // of 1 234 567 890 s
  const at = (offset: number) => totpStep(secret, '005924', (step + offset) * 30_000);
  expect([-2, -1, 0, 1, 2].map(at)).toEqual([null, step, step, step, null]);
});

test('whatever is not six digits of this secret is wrong, and nothing throws', () => {
  for (const code of ['', '28708', '2870820', '287 082', '٢٨٧٠٨٢', 'abcdef', '-00001']) expect(totpStep(secret, code, 59_000), code).toBeNull();
  expect(totpStep(newTotpSecret(Buffer.alloc(totpRules.secretBytes, 7)), '287082', 59_000)).toBeNull();
});

test('the address for the QR code names the site and the account, whatever signs they have', () => {
  const url = new URL(totpUri(secret, { issuer: 'Tatap SMP "Harapan": 1&2', account: 'siti' }));
  expect([url.protocol, url.searchParams.get('secret'), url.searchParams.get('issuer'), url.searchParams.get('digits'), url.searchParams.get('period')]).toEqual(['otpauth:', secret, 'Tatap SMP "Harapan": 1&2', '6', '30']);
});
