import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { Refusal } from '../../shared/errors.ts';

/** Password rules of the admin window (R11; NIST SP 800-63B: length and a list, no character classes). */
export const passwordRules = {
  minLength: 12,
  maxLength: 128,
  /** zxcvbn's scale 0-4; 3 = "safely unguessable" against a stolen slow hash (10^8 guesses). */
  minScore: 3,
} as const;

/** What Indonesian passwords are made of and the common list does not know. */
const localWords = [
  'katasandi', 'rahasia', 'sandi', 'indonesia', 'jakarta', 'bandung', 'surabaya', 'merdeka', 'garuda', 'pancasila', 'bismillah', 'alhamdulillah',
  'sayang', 'cinta', 'sekolah', 'kantin', 'kasir', 'guru', 'siswa', 'murid', 'admin', 'pemilik', 'pembayaran', 'bayar', 'warung', 'toko', 'tatap', 'wajah',
];

let estimator: ZxcvbnFactory | null = null;

/**
 * `ownWords`: what an attacker would try first, such as the site's and the person's name.
 * @throws Refusal PASSWORD_WEAK with `reason`: "short", "long" or "common"
 */
export function requireStrongPassword(password: string, ownWords: readonly string[]): void {
  const length = [...password].length;
  if (length < passwordRules.minLength) throw new Refusal('PASSWORD_WEAK', { reason: 'short', min: passwordRules.minLength });
  if (length > passwordRules.maxLength) throw new Refusal('PASSWORD_WEAK', { reason: 'long', max: passwordRules.maxLength });
  // Built on first use: the dictionaries cost 30 ms that no ordinary start needs.
  estimator ??= new ZxcvbnFactory({ dictionary: { ...dictionary, local: localWords }, graphs: adjacencyGraphs });
  const words = ownWords.flatMap((text) => [text, text.replace(/\s+/gu, ''), ...text.split(/\s+/u)]).filter((word) => word.length >= 3);
  if (estimator.check(password, words).score < passwordRules.minScore) throw new Refusal('PASSWORD_WEAK', { reason: 'common' });
}
