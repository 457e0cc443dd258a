import type { SendError } from '../../shared/notifications.ts';

/** A message was not delivered. Holds a code and nothing else: an address or an answer may carry a token. */
export class SendFailure extends Error {
  readonly code: SendError;
  /** How long the other side asks to be left alone, milliseconds; null where it does not say. */
  readonly retryAfterMs: number | null;
  /** Of HTTP; null where none came. */
  readonly status: number | null;
  constructor(code: SendError, retryAfterMs: number | null = null, status: number | null = null) {
    super(code);
    this.name = 'SendFailure';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }
}

const longestWaitMs = 6 * 3_600_000;

/** A Retry-After header: whole seconds, or an HTTP date (RFC 9110, 10.2.3). Between 1 s and 6 h; null where it says nothing that can be read. */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (text === '') return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : /[A-Za-z]{3}/.test(text) ? Date.parse(text) - nowMs : Number.NaN;
  if (Number.isNaN(ms)) return null;
  return Math.min(longestWaitMs, Math.max(1_000, Math.round(ms)));
}
