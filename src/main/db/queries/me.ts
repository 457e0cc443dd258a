import { and, eq, isNull, sql } from 'drizzle-orm';
import { prepared, type Db } from '../open.ts';
import { accounts, people } from '../schema.ts';
import { hasFace } from './people.ts';

export interface OwnData { name: string; identifier: string; balance: number; hasFace: boolean; createdAtMs: number }

const own = prepared((db) => db.orm
  .select({ name: people.name, identifier: people.identifier, balance: accounts.balance, hasFace: hasFace(db), createdAtMs: people.createdAtMs })
  .from(people).innerJoin(accounts, eq(accounts.personId, people.id)).where(and(eq(people.id, sql.placeholder('id')), isNull(people.deactivatedAtMs))).prepare());

/** What an active person may see of themselves; null when there is no such person. */
export function ownData(db: Db, personId: string): OwnData | null {
  return own(db).get({ id: personId }) ?? null;
}

export interface OwnTransaction { kind: 'payment' | 'topup'; amount: number; atMs: number; method: 'face' | 'pin' | 'face+pin' | 'cash' }

const newest = prepared(({ sqlite }) => sqlite.prepare<[string, number], OwnTransaction>(
  "SELECT kind, amount, at_ms AS atMs, method FROM transfers WHERE person_id = ? AND kind <> 'reversal' ORDER BY seq DESC LIMIT ?"));

/** Newest first. */
export function newestTransactions(db: Db, personId: string, limit: number): OwnTransaction[] {
  return newest(db).all(personId, limit);
}

const login = prepared(({ sqlite }) => sqlite.prepare<[number, string]>('UPDATE people SET last_login_at_ms = ? WHERE id = ?'));

/** They looked at their own data: retention counts from the last time somebody was seen. */
export function noteLogin(db: Db, personId: string, atMs: number): void {
  login(db).run(atMs, personId);
}
