import { setImmediate } from 'node:timers/promises';
import type { ChainState } from '../../shared/contractOperation.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { chainHead } from '../db/queries/chains.ts';
import { readSetting, writeSetting } from '../db/queries/settings.ts';
import type { Vault } from '../vault/vault.ts';
import { brokenKey, sumsFault } from './bootGate.ts';
import { chainSteps } from './chainCheck.ts';
import type { ChainName } from './chain.ts';

/** Rows between two rests: about 10 ms of work. */
const rowsAtOnce = 250;

export interface ChainWatchNeeds {
  db: Db;
  vault: Pick<Vault, 'ledgerMac' | 'auditMac'>;
  /** What the boot gate found. */
  closedBecause: ErrorCode | null;
  /** A fault that was not known before; the sentence is for the log. */
  onBroken(detail: string): void;
  now(): number;
}

/** What is known of ledger and audit: from the start, which looks at their ends, and from checks of every row that staff ask for. */
export function createChainWatch(needs: ChainWatchNeeds) {
  const { db, vault, now } = needs;
  const found = needs.closedBecause;
  let state: Omit<ChainState, 'transfers' | 'audit'> = { sound: found === null ? true : found === 'LEDGER_BROKEN' ? false : null, checkedAtMs: now(), complete: false };
  let broken = false;
  let checking: Promise<void> | null = null;
  let stopped = false;

  function read(): ChainState {
    return { ...state, transfers: chainHead(db, 'transfers')?.seq ?? 0, audit: chainHead(db, 'audit')?.seq ?? 0 };
  }

  /** Every row of both chains and the sums, with rests in which payments go on. */
  async function verify(): Promise<ChainState> {
    checking ??= check().finally(() => { checking = null; });
    await checking;
    return read();
  }

  async function check(): Promise<void> {
    const fault = sumsFault(db) ?? (await walk('transfers')) ?? (await walk('audit'));
    if (stopped) return;
    state = { sound: fault === null, checkedAtMs: now(), complete: true };
    if (fault !== null) needs.onBroken(fault);
    note(fault);
  }

  async function walk(name: ChainName): Promise<string | null> {
    const steps = chainSteps(db, name, name === 'audit' ? vault.auditMac : vault.ledgerMac);
    for (let rows = 1; !stopped; rows += 1) {
      const step = steps.next();
      if (step.done) return step.value;
      if (rows % rowsAtOnce === 0) await setImmediate();
    }
    return null;
  }

  /** A break before the newest rows would not be seen by the next start: it is told by this note until a whole check finds none. */
  function note(fault: string | null): void {
    broken = fault !== null;
    if (broken !== (readSetting(db, brokenKey) === true)) writeSetting(db, brokenKey, broken);
  }

  return {
    read, verify,
    /** Why no money may move since a check of every row; null where none found anything. */
    fault: (): ErrorCode | null => (broken ? 'LEDGER_BROKEN' : null),
    stop: async (): Promise<void> => {
      stopped = true;
      await checking?.catch(() => {});
    },
  };
}
