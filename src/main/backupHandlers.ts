import type { backupsContract } from '../shared/contractBackups.ts';
import type { DeskGround } from './deskHandlers.ts';
import type { Handlers } from './dispatch.ts';
import type { Job } from './jobs.ts';
import { createBackups } from './services/backups.ts';
import { createDestinations, type DestinationsNeeds } from './services/destinations.ts';
import { createRestores, type RestoresNeeds } from './services/restores.ts';

export interface BackupHandlersNeeds extends DeskGround, Pick<RestoresNeeds, 'writeDeviceKey' | 'switchToRestored'>, Pick<DestinationsNeeds, 's3'> {
  dataDir: string;
  version: string;
  /** A failure that is a bug. */
  onFault(error: unknown): void;
}

/** Backups and restoring them: which service answers which method; wiring only. */
export function createBackupHandlers(needs: BackupHandlersNeeds) {
  const onChanged = () => needs.emit('backups.changed', {});
  const destinations = createDestinations({ ...needs, onChanged });
  const backups = createBackups({ ...needs, destinations, onChanged });
  const restores = createRestores({ ...needs, destinations, onDamage: needs.onFault });

  const handlers: Pick<Handlers, keyof typeof backupsContract> = {
    'backups.overview': () => backups.overview(),
    'backups.makeRecoveryKey': (input, { staff: who }) => backups.makeRecoveryKey(input, who),
    'backups.confirmRecoveryKey': (input, { staff: who }) => backups.confirmRecoveryKey(input, who),
    'backups.saveDestination': (input, { staff: who }) => destinations.save(input, who),
    'backups.removeDestination': (input, { staff: who }) => destinations.remove(input, who),
    'backups.testDestination': (input) => destinations.test(input),
    'backups.runNow': (_, { staff: who }) => backups.runNow(who),
    'backups.list': (input) => backups.list(input),
    'backups.previewRestore': (input, { staff: who }) => restores.preview(input, who),
    'backups.restore': (input, { staff: who }) => restores.restore(input, who),
  };

  return { handlers, ageMs: backups.ageMs, waitMs: backups.waitMs, jobs: [backups.job, restores.job] as readonly Job[] };
}
