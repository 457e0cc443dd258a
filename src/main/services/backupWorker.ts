import { parentPort, workerData } from 'node:worker_threads';
import { makeBackup } from './backupRun.ts';
import type { BackupTask, BackupTaskEnd } from './backupThread.ts';
import { prepareRestore } from './restoreRun.ts';
import { failureOf } from './taskFailure.ts';

/* One backup or one restore on a thread of its own: copying, sealing and proving take seconds that the kiosk must not lose. */

const port = parentPort;
if (!port) throw new Error('backupWorker runs as a worker thread');
const end = (told: BackupTaskEnd): void => { port.postMessage(told); };
// `backupThread.ts` starts this file with a BackupTask and nothing else.
const task = workerData as BackupTask;
try {
  end(task.task === 'make' ? { ok: true, value: await makeBackup(task.job) } : { ok: true, value: await prepareRestore(task.job) });
} catch (error) {
  end({ ok: false, ...failureOf(error) });
}
