import type { Output } from '../../shared/contract.ts';
import type { CameraRow } from '../../shared/contractAttendance.ts';
import type { AlertKind } from '../../shared/notifications.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { listAlerts, listChannels, putAlert, removeAlert } from '../db/queries/outbox.ts';
import { clockToleranceMs } from './clock.ts';
import { isRevoked } from './delivery.ts';
import type { Notices } from './notices.ts';

const lookEveryMs = 15_000;
const clockToldForMs = 3_600_000;

export interface AlertsNeeds {
  db: Db;
  notices: Pick<Notices, 'rules' | 'alerted'>;
  cameras(): readonly CameraRow[];
  /** Of the disk the data lies on; null where it cannot be told. */
  disk(): Promise<{ freeBytes: number; totalBytes: number } | null>;
  /** Since the last one, milliseconds; null: none, or not known. */
  backupAge(): number | null;
  /** Of the destination that has waited longest: since its last backup, or since it was set up; null: there is none. Milliseconds. */
  backupWait(): number | null;
  paymentsClosed(): boolean;
  engineMissing(): boolean;
  now(): number;
  monotonicMs(): number;
  onChanged(): void;
}

interface Condition { key: string; kind: AlertKind; subject: string | null }

/** What is wrong at the machine: noted when it begins, told once, and told again when it is over. */
export function createAlerts(needs: AlertsNeeds) {
  const { db, now, monotonicMs } = needs;
  let disk: Awaited<ReturnType<AlertsNeeds['disk']>> = null;
  let asking: Promise<void> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let clock = { wallMs: now(), monotonicMs: monotonicMs() };
  let jumpedAt = Number.NEGATIVE_INFINITY;
  /** When each camera that is off the air was last on it, monotonic. */
  const offSince = new Map<string, number>();

  function tick(): void {
    if (monotonicMs() - lookedAt < lookEveryMs) return;
    lookedAt = monotonicMs();
    asking ??= needs.disk().then((found) => void (disk = found), () => void (disk = null)).finally(() => { asking = null; });
    noteClock();
    settle(conditions());
  }

  function noteClock(): void {
    const gained = now() - clock.wallMs - (monotonicMs() - clock.monotonicMs);
    if (Math.abs(gained) > clockToleranceMs) jumpedAt = monotonicMs();
    clock = { wallMs: now(), monotonicMs: monotonicMs() };
  }

  function conditions(): Condition[] {
    const { alerts: rule } = needs.notices.rules();
    const plain = (holds: boolean, kind: AlertKind): Condition[] => (holds ? [{ key: kind, kind, subject: null }] : []);
    const age = needs.backupWait();
    const channels = listChannels(db);
    return [
      ...plain(needs.paymentsClosed(), 'paymentsClosed'),
      ...plain(needs.engineMissing(), 'engineMissing'),
      ...camerasDown(rule.cameraDownMin * 60_000),
      ...plain(disk !== null && disk.freeBytes < rule.diskFreeGb * 1e9, 'diskLow'),
      ...plain(age !== null && age > rule.backupOldHours * 3_600_000, 'backupOld'),
      ...channels.filter(({ enabled, lastError }) => enabled && isRevoked(lastError)).map(({ channelId, name }) => ({ key: `channelFailing:${channelId}`, kind: 'channelFailing' as const, subject: name })),
      ...plain(channels.some(({ dead }) => dead > 0), 'deadLetters'),
      ...plain(monotonicMs() - jumpedAt < clockToldForMs, 'clockMoved'),
    ];
  }

  function camerasDown(afterMs: number): Condition[] {
    const down: Condition[] = [];
    for (const { cameraId, name, enabled, health } of needs.cameras()) {
      if (!enabled || health.state === 'live') offSince.delete(cameraId);
      else if (!offSince.has(cameraId)) offSince.set(cameraId, monotonicMs());
      const since = offSince.get(cameraId);
      if (since !== undefined && monotonicMs() - since >= afterMs) down.push({ key: `cameraDown:${cameraId}`, kind: 'cameraDown', subject: name });
    }
    return down;
  }

  /** A row for what holds, none for what does not; with the messages that tell it, in one transaction. */
  function settle(holding: readonly Condition[]): void {
    const known = new Map(listAlerts(db).map((alert) => [alert.key, alert]));
    const begun = holding.filter(({ key }) => !known.has(key));
    const over = [...known.values()].filter(({ key }) => !holding.some((one) => one.key === key));
    // A camera that was just switched on, or a restart, has said nothing yet: what was told before stands until it is known to be over.
    const surelyOver = over.filter(({ kind, key }) => kind !== 'cameraDown' || !offSince.has(key.slice('cameraDown:'.length)));
    if (begun.length === 0 && surelyOver.length === 0) return;
    inTransaction(db, () => {
      for (const { key, kind, subject } of begun) {
        putAlert(db, { key, kind, subject, sinceAtMs: now() });
        needs.notices.alerted(kind, subject, true, now());
      }
      for (const { key, kind, subject, sinceAtMs } of surelyOver) {
        removeAlert(db, key);
        needs.notices.alerted(kind, subject, false, sinceAtMs);
      }
    });
    needs.onChanged();
  }

  function machine(): NonNullable<Output<'dashboard.today'>['machine']> {
    return {
      cameras: needs.cameras().map(({ cameraId, name, roomName, enabled, health }) => ({ cameraId, name, roomName, enabled, live: health.state === 'live' })),
      diskFreeBytes: disk?.freeBytes ?? null, diskTotalBytes: disk?.totalBytes ?? null, backupAgeMs: needs.backupAge(),
      alerts: listAlerts(db).map(({ kind, subject, sinceAtMs }) => ({ kind, subject, sinceMs: sinceAtMs })),
    };
  }

  return { tick, machine, stop: async () => void (await asking) };
}

export type Alerts = ReturnType<typeof createAlerts>;
