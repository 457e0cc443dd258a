import type { notificationsContract } from '../shared/contractNotifications.ts';
import type { CameraRow } from '../shared/contractAttendance.ts';
import type { Language } from '../shared/contract.ts';
import { inTransaction } from './db/open.ts';
import { readSetting, writeSetting } from './db/queries/settings.ts';
import { countByCourseDay } from './db/queries/stats.ts';
import type { DeskGround } from './deskHandlers.ts';
import type { Handlers } from './dispatch.ts';
import type { Job } from './jobs.ts';
import { diskOf } from './ops/disk.ts';
import { createAlerts } from './services/alerts.ts';
import { createChannels } from './services/channels.ts';
import { nextDailyMs } from './services/daily.ts';
import { createDashboard } from './services/dashboard.ts';
import { createDelivery } from './services/delivery.ts';
import { localDateOf } from './services/localTime.ts';
import { addCounts, noCounts } from './services/markCounts.ts';
import type { Notices } from './services/notices.ts';

export interface NotificationHandlersNeeds extends DeskGround {
  notices: Notices;
  language(): Language;
  dataDir: string;
  cameras(): readonly CameraRow[];
  backupAge(): number | null;
  backupWait(): number | null;
  paymentsClosed(): boolean;
  engineMissing(): boolean;
  random(): number;
  onFault(error: unknown): void;
}

const dailyKey = 'notificationsDailyAtMs';

/** Messages to the outside, and what the dashboard shows: which service answers which method; wiring only. */
export function createNotificationHandlers(needs: NotificationHandlersNeeds) {
  const { db, notices, now, zone } = needs;
  const onChanged = () => needs.emit('notifications.changed', {});
  const delivery = createDelivery({ ...needs, onChanged });
  const channels = createChannels({ ...needs, delivery, onChanged });
  const alerts = createAlerts({ ...needs, onChanged, disk: () => diskOf(needs.dataDir) });
  const dashboard = createDashboard({ ...needs, alerts });

  /** The report of the day: once, also where the machine was off at its time. */
  function tellDaily(): void {
    const { time, channels: told } = notices.rules().daily;
    if (told.length === 0) return;
    const last = readSetting(db, dailyKey);
    const lastAtMs = typeof last === 'number' && last <= now() ? last : null;
    // The first time it only begins to count.
    if (lastAtMs === null) return writeSetting(db, dailyKey, now());
    const dueAtMs = nextDailyMs({ lastAtMs, nowMs: now(), time, zone: zone() });
    if (dueAtMs > now()) return;
    const date = localDateOf(dueAtMs, zone());
    const counts = noCounts();
    for (const row of countByCourseDay(db, { fromDate: date, toDate: date, courseId: null, teacherId: null })) addCounts(counts, row);
    inTransaction(db, () => {
      notices.daily({ ...dashboard.dayOf(date), ...counts });
      writeSetting(db, dailyKey, now());
    });
  }

  const handlers: Pick<Handlers, keyof typeof notificationsContract> = {
    'notifications.channels': () => channels.list(),
    'notifications.saveChannel': (input, { staff: who }) => channels.save(input, who),
    'notifications.removeChannel': (input, { staff: who }) => channels.remove(input, who),
    'notifications.test': (input) => channels.test(input),
    'notifications.rules': () => notices.rules(),
    'notifications.saveRules': (input, { staff: who }) => channels.saveRules(input, who),
    'notifications.outbox': (input) => channels.outbox(input),
    'notifications.retry': (input, { staff: who }) => channels.retry(input, who),
    'notifications.discard': (input, { staff: who }) => channels.discard(input, who),
    'notifications.contacts': (input) => channels.contacts(input),
    'notifications.saveContact': (input, { staff: who }) => channels.saveContact(input, who),
    'notifications.removeContact': (input, { staff: who }) => channels.removeContact(input, who),
    'dashboard.today': (_, { staff: who }) => dashboard.today(who),
  };

  const job: Job = {
    tick() {
      alerts.tick();
      tellDaily();
      delivery.tick();
    },
    stop: async () => void (await Promise.all([delivery.stop(), alerts.stop()])),
  };
  return { handlers, job };
}
