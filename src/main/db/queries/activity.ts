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
  seq: number; atMs: number; actorKind: 'staff' | 'person' | 'kiosk' | 'system'; action: string; subjectId: string | null; detail: string;
  actorName: string | null; subjectName: string | null;
}

/** So many people are asked for one by one, each along an index that has their rows in order; of more, a set is gathered. */
const oneByOne = 50;
/** Up to here a set is gathered and put in order; one that is larger is met soon enough by walking along time. */
const gatherAtMost = 20_000;
const earliest = 0;
const latest = Number.MAX_SAFE_INTEGER;
const payment = 'payment.posted';

/**
 * Where rows can be read in the order of time. Payments, by far the most rows, have no index here but the one by time: they are found through their
 * transfers, which carry the same time, come in the same order and name the charge the row is about.
 */
const sources = {
  any: { from: 'audit a INDEXED BY audit_by_time', where: 'TRUE' },
  actor: { from: 'audit a INDEXED BY audit_by_actor', where: `a.actor_id {key} AND a.action <> '${payment}'` },
  subject: { from: 'audit a INDEXED BY audit_by_subject', where: `a.subject_id {key} AND a.action <> '${payment}'` },
  action: { from: 'audit a INDEXED BY audit_by_action', where: `a.action {key} AND a.action <> '${payment}'` },
  payer: { from: 'transfers a INDEXED BY transfers_by_person', where: "a.person_id {key} AND a.kind = 'payment'" },
  payments: { from: 'transfers a INDEXED BY transfers_by_time', where: "a.kind = 'payment'" },
} as const;
type Source = keyof typeof sources;

/** One reading: a source, the one key it is read by (or any of `ids`), and what else must hold for a row. */
interface Reading { source: Source; key: string | null; and: string }

const inIds = 'IN (SELECT value FROM json_each(@ids))';
const inActions = 'IN (SELECT value FROM json_each(@actions))';

function values({ ids, actions, fromMs, toMs }: ActivityQuery) {
  return { ids: JSON.stringify(ids ?? []), actions: JSON.stringify(actions ?? []), fromMs: fromMs ?? earliest, toMs: toMs ?? latest };
}

function bodyOf({ source, key, and }: Reading): string {
  const { from, where } = sources[source];
  return `FROM ${from} WHERE ${where.replace('{key}', key === null ? inIds : '= @key')} AND a.at_ms >= @fromMs AND a.at_ms < @toMs${and}`;
}

/** How a question is answered: every row that matches comes from one of the readings; from two only where somebody did something to themselves. */
export interface ActivityPlan {
  query: ActivityQuery;
  readings: readonly Reading[];
  /** So many rows match at least, as far as is known already. */
  atLeast: number;
}

export function planActivity(db: Db, query: ActivityQuery): ActivityPlan {
  const { ids, actions } = query;
  const withPayments = actions === null || actions.includes(payment);
  if (ids === null) {
    if (actions === null) return { query, readings: [{ source: 'any', key: null, and: '' }], atLeast: 0 };
    const others = actions.filter((action) => action !== payment).map((action): Reading => ({ source: 'action', key: action, and: '' }));
    return { query, readings: withPayments ? [...others, { source: 'payments', key: '', and: '' }] : others, atLeast: 0 };
  }
  const done = actions === null ? '' : ` AND a.action ${inActions}`;
  const about = (key: string | null): Reading[] => [
    { source: 'actor', key, and: done }, { source: 'subject', key, and: done }, ...(withPayments ? [{ source: 'payer', key, and: '' } as const] : []),
  ];
  if (ids.length <= oneByOne) return { query, readings: ids.flatMap(about), atLeast: 0 };
  const gathered = about(null);
  const roughly = countReadings(db, query, gathered, gatherAtMost + 1);
  if (roughly <= gatherAtMost) return { query, readings: gathered, atLeast: 0 };
  // The plus keeps SQLite from taking the index that was found to be the longer way. No row was counted more than twice.
  return { query, readings: [{ source: 'any', key: null, and: ` AND (+a.actor_id ${inIds} OR +a.subject_id ${inIds})${done}` }], atLeast: Math.ceil(roughly / 2) };
}

export interface ActivityPage { oldestFirst: boolean; after: ActivityCursor | null; limit: number }

/** The rows of a page as `seq` and time, in order. */
function pageOf(db: Db, { query, readings }: ActivityPlan, { oldestFirst, after, limit }: ActivityPage): { seq: number; atMs: number }[] {
  const direction = oldestFirst ? 'ASC' : 'DESC';
  const asked = { ...values(query), limit, afterMs: after?.atMs ?? 0, afterSeq: after?.seq ?? 0 };
  if (after && oldestFirst) asked.fromMs = Math.max(asked.fromMs, after.atMs);
  if (after && !oldestFirst) asked.toMs = Math.min(asked.toMs, after.atMs + 1);
  const beyond = after === null ? '' : ` AND (a.at_ms, a.seq) ${oldestFirst ? '>' : '<'} (@afterMs, @afterSeq)`;
  const inOrder = `ORDER BY a.at_ms ${direction}, a.seq ${direction} LIMIT @limit`;
  // Transfers have sequence numbers of their own: those of the very time the page before ended at are read too, and left out by their rows.
  const ofTransfers = (body: string) => `SELECT a.seq, a.at_ms AS atMs FROM (SELECT a.seq ${body}
      ORDER BY a.at_ms ${direction}, a.seq ${direction} LIMIT @limit + (SELECT count(*) FROM transfers WHERE at_ms = @afterMs)) found
    CROSS JOIN transfers t ON t.seq = found.seq CROSS JOIN audit a INDEXED BY audit_by_time ON a.at_ms = t.at_ms AND a.subject_id = t.charge_id AND a.action = '${payment}'
    WHERE TRUE${beyond} ${inOrder}`;
  const statement = preparing<{ seq: number; atMs: number }>(db);
  const found = new Map<number, number>();
  for (const reading of readings) {
    const body = bodyOf(reading);
    const sql = reading.source === 'payer' || reading.source === 'payments' ? ofTransfers(body) : `SELECT a.seq, a.at_ms AS atMs ${body}${beyond} ${inOrder}`;
    for (const { seq, atMs } of statement(sql).all({ ...asked, key: reading.key })) found.set(seq, atMs);
  }
  const rows = [...found].map(([seq, atMs]) => ({ seq, atMs })).toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq);
  return (oldestFirst ? rows : rows.toReversed()).slice(0, limit);
}

