import { cameraStates } from '../../shared/attendance.ts';
import type { CameraRow } from '../../shared/contractAttendance.ts';
import type { ChainState, Health, HealthReason } from '../../shared/contractOperation.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { listAlerts, listChannels } from '../db/queries/outbox.ts';
import type { Vitals } from '../ops/metrics.ts';

export interface VitalsNeeds {
  db: Db;
  cameras(): readonly CameraRow[];
  chains(): ChainState;
  backupAge(): number | null;
  disk(): Promise<Vitals['disk']>;
  /** Why payments are closed, the set-up apart; null when they are not. */
  closedBecause(): ErrorCode | null;
  setupDone(): boolean;
  engine(): { ready: boolean; trouble: ErrorCode | null };
  /** Whether the kiosk's page has not been heard of for too long. */
  kioskSilent(): boolean;
}

/** How the kiosk is doing, for programs that watch over many of them. */
export function createVitals(needs: VitalsNeeds) {
  async function read(): Promise<Vitals> {
    const rows = needs.cameras();
    const channels = listChannels(needs.db);
    const sum = (of: 'queued' | 'dead') => channels.reduce((total, channel) => total + channel[of], 0);
    return {
      paymentsOpen: needs.closedBecause() === null && needs.setupDone(),
      engineReady: needs.engine().ready,
      cameras: Object.fromEntries(cameraStates.map((state) => [state, rows.filter(({ health }) => health.state === state).length])),
      outbox: { queued: sum('queued'), dead: sum('dead') },
      chains: needs.chains(),
      backupAgeMs: needs.backupAge(),
      disk: await needs.disk(),
    };
  }

  function health(): Health {
    const closed = needs.closedBecause();
    const { ready, trouble } = needs.engine();
    const told = listAlerts(needs.db).map(({ kind }) => kind).filter((kind) => kind !== 'paymentsClosed' && kind !== 'engineMissing');
    const reasons = new Set<HealthReason>([
      ...(closed === null ? [] : [closed]),
      ...(needs.setupDone() ? [] : (['SETUP_NEEDED'] as const)),
      ...(trouble === null ? [] : [trouble]),
      ...(ready || trouble !== null ? [] : (['starting'] as const)),
      ...(needs.kioskSilent() ? (['kioskSilent'] as const) : []),
      ...told,
    ]);
    return { status: closed !== null ? 'down' : reasons.size > 0 ? 'degraded' : 'ok', reasons: [...reasons] };
  }

  return { read, health };
}
