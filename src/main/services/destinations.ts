import { mkdirSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Output, Parsed } from '../../shared/contract.ts';
import { destinationSetup, type DestinationSetup } from '../../shared/contractBackups.ts';
import { Refusal, type ErrorCode } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { deleteDestination, destinationById, forgetBackupsAt, listDestinations, putDestination, type DestinationRecord } from '../db/queries/backups.ts';
import type { BackupTarget } from '../ops/backupTarget.ts';
import { createFolderTarget, markFolder } from '../ops/folderTarget.ts';
import { createS3Target, s3Limits, type S3Limits } from '../ops/s3Target.ts';
import type { Vault } from '../vault/vault.ts';
import { appendAudit, type AuditChain, type AuditEvent } from './audit.ts';

const destinationsAtMost = 5;
const secretPurpose = (destinationId: string): string => `backup:${destinationId}`;

export interface DestinationsNeeds {
  db: Db;
  vault: Pick<Vault, 'sealText' | 'openText'>;
  audit: AuditChain;
  dataDir: string;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  now(): number;
  monotonicMs(): number;
  newId(): string;
  /** After COMMIT. */
  onChanged(): void;
  /** In place of patience, for tests. */
  s3?: S3Limits;
}

interface By { staffId: string }

/** Where backups go. */
export function createDestinations(needs: DestinationsNeeds) {
  const { db, now } = needs;
  const testing = new Set<string>();

  function change<T>({ staffId }: By, event: Pick<AuditEvent, 'action' | 'subjectId' | 'detail'>, work: () => T): T {
    const answer = inTransaction(db, () => {
      const made = work();
      appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, ...event });
      return made;
    });
    needs.onChanged();
    return answer;
  }

  async function save({ destinationId: known, name, enabled, setup, secret }: Parsed<'backups.saveDestination'>, by: By): Promise<Output<'backups.saveDestination'>> {
    needs.requireWritable();
    if (known !== null) required(known);
    if (setup.kind === 's3' && known === null && secret === undefined) throw new Refusal('BAD_INPUT', { field: 'secret' });
    // A folder is asked first: whether it is there is known before anything is kept.
    const marker = setup.kind === 'folder' ? await markOf(setup.path) : needs.newId();
    const destinationId = known ?? needs.newId();
    const detail = { kind: setup.kind, enabled, secretSet: secret !== undefined };
    return change(by, { action: known === null ? 'backup.destinationAdded' : 'backup.destinationChanged', subjectId: destinationId, detail }, () => {
      const before = known === null ? null : required(known);
      if (!before && listDestinations(db).length >= destinationsAtMost) throw new Refusal('DESTINATION_LIMIT', { max: destinationsAtMost });
      const moved = before !== null && placeOf(setupOf(before)) !== placeOf(setup);
      // A secret goes with where it is sent: another address must not be given the old one.
      if (setup.kind === 's3' && secret === undefined && (moved || !before?.sealedSecret)) throw new Refusal('BAD_INPUT', { field: 'secret' });
      const sealed = setup.kind === 'folder' ? null : secret === undefined ? undefined : needs.vault.sealText(secretPurpose(destinationId), secret);
      putDestination(db, { id: destinationId, kind: setup.kind, name, setup: JSON.stringify(setup), marker, enabled: enabled ? 1 : 0, atMs: now() }, sealed);
      if (moved) forgetBackupsAt(db, destinationId);
      return { destinationId };
    });
  }

  async function markOf(path: string): Promise<string> {
    const folder = resolve(path);
    if (within(folder, needs.dataDir)) throw new Refusal('BACKUP_TARGET_INSIDE');
    return markFolder(folder);
  }

  /** @throws Refusal DESTINATION_NOT_FOUND */
  function required(destinationId: string): DestinationRecord {
    const found = destinationById(db, destinationId);
    if (!found) throw new Refusal('DESTINATION_NOT_FOUND');
    return found;
  }

  function remove({ destinationId }: { destinationId: string }, by: By): Record<string, never> {
    needs.requireWritable();
    return change(by, { action: 'backup.destinationRemoved', subjectId: destinationId, detail: {} }, () => {
      required(destinationId);
      deleteDestination(db, destinationId);
      return {};
    });
  }

  /** The caller closes it. @throws Refusal BACKUP_TARGET_DENIED where the secret kept here does not open */
  function open(destination: DestinationRecord, signal: AbortSignal): BackupTarget {
    const setup = setupOf(destination);
    if (setup.kind === 'folder') return createFolderTarget({ folder: resolve(setup.path), marker: destination.marker });
    return createS3Target(setup, openSecret(destination), signal, needs.s3 ?? s3Limits);
  }

  function openSecret({ destinationId, sealedSecret }: DestinationRecord): string {
    try {
      return sealedSecret ? needs.vault.openText(secretPurpose(destinationId), sealedSecret) : '';
    } catch (error) {
      const refusal = new Refusal('BACKUP_TARGET_DENIED');
      refusal.cause = error;
      throw refusal;
    }
  }

  async function test({ destinationId }: { destinationId: string }): Promise<Output<'backups.testDestination'>> {
    const destination = required(destinationId);
    if (testing.has(destinationId)) throw new Refusal('BUSY');
    testing.add(destinationId);
    const startedAt = needs.monotonicMs();
    try {
      const error = await within10Seconds((signal) => checked(destination, signal));
      return { error, tookMs: Math.round(needs.monotonicMs() - startedAt) };
    } finally {
      testing.delete(destinationId);
    }
  }

  async function checked(destination: DestinationRecord, signal: AbortSignal): Promise<ErrorCode | null> {
    try {
      const target = open(destination, signal);
      await target.check().finally(() => { target.close(); });
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  return { save, remove, test, open, required, all: () => listDestinations(db) };
}

export type Destinations = ReturnType<typeof createDestinations>;

export const setupOf = ({ setup }: DestinationRecord): DestinationSetup => destinationSetup.parse(JSON.parse(setup));

/** Where the secret goes and backups lie. */
function placeOf(setup: DestinationSetup): string {
  return JSON.stringify(setup.kind === 'folder' ? ['folder', resolve(setup.path)] : ['s3', setup.endpoint, setup.bucket, setup.prefix, setup.accessKeyId]);
}

async function within10Seconds(work: (signal: AbortSignal) => Promise<ErrorCode | null>): Promise<ErrorCode | null> {
  const given = new AbortController();
  const timer = setTimeout(() => { given.abort(); }, 10_000);
  try {
    return await work(given.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether `path` is `folder` or lies in it, links followed; one that is not there is judged by its name. */
function within(path: string, folder: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const real = (given: string): string => {
    try {
      return realpathSync(given);
    } catch {
      return given;
    }
  };
  return `${real(path)}${sep}`.startsWith(`${real(folder)}${sep}`);
}