/** Stops at `atMost`. `once`: what somebody did to themselves is counted as done by them only. */
function countReadings(db: Db, query: ActivityQuery, readings: readonly Reading[], atMost: number, once = false): number {
  const statement = preparing<{ n: number }>(db);
  let counted = 0;
  for (const reading of readings) {
    if (counted >= atMost) break;
    const ofOthers = once && reading.source === 'subject' ? ` AND (a.actor_id IS NULL OR a.actor_id NOT ${inIds})` : '';
    const sql = `SELECT count(*) AS n FROM (SELECT 1 ${bodyOf(reading)}${ofOthers} LIMIT @left)`;
    counted += statement(sql).get({ ...values(query), key: reading.key, left: atMost - counted })?.n ?? 0;
  }
  return counted;
}

/** Each text is prepared once a call: with fifty people it is asked fifty times. */
function preparing<Row>(db: Db) {
  const made = new Map<string, ReturnType<typeof prepare>>();
  const prepare = (sql: string) => db.sqlite.prepare<[object], Row>(sql);
  return (sql: string) => {
    const statement = made.get(sql) ?? prepare(sql);
    made.set(sql, statement);
    return statement;
  };
}

const namedRows = prepared(({ sqlite }) => sqlite.prepare<[string], ListedActivity>(`
  SELECT f.seq, f.at_ms AS atMs, f.actor_kind AS actorKind, f.action, f.subject_id AS subjectId, f.detail,
    coalesce(sa.name, pa.name) AS actorName, coalesce(ps.name, ss.name, pt.name) AS subjectName
  FROM json_each(?) j CROSS JOIN audit f ON f.seq = j.value
  LEFT JOIN staff sa ON sa.id = f.actor_id LEFT JOIN people pa ON pa.id = f.actor_id AND pa.erased_at_ms IS NULL
  LEFT JOIN people ps ON ps.id = f.subject_id AND ps.erased_at_ms IS NULL LEFT JOIN staff ss ON ss.id = f.subject_id
  LEFT JOIN people pt ON f.action = '${payment}' AND pt.id = f.actor_id AND pt.erased_at_ms IS NULL
  ORDER BY j.key`));

/** By time; equal times by sequence number. The names are those people have now. */
export function listActivity(db: Db, plan: ActivityPlan, page: ActivityPage): ListedActivity[] {
  return namedRows(db).all(JSON.stringify(pageOf(db, plan, page).map(({ seq }) => seq)));
}

/** At most `atMost`: counting a million rows is not worth the wait. */
export function countActivity(db: Db, { query, readings, atLeast }: ActivityPlan, atMost: number): number {
  return atLeast >= atMost ? atMost : countReadings(db, query, readings, atMost, true);
}

const peopleNamed = prepared(({ sqlite }) => sqlite.prepare<[object], string>(
  "SELECT id FROM people WHERE erased_at_ms IS NULL AND (name_folded LIKE @pattern ESCAPE '\\' OR identifier LIKE @pattern ESCAPE '\\')").pluck());

/** People, active or not, whose folded name or number contains the text. */
export function idsOfPeopleNamed(db: Db, folded: string): string[] {
  return peopleNamed(db).all({ pattern: `%${folded.replace(/[\\%_]/g, (character) => `\\${character}`)}%` });
}

const everyStaff = prepared(({ sqlite }) => sqlite.prepare<[], { id: string; name: string; username: string }>('SELECT id, name, username FROM staff'));

/** Accounts ever opened; they are few. */
export function staffEver(db: Db): { id: string; name: string; username: string }[] {
  return everyStaff(db).all();
}

/** One step along the index an action, however many rows each has. */
const distinct = prepared(({ sqlite }) => sqlite.prepare<[], string>(`
  WITH RECURSIVE found (action) AS (
    SELECT min(action) FROM audit INDEXED BY audit_by_action WHERE action <> 'payment.posted'
    UNION ALL SELECT (SELECT min(action) FROM audit INDEXED BY audit_by_action WHERE action <> 'payment.posted' AND action > found.action) FROM found WHERE found.action IS NOT NULL)
  SELECT action FROM found WHERE action IS NOT NULL`).pluck());

/** Every action in the log; payments always. */
export function actionsThere(db: Db): string[] {
  return [...distinct(db).all(), payment].toSorted();
}
