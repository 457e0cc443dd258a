import { stat } from 'node:fs/promises';
import type { Output, Parsed, StaffMember } from '../../shared/contract.ts';
import type { ChainState, Health } from '../../shared/contractOperation.ts';
import { inTransaction, type Db } from '../db/open.ts';
import type { EngineCard } from '../vision/types.ts';
import { appendAudit, type AuditChain } from './audit.ts';

export interface OperationNeeds {
  db: Db;
  audit: AuditChain;
  version: string;
  host: 'electron' | 'browser';
  dataDir: string;
  opsOrigin(): string | null;
  sentryDsn: string | null;
  alwaysComesBack: boolean;
  health(): Health;
  engine(): EngineCard | null;
  disk(): Promise<{ freeBytes: number; totalBytes: number } | null>;
  chains: { read(): ChainState; verify(): Promise<ChainState> };
  backupAge(): number | null;
  nextRestartAtMs(): number | null;
  logs(asked: Parsed<'operation.logs'>): Promise<Output<'operation.logs'>>;
  /** Ends the program once the answer is out. */
  end(how: 'quit' | 'restart'): void;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  onUnwritten(action: string): void;
  now(): number;
}

/** What staff see of the machine, and the two ways to end it. */
export function createOperation(needs: OperationNeeds) {
  const { now } = needs;

  async function status(): Promise<Output<'operation.status'>> {
    const engine = needs.engine();
    const [disk, dataBytes] = await Promise.all([needs.disk(), bytesOf(needs.db.file)]);
    return {
      version: needs.version, host: needs.host, system: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
      startedAtMs: Math.round(now() - process.uptime() * 1000), nowMs: now(),
      health: needs.health(), engine: engine && { id: engine.id, model: engine.model, antiSpoofing: engine.antiSpoofing },
      dataDir: needs.dataDir, dataBytes, disk, memoryBytes: process.memoryUsage.rss(),
      chains: needs.chains.read(), backupAgeMs: needs.backupAge(), nextRestartAtMs: needs.nextRestartAtMs(), opsOrigin: needs.opsOrigin(), mayQuit: !needs.alwaysComesBack,
      reportsTo: needs.sentryDsn === null ? null : new URL(needs.sentryDsn).host,
    };
  }

  function verify(): Promise<ChainState> {
    needs.requireWritable();
    return needs.chains.verify();
  }

  /** A kiosk that can write nothing any more must still be restarted: then who did it is in the log only. */
  function end(how: 'quit' | 'restart', { staffId }: StaffMember): Record<string, never> {
    const action = how === 'quit' ? 'operation.quit' : 'operation.restarted';
    try {
      needs.requireWritable();
      inTransaction(needs.db, () => appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, action, subjectId: null, detail: {} }));
    } catch {
      needs.onUnwritten(action);
    }
    needs.end(how);
    return {};
  }

  return { status, logs: needs.logs, verify, end };
}

/** A database with the journal that is not written back yet. */
async function bytesOf(file: string): Promise<number> {
  const sizes = await Promise.all([file, `${file}-wal`].map((path) => stat(path).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
