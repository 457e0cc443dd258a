import { groupOf, statusOf } from '../../shared/activity.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { actionsThere, countActivity, idsOfPeopleNamed, listActivity, planActivity, staffEver, type ActivityCursor, type ActivityPlan } from '../db/queries/activity.ts';
import { activityRow } from './activityFacts.ts';
import { foldName } from './names.ts';

/** Counted exactly up to here. */
const countAtMost = 10_000;

/**
 * The activity log is the audit chain, read with the names people have now; it holds no copy of its own. Every payment and top-up has its row there,
 * written in the same transaction, so nothing is joined in from the ledger and nothing can appear twice.
 */
export function createActivity({ db }: { db: Db }) {
  /** The first page is counted too. @throws Refusal BAD_INPUT for a cursor we did not make */
  function list(input: Parsed<'activity.list'>): Output<'activity.list'> {
    const plan = planOf(input);
    const page = pageOf(plan, input);
    if (input.cursor !== null) return { ...page, total: null, more: false };
    const counted = countActivity(db, plan, countAtMost + 1);
    return { ...page, total: Math.min(counted, countAtMost), more: counted > countAtMost };
  }

  function pageOf(plan: ActivityPlan, { sort, cursor, limit }: Parsed<'activity.list'>): Pick<Output<'activity.list'>, 'rows' | 'nextCursor'> {
    const found = listActivity(db, plan, { oldestFirst: sort === 'oldest', after: parseCursor(cursor), limit: limit + 1 });
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { rows: shown.map((row) => activityRow(db, row)), nextCursor: last ? `${last.atMs}_${last.seq}` : null };
  }

  /** What the filters mean to the database. */
  function planOf(input: Parsed<'activity.list'>): ActivityPlan {
    const search = foldName(input.search);
    return planActivity(db, { ids: search === '' ? null : [...idsOfPeopleNamed(db, search), ...staffNamed(db, search)], actions: actionsOf(db, input), fromMs: input.fromMs, toMs: input.toMs });
  }

  /** A page without its total. @throws Refusal BAD_INPUT for a cursor we did not make */
  const page = (input: Parsed<'activity.list'>) => pageOf(planOf(input), input);
  /** Every row there is, however many: for files, which say how far they are. */
  const count = (input: Parsed<'activity.list'>): number => countActivity(db, planOf(input), Number.MAX_SAFE_INTEGER);

  return { list, page, count, actions: (): Output<'activity.actions'> => ({ rows: actionsThere(db).map((action) => ({ action, group: groupOf(action), status: statusOf(action) })) }) };
}

/** Accounts keep their names as they were typed; they are few enough to be folded here. */
function staffNamed(db: Db, folded: string): string[] {
  return staffEver(db).filter(({ name, username }) => foldName(name).includes(folded) || foldName(username).includes(folded)).map(({ id }) => id);
}

/** Group and status are not in the rows: they stand for the actions they are made of. Null: no filter. */
function actionsOf(db: Db, { actions, group, status }: Pick<Parsed<'activity.list'>, 'actions' | 'group' | 'status'>): string[] | null {
  if (actions.length === 0 && group === null && status === null) return null;
  const there = actionsThere(db);
  return there.filter((action) => (actions.length === 0 || actions.includes(action)) && (group === null || groupOf(action) === group) && (status === null || statusOf(action) === status));
}

/** @throws Refusal BAD_INPUT for a cursor we did not make */
function parseCursor(cursor: string | null): ActivityCursor | null {
  if (cursor === null) return null;
  const match = /^(\d{1,16})_(\d{1,15})$/.exec(cursor);
  if (!match?.[1] || !match[2] || !Number.isSafeInteger(Number(match[1]))) throw new Refusal('BAD_INPUT', { field: 'cursor' });
  return { atMs: Number(match[1]), seq: Number(match[2]) };
}
