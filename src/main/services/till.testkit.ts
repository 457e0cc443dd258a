import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { openDatabase } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { insertPerson, insertPersonAccount } from '../db/queries/people.ts';
import { insertStaff } from '../db/queries/staff.ts';
import { balanceOf } from '../db/queries/ledger.ts';
import { Refusal } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';
import type { Hasher } from '../vault/hasher.ts';
import { vaultOver } from '../vault/vault.ts';
import { createAuthorisations } from './authorisations.ts';
import { createCharges } from './charges.ts';
import { createClock } from './clock.ts';
import { createLimits } from './limits.ts';
import { createPayments } from './payments.ts';
import { createPins } from './pins.ts';
import { createReceipts } from './receipts.ts';
import { createTopups } from './topups.ts';

/** Both clocks of a machine, moved by the test. */
export class TestTime {
  wallMs = Date.UTC(2026, 10, 21, 3, 0, 0);
  monoMs = 1_000;
  pass(ms: number): void {
    this.wallMs += ms;
    this.monoMs += ms;
  }
  /** Somebody sets the clock. */
  setWall(byMs: number): void {
    this.wallMs += byMs;
  }
}

/** Stands in for bcrypt where the rules around it are tested: as true, a thousand times as fast. */
export function quickHasher(onCompare: () => void = () => {}): Hasher {
  const digest = (text: string): string => createHash('sha256').update(text).digest('base64');
  return {
    hash: async (text) => digest(text),
    compare: async (text, hash) => {
      onCompare();
      return digest(text) === hash;
    },
    close: async () => {},
  };
}

export const pinOfTests = '528491';
export const kioskOfTests = 'kiosk-1';

export interface TillOptions {
  file?: string;
  db?: Db;
  time?: TestTime;
  deviceKey?: Uint8Array;
  hasher?: Hasher;
  antiSpoofing?: boolean;
}

/** The money half of a kiosk, wired as the product wires it, over a real database with the real migrations; and short words for what tests do with it. */
export function openTill(options: TillOptions = {}) {
  const till = wire(options);
  return { ...till, ...shortcuts(till) };
}

function wire(options: TillOptions) {
  const time = options.time ?? new TestTime();
  const db = options.db ?? openDatabase(options.file ?? ':memory:', { busyTimeoutMs: 20 });
  const deviceKey = options.deviceKey ?? randomBytes(32);
  const vault = vaultOver(deviceKey, options.hasher ?? quickHasher(), randomBytes);
  const shared = { db, now: () => time.wallMs, monotonicMs: () => time.monoMs, newId: randomUUID, kioskId: kioskOfTests };
  const clock = createClock(shared);
  const ledger = { db, kioskId: kioskOfTests, mac: vault.ledgerMac };
  const audit = { db, kioskId: kioskOfTests, mac: vault.auditMac };
  const limits = createLimits({ db, antiSpoofing: () => options.antiSpoofing ?? true });
  const receipts = createReceipts({ sign: vault.sign, site: () => ({ siteName: 'Kantin Ibu', zone: 'Asia/Jakarta' }) });
  let closed: ErrorCode | null = null;
  const requireOpen = (): void => {
    if (closed) throw new Refusal('PAYMENTS_CLOSED', { reason: closed });
  };
  const postedIds: string[] = [];
  const posted = ({ transferId }: { transferId: string }): void => void postedIds.push(transferId);
  const authorisations = createAuthorisations({ ...shared, limits, clock });
  const pins = createPins({ ...shared, vault, clock, audit, authorisations, requireOpen });
  const charges = createCharges({ ...shared, limits, requireOpen });
  const topups = createTopups({ ...shared, ledger, audit, limits, receipts, requireOpen, posted });
  const payments = createPayments({ ...shared, ledger, audit, limits, receipts, authorisations, pins, zone: () => 'Asia/Jakarta', requireOpen, posted });
  return { db, time, vault, clock, ledger, audit, limits, authorisations, pins, charges, topups, payments, postedIds, deviceKey, close: (reason: ErrorCode): void => void (closed = reason) };
}

function shortcuts({ db, time, vault, topups, charges, authorisations, payments }: ReturnType<typeof wire>) {
  const cashier = 'cashier-1';
  return {
    cashier,
    hireCashier(): void {
      insertStaff(db, { id: cashier, username: 'sari', name: 'Sari', role: 'cashier', passwordHash: '-', createdAtMs: time.wallMs });
    },
    /** Enrols somebody with the PIN of the tests and, when asked, tops them up in steps the limits allow. */
    async enrol(name: string, balance = 0): Promise<string> {
      const id = randomUUID();
      insertPerson(db, {
        id, name, nameFolded: name.toLowerCase(), identifier: identifierOf(name), createdAtMs: time.wallMs, kioskId: kioskOfTests,
        wrappedKey: vault.wrapPersonKey(id, vault.newPersonKey()), pinHash: await vault.pinDigest(id, pinOfTests),
      });
      insertPersonAccount(db, id);
      for (let left = balance; left > 0; left -= 2_000_000) topUp(id, Math.min(left, 2_000_000));
      return id;
    },
    topUp,
    charge: (amount: number): string => charges.create({ amount: rupiah(amount), idempotencyKey: randomUUID() }).chargeId,
    /** Recognised by face; not yet tapped. */
    look(chargeId: string, personId: string): string {
      return authorisations.create({ chargeId, personId, method: 'face' }).authorisationId;
    },
    tap: (authorisationId: string, idempotencyKey: string = randomUUID(), pin: string | null = null) => payments.confirm({ authorisationId, pin, idempotencyKey }),
    balance: (accountId: string): number => balanceOf(db, accountId),
    count: (table: string): number => Number(db.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get()),
    sumOfEntries: (): number => Number(db.sqlite.prepare('SELECT coalesce(sum(amount), 0) FROM entries').pluck().get()),
  };
  function topUp(personId: string, amount: number, idempotencyKey: string = randomUUID()) {
    return topups.create({ personId, amount: rupiah(amount), idempotencyKey }, { staffId: cashier });
  }
}

export function identifierOf(name: string): string {
  return `NIS-${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`.slice(0, 20);
}

/** The code a call is refused with. @throws Error when it succeeds or fails otherwise */
export async function refusalOf(work: () => unknown): Promise<ErrorCode> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  throw new Error('it was not refused');
}
