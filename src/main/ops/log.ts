import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import pinoRoll from 'pino-roll';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/**
 * Structured log in `<dataDir>/logs`, one JSON object a line, rolled daily and at 5 MiB, 14 files kept.
 * What goes in are codes, ids and counts: never a method's input, a name, an image or an embedding (R16).
 */
export async function createLog(dataDir: string): Promise<{ log: Log; close(): void }> {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stream = await pinoRoll({ file: join(folder, 'tatap'), extension: '.log', frequency: 'daily', size: '5m', limit: { count: 14 } });
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: ['*.jpeg', '*.pin', '*.password', '*.embedding', '*.qr'] }, stream);
  return { log, close: () => stream.end() };
}

/** What is worth writing of a thrown value: message and stack, no properties (they may hold inputs). */
export function describeError(error: unknown): { message: string; stack: string } {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  return { message: error.message, stack: error.stack ?? '' };
}
