import { groupOf, statusOf } from '../../shared/activity.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { ActivityRow } from '../../shared/contractActivity.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { actionsThere, countActivity, idsNamed, listActivity, type ActivityCursor, type ActivityQuery, type ListedActivity } from '../db/queries/activity.ts';
import { foldName } from './names.ts';

/** Counted exactly up to here. */
const countAtMost = 10_000;

/**
 * The activity log is the audit chain, read with the names people have now; it holds no copy of its own. Every payment and top-up has its row there,
 * written in the same transaction, so nothing is joined in from the ledger and nothing can appear twice.
 */
export function createActivity({ db }: { db: Db }) {
  function list(input: Parsed<'activity.list'>): Output<'activity.list'> {
    const counted = countActivity(db, queryOf(input), countAtMost + 1);
    return { ...page(input), total: Math.min(counted, countAtMost), more: counted > countAtMost };
  }

  /** A page without its total. @throws Refusal BAD_INPUT for a cursor we did not make */
  function page(input: Parsed<'activity.list'>): Pick<Output<'activity.list'>, 'rows' | 'nextCursor'> {
    const found = listActivity(db, { ...queryOf(input), oldestFirst: input.sort === 'oldest', after: parseCursor(input.cursor), limit: input.limit + 1 });
    const shown = found.slice(0, input.limit);
    const last = found.length > input.limit ? shown.at(-1) : undefined;
    return { rows: shown.map(asRow), nextCursor: last ? `${last.atMs}_${last.seq}` : null };
  }

  /** Every row there is, however many: for files, which say how far they are. */
  const count = (input: Parsed<'activity.list'>): number => countActivity(db, queryOf(input), Number.MAX_SAFE_INTEGER);

  function queryOf(input: Parsed<'activity.list'>): ActivityQuery {
    const search = foldName(input.search);
    return {
      ids: search === '' ? null : idsNamed(db, `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`),
      actions: actionsOf(input), fromMs: input.fromMs, toMs: input.toMs,
    };
  }

  /** Group and status are not in the rows: they stand for the actions they are made of. Null: no filter. */
  function actionsOf({ actions, group, status }: Parsed<'activity.list'>): string[] | null {
    if (actions.length === 0 && group === null && status === null) return null;
    const there = actionsThere(db);
    return there.filter((action) => (actions.length === 0 || actions.includes(action)) && (group === null || groupOf(action) === group) && (status === null || statusOf(action) === status));
  }

  return { list, page, count, actions: (): Output<'activity.actions'> => ({ rows: actionsThere(db).map((action) => ({ action, group: groupOf(action), status: statusOf(action) })) }) };
}

function asRow({ detail, ...row }: ListedActivity): ActivityRow {
  return { ...row, group: groupOf(row.action), status: statusOf(row.action), detail: factsOf(detail) };
}

/** What is nested deeper than one level (a setting before and after) is flattened into facts of its own. */
function factsOf(detail: string): ActivityRow['detail'] {
  const facts: ActivityRow['detail'] = {};
  const put = (name: string, value: unknown): void => {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') facts[name] = value;
    else if (typeof value === 'object') for (const [key, inner] of Object.entries(value)) put(name === '' ? key : `${name}.${key}`, inner);
  };
  put('', JSON.parse(detail));
  return facts;
}

/** @throws Refusal BAD_INPUT for a cursor we did not make */
function parseCursor(cursor: string | null): ActivityCursor | null {
  if (cursor === null) return null;
  const match = /^(\d{1,16})_(\d{1,15})$/.exec(cursor);
  if (!match?.[1] || !match[2] || !Number.isSafeInteger(Number(match[1]))) throw new Refusal('BAD_INPUT', { field: 'cursor' });
  return { atMs: Number(match[1]), seq: Number(match[2]) };
}
