import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { rupiah } from '../../shared/money.ts';
import { writeSetting } from '../db/queries/settings.ts';
import { sumsFault } from './bootGate.ts';
import { chainFault } from './chainCheck.ts';
import { openTill, refusalOf } from './till.testkit.ts';

/*
 * R3: the real services against a model of a few lines, 100 000 calls in random order. The model knows only what a cashier knows:
 * balances, charges, who looked when, and which key was answered with what.
 */
const calls = 100_000;
const limits = { minAmount: 500, maxAmount: 40_000, topUpMax: 60_000, balanceMax: 150_000, dayMax: 120_000, faceOnlyMax: 40_000 };

/** mulberry32: small, seeded, good enough to wander about. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

interface Charge { id: string; amount: number; state: 'open' | 'paid' | 'cancelled'; expiresAtMs: number }
interface Look { id: string; charge: Charge; personId: string; expiresAtMs: number; used: boolean }
interface Answered { key: string; repeat(): unknown; answer: unknown }

test(`${calls} calls in random order agree with the model, and the money always adds up`, async () => {
  const seed = Number(process.env['TATAP_SEED'] ?? Date.now() % 1e9);
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)];
  const till = openTill();
  writeSetting(till.db, 'limits', limits);
  till.hireCashier();
  const people: string[] = [];
  for (let i = 0; i < 8; i += 1) people.push(await till.enrol(`Person ${i}`));
  const balances = new Map(people.map((id) => [id, 0]));
  const spentToday = new Map<string, number>();
  let [cash, sales, transfers] = [0, 0, 0];
  const charges: Charge[] = [];
  const looks: Look[] = [];
  const answered: Answered[] = [];
  const today = (personId: string): string => `${personId} ${Math.floor((till.time.wallMs + 7 * 3_600_000) / 86_400_000)}`;
  const remember = (answer: Answered): void => {
    answered[answered.length < 500 ? answered.length : random(500)] = answer;
  };

  async function topUp(): Promise<void> {
    const [personId, amount, key] = [pick(people) ?? '', 1 + random(65_000), randomUUID()];
    const create = () => till.topups.create({ personId, amount: rupiah(amount), idempotencyKey: key }, { staffId: till.cashier });
    const before = balances.get(personId) ?? 0;
    const refused = amount < limits.minAmount || amount > limits.topUpMax ? 'AMOUNT_OUT_OF_RANGE' : before + amount > limits.balanceMax ? 'BALANCE_LIMIT' : null;
    if (refused) return expect(await refusalOf(create)).toBe(refused);
    const receipt = create();
    expect(receipt.balance).toBe(before + amount);
    balances.set(personId, before + amount);
    cash -= amount;
    transfers += 1;
    remember({ key, repeat: create, answer: receipt });
  }

  async function charge(): Promise<void> {
    const [amount, key] = [1 + random(random(3) === 0 ? 42_000 : 9_000), randomUUID()];
    const create = () => till.charges.create({ amount: rupiah(amount), idempotencyKey: key });
    if (amount < limits.minAmount || amount > limits.maxAmount) return expect(await refusalOf(create)).toBe('AMOUNT_OUT_OF_RANGE');
    const made = create();
    charges.push({ id: made.chargeId, amount, state: 'open', expiresAtMs: made.expiresAtMs });
    if (charges.length > 60) charges.shift();
    remember({ key, repeat: create, answer: made });
  }

  const closedBecause = ({ state, expiresAtMs }: Charge): string | null =>
    state === 'paid' ? 'CHARGE_PAID' : state === 'cancelled' ? 'CHARGE_CANCELLED' : till.time.wallMs >= expiresAtMs ? 'CHARGE_EXPIRED' : null;

  async function look(): Promise<void> {
    const [what, personId] = [charges.at(-1 - random(Math.min(charges.length, 4))), pick(people) ?? ''];
    if (!what) return;
    const create = () => till.authorisations.create({ chargeId: what.id, personId, method: 'face' });
    const refused = closedBecause(what);
    if (refused) return expect(await refusalOf(create)).toBe(refused);
    const made = create();
    looks.push({ id: made.authorisationId, charge: what, personId, expiresAtMs: made.expiresAtMs, used: false });
    if (looks.length > 30) looks.shift();
  }

  async function tap(): Promise<void> {
    const from = looks.at(-1 - random(Math.min(looks.length, 3)));
    if (!from) return;
    const key = randomUUID();
    const confirm = () => till.tap(from.id, key);
    const { amount } = from.charge;
    const before = balances.get(from.personId) ?? 0;
    const spent = spentToday.get(today(from.personId)) ?? 0;
    const refused = from.used ? 'AUTHORISATION_USED' : till.time.wallMs >= from.expiresAtMs ? 'AUTHORISATION_EXPIRED'
      : closedBecause(from.charge) ?? (before < amount ? 'INSUFFICIENT_FUNDS' : spent + amount > limits.dayMax ? 'DAY_LIMIT' : null);
    if (refused) return expect(await refusalOf(confirm)).toBe(refused);
    const receipt = await confirm();
    expect(receipt.balance).toBe(before - amount);
    balances.set(from.personId, before - amount);
    spentToday.set(today(from.personId), spent + amount);
    sales += amount;
    transfers += 1;
    from.used = true;
    from.charge.state = 'paid';
    remember({ key, repeat: confirm, answer: receipt });
  }

  async function repeat(): Promise<void> {
    const earlier = pick(answered);
    if (!earlier) return;
    expect(await earlier.repeat()).toEqual(earlier.answer);
  }

  async function misuseKey(): Promise<void> {
    const earlier = pick(answered);
    if (!earlier) return;
    expect(await refusalOf(() => till.topUp(pick(people) ?? '', 777, earlier.key))).toBe('IDEMPOTENCY_MISMATCH');
  }

  async function cancel(): Promise<void> {
    const what = pick(charges);
    if (!what) return;
    const give = () => till.charges.cancel({ chargeId: what.id });
    if (what.state === 'paid') return expect(await refusalOf(give)).toBe('CHARGE_PAID');
    give();
    what.state = 'cancelled';
  }

  function compare(): void {
    for (const [personId, balance] of balances) expect(till.balance(personId)).toBe(balance);
    expect([till.balance('cash'), till.balance('sales'), till.count('transfers'), till.sumOfEntries()]).toEqual([cash, sales, transfers, 0]);
    expect(Math.min(...balances.values())).toBeGreaterThanOrEqual(0);
  }

  const turns = [topUp, topUp, charge, charge, charge, look, look, look, tap, tap, tap, tap, repeat, repeat, misuseKey, cancel];
  try {
    for (let call = 1; call <= calls; call += 1) {
      await pick(turns)?.();
      // Now and then hours: a year goes by, so that limits of the day fall and rise.
      till.time.pass(random(30) === 0 ? random(6 * 3_600_000) : random(2_000));
      if (call % 2_000 === 0) compare();
    }
    compare();
    expect([sumsFault(till.db), chainFault(till.db, 'transfers', till.vault.ledgerMac), chainFault(till.db, 'audit', till.vault.auditMac)]).toEqual([null, null, null]);
    expect(transfers).toBeGreaterThan(calls / 20);
  } catch (error) {
    // With the seed the same walk can be taken again: TATAP_SEED=... npx vitest run ledger.property
    throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
  }
}, 300_000);
