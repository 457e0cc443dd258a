import type { Db } from '../open.ts';
import { prepared } from '../open.ts';

export interface ActivityQuery {
  /** Who did it or whom it was done to; null: anybody. */
  ids: readonly string[] | null;
  /** What was done; null: anything. */
  actions: readonly string[] | null;
  fromMs: number | null;
  /** Exclusive. */
  toMs: number | null;
}

/** Where the page before ended. Many rows can carry one time; the sequence number tells them apart. */
export interface ActivityCursor { atMs: number; seq: number }

export interface ListedActivity {
  seq: number; atMs: number; actorKind: 'staff' | 'person' | 'kiosk' | 'system'; action: string; detail: string; actorName: string | null; subjectName: string | null;
}

/** Up to here a set is gathered from its index and put in order; one that is larger is met soon enough by walking along time. */
const gatherAtMost = 20_000;
const namedIds = 'IN (SELECT value FROM json_each(@ids))';
const namedActions = 'IN (SELECT value FROM json_each(@actions))';

/** People and staff, active or not, whose folded name, number or user name contains the text. */
export function idsNamed(db: Db, pattern: string): string[] {
  return db.sqlite.prepare<[object], string>(`
    SELECT id FROM people WHERE erased_at_ms IS NULL AND (name_folded LIKE @pattern ESCAPE '\\' OR identifier LIKE @pattern ESCAPE '\\')
    UNION ALL SELECT id FROM staff WHERE name LIKE @pattern ESCAPE '\\' OR username LIKE @pattern ESCAPE '\\'`).pluck().all({ pattern });
}

/** Sources that can be read from an index of their own, or null where walking along time is the shorter way. */
function gathered(db: Db, query: ActivityQuery): string[] | null {
  const times = timesOf(query);
  const sources = sourcesOf(query, times);
  if (sources === null) return null;
  const { n } = db.sqlite.prepare<[object], { n: number }>(`SELECT count(*) AS n FROM (SELECT 1 FROM (${sources.join(' UNION ALL ')}) LIMIT ${gatherAtMost + 1})`).get(values(query)) ?? { n: 0 };
  return n > gatherAtMost ? null : sources;
}

function sourcesOf({ ids, actions }: ActivityQuery, times: string): string[] | null {
  if (ids !== null) {
    return [
      `SELECT seq FROM audit INDEXED BY audit_by_actor WHERE actor_id ${namedIds}${times}`,
      `SELECT seq FROM audit INDEXED BY audit_by_subject WHERE subject_id ${namedIds} AND action <> 'payment.posted'${times}`,
    ];
  }
  if (actions === null || actions.includes('payment.posted')) return null;
  return [`SELECT seq FROM audit INDEXED BY audit_by_action WHERE action ${namedActions} AND action <> 'payment.posted'${times}`];
}

function timesOf({ fromMs, toMs }: ActivityQuery): string {
  return `${fromMs === null ? '' : ' AND at_ms >= @fromMs'}${toMs === null ? '' : ' AND at_ms < @toMs'}`;
}

function values({ ids, actions, fromMs, toMs }: ActivityQuery) {
  return { ids: JSON.stringify(ids ?? []), actions: JSON.stringify(actions ?? []), fromMs, toMs };
}

/** Everything but order and page, as conditions on `audit a`. */
function conditions(db: Db, query: ActivityQuery): string {
  const sources = gathered(db, query);
  const { ids, actions } = query;
  // The plus keeps SQLite from taking the index that was found to be the longer way.
  const named = ids === null ? '' : ` AND (+a.actor_id ${namedIds} OR +a.subject_id ${namedIds})`;
  const done = actions === null ? '' : ` AND +a.action ${namedActions}`;
  return sources ? `a.seq IN (${sources.join(' UNION ')})${done}` : `TRUE${timesOf(query)}${named}${done}`;
}

/** By time; equal times by sequence number. The names are those people have now. */
export function listActivity(db: Db, query: ActivityQuery & { oldestFirst: boolean; after: ActivityCursor | null; limit: number }): ListedActivity[] {
  const { oldestFirst, after, limit } = query;
  const [direction, beyond] = oldestFirst ? ['ASC', '>'] : ['DESC', '<'];
  const page = after === null ? '' : ` AND (a.at_ms, a.seq) ${beyond} (@afterMs, @afterSeq)`;
  return db.sqlite.prepare<[object], ListedActivity>(`
    SELECT f.seq, f.at_ms AS atMs, f.actor_kind AS actorKind, f.action, f.detail, coalesce(sa.name, pa.name) AS actorName, coalesce(ps.name, ss.name, pt.name) AS subjectName
    FROM (SELECT * FROM audit a WHERE ${conditions(db, query)}${page} ORDER BY a.at_ms ${direction}, a.seq ${direction} LIMIT @limit) f
    LEFT JOIN staff sa ON sa.id = f.actor_id LEFT JOIN people pa ON pa.id = f.actor_id AND pa.erased_at_ms IS NULL
    LEFT JOIN people ps ON ps.id = f.subject_id AND ps.erased_at_ms IS NULL LEFT JOIN staff ss ON ss.id = f.subject_id LEFT JOIN people pt ON f.action = 'payment.posted' AND pt.id = f.actor_id AND pt.erased_at_ms IS NULL
    ORDER BY f.at_ms ${direction}, f.seq ${direction}`).all({ ...values(query), afterMs: after?.atMs ?? null, afterSeq: after?.seq ?? null, limit });
}

/** At most `atMost`: counting a million rows is not worth the wait. */
export function countActivity(db: Db, query: ActivityQuery, atMost: number): number {
  return db.sqlite.prepare<[object], number>(`SELECT count(*) FROM (SELECT 1 FROM audit a WHERE ${conditions(db, query)} LIMIT ${atMost})`).pluck().get(values(query)) ?? 0;
}

/** One step along the index an action, however many rows each has. */
const distinct = prepared(({ sqlite }) => sqlite.prepare<[], string>(`
  WITH RECURSIVE found (action) AS (
    SELECT min(action) FROM audit INDEXED BY audit_by_action WHERE action <> 'payment.posted'
    UNION ALL SELECT (SELECT min(action) FROM audit INDEXED BY audit_by_action WHERE action <> 'payment.posted' AND action > found.action) FROM found WHERE found.action IS NOT NULL)
  SELECT action FROM found WHERE action IS NOT NULL`).pluck());

/** Every action in the log; payments always. */
export function actionsThere(db: Db): string[] {
  return [...distinct(db).all(), 'payment.posted'].toSorted();
}
