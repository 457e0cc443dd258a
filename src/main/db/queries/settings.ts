import { eq, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { settings } from '../schema.ts';

const byKey = prepared(({ orm }) => orm.select({ value: settings.value }).from(settings).where(eq(settings.key, sql.placeholder('key'))).prepare());

/** The stored JSON value, or undefined. Whoever owns the key checks its shape. */
export function readSetting(db: Db, key: string): unknown {
  return byKey(db).get({ key })?.value;
}

export function writeSetting(db: Db, key: string, value: unknown): void {
  // A null of JSON is a value; drizzle would write the column's NULL, which there is none of.
  const json = value === null ? sql`'null'` : value;
  db.orm.insert(settings).values({ key, value: json }).onConflictDoUpdate({ target: settings.key, set: { value: json } }).run();
}
