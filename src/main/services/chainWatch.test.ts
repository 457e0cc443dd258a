import { expect, test } from 'vitest';
import { checkAtBoot } from './bootGate.ts';
import { createChainWatch, type ChainWatchNeeds } from './chainWatch.ts';
import { openTill } from './till.testkit.ts';

/** So many top-ups that the boot gate does not look at the first of them. */
async function longTill(topUps: number) {
  const till = openTill();
  expect(checkAtBoot(till)).toEqual({ open: true });
  till.hireCashier();
  const person = await till.enrol('Siti');
  for (let i = 0; i < topUps; i += 1) till.topUp(person, 1_000);
  return { ...till, person };
}

function watch(till: Awaited<ReturnType<typeof longTill>>, closedBecause: ChainWatchNeeds['closedBecause'] = null) {
  const broken: string[] = [];
  return { broken, ...createChainWatch({ db: till.db, vault: till.vault, closedBecause, onBroken: (detail) => broken.push(detail), now: () => till.time.wallMs }) };
}

test('a check of every row finds a break the start does not look for, closes payments, and holds over a restart until a whole check is sound', async () => {
  const till = await longTill(1_300);
  const { sqlite } = till.db;
  const hash = sqlite.prepare('SELECT hash FROM audit WHERE seq = 5').pluck().get();
  const setHash = (value: unknown) => {
    const trigger = String(sqlite.prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit' AND name LIKE '%update%'").pluck().get());
    const name = String(sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit' AND name LIKE '%update%'").pluck().get());
    sqlite.exec(`DROP TRIGGER ${name}`);
    sqlite.prepare('UPDATE audit SET hash = ? WHERE seq = 5').run(value);
    sqlite.exec(trigger);
  };
  setHash(Buffer.alloc(32));
  expect(checkAtBoot(till)).toEqual({ open: true });
  const chains = watch(till);
  expect(chains.read()).toMatchObject({ sound: true, complete: false, transfers: 1_300 });
  expect(chains.fault()).toBeNull();
  expect(await chains.verify()).toMatchObject({ sound: false, complete: true });
  expect(chains.fault()).toBe('LEDGER_BROKEN');
  expect(chains.broken).toEqual([expect.stringContaining('audit: row 5')]);
  expect(checkAtBoot(till)).toMatchObject({ open: false, reason: 'LEDGER_BROKEN' });
  setHash(hash);
  const restarted = watch(till, 'LEDGER_BROKEN');
  expect(restarted.read().sound).toBe(false);
  expect(await restarted.verify()).toMatchObject({ sound: true, complete: true });
  expect(checkAtBoot(till)).toEqual({ open: true });
});

test('payments go on while every row is looked at, and what they book is no break', async () => {
  const till = await longTill(1_000);
  const chains = watch(till);
  let settled = false;
  const checking = chains.verify().finally(() => { settled = true; });
  let booked = 0;
  for (; !settled; booked += 1) {
    till.topUp(till.person, 1_000);
    await new Promise((next) => { setImmediate(next); });
  }
  expect(booked).toBeGreaterThan(3);
  expect(await checking).toMatchObject({ sound: true, complete: true, transfers: 1_000 + booked });
  expect(chains.broken).toEqual([]);
});

test('two who ask at once wait for one check, and a stop ends it without a verdict', async () => {
  const till = await longTill(600);
  const chains = watch(till);
  const [first, second] = await Promise.all([chains.verify(), chains.verify()]);
  expect(first).toEqual(second);
  till.time.pass(60_000);
  const before = chains.read();
  void chains.verify();
  await chains.stop();
  expect(chains.read()).toEqual(before);
});
