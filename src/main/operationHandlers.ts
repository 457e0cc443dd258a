import { join } from 'node:path';
import type { Health, operationContract } from '../shared/contractOperation.ts';
import type { Handlers } from './dispatch.ts';
import type { DeskGround } from './deskHandlers.ts';
import type { Job } from './jobs.ts';
import { diskOf } from './ops/disk.ts';
import type { Log } from './ops/log.ts';
import { readLogs } from './ops/readLogs.ts';
import type { HostNeeds } from './seam.ts';
import type { createChainWatch } from './services/chainWatch.ts';
import { createNightly } from './services/nightly.ts';
import { createOperation } from './services/operation.ts';
import type { EngineCard } from './vision/types.ts';

export type OperationHandlers = Pick<Handlers, keyof typeof operationContract>;

export interface OperationHandlersNeeds extends Pick<DeskGround, 'db' | 'audit' | 'zone' | 'now' | 'monotonicMs' | 'requireWritable'> {
  host: HostNeeds;
  chains: ReturnType<typeof createChainWatch>;
  backupAge(): number | null;
  health(): Health;
  engine(): EngineCard | null;
  quietForMs(): number;
  log: Log;
}

/** Operation of the machine: which service answers which method; wiring only. */
export function createOperationHandlers(needs: OperationHandlersNeeds) {
  const { host, log } = needs;
  const nightly = createNightly({
    ...needs,
    restart() {
      log.info({}, 'the restart of the night');
      host.end('restart');
    },
    onGivenUp: () => log.warn({}, 'no restart this night: the kiosk was busy, asleep or off at its hour'),
  });
  const operation = createOperation({
    ...needs, version: host.version, host: host.host, dataDir: host.dataDir, opsOrigin: host.opsOrigin, sentryDsn: host.sentryDsn, alwaysComesBack: host.alwaysComesBack, disk: () => diskOf(host.dataDir),
    nextRestartAtMs: nightly.nextAtMs, logs: (asked) => readLogs(join(host.dataDir, 'logs'), asked), end: host.end,
    onUnwritten: (action) => log.warn({ action }, 'audit row not chained'),
  });

  const handlers: OperationHandlers = {
    'windows.beat': ({ leaving }, { caller }) => {
      host.beat(caller.window, leaving);
      return {};
    },
    'operation.status': () => operation.status(),
    'operation.logs': (input) => operation.logs(input),
    'operation.verify': () => operation.verify(),
    'operation.restart': (_, { staff: who }) => operation.end('restart', who),
    'operation.quit': (_, { staff: who }) => operation.end('quit', who),
  };
  const job: Job = { tick: nightly.tick, stop: needs.chains.stop };
  return { handlers, job };
}
