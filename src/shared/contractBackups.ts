import { z } from 'zod';
import { plainUrl } from './contractNotifications.ts';
import { atMs, entry, id, moneySum, nothing, personName } from './contractParts.ts';
import { errorCodes } from './errors.ts';

/* Backups and restoring them; spread into `contract`. */

const management = ['owner', 'admin'] as const;
const owner = ['owner'] as const;
const line = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\p{Cc}]*$/u);

/** Where backups go, without the secret: the bucket's secret access key. */
export const destinationSetup = z.discriminatedUnion('kind', [
  /** An absolute path: on another disk, a stick, or a mounted share. */
  z.object({ kind: z.literal('folder'), path: line(1_000).regex(/^(\/|[A-Za-z]:[\\/]|\\\\)/) }),
  z.object({
    kind: z.literal('s3'),
    /** Null: Amazon's own. */
    endpoint: plainUrl.nullable(),
    region: z.string().trim().regex(/^[a-z0-9-]{1,40}$/),
    bucket: z.string().trim().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    /** "" or a path that ends with "/". */
    prefix: z.string().trim().max(200).regex(/^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/),
    accessKeyId: z.string().trim().regex(/^[\x21-\x7e]{3,128}$/),
  }),
]);
export type DestinationSetup = z.infer<typeof destinationSetup>;

const errorCode = z.enum(errorCodes);

const destination = z.object({
  destinationId: id, name: z.string(), setup: destinationSetup, enabled: z.boolean(), secretSet: z.boolean(),
  lastSuccessAtMs: atMs.nullable(), lastErrorAtMs: atMs.nullable(),
  /** Null once a backup went there again. */
  lastError: errorCode.nullable(),
  /** When the next backup is due there; null: never. */
  nextAtMs: atMs.nullable(),
  /** False: somebody was deleted or a face erased, and their key still lies there; it is tried every few minutes. */
  keysCurrent: z.boolean(),
});
export type DestinationRow = z.infer<typeof destination>;

/** `keys`: only the keys beside the backups are written anew. */
export const backupPhases = ['copying', 'keys', 'sending', 'checking'] as const;
/** `ok`: written from here, read back then, and of the same length now. `unknown`: written by another machine or before a restore. `changed`: not of the length it had. `missing`: it was written there and is gone. */
export const backupVerdicts = ['ok', 'unknown', 'changed', 'missing'] as const;

/** "kiosk-1a2b3c4d/20261128T021500Z.tatap.age": the machine that made it, and when. */
const backupName = z.string().max(200).regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}\/\d{8}T\d{6}Z\.tatap\.age$/);
const backup = z.object({
  name: backupName, atMs, bytes: z.int().nonnegative(), verdict: z.enum(backupVerdicts),
  /** Made by this machine, or the one this data was restored from. */
  own: z.boolean(),
});
export type BackupRow = z.infer<typeof backup>;

const contents = z.object({ people: z.int(), faces: z.int(), transfers: z.int(), marks: z.int(), audit: z.int(), /** Of all people. */ balance: moneySum });
export type BackupContents = z.infer<typeof contents>;

const preview = z.object({
  previewId: id,
  /** When the backup was made. */
  atMs,
  siteName: z.string(), version: z.string(),
  /** Counted in what would be restored. */
  restored: contents,
  /** Counted in what is here now; null: it cannot be read any more. */
  here: contents.nullable(),
  /** People in the backup who were deleted since, and stay deleted. */
  erasedAgain: z.int(),
  /** Faces in the backup that were erased since, or belong to no key any more. */
  facesLeftOut: z.int(),
  expiresAtMs: atMs,
});
export type RestorePreview = z.infer<typeof preview>;

/** The text of one recovery key, or of several where it was replaced. */
const recoveryKey = z.string().min(1).max(4_000);

