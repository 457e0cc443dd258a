import Database from 'better-sqlite3';
import type { Db } from './open.ts';
import { migrate, migrations, schemaVersion } from './migrate.ts';

/** What SQLite itself finds wrong in the file: pages, indexes, constraints, references. Empty when sound. */
export function fileFaults(db: Db): string[] {
  const faults = db.sqlite.prepare('PRAGMA quick_check(5)').pluck().all().map(String).filter((line) => line !== 'ok');
  const dangling = db.sqlite.prepare('SELECT DISTINCT "table" || \' -> \' || "parent" FROM pragma_foreign_key_check LIMIT 5').pluck().all();
  return [...faults, ...dangling.map((line) => `dangling reference ${String(line)}`)];
}

/** Names of tables, indexes and triggers that are not what the migrations make: a dropped trigger is a hole in the fence. */
export function schemaFaults(db: Db): string[] {
  const wanted = new Database(':memory:');
  try {
    migrate(wanted, ':memory:', migrations);
    if (schemaVersion(db.sqlite) !== schemaVersion(wanted)) return ['user_version'];
    const [expected, found] = [objectsOf(wanted), objectsOf(db.sqlite)];
    return [...new Set([...expected.keys(), ...found.keys()])].filter((name) => expected.get(name) !== found.get(name));
  } finally {
    wanted.close();
  }
}

function objectsOf(sqlite: Database.Database): Map<string, string> {
  const rows = sqlite.prepare<[], { name: string; sql: string | null }>("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").all();
  return new Map(rows.map(({ name, sql }) => [name, sql ?? '']));
}
