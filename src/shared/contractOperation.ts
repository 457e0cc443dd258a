import { z } from 'zod';
import { atMs, entry, nothing } from './contractParts.ts';
import { errorCodes } from './errors.ts';
import { alertKinds } from './notifications.ts';

/* How the machine is doing, what it wrote down, and ending or restarting it. */

const management = ['owner', 'admin'] as const;

export const healthReasons = [...alertKinds, ...errorCodes, 'starting', 'kioskSilent'] as const;
/** Words, not sentences: what an alert is called, or what the windows are told. */
export type HealthReason = (typeof healthReasons)[number];
/** `down`: nobody can pay here until somebody does something. `degraded`: it serves, and something wants looking at. */
const health = z.object({ status: z.enum(['ok', 'degraded', 'down']), reasons: z.array(z.enum(healthReasons)) });
export type Health = z.infer<typeof health>;

const chains = z.object({
  /** Null: not known. */
  sound: z.boolean().nullable(),
  checkedAtMs: atMs.nullable(),
  /** Whether every row was looked at, or the newest ones at the start only. */
  complete: z.boolean(),
  transfers: z.int().nonnegative(),
  audit: z.int().nonnegative(),
});
export type ChainState = z.infer<typeof chains>;

export const logLevels = ['info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

const logLine = z.object({
  atMs,
  level: z.enum(logLevels),
  /** What happened, as the program writes it. */
  text: z.string(),
  /** Codes, ids and counts. Longer digits and whatever looks like a key or a picture are covered. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type LogLine = z.infer<typeof logLine>;

const status = z.object({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  /** "linux x64, Node 24.21.0" */
  system: z.string(),
  startedAtMs: atMs,
  nowMs: atMs,
  health,
  engine: z.object({ id: z.enum(['onnx', 'faceapi']), model: z.string(), antiSpoofing: z.boolean() }).nullable(),
  dataDir: z.string(),
  /** Of the database with its journal, bytes. */
  dataBytes: z.int().nonnegative(),
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  memoryBytes: z.int(),
  chains,
  /** Since the newest backup, milliseconds; null: none. */
  backupAgeMs: z.number().nullable(),
  /** When the kiosk restarts by itself next; null: never. */
  nextRestartAtMs: atMs.nullable(),
  /** "http://127.0.0.1:9464"; null: `/metrics` and `/health` were not asked for. */
  opsOrigin: z.string().nullable(),
  /** False where a service manager opens the kiosk again however it ended: it is stopped there, not here. */
  mayQuit: z.boolean(),
  /** Host that bugs are reported to, without the key; null: none. */
  reportsTo: z.string().nullable(),
});
export type OperationStatus = z.infer<typeof status>;

export const operationContract = {
  /** A page says that it is alive, every few seconds, and once more when it is left. Says nothing about who stands before it. */
  'windows.beat': entry({ role: 'public', input: z.object({ leaving: z.boolean().default(false) }), output: nothing }),
  'operation.status': entry({ role: management, input: nothing, output: status }),
  /** The newest lines of the log of that level or above, newest first, out of the newest 20 MB. `more`: there are older ones. */
  'operation.logs': entry({
    role: management,
    input: z.object({ level: z.enum(logLevels).default('info'), limit: z.int().min(1).max(500).default(200) }),
    output: z.object({ rows: z.array(logLine), more: z.boolean() }),
  }),
  /** Checks every row of ledger and audit, which may take minutes on a long one; payments go on. A break closes them. */
  'operation.verify': entry({ role: management, input: nothing, output: chains }),
  /** Ends the program once this answer is out, and starts it again. */
  'operation.restart': entry({ role: management, fresh: true, input: z.object({ confirm: z.literal('restart') }), output: nothing }),
  /** Ends it for good: somebody has to start it at the machine. */
  'operation.quit': entry({ role: management, fresh: true, input: z.object({ confirm: z.literal('quit') }), output: nothing }),
};
