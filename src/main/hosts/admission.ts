import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export type WindowName = 'kiosk' | 'admin';

/** An admin address nobody opens is worth nothing after this. */
const adminTokenForMs = 60_000;

interface Token { digest: Buffer; window: WindowName; expiresAtMs: number }

export interface Admission {
  /** Mints a one-time launch token, 256 random bits. A newer token for the same window ends the older. */
  mint(window: WindowName): string;
  /** Consumes a token: the cookie's value and its window, or null when it is unknown, used or too old. */
  admit(token: string): { window: WindowName; cookie: string; replaced: string | null } | null;
  /** The connection of the window this cookie header admits, or null. */
  connectionOf(window: WindowName, cookieHeader: string | undefined): string | null;
}

/**
 * Who may talk to the browser host: whoever came with a launch token, once, and carries the cookie it was changed for.
 * One kiosk and one admin window at a time. Only digests are kept, so a memory dump holds no key to either.
 */
export function createAdmission({ nowMs = Date.now }: { nowMs?: () => number } = {}): Admission {
  const tokens = new Map<WindowName, Token>();
  const admitted = new Map<WindowName, Buffer>();
  return {
    mint(window) {
      const token = randomBytes(32).toString('base64url');
      tokens.set(window, { digest: sha256(token), window, expiresAtMs: window === 'kiosk' ? Infinity : nowMs() + adminTokenForMs });
      return token;
    },
    admit(token) {
      const found = [...tokens.values()].find((candidate) => timingSafeEqual(candidate.digest, sha256(token)));
      if (found === undefined) return null;
      tokens.delete(found.window);
      if (nowMs() > found.expiresAtMs) return null;
      const before = admitted.get(found.window);
      const cookie = randomBytes(32).toString('base64url');
      admitted.set(found.window, sha256(cookie));
      return { window: found.window, cookie, replaced: before === undefined ? null : connectionName(found.window, before) };
    },
    connectionOf(window, cookieHeader) {
      const expected = admitted.get(window);
      const value = cookieValue(cookieHeader, `tatap_${window}`);
      if (expected === undefined || value === null || !timingSafeEqual(expected, sha256(value))) return null;
      return connectionName(window, expected);
    },
  };
}

export function setCookie(window: WindowName, value: string): string {
  return `tatap_${window}=${value}; Path=/; HttpOnly; SameSite=Strict`;
}

function connectionName(window: WindowName, digest: Buffer): string {
  return `${window}:${digest.toString('hex').slice(0, 32)}`;
}

function cookieValue(header: string | undefined, name: string): string | null {
  const found = (header ?? '').split(';').map((part) => part.trim()).filter((part) => part.startsWith(`${name}=`));
  // Two cookies of one name mean that somebody else planted one: neither is believed.
  return found.length === 1 ? (found[0] ?? '').slice(name.length + 1) : null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
