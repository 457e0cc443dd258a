import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { shiftPages, timeToOpen, type Opening } from '../e2e/deskTimes.ts';
import { logIn, setUp } from '../e2e/pages.ts';
import { startKiosk } from '../e2e/tatap.ts';
import { openDatabase } from '../src/main/db/open.ts';
import type { BenchOptions, Row } from './row.ts';
import { quantile, ratioOf } from './row.ts';
import { buildTerm, termNowMs } from './termData.ts';

const row = 'main tr[data-index="0"]';
/** Each list and chart of the admin window, as it is reached; one after the other from the page before. */
const openings: readonly Opening[] = [
  { name: 'day', touch: '[data-page=today]', there: row },
  { name: 'live board of a session', touch: row, there: '[data-board] tr[data-index="0"]' },
  { name: 'history of marks', touch: '[data-page=history]', there: row },
  { name: 'statistics, chart of the month', touch: '[data-page=stats]', there: 'main svg[role=img]' },
  { name: 'courses', touch: '[data-page=courses]', there: row },
  { name: 'excuses of today', touch: '[data-page=excuses]', there: 'main [role=radiogroup]' },
  { name: 'all excuses', touch: 'main [role=radiogroup] label:nth-of-type(2) input', there: row },
  { name: 'people', touch: '[data-page=people]', there: row },
];

/** Every list and chart of the admin window over a term of data, in a real browser over the real host: from the touch to the painted frame. */
export async function* run(options: BenchOptions): AsyncIterable<Row> {
  const built = spawnSync(process.execPath, [join(options.resourcesDir, 'scripts/build.mjs')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the build failed: ${built.stderr}`);
  const dataDir = mkdtempSync(join(tmpdir(), 'tatap-desk-'));
  const kiosk = await startKiosk({ dataDir });
  try {
    await setUp(await kiosk.openAdmin(), 'Madrasah Al-Hikmah');
    const db = openDatabase(join(dataDir, 'tatap.db'), { busyTimeoutMs: 10_000 });
    buildTerm(db);
    db.sqlite.close();
    // The middle of that term: nothing of it waits to be ended.
    const aheadMs = termNowMs - Date.now();
    kiosk.setAhead(aheadMs);
    await kiosk.restart();
    await shiftPages(kiosk.context, aheadMs);
    const admin = await kiosk.openAdmin();
    await logIn(admin);
    const times = new Map<string, number[]>(openings.map(({ name }) => [name, []]));
    for (let round = 0; round < (options.repeats ?? 8); round += 1) {
      await admin.reload();
      await admin.locator('[data-figure=paid]').waitFor();
      for (const opening of openings) times.get(opening.name)?.push(await timeToOpen(admin, opening));
    }
    options.note(`40 courses, 2 000 people, 100 000 marks; every round after a reload; load of the machine ${loadavg()[0]?.toFixed(1)}`);
    for (const [name, samples] of times) {
      for (const [label, value] of [['p50', quantile(samples, 0.5)], ['worst', Math.max(...samples)]] as const) {
        yield { bench: 'desk', metric: `${name}, touch to painted, ${label} of ${samples.length}`, value, unit: 'ms', peer: 'allowed', peerValue: 300, ratio: ratioOf(value, 300, 'lower') };
      }
    }
  } finally {
    await kiosk.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
