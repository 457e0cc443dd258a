import type { ErrorCode } from '../../shared/errors.ts';
import { Refusal } from '../../shared/errors.ts';
import { fileFaults, schemaFaults } from '../db/integrity.ts';
import { inTransaction, openDatabase, openReadOnly, refusalOfSqlite } from '../db/open.ts';
import type { Db } from '../db/open.ts';
import { highestSeq } from '../db/queries/chains.ts';
import { ledgerSums } from '../db/queries/ledger.ts';
import { readSetting, writeSetting } from '../db/queries/settings.ts';
import type { Vault } from '../vault/vault.ts';
import { chainFault } from './chainCheck.ts';
import { limitsAreSound } from './limits.ts';

/** Rows of each chain recomputed at every start; all of them by `npm run verify`. */
const bootTailRows = 1_000;
/** Written by a check of every row that found a break (`chainWatch.ts`): one further back than the rows above would otherwise be forgotten. */
export const brokenKey = 'chainsBroken';

export type BootVerdict = { open: true } | { open: false; reason: ErrorCode; detail: string };

/**
 * Opens the database whatever state it is in, so that the windows can say what is wrong (R5). The file is never replaced or repaired:
 * where it cannot be written it is opened to read, and where it cannot be read at all an empty one in RAM stands in.
 * `fault` is then the reason payments stay closed.
 */
export function openForBoot(file: string): { db: Db; fault: ErrorCode | null } {
  try {
    return { db: openDatabase(file), fault: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { db: readableOrEmpty(file, error.code), fault: error.code };
  }
}

function readableOrEmpty(file: string, fault: ErrorCode): Db {
  // A newer schema may mean something else by the same names.
  if (fault !== 'DATABASE_NEWER') {
    let db: Db | null = null;
    try {
      db = openReadOnly(file);
      if (schemaFaults(db).length === 0) return db;
    } catch (error) {
      if (!(error instanceof Refusal) && !refusalOfSqlite(error)) throw error;
    }
    db?.sqlite.close();
  }
  return openDatabase(':memory:');
}

/** The checks payments stand on, in the order in which a fault explains the ones after it. */
export function checkAtBoot(needs: { db: Db; vault: Pick<Vault, 'checkValue' | 'ledgerMac' | 'auditMac'> }): BootVerdict {
  const { db, vault } = needs;
  const checks: readonly [ErrorCode, () => string | null][] = [
    ['DATABASE_CORRUPT', () => listed(fileFaults(db))],
    ['DATABASE_CORRUPT', () => listed(schemaFaults(db))],
    ['DATABASE_CORRUPT', () => (limitsAreSound(db) ? null : 'the setting "limits" does not parse')],
    ['KEY_MISSING', () => keyFault(db, vault.checkValue)],
    ['LEDGER_BROKEN', () => sumsFault(db)],
    ['LEDGER_BROKEN', () => (readSetting(db, brokenKey) === true ? 'a check of every row found a break' : null)],
    ['LEDGER_BROKEN', () => chainFault(db, 'transfers', vault.ledgerMac, bootTailRows)],
    ['LEDGER_BROKEN', () => chainFault(db, 'audit', vault.auditMac, bootTailRows)],
  ];
  for (const [reason, faultOf] of checks) {
    try {
      const detail = faultOf();
      if (detail) return { open: false, reason, detail };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : refusalOfSqlite(error);
      return { open: false, reason: refusal?.code ?? reason, detail: String(error) };
    }
  }
  return { open: true };
}

/** What is wrong with the money itself, or null. */
export function sumsFault(db: Db): string | null {
  const wrong = Object.entries(ledgerSums(db)).filter(([, count]) => count !== 0);
  return wrong.length === 0 ? null : wrong.map(([what, count]) => `${what}: ${count}`).join(', ');
}

/** The first start notes which device key this database belongs to; later ones compare. */
function keyFault(db: Db, checkValue: string): string | null {
  const stored = readSetting(db, 'vaultCheck');
  if (stored === undefined) {
    if (highestSeq(db, 'transfers') + highestSeq(db, 'audit') > 0) return 'the note of the device key is gone';
    inTransaction(db, () => writeSetting(db, 'vaultCheck', checkValue));
    return null;
  }
  return stored === checkValue ? null : 'the database belongs to another device key';
}

function listed(faults: readonly string[]): string | null {
  return faults.length === 0 ? null : faults.join('; ');
}
