import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { BackupRow, DestinationRow } from '../../shared/contractBackups.ts';
import { errorCodes, Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { backupsAt, countKeyChange, keysRevision, noteBackup, noteBackupGone, noteDestinationIll, noteKeysWritten, wrappedKeys, type DestinationRecord } from '../db/queries/backups.ts';
import { erasedSince } from '../db/queries/erasures.ts';
import { readSetting, writeSetting } from '../db/queries/settings.ts';
import { newRecoveryKey, recipientOf, recoveryKeysIn, sealShort } from '../ops/backupFile.ts';
import type { BackupTarget } from '../ops/backupTarget.ts';
import { asideFolders } from '../ops/restoreSwitch.ts';
import type { Vault } from '../vault/vault.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import { keysNameOf, momentOfBackup, setOf, type BackupAbout, type BackupKeys } from './backupFormat.ts';
import type { MadeBackup } from './backupRun.ts';
import { makeOnThread } from './backupThread.ts';
import { nextDailyMs } from './daily.ts';
import { setupOf, type Destinations } from './destinations.ts';
import { restoredKey } from './restoreRun.ts';
import { expendable } from './retention.ts';
import { settingOf } from './settings.ts';

const recoveryKeyName = 'backupRecovery';
const recoverySchema = z.object({ recipient: z.string(), madeAtMs: z.int(), confirmed: z.boolean() });
const restoredSchema = z.object({ atMs: z.int(), backupAtMs: z.int() });
const errorCode = z.enum(errorCodes);

export const backupRules = {
  /** After a backup that did not work. */
  retryMs: 3_600_000,
  /** While a key that was destroyed here still lies at a destination. */
  keysRetryMs: 5 * 60_000,
  /** What was there before a restore. */
  asideKeptMs: 14 * 24 * 3_600_000,
} as const;

export interface BackupsNeeds {
  db: Db;
  vault: Pick<Vault, 'deviceKey'>;
  audit: AuditChain;
  destinations: Destinations;
  dataDir: string;
  version: string;
  kioskId: string;
  zone(): string;
  siteName(): string;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  now(): number;
  onChanged(): void;
  /** A failure that is a bug. */
  onFault(error: unknown): void;
}

interface By { staffId: string }
type Running = NonNullable<Output<'backups.overview'>['running']>;

/** Backups: every day to every destination, and the keys beside them whenever one was destroyed. One thing at a time. */
export function createBackups(needs: BackupsNeeds) {
  const { db, now, destinations } = needs;
  const workDir = join(needs.dataDir, 'backup-work');
  let running: Running | null = null;
  let work: { stop: AbortController; ended: Promise<void> } | null = null;
  let stopped = false;
  /** When the keys of a destination are tried again. */
  const keysRetry = new Map<string, number>();
  rmSync(workDir, { recursive: true, force: true });

  const recovery = () => recoverySchema.nullable().catch(null).parse(readSetting(db, recoveryKeyName) ?? null);
  const set = setOf(needs.kioskId);

  async function makeRecoveryKey({ replaces }: Parsed<'backups.makeRecoveryKey'>, { staffId }: By): Promise<Output<'backups.makeRecoveryKey'>> {
    needs.requireWritable();
    const { identity, recipient } = await newRecoveryKey();
    inTransaction(db, () => {
      if ((recovery()?.recipient ?? null) !== replaces) throw new Refusal('EDIT_CONFLICT');
      writeSetting(db, recoveryKeyName, { recipient, madeAtMs: now(), confirmed: false });
      countKeyChange(db);
      appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, action: 'backup.recoveryKeyMade', subjectId: null, detail: { recipient } });
    });
    needs.onChanged();
    return { recoveryKey: identity, recipient };
  }

  async function confirmRecoveryKey({ recoveryKey }: { recoveryKey: string }, { staffId }: By): Promise<Record<string, never>> {
    needs.requireWritable();
    const known = recovery();
    if (!known) throw new Refusal('RECOVERY_KEY_NEEDED');
    const typed = await Promise.all(recoveryKeysIn(recoveryKey).map(recipientOf));
    if (!typed.includes(known.recipient)) throw new Refusal('RECOVERY_KEY_WRONG');
    if (!known.confirmed) {
      inTransaction(db, () => {
        writeSetting(db, recoveryKeyName, { ...known, confirmed: true });
        appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, action: 'backup.recoveryKeyConfirmed', subjectId: null, detail: {} });
      });
    }
    needs.onChanged();
    return {};
  }

  function overview(): Output<'backups.overview'> {
    const rev = keysRevision(db);
    return {
      recovery: recovery(), running, dailyAt: settingOf(db, 'backupAt'),
      destinations: destinations.all().map((row) => rowOf(row, rev)),
      restored: restoredSchema.nullable().catch(null).parse(readSetting(db, restoredKey) ?? null),
    };
  }

  function rowOf(row: DestinationRecord, rev: number): DestinationRow {
    const { destinationId, name, enabled, sealedSecret, lastSuccessAtMs, lastErrorAtMs, lastError, keysRev } = row;
    return {
      destinationId, name, enabled: enabled === 1, setup: setupOf(row), secretSet: sealedSecret !== null, lastSuccessAtMs, lastErrorAtMs,
      lastError: lastError === null ? null : errorCode.catch('INTERNAL').parse(lastError), nextAtMs: nextAtMs(row), keysCurrent: keysRev === null || keysRev === rev,
    };
  }

  /** The first time is the first such hour after it was set up. */
  function nextAtMs(row: DestinationRecord): number | null {
    const time = settingOf(db, 'backupAt');
    if (time === null || !row.enabled || recovery() === null) return null;
    const lastAtMs = Math.min(row.lastSuccessAtMs ?? row.createdAtMs, now());
    return Math.max(nextDailyMs({ lastAtMs, nowMs: now(), time, zone: needs.zone() }), row.retryAtMs ?? 0);
  }

  /** How long ago the last backup was made, milliseconds; null: never. */
  function ageMs(): number | null {
    const last = Math.max(-1, ...destinations.all().map(({ lastSuccessAtMs }) => lastSuccessAtMs ?? -1));
    return last < 0 ? null : Math.max(0, now() - last);
  }

  /** How long the destination that waits longest has had no new backup, since it was set up where it had none; null: none is switched on. One that works must not hide one that does not. */
  function waitMs(): number | null {
    const since = destinations.all().filter(({ enabled }) => enabled === 1).map(({ lastSuccessAtMs, createdAtMs }) => lastSuccessAtMs ?? createdAtMs);
    return since.length === 0 ? null : Math.max(0, now() - Math.min(...since));
  }

  /** Settles when the backup has begun; it goes on by itself. */
  function runNow(by: By): Record<string, never> {
    needs.requireWritable();
    if (recovery() === null) throw new Refusal('RECOVERY_KEY_NEEDED');
    const wanted = destinations.all().filter(({ enabled }) => enabled === 1);
    if (wanted.length === 0) throw new Refusal('DESTINATION_NOT_FOUND');
    if (work) throw new Refusal('BUSY');
    begin((signal) => backUp(wanted, by.staffId, signal));
    return {};
  }

  function tick(): void {
    if (stopped || work) return;
    dropAside();
    if (recovery() === null) return;
    const all = destinations.all();
    const due = all.filter((row) => (nextAtMs(row) ?? Infinity) <= now());
    if (due.length > 0) return begin((signal) => backUp(due, null, signal));
    const rev = keysRevision(db);
    const stale = all.filter(({ destinationId, keysRev }) => keysRev !== null && keysRev !== rev && (keysRetry.get(destinationId) ?? 0) <= now());
    if (stale.length > 0) begin((signal) => renewKeys(stale, signal));
  }

  function dropAside(): void {
    for (const { path, atMs } of asideFolders(needs.dataDir)) if (now() - atMs > backupRules.asideKeptMs) rmSync(path, { recursive: true, force: true });
  }

  function begin(task: (signal: AbortSignal) => Promise<void>): void {
    const stop = new AbortController();
    const ended = task(stop.signal)
      .catch((error: unknown) => { if (!stop.signal.aborted) needs.onFault(error); })
      .finally(() => {
        work = null;
        running = null;
        rmSync(workDir, { recursive: true, force: true });
        if (!stopped) needs.onChanged();
      });
    work = { stop, ended };
  }

  function show(next: Running): void {
    running = next;
    needs.onChanged();
  }

  async function backUp(wanted: readonly DestinationRecord[], staffId: string | null, signal: AbortSignal): Promise<void> {
    const known = recovery();
    if (!known) return;
    show({ phase: 'copying', destinationId: null, done: 0, total: wanted.length });
    const about: BackupAbout = { version: needs.version, kioskId: needs.kioskId, siteName: needs.siteName(), zone: needs.zone(), atMs: now() };
    let made: MadeBackup;
    try {
      mkdirSync(workDir, { recursive: true, mode: 0o700 });
      made = await makeOnThread({ dbFile: db.file, workDir, recipient: known.recipient, about }, signal);
    } catch (error) {
      for (const { destinationId } of wanted) failed(destinationId, error, signal);
      return;
    }
    for (const destination of wanted) {
      signal.throwIfAborted();
      try {
        await deliver(destination, made, known.recipient, { atMs: about.atMs, staffId }, signal);
      } catch (error) {
        failed(destination.destinationId, error, signal);
      }
    }
  }

  /** Keys first: a backup whose keys do not lie beside it opens no face of anybody new. */
  async function deliver(destination: DestinationRecord, made: MadeBackup, recipient: string, { atMs, staffId }: { atMs: number; staffId: string | null }, signal: AbortSignal): Promise<void> {
    const { destinationId } = destination;
    const target = destinations.open(destination, signal);
    try {
      await target.check();
      show({ phase: 'keys', destinationId, done: 0, total: 1 });
      await writeKeys(destination, target, recipient);
      show({ phase: 'sending', destinationId, done: 0, total: made.bytes });
      await target.put(made.name, made.file, (done) => { show({ phase: 'sending', destinationId, done, total: made.bytes }); });
      show({ phase: 'checking', destinationId, done: 0, total: made.bytes });
      await requireSame(target, made);
      signal.throwIfAborted();
      inTransaction(db, () => {
        noteBackup(db, destinationId, { name: made.name, atMs, bytes: made.bytes, sha256: made.sha256 }, now());
        appendAudit(needs.audit, {
          atMs: now(), actorKind: staffId === null ? 'system' : 'staff', actorId: staffId, action: 'backup.made', subjectId: destinationId, detail: { kind: destination.kind, bytes: made.bytes, sha256: made.sha256 },
        });
      });
      await thinOut(destinationId, target);
    } finally {
      target.close();
    }
  }

  /** @throws Refusal BACKUP_DIFFERS */
  async function requireSame(target: BackupTarget, { name, sha256 }: { name: string; sha256: string }): Promise<void> {
    const hash = createHash('sha256');
    for await (const piece of target.read(name)) hash.update(piece);
    if (hash.digest('hex') === sha256) return;
    await target.remove(name).catch(() => undefined);
    throw new Refusal('BACKUP_DIFFERS');
  }

  async function writeKeys(destination: Pick<DestinationRecord, 'destinationId'>, target: BackupTarget, recipient: string): Promise<void> {
    const { rev, keys } = inTransaction(db, () => ({
      rev: keysRevision(db),
      keys: {
        format: 1, kioskId: needs.kioskId, atMs: now(), deviceKey: Buffer.from(needs.vault.deviceKey()).toString('base64'),
        keys: Object.fromEntries(wrappedKeys(db).map(({ personId, wrappedKey }) => [personId, wrappedKey.toString('base64')])), erased: erasedSince(db, -1),
      } satisfies BackupKeys,
    }));
    const sealed = await sealShort(recipient, JSON.stringify(keys));
    const file = join(workDir, `keys-${destination.destinationId}.age`);
    mkdirSync(workDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, sealed, { mode: 0o600 });
    await target.put(keysNameOf(set), file);
    await requireSame(target, { name: keysNameOf(set), sha256: createHash('sha256').update(sealed).digest('hex') });
    noteKeysWritten(db, destination.destinationId, rev);
  }

  /** Somebody was deleted: their key must not lie on where backups are. */
  async function renewKeys(stale: readonly DestinationRecord[], signal: AbortSignal): Promise<void> {
    const known = recovery();
    for (const destination of known ? stale : []) {
      signal.throwIfAborted();
      keysRetry.set(destination.destinationId, now() + backupRules.keysRetryMs);
      show({ phase: 'keys', destinationId: destination.destinationId, done: 0, total: 1 });
      try {
        const target = destinations.open(destination, signal);
        try {
          await target.check();
          await writeKeys(destination, target, known?.recipient ?? '');
        } finally {
          target.close();
        }
        keysRetry.delete(destination.destinationId);
      } catch (error) {
        // Shown as "keys not current" until it works.
        if (!(error instanceof Refusal)) throw error;
      }
    }
  }

  /** Removes what the newest of so many days, weeks and months does not need; only of this kiosk. */
  async function thinOut(destinationId: string, target: BackupTarget): Promise<void> {
    const own = (await target.list()).flatMap(({ name }) => {
      const atMs = name.startsWith(`${set}/`) ? momentOfBackup(name) : null;
      return atMs === null ? [] : [{ name, atMs }];
    });
    const old = new Set(expendable(own.map(({ atMs }) => atMs), needs.zone()));
    for (const { name, atMs } of own) {
      if (!old.has(atMs)) continue;
      await target.remove(name);
      noteBackupGone(db, destinationId, name);
    }
  }

  function failed(destinationId: string, error: unknown, signal: AbortSignal): void {
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof Refusal)) needs.onFault(error);
    const code = error instanceof Refusal ? error.code : 'INTERNAL';
    inTransaction(db, () => {
      noteDestinationIll(db, destinationId, { atMs: now(), error: code, retryAtMs: now() + backupRules.retryMs });
      appendAudit(needs.audit, { atMs: now(), actorKind: 'system', actorId: null, action: 'backup.failed', subjectId: destinationId, detail: { code } });
    });
  }

  async function list({ destinationId }: { destinationId: string }): Promise<Output<'backups.list'>> {
    const target = destinations.open(destinations.required(destinationId), AbortSignal.timeout(30_000));
    try {
      const there = new Map((await target.list()).map(({ name, bytes }) => [name, bytes]));
      const noted = new Map(backupsAt(db, destinationId).map((record) => [record.name, record]));
      const rows = [...new Set([...there.keys(), ...noted.keys()])].flatMap((name): BackupRow[] => {
        const atMs = momentOfBackup(name);
        if (atMs === null) return [];
        const [bytes, record] = [there.get(name), noted.get(name)];
        const verdict = bytes === undefined ? 'missing' : !record ? 'unknown' : record.bytes === bytes ? 'ok' : 'changed';
        return [{ name, atMs, bytes: bytes ?? record?.bytes ?? 0, verdict, own: name.startsWith(`${set}/`) }];
      });
      return { rows: rows.toSorted((a, b) => b.atMs - a.atMs) };
    } finally {
      target.close();
    }
  }

  return {
    makeRecoveryKey, confirmRecoveryKey, overview, ageMs, waitMs, runNow, list,
    job: {
      tick,
      async stop(): Promise<void> {
        stopped = true;
        work?.stop.abort(new Error('stopped'));
        await work?.ended;
      },
    },
    /** Settles when nothing is under way; for tests. */
    settled: async (): Promise<void> => void (await work?.ended),
  };
}

export type Backups = ReturnType<typeof createBackups>;
