import { and, asc, count, desc, eq, gt, gte, lt, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { people, staff, transfers } from '../schema.ts';
import { matches } from './people.ts';

export interface TransactionQuery {
  /** Folded; matches the person's name or identifier. */
  search: string;
  kind: 'payment' | 'topup' | null;
  fromMs: number | null;
  /** Exclusive. */
  toMs: number | null;
  oldestFirst: boolean;
}

function filters(query: TransactionQuery) {
  return and(
    matches(query.search),
    query.kind ? eq(transfers.kind, query.kind) : undefined,
    query.fromMs === null ? undefined : gte(transfers.atMs, query.fromMs),
    query.toMs === null ? undefined : lt(transfers.atMs, query.toMs),
  );
}

/** By sequence number. `beforeSeq`: that of the last row of the page before. */
export function listTransactions(db: Db, query: TransactionQuery & { beforeSeq: number | null; limit: number }) {
  return db.orm
    .select({
      seq: transfers.seq,
      transferId: transfers.id,
      kind: transfers.kind,
      atMs: transfers.atMs,
      amount: transfers.amount,
      personId: transfers.personId,
      personName: people.name,
      method: transfers.method,
      staffName: staff.name,
    })
    .from(transfers)
    .innerJoin(people, eq(people.id, transfers.personId))
    .leftJoin(staff, eq(staff.id, transfers.staffId))
    .where(and(filters(query), query.beforeSeq === null ? undefined : (query.oldestFirst ? gt : lt)(transfers.seq, query.beforeSeq)))
    .orderBy((query.oldestFirst ? asc : desc)(transfers.seq))
    .limit(query.limit)
    .all();
}

/** Over everything the filters match, not only the page shown. Sums in rupiah. */
export function sumTransactions(db: Db, query: TransactionQuery): { total: number; paidSum: number; topUpSum: number } {
  const row = db.orm
    .select({
      total: count(),
      paidSum: sql<number>`coalesce(sum(${transfers.amount}) filter (where ${transfers.kind} = 'payment'), 0)`,
      topUpSum: sql<number>`coalesce(sum(${transfers.amount}) filter (where ${transfers.kind} = 'topup'), 0)`,
    })
    .from(transfers)
    .innerJoin(people, eq(people.id, transfers.personId))
    .where(filters(query))
    .get();
  return row ?? { total: 0, paidSum: 0, topUpSum: 0 };
}
