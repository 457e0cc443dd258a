import type { activityContract } from '../shared/contractActivity.ts';
import { chainHead } from './db/queries/chains.ts';
import type { DeskGround } from './deskHandlers.ts';
import type { Handlers } from './dispatch.ts';
import { createActivity } from './services/activity.ts';
import { createViews } from './services/views.ts';

export type ActivityHandlers = Pick<Handlers, keyof typeof activityContract>;

/** The activity log and saved views: which service answers which method; wiring only. */
export function createActivityHandlers(needs: Pick<DeskGround, 'db' | 'emit' | 'newId' | 'requireWritable'>) {
  const [activity, views] = [createActivity(needs), createViews(needs)];
  let told = seqNow();

  function seqNow(): number {
    return chainHead(needs.db, 'audit')?.seq ?? 0;
  }

  const handlers: ActivityHandlers = {
    'activity.list': (input) => activity.list(input),
    'activity.actions': () => activity.actions(),
    'views.list': (input, { staff: who }) => views.list(input, who.staffId),
    'views.save': (input, { staff: who }) => {
      needs.requireWritable();
      return views.save(input, who.staffId);
    },
    'views.remove': (input, { staff: who }) => {
      needs.requireWritable();
      return views.remove(input, who.staffId);
    },
  };

  return {
    handlers,
    /** Tells the windows of new rows, however many, once a tick: a queue of payments does not read the list again for each. */
    job: {
      tick(): void {
        const seq = seqNow();
        if (seq === told) return;
        told = seq;
        needs.emit('activity.changed', {});
      },
      stop: async (): Promise<void> => {},
    },
  };
}
