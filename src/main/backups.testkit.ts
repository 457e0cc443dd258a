import { mkdtempSync, readdirSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consentTextVersion } from '../shared/consent.ts';
import type { DestinationSetup } from '../shared/contractBackups.ts';
import { adminWindow, kioskWindow, owner, startTestApp, type TestApp } from './app.testkit.ts';
import { openReadOnly } from './db/open.ts';
import { createKeyFile } from './hosts/keyFile.ts';
import { scripted } from './scriptedVision.testkit.ts';

/* A kiosk with people and money that makes backups, in one temporary folder; what lies beside it are disks. */

export interface Disks { dir: string; dataDir: string; disk: string }

export function tempDisks(): Disks {
  const dir = mkdtempSync(join(tmpdir(), 'tatap-disks-'));
  return { dir, dataDir: join(dir, 'data'), disk: mkdtempSync(join(dir, 'disk-')) };
}

/** With the key store of the browser host, so that `npm run verify` and `npm run restore` open it too. */
export function startKiosk(dataDir: string, setUp: boolean): Promise<TestApp> {
  return startTestApp({ dataDir, setUp, host: { keyStore: createKeyFile(dataDir) } });
}

export async function enrol(tatap: TestApp, person: string, name: string, identifier: string): Promise<string> {
  const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.begin', {
    name, identifier, cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: 'Ibu Kanaria' },
  });
  for (const yawDeg of [0, 25, -25]) {
    for (let i = 0; i < 3; i += 1) {
      tatap.clock.pass(120);
      await tatap.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted({ person, yawDeg }), hints: null });
    }
  }
  return (await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin: '274913' })).personId;
}

export const topUp = (tatap: TestApp, personId: string, amount: number) => tatap.must(adminWindow, 'topups.create', { personId, amount, idempotencyKey: randomUUID() });
export const login = (tatap: TestApp) => tatap.must(adminWindow, 'staff.login', owner);

/** Pays with the PIN: true only where the device key that made the PIN's hash is there. */
export async function pays(tatap: TestApp, identifier: string, amount: number): Promise<number> {
  const { chargeId } = await tatap.must(kioskWindow, 'charges.create', { amount, idempotencyKey: randomUUID() });
  const { authorisationId } = await tatap.must(kioskWindow, 'pins.authorise', { chargeId, identifier, pin: '274913' });
  return (await tatap.must(kioskWindow, 'payments.confirm', { authorisationId, idempotencyKey: randomUUID() })).balance;
}

/** A recovery key and one destination. */
export async function setUpBackups(tatap: TestApp, setup: DestinationSetup, secret?: string): Promise<{ recoveryKey: string; destinationId: string }> {
  const { recovery } = await tatap.must(adminWindow, 'backups.overview', {});
  const { recoveryKey } = await tatap.must(adminWindow, 'backups.makeRecoveryKey', { replaces: recovery?.recipient ?? null });
  const { destinationId } = await tatap.must(adminWindow, 'backups.saveDestination', { destinationId: null, name: 'Disk', enabled: true, setup, ...(secret !== undefined && { secret }) });
  return { recoveryKey, destinationId };
}

/** Waits until nothing is under way; answers the destinations. */
export async function settled(tatap: TestApp) {
  for (;;) {
    const { running, destinations } = await tatap.must(adminWindow, 'backups.overview', {});
    if (running === null) return destinations;
    await new Promise((wait) => { setTimeout(wait, 20); });
  }
}

/** A backup to every destination; throws with the code where one did not work. */
export async function backUp(tatap: TestApp): Promise<void> {
  await tatap.must(adminWindow, 'backups.runNow', {});
  for (const { lastError } of await settled(tatap)) if (lastError !== null) throw new Error(lastError);
}

export async function newestBackup(tatap: TestApp, destinationId: string): Promise<string> {
  const { rows: [newest] } = await tatap.must(adminWindow, 'backups.list', { destinationId });
  if (!newest) throw new Error('no backup');
  return newest.name;
}

/** The rows that must come back as they went, as text. */
export function booksOf(dataDir: string): string {
  const db = openReadOnly(join(dataDir, 'tatap.db'));
  try {
    const rows = (table: string, order: string) => db.sqlite.prepare(`SELECT * FROM ${table} ORDER BY ${order}`).all();
    return JSON.stringify([rows('transfers', 'seq'), rows('entries', 'transfer_seq, account_id'), rows('accounts', 'id'), rows('charges', 'id'), rows('people', 'id'), rows('templates', 'id'), rows('staff', 'id')]);
  } finally {
    db.sqlite.close();
  }
}

/** The backup files of every kiosk on a disk. */
export function filesOn(disk: string): string[] {
  return readdirSync(disk, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
