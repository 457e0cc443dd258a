import { createHmac } from 'node:crypto';
import type { Message, SendLimits } from './message.ts';
import { post } from './post.ts';

/** What the receiver reckons as well: HMAC-SHA-256 over "<timestamp>.<body>", hex. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** `secret` null: unsigned. The id stays the same at every try. */
export async function sendWebhook(setup: { url: string }, secret: string | null, message: Message, limits: SendLimits): Promise<void> {
  const { id, kind, subject, text, facts, createdAtMs } = message;
  const body = JSON.stringify({ id, kind, createdAt: new Date(createdAtMs).toISOString(), subject, text, facts });
  const timestamp = String(Math.floor(limits.now() / 1_000));
  const signed = secret === null ? {} : { 'x-tatap-signature': signatureOf(secret, timestamp, body) };
  await post(setup.url, { 'x-tatap-id': id, 'x-tatap-timestamp': timestamp, ...signed }, body, limits);
}
