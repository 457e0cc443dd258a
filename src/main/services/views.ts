import type { Output, Parsed } from '../../shared/contract.ts';
import type { SavedView } from '../../shared/contractActivity.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { clearDefaultView, removeView, viewsOf, writeView } from '../db/queries/views.ts';
import { foldName } from './names.ts';

const viewsAtMost = 30;

/** How a staff member likes their lists. Nobody sees another's. A preference, no deed: it leaves no audit row. */
export function createViews({ db, newId }: { db: Db; newId(): string }) {
  function of(staffId: string, list: string): SavedView[] {
    // Written by `save` only, after the contract checked it.
    return viewsOf(db, staffId, list).map(({ id, name, settings, isDefault }) => ({ viewId: id, name, settings: JSON.parse(settings) as SavedView['settings'], isDefault: isDefault === 1 }));
  }

  function save({ viewId, list, name, settings, isDefault }: Parsed<'views.save'>, staffId: string): Output<'views.save'> {
    return inTransaction(db, () => {
      const own = of(staffId, list);
      if (viewId !== null && !own.some((view) => view.viewId === viewId)) throw new Refusal('VIEW_NOT_FOUND');
      if (viewId === null && own.length >= viewsAtMost) throw new Refusal('BAD_INPUT', { field: 'name' });
      if (own.some((view) => view.viewId !== viewId && foldName(view.name) === foldName(name))) throw new Refusal('NAME_TAKEN');
      if (isDefault) clearDefaultView(db, staffId, list);
      const id = viewId ?? newId();
      writeView(db, { id, staffId, list, name, nameFolded: foldName(name), settings: JSON.stringify(settings), isDefault });
      return { viewId: id, name, settings, isDefault };
    });
  }

  function remove({ viewId }: Parsed<'views.remove'>, staffId: string): Record<string, never> {
    if (!removeView(db, viewId, staffId)) throw new Refusal('VIEW_NOT_FOUND');
    return {};
  }

  return { list: ({ list }: Parsed<'views.list'>, staffId: string): Output<'views.list'> => ({ rows: of(staffId, list) }), save, remove };
}
