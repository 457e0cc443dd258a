import { eq, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { attempts, livenessLog } from '../schema.ts';

export interface NewAttempt { attemptId: string; purpose: 'pay' | 'me'; chargeId: string | null; nonce: string; cameraId: string; steps: readonly string[]; createdAtMs: number; expiresAtMs: number; kioskId: string }

export function insertAttempt(db: Db, { attemptId, steps, ...rest }: NewAttempt): void {
  db.orm.insert(attempts).values({ id: attemptId, steps: [...steps], state: 'open', ...rest }).run();
}

const ending = prepared(({ orm }) =>
  orm.update(attempts).set({ state: 'ended', outcome: sql`${sql.placeholder('outcome')}` }).where(eq(attempts.id, sql.placeholder('id'))).prepare(),
);

/** `outcome`: "matched", "REPLACED" or the refusal's code. */
export function endAttempt(db: Db, attemptId: string, outcome: string): void {
  ending(db).run({ id: attemptId, outcome });
}

/** Verdict of one step, for the liveness log (row 43): numbers and words, never an image or an embedding. */
export function insertLivenessVerdict(db: Db, row: { attemptId: string; atMs: number; step: string | null; verdict: string; detail?: Record<string, string | number | boolean> }): void {
  db.orm.insert(livenessLog).values({ detail: {}, ...row }).run();
}
