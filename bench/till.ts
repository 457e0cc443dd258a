import { randomBytes, randomUUID } from 'node:crypto';
import { inTransaction, openDatabase } from '../src/main/db/open.ts';
import type { Db } from '../src/main/db/open.ts';
import { insertPerson, insertPersonAccount } from '../src/main/db/queries/people.ts';
import { writeSetting } from '../src/main/db/queries/settings.ts';
import { insertStaff } from '../src/main/db/queries/staff.ts';
import { createAuthorisations } from '../src/main/services/authorisations.ts';
import { createCharges } from '../src/main/services/charges.ts';
import { createClock } from '../src/main/services/clock.ts';
import { createLimits } from '../src/main/services/limits.ts';
import { createPayments } from '../src/main/services/payments.ts';
import { createPins } from '../src/main/services/pins.ts';
import { createReceipts } from '../src/main/services/receipts.ts';
import { createTopups } from '../src/main/services/topups.ts';
import { createHasher } from '../src/main/vault/hasher.ts';
import { vaultOver } from '../src/main/vault/vault.ts';

/** The money half of a kiosk over a file, wired as the product wires it. `deviceKey`: 32 bytes. */
export function openTill(file: string, deviceKey: Uint8Array) {
  const db = openDatabase(file);
  const vault = vaultOver(deviceKey, createHasher(), randomBytes);
  const kioskId = 'bench';
  const shared = { db, now: Date.now, monotonicMs: () => performance.now(), newId: randomUUID, kioskId };
  const clock = createClock(shared);
  const ledger = { db, kioskId, mac: vault.ledgerMac };
  const audit = { db, kioskId, mac: vault.auditMac };
  const limits = createLimits({ db, antiSpoofing: () => true });
  const receipts = createReceipts({ sign: vault.sign, site: () => ({ siteName: 'Bench', zone: 'Asia/Jakarta' }) });
  const requireOpen = (): void => {};
  const posted = (): void => {};
  const authorisations = createAuthorisations({ ...shared, limits, clock });
  const pins = createPins({ ...shared, vault, clock, audit, authorisations, requireOpen });
  const charges = createCharges({ ...shared, limits, requireOpen });
  const topups = createTopups({ ...shared, ledger, audit, limits, receipts, requireOpen, posted });
  const payments = createPayments({ ...shared, ledger, audit, limits, receipts, authorisations, pins, zone: () => 'Asia/Jakarta', requireOpen, posted });
  return { db, vault, ledger, audit, receipts, authorisations, charges, topups, payments };
}

export const benchCashier = '00000000-0000-4000-8000-000000000001';

/** A cashier, `count` people without face or PIN, and limits so wide that only balances refuse. Answers the people's ids. */
export function furnish(db: Db, count: number): string[] {
  const ids = Array.from({ length: count }, () => randomUUID());
  inTransaction(db, () => {
    writeSetting(db, 'limits', { minAmount: 1, maxAmount: 1_000_000_000, faceOnlyMax: 1_000_000_000, dayMax: 1_000_000_000, balanceMax: 1_000_000_000, topUpMax: 1_000_000_000 });
    insertStaff(db, { id: benchCashier, username: 'bench', name: 'Bench', role: 'cashier', passwordHash: '-', createdAtMs: Date.now() });
    for (const [i, id] of ids.entries()) {
      insertPerson(db, { id, name: `Person ${i}`, nameFolded: `person ${i}`, identifier: `BENCH-${i}`, createdAtMs: Date.now(), kioskId: 'bench', wrappedKey: new Uint8Array(32), pinHash: '-' });
      insertPersonAccount(db, id);
    }
  });
  return ids;
}
