/** Limits of the contract's rule for passwords (R11). */
const minLength = 12;
const maxLength = 128;

export const passwordRuleNames = ['length', 'own', 'plain', 'same'] as const;
export type PasswordRule = (typeof passwordRuleNames)[number];

const fold = (text: string) => text.toLocaleLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** "aaaaaaaaaaaa", "abcabcabcabc", "123456789012": long, and guessed in the first minute. */
export function isPlainPattern(password: string): boolean {
  const text = [...password.toLocaleLowerCase()];
  for (let period = 1; period <= Math.floor(text.length / 2); period += 1) {
    if (text.every((char, i) => char === text[i % period])) return true;
  }
  const codes = text.map((char) => char.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, i) => code - (codes[i] ?? 0));
  // 9 to 0 counts as one up: "567890123456".
  const ups = steps.filter((step) => step === 1 || step === -9).length;
  const downs = steps.filter((step) => step === -1 || step === 9).length;
  return steps.length > 0 && Math.max(ups, downs) >= steps.length * 0.8;
}

/**
 * Which rules a new password meets, for showing while it is typed. `own` are words everybody around knows (name, user name, name of the
 * place). Main decides, and knows a list of common passwords besides; this only spares a round of refusals.
 */
export function passwordRules(password: string, again: string, own: readonly string[]): Record<PasswordRule, boolean> {
  const length = [...password].length;
  const folded = fold(password);
  // Words under four letters hide in too many others to be held against anybody.
  const words = own.flatMap((text) => [fold(text), ...text.split(/\s+/).map(fold)]).filter((word) => word.length >= 4);
  return {
    length: length >= minLength && length <= maxLength,
    own: length > 0 && !words.some((word) => folded.includes(word)),
    plain: length > 0 && !isPlainPattern(password),
    same: length > 0 && password === again,
  };
}
