import { createHash } from 'node:crypto';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { insertAnswer, storedAnswer } from '../db/queries/idempotency.ts';

/** One call that may be repeated: same key and same request give the stored answer, whenever it comes (R4). */
export interface Once<T> {
  /** What was answered the first time, or null. @throws Refusal IDEMPOTENCY_MISMATCH when the key belongs to another request */
  earlier(): T | null;
  /** Keeps the answer for ever; inside the transaction that does the work. */
  keep(answer: T, atMs: number): void;
}

/** `request`: what makes two calls the same, without secrets (a PIN's plain hash could be guessed). */
export function once<T>(db: Db, key: string, method: string, request: readonly (string | number)[]): Once<T> {
  const requestHash = createHash('sha256').update(JSON.stringify([method, ...request])).digest();
  return {
    earlier() {
      const stored = storedAnswer(db, key);
      if (!stored) return null;
      if (stored.method !== method || !stored.requestHash.equals(requestHash)) throw new Refusal('IDEMPOTENCY_MISMATCH');
      // Only `keep` below writes answers, under the same method and hash.
      return stored.response as T;
    },
    keep(answer, atMs) {
      insertAnswer(db, { key, method, requestHash, response: answer, atMs });
    },
  };
}
