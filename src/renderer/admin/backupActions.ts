import type { Input, Output } from '../../shared/contract.ts';
import type { BackupRow, RestorePreview } from '../../shared/contractBackups.ts';
import type { Failure } from './lists.ts';
import { createLoader, failureOf, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';

export type BackupsOverview = Output<'backups.overview'>;
export type BackupsView = Loaded<BackupsOverview>;
/** What lies at one destination. Read apart: a disk or server that does not answer must not hold up the page. */
export interface BackupFiles { destinationId: string; rows: readonly BackupRow[] }
export type BackupFilesView = Loaded<BackupFiles>;
export type DestinationTest = { failure: Failure } | Output<'backups.testDestination'>;

export interface BackupActions {
  loadBackups(): Promise<void>;
  /** What lies there, newest first. */
  loadBackupFiles(destinationId: string): Promise<void>;
  /** The key itself is in the answer and nowhere else. */
  makeRecoveryKey(): Promise<{ failure: Failure } | Output<'backups.makeRecoveryKey'>>;
  confirmRecoveryKey(recoveryKey: string): Promise<Failure | null>;
  saveDestination(input: Input<'backups.saveDestination'>): Promise<Failure | null>;
  removeDestination(destinationId: string): Promise<Failure | null>;
  testDestination(destinationId: string): Promise<DestinationTest>;
  backUpNow(): Promise<Failure | null>;
  previewRestore(input: Input<'backups.previewRestore'>): Promise<{ failure: Failure } | { preview: RestorePreview }>;
  restoreBackup(input: Input<'backups.restore'>): Promise<Failure | null>;
}

export function createBackupActions({ get, set, ask, onDrop }: Tools): BackupActions {
  const overview = createLoader<BackupsOverview>({ read: () => ask('backups.overview', {}), get: () => get().backups, put: (backups) => set({ backups }) });
  let shown = '';
  const files = createLoader<BackupFiles>({
    async read() {
      const destinationId = shown;
      const answer = await ask('backups.list', { destinationId });
      return answer.ok ? { ok: true, value: { destinationId, rows: answer.value.rows } } : answer;
    },
    get: () => get().backupFiles, put: (backupFiles) => set({ backupFiles }),
  });
  onDrop(() => {
    overview.drop();
    files.drop();
    shown = '';
  });

  async function changed(answer: Promise<Parameters<typeof failureOf>[0]>): Promise<Failure | null> {
    const failure = failureOf(await answer);
    if (!failure) await overview.load();
    return failure;
  }

  async function loadBackups(): Promise<void> {
    const before = get().backups.value?.running ?? null;
    await overview.load();
    const { value } = get().backups;
    if (!value) return;
    const known = value.destinations.some(({ destinationId }) => destinationId === shown);
    const first = value.destinations[0];
    if (!known && first) await loadBackupFiles(first.destinationId);
    // A backup has just ended: there is one more.
    else if (known && before !== null && value.running === null) await files.load();
  }

  async function loadBackupFiles(destinationId: string): Promise<void> {
    // Rows of another place are not shown under this one's name.
    if (destinationId !== shown) set({ backupFiles: { phase: 'loading', value: null, failure: null } });
    shown = destinationId;
    await files.load();
  }

  return {
    loadBackups, loadBackupFiles,
    async makeRecoveryKey() {
      const answer = await ask('backups.makeRecoveryKey', { replaces: get().backups.value?.recovery?.recipient ?? null });
      if (!answer.ok) return { failure: { code: answer.code, data: answer.data } };
      await overview.load();
      return answer.value;
    },
    confirmRecoveryKey: (recoveryKey) => changed(ask('backups.confirmRecoveryKey', { recoveryKey })),
    async saveDestination(input) {
      const failure = await changed(ask('backups.saveDestination', input));
      if (!failure && (shown === '' || shown === input.destinationId)) await loadBackupFiles(input.destinationId ?? get().backups.value?.destinations[0]?.destinationId ?? '');
      return failure;
    },
    async removeDestination(destinationId) {
      const failure = await changed(ask('backups.removeDestination', { destinationId }));
      if (!failure && destinationId === shown) {
        shown = '';
        set({ backupFiles: { phase: 'loading', value: null, failure: null } });
        await loadBackups();
      }
      return failure;
    },
    async testDestination(destinationId) {
      const answer = await ask('backups.testDestination', { destinationId });
      return answer.ok ? answer.value : { failure: { code: answer.code, data: answer.data } };
    },
    backUpNow: () => changed(ask('backups.runNow', {})),
    async previewRestore(input) {
      const answer = await ask('backups.previewRestore', input);
      return answer.ok ? { preview: answer.value } : { failure: { code: answer.code, data: answer.data } };
    },
    restoreBackup: async (input) => failureOf(await ask('backups.restore', input)),
  };
}
