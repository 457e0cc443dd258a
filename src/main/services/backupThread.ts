import { Worker } from 'node:worker_threads';
import { Refusal } from '../../shared/errors.ts';
import type { BackupJob, MadeBackup } from './backupRun.ts';
import type { Restored, RestoreJob } from './restoreRun.ts';
import type { TaskFailure } from './taskFailure.ts';

export type BackupTask = { task: 'make'; job: BackupJob } | { task: 'restore'; job: RestoreJob };
export type BackupTaskEnd = { ok: true; value: MadeBackup | Restored } | ({ ok: false } & TaskFailure);

/** Runs `makeBackup` on a thread. @throws Refusal like it; whatever `signal` is aborted with */
export async function makeOnThread(job: BackupJob, signal: AbortSignal): Promise<MadeBackup> {
  // The thread answers a task with what its own function returns.
  return await onThread({ task: 'make', job }, signal) as MadeBackup;
}

/** Runs `prepareRestore` on a thread. @throws Refusal like it */
export async function restoreOnThread(job: RestoreJob, signal: AbortSignal): Promise<Restored> {
  return await onThread({ task: 'restore', job }, signal) as Restored;
}

function onThread(task: BackupTask, signal: AbortSignal): Promise<MadeBackup | Restored> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<MadeBackup | Restored>();
  const worker = new Worker(workerFile(), { workerData: task });
  worker.once('message', (end: BackupTaskEnd) => {
    if (end.ok) resolve(end.value);
    else reject(end.bug === null ? new Refusal(end.code, end.data) : new Error(end.bug));
  });
  worker.once('error', reject);
  worker.once('exit', () => { reject(signal.aborted ? signal.reason : new Error('the backup thread ended')); });
  const stop = (): void => { void worker.terminate(); };
  signal.addEventListener('abort', stop, { once: true });
  return promise.finally(() => { signal.removeEventListener('abort', stop); });
}

/** Source and build differ in the ending only. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './backupWorker.ts' : './backupWorker.js', import.meta.url);
}
