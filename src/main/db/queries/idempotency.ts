import { eq, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { idempotency } from '../schema.ts';

export interface StoredAnswer { method: string; requestHash: Buffer; response: unknown }

const byKey = prepared(({ orm }) => orm.select({ method: idempotency.method, requestHash: idempotency.requestHash, response: idempotency.response })
  .from(idempotency).where(eq(idempotency.key, sql.placeholder('key'))).prepare());
const inserting = prepared(({ orm }) => orm.insert(idempotency).values({
  key: sql.placeholder('key'), method: sql.placeholder('method'), requestHash: sql.placeholder('requestHash'), response: sql.placeholder('response'), atMs: sql.placeholder('atMs'),
}).prepare());

export function storedAnswer(db: Db, key: string): StoredAnswer | null {
  return byKey(db).get({ key }) ?? null;
}

/** Kept for ever: a trigger refuses to change or remove it. */
export function insertAnswer(db: Db, row: StoredAnswer & { key: string; atMs: number }): void {
  inserting(db).run({ ...row });
}
