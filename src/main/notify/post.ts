import { SendFailure, retryAfterMs } from './failure.ts';
import type { SendLimits } from './message.ts';

export interface Answer { status: number; text: string }

/**
 * POSTs JSON and waits for the answer, `withinMs` in all. Redirects are not followed: the body and its token are for this address only.
 * @throws SendFailure for everything but 2xx
 */
export async function post(url: string, headers: Record<string, string>, body: string, limits: SendLimits): Promise<Answer> {
  const signal = AbortSignal.timeout(limits.withinMs);
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': 'Tatap', ...headers }, body, redirect: 'manual', signal });
  } catch (error) {
    throw new SendFailure(signal.aborted ? 'timeout' : troubleOf(error));
  }
  const { status } = response;
  // What an answer that came in time goes on to say is worth something, but not a second delivery.
  const text = await readSome(response, limits.answerBytes);
  if (status >= 200 && status < 300) return { status, text };
  throw refusedWith(status, response.headers.get('retry-after'), text, limits);
}

/** At most `limit` bytes; less where it breaks off or takes too long. Never throws. */
async function readSome(response: Response, limit: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  if (!reader) return '';
  try {
    while (size < limit) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      size += value.length;
    }
  } catch {
    // The status is known; that decides.
  }
  await reader.cancel().catch(() => {});
  return Buffer.concat(pieces).subarray(0, limit).toString('utf8');
}

function refusedWith(status: number, retryAfter: string | null, text: string, { now }: SendLimits): SendFailure {
  if (status >= 300 && status < 400) return new SendFailure('redirected');
  if (status === 401 || status === 403 || status === 404) return new SendFailure('unauthorised', null, status);
  if (status === 429) return new SendFailure('rateLimited', retryAfterMs(retryAfter, now()) ?? telegramWait(text));
  if (status === 408 || status === 425 || status >= 500) return new SendFailure('serverError', status === 503 ? retryAfterMs(retryAfter, now()) : null);
  return new SendFailure('rejected');
}

/** Telegram says it in the body: {"parameters": {"retry_after": 30}}. */
function telegramWait(text: string): number | null {
  const parameters = objectOf(objectOf(parsed(text)).parameters);
  return typeof parameters.retry_after === 'number' ? retryAfterMs(String(Math.ceil(parameters.retry_after)), 0) : null;
}

/** Null where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function troubleOf(error: unknown): 'tls' | 'timeout' | 'unreachable' {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) return 'tls';
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout';
  return 'unreachable';
}
