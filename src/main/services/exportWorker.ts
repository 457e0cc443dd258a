import { parentPort, workerData } from 'node:worker_threads';
import { runExport, type ExportJob } from './exportRun.ts';

/* One export on a thread of its own: a million rows take seconds that the kiosk must not lose. */

const port = parentPort;
if (!port) throw new Error('exportWorker runs as a worker thread');
// `exports.ts` starts this file with an ExportJob and nothing else.
await runExport(workerData as ExportJob, (note) => { port.postMessage(note); });
