import type { ChainState, LogLevel, LogLine, OperationStatus } from '../../shared/contractOperation.ts';
import type { Failure } from './lists.ts';
import { createLoader, failureOf, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';

export interface OperationSeen { status: OperationStatus; level: LogLevel; lines: readonly LogLine[]; more: boolean }
export type OperationView = Loaded<OperationSeen>;

export interface OperationActions {
  /** Reads the state of the machine and the newest lines of its log. */
  loadOperation(): Promise<void>;
  /** The log from this level up. */
  showLog(level: LogLevel): Promise<void>;
  /** Every row of ledger and audit; may take minutes. */
  verifyChains(): Promise<{ failure: Failure } | { chains: ChainState }>;
  /** Null: it ends in a moment, and this page with it. */
  endKiosk(how: 'restart' | 'quit'): Promise<Failure | null>;
}

export function createOperationActions({ get, set, ask, onDrop }: Tools): OperationActions {
  let level: LogLevel = 'info';
  const seen = createLoader<OperationSeen>({
    async read() {
      const asked = level;
      const [status, logs] = await Promise.all([ask('operation.status', {}), ask('operation.logs', { level: asked })]);
      if (!status.ok) return status;
      if (!logs.ok) return logs;
      return { ok: true, value: { status: status.value, level: asked, lines: logs.value.rows, more: logs.value.more } };
    },
    get: () => get().operation,
    put: (operation) => set({ operation }),
  });
  onDrop(() => {
    level = 'info';
    seen.drop();
  });

  return {
    loadOperation: () => seen.load(),
    async showLog(chosen) {
      level = chosen;
      await seen.load();
    },
    async verifyChains() {
      const answer = await ask('operation.verify', {});
      if (!answer.ok) return { failure: { code: answer.code, data: answer.data } };
      await seen.load();
      return { chains: answer.value };
    },
    async endKiosk(how) {
      return failureOf(await (how === 'restart' ? ask('operation.restart', { confirm: how }) : ask('operation.quit', { confirm: how })));
    },
  };
}
