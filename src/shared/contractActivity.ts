import { z } from 'zod';
import { activityGroups, activityStatuses } from './activity.ts';
import { atMs, entry, id, nothing, personName, staffRoles } from './contractParts.ts';

/* The activity log and what staff keep of their lists; spread into `contract`. */

const management = ['owner', 'admin'] as const;
const action = z.string().max(60).regex(/^[a-zA-Z]+\.[a-zA-Z]+$/);

const activityRow = z.object({
  seq: z.int().positive(),
  atMs,
  actorKind: z.enum(['staff', 'person', 'kiosk', 'system']),
  /** Null: the kiosk, the system, or somebody who is no longer in the register. */
  actorName: z.string().nullable(),
  action: z.string(),
  group: z.enum(activityGroups),
  /** A person, a staff member, a course, room, camera, channel or file. Null: nobody, something without a name, or somebody who is no longer in the register. */
  subjectName: z.string().nullable(),
  status: z.enum(activityStatuses),
  /** Plain facts, as they were written down with the act; ids became the names they stand for today (`course`, `room`, `teacher`), or are left out. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type ActivityRow = z.infer<typeof activityRow>;

export const viewLists = ['people', 'transactions', 'history', 'activity', 'cameras'] as const;
const settings = z.record(z.string().regex(/^[a-zA-Z]{1,30}$/), z.union([z.string().max(200), z.number(), z.boolean(), z.null()]))
  .refine((values) => Object.keys(values).length <= 20, { message: 'at most 20 settings' });
const view = z.object({ viewId: id, name: z.string(), settings, isDefault: z.boolean() });
export type SavedView = z.infer<typeof view>;

export const activityContract = {
  /**
   * Who did what, by time. `search`: part of the name or number of who did it or whom it was done to. `fromMs`..`toMs` half open, by the clock as it was then.
   * `total` is exact up to 10 000; `more` says that there are more. Both are told with the first page only: later ones have null and false.
   * @throws BAD_INPUT for a cursor that is not ours
   */
  'activity.list': entry({
    role: management,
    input: z.object({
      search: z.string().max(80).default(''),
      group: z.enum(activityGroups).nullable().default(null),
      actions: z.array(action).max(50).default([]),
      status: z.enum(activityStatuses).nullable().default(null),
      fromMs: atMs.nullable().default(null),
      toMs: atMs.nullable().default(null),
      sort: z.enum(['newest', 'oldest']).default('newest'),
      limit: z.int().min(1).max(200).default(50),
      cursor: z.string().max(120).nullable().default(null),
    }),
    output: z.object({ rows: z.array(activityRow), nextCursor: z.string().nullable(), total: z.int().nullable(), more: z.boolean() }),
  }),
  /** The actions there are in the log, by name. */
  'activity.actions': entry({ role: management, input: nothing, output: z.object({ rows: z.array(z.object({ action: z.string(), group: z.enum(activityGroups), status: z.enum(activityStatuses) })) }) }),

  /** The caller's own views of a list, by name. */
  'views.list': entry({ role: staffRoles, input: z.object({ list: z.enum(viewLists) }), output: z.object({ rows: z.array(view) }) }),
  /** At most 30 a list. A new default takes the place of the one before. @throws VIEW_NOT_FOUND NAME_TAKEN BAD_INPUT */
  'views.save': entry({ role: staffRoles, input: z.object({ viewId: id.nullable(), list: z.enum(viewLists), name: personName, settings, isDefault: z.boolean() }), output: view }),
  /** @throws VIEW_NOT_FOUND */
  'views.remove': entry({ role: staffRoles, input: z.object({ viewId: id }), output: nothing }),
} as const;
