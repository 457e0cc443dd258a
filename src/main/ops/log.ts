import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { createStream } from 'rotating-file-stream';

/** Never to be written, wherever in a line it stands: a net under the rule that no input goes in. */
const secret = ['jpeg', 'pin', 'password', 'embedding', 'qr', 'token', 'secret'];

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/**
 * Structured log in `<dataDir>/logs`, one JSON object a line, a new file each day or at 5 MiB, 14 files kept.
 * What goes in are codes, ids and counts: never a method's input, a name, an image or an embedding (R16).
 */
export function createLog(dataDir: string): { log: Log; close(): Promise<void> } {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stream = createStream('tatap.log', { path: folder, size: '5M', interval: '1d', maxFiles: 14, mode: 0o600 });
  // A full disk or a removed folder must not take the kiosk down: it goes on without a log.
  stream.on('error', () => {});
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: secret.flatMap((key) => [key, `*.${key}`]) }, stream);
  return { log, close: () => new Promise((resolve) => stream.end(() => resolve())) };
}

/** What is worth writing of a thrown value: message and stack, no properties (they may hold inputs). */
export function describeError(error: unknown): { message: string; stack: string } {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  return { message: error.message, stack: error.stack ?? '' };
}
