import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from '../../shared/errors.ts';
import { fileFaults, schemaFaults } from '../db/integrity.ts';
import { openReadOnly } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { highestSeq } from '../db/queries/chains.ts';
import { readSetting } from '../db/queries/settings.ts';
import { createKeyFile } from '../hosts/keyFile.ts';
import { sumsFault } from '../services/bootGate.ts';
import { chainFault } from '../services/chainCheck.ts';
import { deviceKeyBackend } from '../vault/deviceKey.ts';
import { createVault } from '../vault/vault.ts';
import type { Vault } from '../vault/vault.ts';

/*
 * npm run verify -- --data DIR [--json]
 * Checks a data folder without writing to it; the kiosk may be running. Exit code: 0 sound, 1 something is wrong, 2 wrong call,
 * 3 sound as far as can be seen, but the chains were not checked because the desktop's keyring holds the key.
 */
interface Check { name: string; fault: string | null }

async function checksOf(dataDir: string): Promise<Check[]> {
  const db = openReadOnly(join(dataDir, 'tatap.db'));
  try {
    const checks = plainChecks(db);
    const backend = deviceKeyBackend(dataDir);
    if (backend === null) return [...checks, { name: 'device key', fault: 'device.key is missing' }];
    if (backend !== 'file') return checks;
    if (!existsSync(join(dataDir, 'host.key'))) return [...checks, { name: 'device key', fault: 'host.key is missing' }];
    const vault = await createVault({ dataDir, keyStore: createKeyFile(dataDir), databaseExists: true, randomBytes });
    try {
      return [...checks, ...keyedChecks(db, vault)];
    } finally {
      await vault.close();
    }
  } finally {
    db.sqlite.close();
  }
}

function plainChecks(db: Db): Check[] {
  return [
    { name: 'file', fault: fileFaults(db).join('; ') || null },
    { name: 'schema', fault: schemaFaults(db).join('; ') || null },
    { name: `sums and balances of ${highestSeq(db, 'transfers')} transfers`, fault: sumsFault(db) },
  ];
}

function keyedChecks(db: Db, vault: Vault): Check[] {
  const stored = readSetting(db, 'vaultCheck');
  return [
    { name: 'device key', fault: stored === undefined || stored === vault.checkValue ? null : 'the database belongs to another device key' },
    { name: 'chain of transfers', fault: chainFault(db, 'transfers', vault.ledgerMac) },
    { name: `chain of ${highestSeq(db, 'audit')} audit rows`, fault: chainFault(db, 'audit', vault.auditMac) },
  ];
}

const { values } = parseArgs({ options: { data: { type: 'string' }, json: { type: 'boolean', default: false } } });
const dataDir = values.data === undefined ? null : resolve(values.data);
if (dataDir === null || !existsSync(join(dataDir, 'tatap.db'))) {
  process.stderr.write(dataDir === null ? 'usage: npm run verify -- --data DIR [--json]\n' : `there is no tatap.db in ${dataDir}\n`);
  process.exit(2);
}
let checks: Check[];
try {
  checks = await checksOf(dataDir);
} catch (error) {
  // Damage can go so deep that looking is what fails.
  checks = [{ name: 'opening', fault: error instanceof Refusal ? error.code : String(error) }];
}
const broken = checks.some(({ fault }) => fault !== null);
const chainsSeen = checks.some(({ name }) => name === 'chain of transfers');
if (values.json) process.stdout.write(`${JSON.stringify({ sound: !broken, chainsSeen, checks })}\n`);
else {
  for (const { name, fault } of checks) process.stdout.write(`${fault === null ? 'ok   ' : 'WRONG'}  ${name}${fault === null ? '' : `: ${fault}`}\n`);
  if (!chainsSeen && !broken) process.stdout.write('The desktop keyring holds the key of this folder, so the chains cannot be checked from here.\n');
}
process.exit(broken ? 1 : chainsSeen ? 0 : 3);
