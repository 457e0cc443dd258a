import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { rupiahSum } from '../../shared/money.ts';
import { inTransaction, refusing, type Db } from '../db/open.ts';
import { contentsOf, type Contents } from '../db/queries/backups.ts';
import { erasedSince } from '../db/queries/erasures.ts';
import { dropRestoreFolder, freshRestoreFolder } from '../ops/restoreSwitch.ts';
import { deviceKeyFile } from '../vault/deviceKey.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import { keysNameOf } from './backupFormat.ts';
import { restoreOnThread } from './backupThread.ts';
import type { Destinations } from './destinations.ts';
import { foldName } from './names.ts';

/** A preview holds the whole database of the backup, in the clear, in the data folder. */
const previewKeptMs = 15 * 60_000;

export interface RestoresNeeds {
  db: Db;
  audit: AuditChain;
  destinations: Destinations;
  dataDir: string;
  /** Seals a device key with this host's key store into a file. */
  writeDeviceKey(file: string, key: Uint8Array): Promise<void>;
  /** Ends this core, puts what is ready into its place and begins anew. Returns at once. */
  switchToRestored(): void;
  now(): number;
  monotonicMs(): number;
  newId(): string;
  /** A damaged database is restored too: what it cannot answer or take any more is only noted. */
  onDamage(error: unknown): void;
}

interface By { staffId: string }
interface Ready { previewId: string; siteName: string; backupAtMs: number; untilMs: number }

/** Restoring a backup: looked at and proved first, decided second. */
export function createRestores(needs: RestoresNeeds) {
  const { db, now } = needs;
  let ready: Ready | null = null;
  let looking: AbortController | null = null;
  let ended: Promise<unknown> = Promise.resolve();
  let decided = false;

  function preview(input: Parsed<'backups.previewRestore'>, by: By): Promise<Output<'backups.previewRestore'>> {
    if (looking || decided) throw new Refusal('BUSY');
    const stop = new AbortController();
    looking = stop;
    const answer = look(input, by, stop.signal)
      .catch((error: unknown) => {
        dropRestoreFolder(needs.dataDir);
        throw error;
      })
      .finally(() => { looking = null; });
    ended = answer.catch(() => undefined);
    return answer;
  }

  async function look({ destinationId, name, recoveryKey }: Parsed<'backups.previewRestore'>, { staffId }: By, signal: AbortSignal): Promise<Output<'backups.previewRestore'>> {
    ready = null;
    const { work, ready: readyDir } = freshRestoreFolder(needs.dataDir);
    const [backupFile, keysFile] = [join(work, 'backup.age'), join(work, 'keys.age')];
    await fetchBoth(destinationId, name, backupFile, keysFile, signal);
    const restored = await restoreOnThread({ backupFile, keysFile, recoveryKey, outFile: join(readyDir, 'tatap.db'), erasedHere: asFarAsItGoes(() => erasedSince(db, -1), []), staffId, nowMs: now() }, signal);
    await needs.writeDeviceKey(join(readyDir, deviceKeyFile), restored.deviceKey);
    const { siteName, atMs, version } = restored.manifest;
    const previewId = needs.newId();
    audit(staffId, 'backup.previewed', destinationId, atMs);
    ready = { previewId, siteName, backupAtMs: atMs, untilMs: needs.monotonicMs() + previewKeptMs };
    return {
      previewId, atMs, siteName, version, restored: inRupiah(restored.contents), here: asFarAsItGoes(() => inRupiah(contentsOf(db)), null),
      erasedAgain: restored.erasedAgain, facesLeftOut: restored.facesLeftOut, expiresAtMs: now() + previewKeptMs,
    };
  }

  /** @throws Refusal DESTINATION_NOT_FOUND BACKUP_NOT_FOUND BACKUP_KEYS_MISSING BACKUP_TARGET_* */
  async function fetchBoth(destinationId: string, name: string, backupFile: string, keysFile: string, signal: AbortSignal): Promise<void> {
    const target = needs.destinations.open(needs.destinations.required(destinationId), signal);
    const fetch = (from: string, to: string): Promise<void> => pipeline(Readable.from(target.read(from)), createWriteStream(to, { flags: 'wx', mode: 0o600 }), { signal });
    try {
      await fetch(name, backupFile);
      await fetch(keysNameOf(name.slice(0, name.indexOf('/'))), keysFile).catch((error: unknown) => {
        throw error instanceof Refusal && error.code === 'BACKUP_NOT_FOUND' ? new Refusal('BACKUP_KEYS_MISSING') : error;
      });
    } finally {
      target.close();
    }
  }

  function restore({ previewId, confirm }: Parsed<'backups.restore'>, { staffId }: By): Record<string, never> {
    if (looking || decided) throw new Refusal('BUSY');
    sweep();
    if (ready?.previewId !== previewId) throw new Refusal('RESTORE_GONE');
    if (foldName(confirm) !== foldName(ready.siteName)) throw new Refusal('NAME_DIFFERS');
    const { backupAtMs } = ready;
    // In the database that goes: whoever looks into it later sees why it ends here.
    audit(staffId, 'backup.restoreDecided', null, backupAtMs);
    decided = true;
    needs.switchToRestored();
    return {};
  }

  function audit(staffId: string, action: 'backup.previewed' | 'backup.restoreDecided', subjectId: string | null, backupAtMs: number): void {
    asFarAsItGoes(() => inTransaction(db, () => {
      appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, action, subjectId, detail: { backupAtMs } });
    }), undefined);
  }

  function asFarAsItGoes<T>(work: () => T, otherwise: T): T {
    try {
      return refusing(work);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      needs.onDamage(error);
      return otherwise;
    }
  }

  function sweep(): void {
    if (!ready || decided || needs.monotonicMs() < ready.untilMs) return;
    ready = null;
    dropRestoreFolder(needs.dataDir);
  }

  return {
    preview, restore,
    job: {
      tick: sweep,
      async stop(): Promise<void> {
        looking?.abort(new Error('stopped'));
        await ended;
        if (!decided) dropRestoreFolder(needs.dataDir);
      },
    },
  };
}

function inRupiah(contents: Contents) {
  return { ...contents, balance: rupiahSum(contents.balance) };
}
