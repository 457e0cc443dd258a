import { gte, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { audit, chainHeads } from '../schema.ts';

export type AuditRow = typeof audit.$inferSelect;
export type ChainHead = typeof chainHeads.$inferSelect;

const byName = prepared(({ sqlite }) => sqlite.prepare<[string], ChainHead>('SELECT name, seq, hash, mac FROM chain_heads WHERE name = ?'));
const moving = prepared(({ sqlite }) => sqlite.prepare<[string, number, Buffer, Buffer]>(
  'INSERT INTO chain_heads (name, seq, hash, mac) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac'));

export function chainHead(db: Db, name: string): ChainHead | null {
  return byName(db).get(name) ?? null;
}

export function moveChainHead(db: Db, head: ChainHead): void {
  moving(db).run(head.name, head.seq, head.hash, head.mac);
}

const insertingAudit = prepared(({ sqlite }) => sqlite.prepare<[AuditRow]>(`INSERT INTO audit
  (seq, at_ms, kiosk_id, actor_kind, actor_id, action, subject_id, detail, prev_hash, hash) VALUES
  (@seq, @atMs, @kioskId, @actorKind, @actorId, @action, @subjectId, @detail, @prevHash, @hash)`));

export function insertAuditRow(db: Db, row: AuditRow): void {
  insertingAudit(db).run(row);
}

/** Oldest first, from `fromSeq` on, a page at a time. */
export function* auditRows(db: Db, fromSeq: number): Generator<AuditRow> {
  const pageOf = db.orm.select().from(audit).where(gte(audit.seq, sql.placeholder('from'))).orderBy(audit.seq).limit(500).prepare();
  for (let from = fromSeq; ;) {
    const page = pageOf.all({ from });
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    from = last.seq + 1;
  }
}

/** Highest sequence number ever given out in a table, 0 for none: what AUTOINCREMENT remembers even of removed rows. */
export function highestSeq(db: Db, table: 'transfers' | 'audit'): number {
  return Number(db.sqlite.prepare('SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?').pluck().get(table));
}
