import type { StaffRole } from './contractParts.ts';

/* Accounts of staff: who may manage whom, and the codes that stand for a password once. */

/** `invited`: opened, and no password chosen yet. */
export const accountStates = ['active', 'invited', 'deactivated'] as const;
export type AccountState = (typeof accountStates)[number];

/** What somebody showed at their login. */
export const loginProofs = ['password', 'totp', 'recovery'] as const;
export type LoginProof = (typeof loginProofs)[number];

/** Whose accounts a role may open, change and end: an owner everybody's, an admin those of teachers and cashiers. Holds for the role an account has and for the one it is to get. */
export function mayManage(actor: StaffRole, role: StaffRole): boolean {
  return actor === 'owner' || (actor === 'admin' && (role === 'teacher' || role === 'cashier'));
}

/** Crockford's base 32: no I, L, O or U, so that nothing is misread from paper. */
export const codeAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 50 bits: far beyond what five tries in a quarter of an hour can find. */
export const codeLength = 10;

/** "7K3M9-QX2AB" */
export function formatStaffCode(code: string): string {
  return `${code.slice(0, codeLength / 2)}-${code.slice(codeLength / 2)}`;
}

/** As people copy a code: any case, blanks and dashes anywhere, O for 0, I and L for 1. Null for what is no code. */
export function parseStaffCode(text: string): string | null {
  const code = withoutSeparators(text).toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return code.length === codeLength && [...code].every((character) => codeAlphabet.includes(character)) ? code : null;
}

/** What is typed after the password: six digits from the phone, or a recovery code. Null for neither. */
export function parseSecondStep(text: string): { kind: 'totp' | 'recovery'; code: string } | null {
  const digits = withoutSeparators(text);
  if (/^[0-9]{6}$/.test(digits)) return { kind: 'totp', code: digits };
  const code = parseStaffCode(text);
  return code === null ? null : { kind: 'recovery', code };
}

function withoutSeparators(text: string): string {
  return text.replace(/[\s\p{Pd}]/gu, '');
}
