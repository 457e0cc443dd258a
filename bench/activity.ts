import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { timeToAnswer, timeToOpen } from '../e2e/deskTimes.ts';
import { setUp } from '../e2e/pages.ts';
import { startKiosk } from '../e2e/tatap.ts';
import { contract, type Input } from '../src/shared/contract.ts';
import { createKeyFile } from '../src/main/hosts/keyFile.ts';
import { openDatabase, type Db } from '../src/main/db/open.ts';
import { createActivity } from '../src/main/services/activity.ts';
import { checkAtBoot } from '../src/main/services/bootGate.ts';
import { foldName } from '../src/main/services/names.ts';
import { createVault } from '../src/main/vault/vault.ts';
import { buildYear, type Year } from './activityData.ts';
import type { BenchOptions, Row } from './row.ts';
import { quantile, ratioOf } from './row.ts';

const rows = 1_000_000;
const dayMs = 86_400_000;
const peer = 'one query: LIKE over the names, OFFSET, count(*)';
const answered = 'main [data-list=activity][data-phase=ready] tr[data-index="0"]';
type Ask = Input<'activity.list'> & { page?: number };

/**
 * The activity log over a million rows: a name and dates, as staff ask for them, through the service; beside it the plain query on the same file. Then the
 * page itself in a real browser over the real host, from the touch to the painted frame.
 */
