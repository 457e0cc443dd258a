import Database from 'better-sqlite3';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rupiah } from '../src/shared/money.ts';
import type { BenchOptions, Row } from './row.ts';
import { quantile, ratioOf } from './row.ts';
import { benchCashier, furnish, openTill } from './till.ts';

const peer = 'bare better-sqlite3 commit, synchronous=FULL';

/**
 * A whole payment - authorisation consumed, transfer, two entries, two balances, ledger and audit chains, charge, idempotency key,
 * signed receipt, COMMIT with fsync - against one INSERT with its COMMIT, taken in turns so that both meet the same disk.
 */
export async function* run(options: BenchOptions): AsyncIterable<Row> {
  const repeats = options.repeats ?? 2_000;
  const folder = mkdtempSync(join(tmpdir(), 'tatap-ledger-'));
  try {
    const till = openTill(join(folder, 'tatap.db'), randomBytes(32));
    const personIds = furnish(till.db, 50);
    for (const personId of personIds) till.topups.create({ personId, amount: rupiah(10_000_000), idempotencyKey: randomUUID() }, { staffId: benchCashier });
    const bare = openBare(join(folder, 'bare.db'));
    const times = { payment: [] as number[], topup: [] as number[], bare: [] as number[] };
    // The first tenth warms caches and the compiler and is not counted.
    for (let i = -Math.ceil(repeats / 10); i < repeats; i += 1) {
      const personId = personIds[(i + repeats) % personIds.length] ?? '';
      const { chargeId } = till.charges.create({ amount: rupiah(1_000), idempotencyKey: randomUUID() });
      const { authorisationId } = till.authorisations.create({ chargeId, personId, method: 'face' });
      const payment = await timed(() => till.payments.confirm({ authorisationId, pin: null, idempotencyKey: randomUUID() }));
      const topup = await timed(() => till.topups.create({ personId, amount: rupiah(1_000), idempotencyKey: randomUUID() }, { staffId: benchCashier }));
      const commit = await timed(() => bare.commit());
      if (i < 0) continue;
      times.payment.push(payment);
      times.topup.push(topup);
      times.bare.push(commit);
    }
    till.db.sqlite.close();
    bare.close();
    for (const [name, samples] of [['payment', times.payment], ['top-up', times.topup]] as const) {
      for (const [label, q] of [['p50', 0.5], ['p99', 0.99]] as const) {
        const [value, peerValue] = [quantile(samples, q), quantile(times.bare, q)];
        yield { bench: 'ledger', metric: `${name}, ${label} of ${repeats}`, value, unit: 'ms', peer, peerValue, ratio: ratioOf(value, peerValue, 'lower') };
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openBare(file: string): { commit(): void; close(): void } {
  const sqlite = new Database(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT');
  const insert = sqlite.prepare('INSERT INTO rows (name, at_ms) VALUES (?, ?)');
  return { commit: () => void insert.run(randomUUID(), Date.now()), close: () => void sqlite.close() };
}

/** Milliseconds. */
async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
