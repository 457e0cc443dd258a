import { Secret, TOTP } from 'otpauth';

/** RFC 6238 as every authenticator does it: SHA-1, 6 digits, 30 seconds; one step before and after for clocks that are a little apart. */
export const totpRules = { digits: 6, periodS: 30, window: 1, secretBytes: 20 } as const;

export interface TotpLabel { issuer: string; account: string }

/** Base 32, as authenticators take it. `bytes`: 20 random ones. */
export function newTotpSecret(bytes: Uint8Array): string {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32;
}

/** "otpauth://totp/...": what the QR code holds. */
export function totpUri(secret: string, label: TotpLabel): string {
  return totpOver(secret, label).toString();
}

/** The step (30 seconds since epoch, counted) this code is right for, at most one away from `nowMs`; null for a wrong code. */
export function totpStep(secret: string, code: string, nowMs: number): number | null {
  // The library compares buffers and throws where six signs are not six bytes.
  if (!/^[0-9]{6}$/.test(code)) return null;
  const delta = totpOver(secret, { issuer: '', account: '' }).validate({ token: code, timestamp: nowMs, window: totpRules.window });
  return delta === null ? null : Math.floor(nowMs / 1000 / totpRules.periodS) + delta;
}

function totpOver(secret: string, { issuer, account }: TotpLabel): TOTP {
  return new TOTP({ issuer, label: account, algorithm: 'SHA1', digits: totpRules.digits, period: totpRules.periodS, secret: Secret.fromBase32(secret) });
}
