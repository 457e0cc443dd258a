import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { contract, type Output, type Parsed, type StaffMember, type StaffRole } from '../../shared/contract.ts';
import type { CameraRow } from '../../shared/contractAttendance.ts';
import { exportMethods, exportReaders, type ExportFormat, type ExportProgress } from '../../shared/contractExports.ts';
import { Refusal, type ErrorCode } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import type { ExportJob, ExportNote } from './exportRun.ts';
import { listTitles } from './exportWords.ts';
import { localDateOf } from './localTime.ts';

/** A file nobody fetched is removed after this. */
const keptForMs = 10 * 60_000;
/** Threads at a time, all windows together. */
const mostAtOnce = 2;

export const exportTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pdf: 'application/pdf',
};

export interface ExportsNeeds {
  db: Db;
  audit: AuditChain;
  dataDir: string;
  zone(): string;
  siteName(): string;
  cameras(): readonly CameraRow[];
  lockClockMs(): number;
  onProgress(progress: ExportProgress, connection: string): void;
  /** A thread ended for a reason nobody foresaw. */
  onBug(what: string): void;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  now(): number;
  monotonicMs(): number;
  newId(): string;
  /** Unguessable text for an address. */
  newToken(): string;
}

interface Made { exportId: string; connection: string; file: string; fileName: string; format: ExportFormat; state: 'writing' | 'done'; total: number; startedAtMs: number; token: string | null; worker: Worker | null }
/** A finished file, handed to a host once. `taken` must be called when it was sent, or could not be. */
export interface ExportFile { path: string; fileName: string; type: string; taken(): void }

type Start = Parsed<'exports.start'> | Parsed<'exports.startPeople'>;

