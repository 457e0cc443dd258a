import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrations, schemaVersion } from './migrate.ts';
import { openDatabase } from './open.ts';
import { readSetting, writeSetting } from './queries/settings.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tatap-migrate-'));
  file = join(folder, 'tatap.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const next = (migrations.at(-1)?.version ?? 0) + 1;
/** Long enough that a kill can land in the middle of it. */
const slowStep = {
  version: next,
  sql: `CREATE TABLE wide (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO wide SELECT i, hex(randomblob(100)) FROM n;
    CREATE TABLE last_of_the_step (id INTEGER PRIMARY KEY) STRICT;`,
};

test('a newer schema is refused and the file is left as it is', () => {
  const db = openDatabase(file);
  db.sqlite.pragma(`user_version = ${next}`);
  db.sqlite.close();
  expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'DATABASE_NEWER' }));
  const raw = new Database(file);
  expect(schemaVersion(raw)).toBe(next);
  raw.close();
});

test('before a step the file is copied, WAL and all; the copy opens as the old version', () => {
  const old = openDatabase(file);
  writeSetting(old, 'site', 'before');
  const migrated = openDatabase(file, { migrations: [...migrations, slowStep] });
  expect(schemaVersion(migrated.sqlite)).toBe(next);
  const copy = openDatabase(`${file}.v${next - 1}.bak`);
  expect([schemaVersion(copy.sqlite), readSetting(copy, 'site')]).toEqual([next - 1, 'before']);
});

test('a file of any earlier version is brought up to date and keeps what it holds', () => {
  for (const { version } of migrations.slice(0, -1)) {
    const path = `${file}.${version}`;
    const old = openDatabase(path, { migrations: migrations.slice(0, version) });
    writeSetting(old, 'site', version);
    old.sqlite.close();
    const db = openDatabase(path);
    expect([schemaVersion(db.sqlite), readSetting(db, 'site'), db.sqlite.pragma('integrity_check', { simple: true })]).toEqual([next - 1, version, 'ok']);
    db.sqlite.close();
  }
});

test('looks made before attendance came keep what they were, as looks to pay', () => {
  const old = openDatabase(file, { migrations: migrations.filter(({ version }) => version < 3) });
  old.sqlite.exec(`INSERT INTO charges VALUES ('c1', 5000, 'open', 1, 2, 'k');
    INSERT INTO attempts (id, charge_id, nonce, camera_id, steps, state, outcome, created_at_ms, expires_at_ms, kiosk_id) VALUES ('a1', 'c1', 'n', 'cam', '["smile"]', 'ended', 'matched', 3, 4, 'k'), ('a2', 'c1', 'm', 'cam', '[]', 'open', NULL, 5, 6, 'k');
    INSERT INTO liveness_log (id, attempt_id, at_ms, step, verdict, detail) VALUES (7, 'a1', 8, 'smile', 'done', '{}'), (9, 'a2', 10, NULL, 'NOT_LIVE', '{"left":1}')`);
  const before = ['attempts', 'liveness_log'].map((table) => old.sqlite.prepare(`SELECT * FROM ${table} ORDER BY id`).all());
  old.sqlite.close();
  const { sqlite } = openDatabase(file);
  const [attempts, verdicts] = ['attempts', 'liveness_log'].map((table) => sqlite.prepare(`SELECT * FROM ${table} ORDER BY id`).all());
  expect(attempts).toEqual(before[0]?.map((row) => Object.assign({ purpose: 'pay' }, row)));
  expect(verdicts).toEqual(before[1]);
  expect(sqlite.pragma('foreign_key_check')).toEqual([]);
  const insert = (purpose: string, chargeId: string | null) => sqlite.prepare("INSERT INTO attempts VALUES (?, ?, ?, 'n', 'cam', '[]', 'open', NULL, 1, 2, 'k')").run(crypto.randomUUID(), purpose, chargeId);
  insert('me', null);
  expect(() => insert('me', 'c1')).toThrow(/CHECK/);
  expect(() => insert('pay', null)).toThrow(/CHECK/);
  expect(() => sqlite.exec("INSERT INTO liveness_log (attempt_id, at_ms, verdict, detail) VALUES ('gone', 1, 'done', '{}')")).toThrow(/FOREIGN KEY/);
  sqlite.close();
});

test('a step that fails leaves the old version', () => {
  openDatabase(file).sqlite.close();
  const broken = { version: next, sql: 'CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; SELECT * FROM nowhere;' };
  expect(() => openDatabase(file, { migrations: [...migrations, broken] })).toThrow(/nowhere/);
  const db = openDatabase(file);
  expect(db.sqlite.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
});

test('killed at any point, a migration leaves the old version or the new one, never something between', async () => {
  const seen = new Set<number>();
  for (let kill = 0; kill < 12; kill += 1) {
    for (const ending of ['', '-wal', '-shm', `.v${next - 1}.bak`, `.v${next - 1}.bak.part`]) rmSync(file + ending, { force: true });
    const before = openDatabase(file);
    writeSetting(before, 'kept', kill);
    before.sqlite.close();
    await killedDuring(kill === 11 ? 5_000 : randomInt(90));
    const raw = new Database(file);
    const version = schemaVersion(raw);
    const tables = raw.prepare("SELECT name FROM sqlite_schema WHERE name IN ('wide', 'last_of_the_step')").pluck().all();
    const rows = tables.includes('wide') ? raw.prepare('SELECT count(*) FROM wide').pluck().get() : 0;
    raw.close();
    expect([version, tables.length, rows]).toEqual(version === next ? [next, 2, 20_000] : [next - 1, 0, 0]);
    // Whatever happened, the next start finishes the job.
    const after = openDatabase(file, { migrations: [...migrations, slowStep] });
    expect([schemaVersion(after.sqlite), readSetting(after, 'kept')]).toEqual([next, kill]);
    expect(existsSync(`${file}.v${next - 1}.bak`)).toBe(true);
    after.sqlite.close();
    seen.add(version);
  }
  // The last run was given time to finish; that at least one was cut short is what makes the test one.
  expect([...seen].sort()).toEqual([next - 1, next]);
}, 180_000);

/** Starts the migration in a child and kills it so many milliseconds after it began. */
function killedDuring(delayMs: number): Promise<void> {
  const script = `
    import { openDatabase } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'open.ts')).href)};
    import { migrations } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'migrate.ts')).href)};
    process.stdout.write('go');
    openDatabase(${JSON.stringify(file)}, { migrations: [...migrations, ${JSON.stringify(slowStep)}] });`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => void setTimeout(() => child.kill('SIGKILL'), delayMs));
    child.once('exit', () => resolve());
  });
}
