import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, type ErrorCode } from '../shared/errors.ts';
import type { HostNeeds } from './seam.ts';
import { openDatabase, refusalOfSqlite, type Db } from './db/open.ts';
import { createDispatch } from './dispatch.ts';
import { createServices, type ServicesNeeds } from './handlers.ts';
import type { CrashReports } from './ops/crashReports.ts';
import { describeError, type Log } from './ops/log.ts';
import { finishRestore } from './ops/restoreSwitch.ts';
import { checkAtBoot, openForBoot } from './services/bootGate.ts';
import { createHasher } from './vault/hasher.ts';
import { createVault, vaultOver, type Vault } from './vault/vault.ts';

export type CoreNeeds = Pick<ServicesNeeds, 'host' | 'parts' | 'log' | 'emit' | 'seeing' | 'metrics' | 'switchToRestored' | 'quietForMs'> & { reports: CrashReports };

/** Everything that stands on the database and the key. Made again as a whole when a fault of the start has passed. */
export interface Core {
  db: Db;
  vault: Vault;
  /** Why payments are closed since the start; null when they are not. */
  closedBecause: ErrorCode | null;
  services: ReturnType<typeof createServices>;
  dispatch: ReturnType<typeof createDispatch>;
  close(): Promise<void>;
}

/** Opens whatever can be opened of a data folder (R5). Nothing in it is replaced or repaired. */
export async function openCore(needs: CoreNeeds): Promise<Core> {
  const { log } = needs;
  if (finishRestore(needs.host.dataDir)) log.info({}, 'a restored backup was put into its place');
  const file = join(needs.host.dataDir, 'tatap.db');
  const databaseExists = existsSync(file);
  const { vault, fault: vaultFault } = await openVault(needs.host, databaseExists, log);
  // Without a key no new database is begun: the next start would find a database whose key is "missing" for ever.
  const { db, fault } = vaultFault && !databaseExists ? { db: openDatabase(':memory:'), fault: vaultFault } : openForBoot(file);
  if (fault) log.error({ reason: fault }, 'the database could not be opened, payments stay closed');
  const { db: used, services, closedBecause } = standOn(needs, db, vault, fault ?? vaultFault ?? gateFault(db, vault, log));
  return {
    db: used, vault, closedBecause, services,
    dispatch: createDispatch({
      handlers: services.handlers,
      staffOf: services.sessions.staffOf,
      provenLately: services.sessions.provenLately,
      setupDone: services.setupDone,
      refusalOf: refusalOfSqlite,
      onRefused: (caller, method, code) => log.warn({ window: caller.window, topFrame: caller.topFrame, method, code }, 'refused'),
      onBug(method, error) {
        log.error({ method, ...describeError(error) }, 'bug');
        needs.reports.report(error, method);
      },
    }),
    async close() {
      await services.stopCameras();
      await services.stopJobs();
      await vault.close();
      used.sqlite.close();
    },
  };
}

/** The services over `db`; over an empty one in RAM where what the windows need cannot be read or, on the first start, written. */
function standOn(needs: CoreNeeds, db: Db, vault: Vault, found: ErrorCode | null): Pick<Core, 'db' | 'services' | 'closedBecause'> {
  try {
    const services = createServices({ ...needs, db, vault, closedBecause: found });
    services.requireReadable();
    return { db, services, closedBecause: found };
  } catch (error) {
    const refusal = refusalOfSqlite(error);
    if (!refusal) throw error;
    const closedBecause = found ?? refusal.code;
    needs.log.error({ reason: closedBecause, ...describeError(error) }, 'the database cannot be used, payments stay closed');
    db.sqlite.close();
    const empty = openDatabase(':memory:');
    return { db: empty, services: createServices({ ...needs, db: empty, vault, closedBecause }), closedBecause };
  }
}

/** What the boot gate found, or null. A damaged file is not written any more: what is left of it may be all there is. */
function gateFault(db: Db, vault: Vault, log: Log): ErrorCode | null {
  const gate = checkAtBoot({ db, vault });
  if (gate.open) return null;
  log.error({ reason: gate.reason, detail: gate.detail }, 'payments stay closed');
  if (gate.reason === 'DATABASE_CORRUPT') db.sqlite.pragma('query_only = ON');
  return gate.reason;
}

/** A vault whose key cannot be had is replaced by one in RAM, so that the windows open and say why; payments are closed and nothing sealed is read. */
async function openVault(needs: HostNeeds, databaseExists: boolean, log: Log): Promise<{ vault: Vault; fault: ErrorCode | null }> {
  const { keyStore } = needs;
  try {
    return { vault: await createVault({ dataDir: needs.dataDir, keyStore, databaseExists, randomBytes }), fault: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.error({ code: error.code, backend: keyStore.backend }, 'the device key could not be opened');
    return { vault: vaultOver(randomBytes(32), createHasher(), randomBytes), fault: error.code };
  }
}