export async function* run(options: BenchOptions): AsyncIterable<Row> {
  const built = spawnSync(process.execPath, [join(options.resourcesDir, 'scripts/build.mjs')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the build failed: ${built.stderr}`);
  const dataDir = mkdtempSync(join(tmpdir(), 'tatap-activity-'));
  try {
    const vault = await createVault({ dataDir, keyStore: createKeyFile(dataDir), databaseExists: false, randomBytes });
    const db = openDatabase(join(dataDir, 'tatap.db'));
    // As the first start does it: from then on the database belongs to this device key.
    if (!checkAtBoot({ db, vault }).open) throw new Error('an empty database is not sound');
    const builtFrom = performance.now();
    const year = buildYear(db, vault, rows, Date.now());
    options.note(`${rows} audit rows of ${year.people} people and ${year.staffNames.length} staff, written in ${Math.round((performance.now() - builtFrom) / 1000)} s; load of the machine ${loadavg()[0]?.toFixed(1)}`);
    yield* asked(db, year, options.repeats ?? 60);
    db.sqlite.close();
    yield* painted(dataDir, options);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What staff ask, by kind; `n` varies it. */
function kinds(year: Year): Record<string, (n: number) => Ask> {
  const names = ['siti lestari', 'Budi', 'wulandari 3', 'NIS2014', 'Kusuma', 'putri utami 7', 'zoe', 'Rina', 'Agus', 'ayu'];
  const name = (n: number): string => names[n % names.length] ?? '';
  const ago = (days: number): number => year.toMs - days * dayMs;
  return {
    'a name within a week': (n) => ({ search: name(n), fromMs: ago(7 + n * 5), toMs: ago(n * 5) }),
    'a name within a month': (n) => ({ search: name(n), fromMs: ago(30 + n * 5), toMs: ago(n * 5) }),
    'a name, the whole year': (n) => ({ search: name(n) }),
    'a colleague who left half a year ago': () => ({ search: year.goneStaff }),
    'one letter': (n) => ({ search: 'aeiou'.charAt(n % 5), fromMs: ago(90) }),
    'refused within a month': (n) => ({ status: 'refused', fromMs: ago(30 + n * 5), toMs: ago(n * 5) }),
    'money, oldest first': (n) => ({ group: 'money', sort: 'oldest', fromMs: ago(300 - n) }),
    'no filter': () => ({}),
    'a name nobody has': () => ({ search: 'zzzz' }),
  };
}

function* asked(db: Db, year: Year, repeats: number): Iterable<Row> {
  const { list } = createActivity({ db });
  const ask = (input: Ask) => list(contract['activity.list'].input.parse(input));
  const filtered: number[] = [];
  for (const [name, of] of Object.entries(kinds(year))) {
    const times = Array.from({ length: repeats }, (_, n) => timed(() => ask(of(n))));
    if (name.startsWith('a name within')) filtered.push(...times);
    const first = ask(of(0));
    const naive = timed(() => plainly(db, of(0), first.rows.map(({ seq }) => seq)));
    yield figure(`${name}, first page, p95 of ${repeats}`, quantile(times, 0.95), naive);
    yield figure(`${name}, first page, worst`, Math.max(...times), null);
  }
  yield { bench: 'activity', metric: `a name and dates, first page, p95 of ${filtered.length}`, value: quantile(filtered, 0.95), unit: 'ms', peer: 'allowed', peerValue: 100, ratio: ratioOf(quantile(filtered, 0.95), 100, 'lower') };
  // The page a hundred pages down.
  let cursor: string | null = null;
  for (let page = 0; page < 100; page += 1) cursor = ask({ search: 'Budi', cursor, limit: 50 }).nextCursor;
  const deep: number[] = Array.from({ length: repeats }, () => timed(() => ask({ search: 'Budi', cursor, limit: 50 })));
  const seqs = ask({ search: 'Budi', cursor, limit: 50 }).rows.map(({ seq }) => seq);
  yield figure(`a name, page 101, p95 of ${repeats}`, quantile(deep, 0.95), timed(() => plainly(db, { search: 'Budi', page: 100 }, seqs)));
}

function figure(metric: string, value: number, peerValue: number | null): Row {
  return { bench: 'activity', metric, value, unit: 'ms', peer: peerValue === null ? null : peer, peerValue, ratio: peerValue === null ? null : ratioOf(value, peerValue, 'lower') };
}

function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

/** The query one would write first, over the same indexes; its page must be the same. Group and status are left to the comparison that has none. */
function plainly(db: Db, { search = '', fromMs, toMs, group, status, sort, page = 0 }: Ask, expected: readonly number[]): void {
  const direction = sort === 'oldest' ? 'ASC' : 'DESC';
  const money = group === 'money' ? " AND a.action IN ('payment.posted', 'topup.posted')" : '';
  const refused = status === 'refused' ? " AND (a.action LIKE '%failed' OR a.action LIKE '%duplicate')" : '';
  const body = `FROM audit a LEFT JOIN people p ON p.id = a.actor_id LEFT JOIN people q ON q.id = a.subject_id LEFT JOIN staff s ON s.id = a.actor_id LEFT JOIN staff u ON u.id = a.subject_id
    WHERE a.at_ms >= @fromMs AND a.at_ms < @toMs${money}${refused} AND (@search = '' OR p.name_folded LIKE @pattern OR p.identifier LIKE @pattern OR q.name_folded LIKE @pattern OR q.identifier LIKE @pattern
      OR s.name LIKE @pattern OR s.username LIKE @pattern OR u.name LIKE @pattern OR u.username LIKE @pattern)`;
  const folded = foldName(search);
  const values = { search: folded, pattern: `%${folded}%`, fromMs: fromMs ?? 0, toMs: toMs ?? Number.MAX_SAFE_INTEGER, offset: page * 50 };
  const seqs = db.sqlite.prepare<[object], number>(`SELECT a.seq ${body} ORDER BY a.at_ms ${direction}, a.seq ${direction} LIMIT 50 OFFSET @offset`).pluck().all(values);
  db.sqlite.prepare<[object], number>(`SELECT count(*) ${body}`).pluck().get(values);
  if (JSON.stringify(seqs) !== JSON.stringify(expected)) throw new Error(`the answer and the plain query differ for ${JSON.stringify({ search, group, status })}`);
}

async function* painted(dataDir: string, options: BenchOptions): AsyncIterable<Row> {
  const kiosk = await startKiosk({ dataDir });
  try {
    const admin = await kiosk.openAdmin();
    await setUp(admin, 'Madrasah Al-Hikmah');
    const times = { first: [] as number[], search: [] as number[], status: [] as number[] };
    for (let round = 0; round < Math.min(options.repeats ?? 12, 12); round += 1) {
      await admin.reload();
      await admin.locator('[data-figure=paid]').waitFor();
      times.first.push(await timeToOpen(admin, { name: 'log', touch: '[data-page=activity]', there: 'main [data-list=activity] tr[data-index="0"]' }));
      times.search.push(await timeToAnswer(admin, { field: 'main input[type=search]', there: answered }, ['Siti', 'Budi', 'Kusuma', 'Agus'][round % 4] ?? ''));
      times.status.push(await timeToAnswer(admin, { field: 'main select[name=status]', there: answered }, 'done'));
    }
    options.note(`in the browser: every round after a reload; load of the machine ${loadavg()[0]?.toFixed(1)}`);
    for (const [name, samples, allowed] of [['log, touch to painted', times.first, 500], ['a name typed, to painted, with the pause for the next letter', times.search, 500], ['a result chosen, to painted', times.status, 500]] as const) {
      for (const [label, value] of [['p50', quantile(samples, 0.5)], ['worst', Math.max(...samples)]] as const) {
        yield { bench: 'activity', metric: `${name}, ${label} of ${samples.length}`, value, unit: 'ms', peer: 'allowed', peerValue: allowed, ratio: ratioOf(value, allowed, 'lower') };
      }
    }
  } finally {
    await kiosk.close();
  }
}
