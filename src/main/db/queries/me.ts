import { prepared, type Db } from '../open.ts';

export interface OwnData { name: string; identifier: string; balance: number; hasFace: number; createdAtMs: number }

const own = prepared(({ sqlite }) => sqlite.prepare<[string], OwnData>(`SELECT p.name, p.identifier, a.balance, p.created_at_ms AS createdAtMs,
  p.wrapped_key IS NOT NULL AND EXISTS (SELECT 1 FROM templates t WHERE t.person_id = p.id) AS hasFace
  FROM people p JOIN accounts a ON a.person_id = p.id WHERE p.id = ? AND p.deactivated_at_ms IS NULL`));

/** What an active person may see of themselves; null when there is no such person. `hasFace` is 1 or 0. */
export function ownData(db: Db, personId: string): OwnData | null {
  return own(db).get(personId) ?? null;
}

export interface OwnTransaction { kind: 'payment' | 'topup'; amount: number; atMs: number; method: 'face' | 'pin' | 'face+pin' | 'cash' }

const newest = prepared(({ sqlite }) => sqlite.prepare<[string, number], OwnTransaction>(
  "SELECT kind, amount, at_ms AS atMs, method FROM transfers WHERE person_id = ? AND kind <> 'reversal' ORDER BY seq DESC LIMIT ?"));

/** Newest first. */
export function newestTransactions(db: Db, personId: string, limit: number): OwnTransaction[] {
  return newest(db).all(personId, limit);
}
