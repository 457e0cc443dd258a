import type { Db } from '../open.ts';
import { prepared } from '../open.ts';

export interface StoredAnswer { method: string; requestHash: Buffer; response: unknown }

const byKey = prepared(({ sqlite }) => sqlite.prepare<[string], { method: string; requestHash: Buffer; response: string }>(
  'SELECT method, request_hash AS requestHash, response FROM idempotency WHERE key = ?'));
const inserting = prepared(({ sqlite }) => sqlite.prepare<[string, string, Buffer, string, number]>(
  'INSERT INTO idempotency (key, method, request_hash, response, at_ms) VALUES (?, ?, ?, ?, ?)'));

export function storedAnswer(db: Db, key: string): StoredAnswer | null {
  const row = byKey(db).get(key);
  return row ? { ...row, response: JSON.parse(row.response) as unknown } : null;
}

/** Kept for ever: a trigger refuses to change or remove it. */
export function insertAnswer(db: Db, row: StoredAnswer & { key: string; atMs: number }): void {
  inserting(db).run(row.key, row.method, row.requestHash, JSON.stringify(row.response), row.atMs);
}
