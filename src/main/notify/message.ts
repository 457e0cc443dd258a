import type { MessageKind } from '../../shared/notifications.ts';

/** What goes out. */
export interface Message {
  /** The same at every try: who receives it twice can tell. */
  id: string;
  kind: MessageKind;
  /** One line, for channels that have one. */
  subject: string;
  text: string;
  /** The same as plain facts, for machines. */
  facts: Record<string, string | number | boolean | null>;
  createdAtMs: number;
  /** Chat id, address or number of one receiver; null: where the channel leads by itself. */
  to: string | null;
}

export interface SendLimits {
  /** From the first byte to the last, milliseconds. */
  withinMs: number;
  /** Of an answer; what goes beyond is not read. */
  answerBytes: number;
  now(): number;
}

export const sendLimits: SendLimits = { withinMs: 10_000, answerBytes: 16 * 1024, now: Date.now };