export const backupsContract = {
  /** What is set up and how it is going. */
  'backups.overview': entry({
    role: management, input: nothing,
    output: z.object({
      /** `recipient`: the public half, "age1..."; `confirmed`: somebody typed the key again from its print. Null: none was made yet. */
      recovery: z.object({ recipient: z.string(), madeAtMs: atMs, confirmed: z.boolean() }).nullable(),
      destinations: z.array(destination),
      /** The backup under way. `done` of `total`: destinations, bytes or nothing, by the phase. */
      running: z.object({ phase: z.enum(backupPhases), destinationId: id.nullable(), done: z.int(), total: z.int() }).nullable(),
      /** "HH:MM" in the site's zone; null: never by itself. Set under Settings. */
      dailyAt: z.string().nullable(),
      /** What these data were restored from, if they were. */
      restored: z.object({ atMs, backupAtMs: atMs }).nullable(),
    }),
  }),
  /**
   * A new recovery key, shown this once and never kept. From now on backups are made for it; those made before still need the one before.
   * `replaces`: the recipient of the one that holds, null for none. @throws EDIT_CONFLICT another one holds
   */
  'backups.makeRecoveryKey': entry({ role: owner, fresh: true, input: z.object({ replaces: z.string().max(100).nullable() }), output: z.object({ recoveryKey: z.string(), recipient: z.string() }) }),
  /** Whether a key typed again from its print is the right one. @throws RECOVERY_KEY_WRONG RECOVERY_KEY_NEEDED */
  'backups.confirmRecoveryKey': entry({ role: management, input: z.object({ recoveryKey }), output: nothing }),
  /** `secret`: undefined leaves what is there. At most 5. A folder gets a marker. @throws DESTINATION_NOT_FOUND DESTINATION_LIMIT BACKUP_TARGET_* BAD_INPUT */
  'backups.saveDestination': entry({
    role: management, fresh: true,
    input: z.object({ destinationId: id.nullable(), name: personName, enabled: z.boolean(), setup: destinationSetup, secret: z.string().min(1).max(500).regex(/^[\x21-\x7e]+$/).optional() }),
    output: z.object({ destinationId: id }),
  }),
  /** What lies there stays there. @throws DESTINATION_NOT_FOUND */
  'backups.removeDestination': entry({ role: management, fresh: true, input: z.object({ destinationId: id }), output: nothing }),
  /** Looks whether it is there and may be written. @throws DESTINATION_NOT_FOUND BUSY */
  'backups.testDestination': entry({ role: management, input: z.object({ destinationId: id }), output: z.object({ error: errorCode.nullable(), tookMs: z.int() }) }),
  /** Begins a backup to every destination that is switched on; `backups.changed` tells how it goes. @throws RECOVERY_KEY_NEEDED DESTINATION_NOT_FOUND (none) BUSY */
  'backups.runNow': entry({ role: management, input: nothing, output: nothing }),
  /** What lies at a destination, newest first, of every machine. @throws DESTINATION_NOT_FOUND BACKUP_TARGET_* */
  'backups.list': entry({ role: management, input: z.object({ destinationId: id }), output: z.object({ rows: z.array(backup) }) }),
  /**
   * Fetches a backup, opens it and proves it: every byte, every sum, both chains. Changes nothing; good for fifteen minutes.
   * @throws BACKUP_* RECOVERY_KEY_WRONG BUSY DISK_FULL DESTINATION_NOT_FOUND
   */
  'backups.previewRestore': entry({ role: owner, fresh: true, input: z.object({ destinationId: id, name: backupName, recoveryKey }), output: preview }),
  /**
   * Puts what was looked at in the place of everything that is here, and starts anew with it: every window has to log in again. What was here lies beside it
   * for two weeks. `confirm`: the site's name in the backup. @throws RESTORE_GONE NAME_DIFFERS BUSY
   */
  'backups.restore': entry({ role: owner, fresh: true, input: z.object({ previewId: id, confirm: z.string().max(200) }), output: nothing }),
} as const;
