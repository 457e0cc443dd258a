import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import type { savedViews } from '../schema.ts';

export type ViewRow = typeof savedViews.$inferSelect;
interface StoredView { id: string; name: string; settings: string; isDefault: 0 | 1 }

const ofStaff = prepared(({ sqlite }) => sqlite.prepare<[string, string], StoredView>(
  'SELECT id, name, settings, is_default AS isDefault FROM saved_views WHERE staff_id = ? AND list = ? ORDER BY name_folded'));

/** Of one staff member, by name. */
export function viewsOf(db: Db, staffId: string, list: string): StoredView[] {
  return ofStaff(db).all(staffId, list);
}

const writing = prepared(({ sqlite }) => sqlite.prepare<[object]>(`
  INSERT INTO saved_views (id, staff_id, list, name, name_folded, settings, is_default) VALUES (@id, @staffId, @list, @name, @nameFolded, @settings, @isDefault)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_folded = excluded.name_folded, settings = excluded.settings, is_default = excluded.is_default`));

export function writeView(db: Db, row: ViewRow): void {
  writing(db).run({ ...row, isDefault: row.isDefault ? 1 : 0 });
}

const undefaulting = prepared(({ sqlite }) => sqlite.prepare<[string, string]>('UPDATE saved_views SET is_default = 0 WHERE staff_id = ? AND list = ? AND is_default = 1'));

export function clearDefaultView(db: Db, staffId: string, list: string): void {
  undefaulting(db).run(staffId, list);
}

const removing = prepared(({ sqlite }) => sqlite.prepare<[string, string]>('DELETE FROM saved_views WHERE id = ? AND staff_id = ?'));

/** False when this staff member has no such view. */
export function removeView(db: Db, viewId: string, staffId: string): boolean {
  return removing(db).run(viewId, staffId).changes === 1;
}