/** Lists as files: written on a thread, fetched once by the window that asked, then gone. */
export function createExports(needs: ExportsNeeds) {
  const dir = join(needs.dataDir, 'exports');
  const made = new Map<string, Made>();
  clearLeftovers();

  /** What a crash left of the last run: lists of people must not lie about. */
  function clearLeftovers(): void {
    try {
      for (const name of readdirSync(dir)) rmSync(join(dir, name), { force: true, recursive: true });
    } catch {
      // There is no such folder yet, or it cannot be read; then nothing can be written there either.
    }
  }

  function drop(one: Made): void {
    made.delete(one.exportId);
    // A thread that was stopped removes nothing itself.
    void (one.worker?.terminate() ?? Promise.resolve(0)).then(() => { rmSync(one.file, { force: true }); });
    rmSync(one.file, { force: true });
  }

  /** @throws Refusal NOT_ALLOWED EXPORT_BUSY EXPORT_TOO_LARGE, and what the list refuses */
  async function start({ list, filters, format, language }: Start, who: StaffMember, connection: string): Promise<Output<'exports.start'>> {
    const roles: readonly StaffRole[] = exportReaders[list] ?? contract[exportMethods[list]].role;
    if (!roles.includes(who.role)) throw new Refusal('NOT_ALLOWED');
    needs.requireWritable();
    for (const one of made.values()) if (one.connection === connection && one.state === 'done') drop(one);
    const running = [...made.values()].filter(({ state }) => state === 'writing');
    if (running.length >= mostAtOnce || running.some((one) => one.connection === connection)) throw new Refusal('EXPORT_BUSY');
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const exportId = needs.newId();
    const nowMs = needs.now();
    const file = join(dir, `${exportId}.${format}`);
    const fileName = `tatap-${listTitles[list][language].toLowerCase().replace(/[^a-z]+/g, '-')}-${localDateOf(nowMs, needs.zone())}.${format}`;
    const job: ExportJob = {
      list, filters, format, language, who: { staffId: who.staffId, role: who.role }, zone: needs.zone(), siteName: needs.siteName(), nowMs, lockNowMs: needs.lockClockMs(),
      cameras: list === 'cameras' ? needs.cameras() : [], dbFile: needs.db.file, outFile: file,
    };
    const worker = new Worker(workerFile(), { workerData: job });
    const one: Made = { exportId, connection, file, fileName, format, state: 'writing', total: 0, startedAtMs: needs.monotonicMs(), token: null, worker };
    made.set(exportId, one);
    const chosen = Object.entries(filters).filter(([, value]) => value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0)).map(([key]) => key).join(' ');
    const total = await opened(one, (rows) => inTransaction(needs.db, () => {
      // Which filters, not what was searched for: that may be a name.
      appendAudit(needs.audit, { atMs: needs.now(), actorKind: 'staff', actorId: who.staffId, action: 'export.made', subjectId: null, detail: { list, format, rows, filters: chosen } });
    }));
    return { exportId, total };
  }

  /** Settles when the thread knows how many rows there are; goes on listening to it. */
  function opened(one: Made, onWritten: (rows: number) => void): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const tell = (rows: number, state: ExportProgress['state'], code: ErrorCode | null) => {
      needs.onProgress({ exportId: one.exportId, rows, total: one.total, state, code, atMs: needs.now() }, one.connection);
    };
    const fail = (refusal: Refusal) => {
      if (!made.has(one.exportId)) return reject(refusal);
      drop(one);
      reject(refusal);
      tell(0, 'failed', refusal.code);
    };
    const bug = (what: string) => {
      needs.onBug(what);
      fail(new Refusal('INTERNAL'));
    };
    one.worker?.on('message', (note: ExportNote) => {
      // Cancelled, or its session ended, while this was on its way.
      if (!made.has(one.exportId)) return;
      if (note.at === 'opened') {
        one.total = note.total;
        resolve(note.total);
      } else if (note.at === 'writing') {
        tell(note.rows, 'writing', null);
      } else if (note.at === 'done') {
        try {
          onWritten(note.rows);
        } catch (error) {
          return error instanceof Refusal ? fail(error) : bug(String(error));
        }
        Object.assign(one, { state: 'done', worker: null, startedAtMs: needs.monotonicMs() });
        tell(note.rows, 'done', null);
      } else if (note.bug !== null) {
        bug(note.bug);
      } else {
        fail(new Refusal(note.code, note.data));
      }
    });
    one.worker?.on('error', (error) => { bug(String(error)); });
    one.worker?.on('exit', () => {
      if (one.worker !== null && made.has(one.exportId)) bug('the export thread ended');
      reject(new Refusal('EXPORT_GONE'));
    });
    return promise;
  }

  function cancel({ exportId }: Parsed<'exports.cancel'>, connection: string): Record<string, never> {
    const one = made.get(exportId);
    if (one?.connection === connection) drop(one);
    return {};
  }

  /** @throws Refusal EXPORT_GONE */
  function download({ exportId }: Parsed<'exports.download'>, connection: string): Output<'exports.download'> {
    const one = made.get(exportId);
    if (one?.connection !== connection || one.state !== 'done') throw new Refusal('EXPORT_GONE');
    one.token = needs.newToken();
    return { address: `/admin/export/${one.token}`, fileName: one.fileName };
  }

  return {
    start, cancel, download,
    /** The file behind an address, once; null when there is none. `connection`: the window that asks, where the host can tell. */
    take(token: string, connection: string | null): ExportFile | null {
      const one = [...made.values()].find((candidate) => candidate.token !== null && candidate.token === token && (connection === null || candidate.connection === connection));
      if (!one) return null;
      one.token = null;
      return { path: one.file, fileName: one.fileName, type: exportTypes[one.format], taken: () => { drop(one); } };
    },
    /** The window's session is over: nothing of it stays. */
    end(connection: string): void {
      for (const one of made.values()) if (one.connection === connection) drop(one);
    },
    sweep(): void {
      for (const one of made.values()) if (one.state === 'done' && needs.monotonicMs() - one.startedAtMs >= keptForMs) drop(one);
    },
    async stop(): Promise<void> {
      const workers = [...made.values()].flatMap(({ worker }) => worker ?? []);
      for (const one of made.values()) drop(one);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Source and build differ in the ending only. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './exportWorker.ts' : './exportWorker.js', import.meta.url);
}
