import type { KeptRules } from '../../src/shared/contractNotifications.ts';
import { rupiah } from '../../src/shared/money.ts';
import { dashboardOf } from './dashboard.ts';
import { exampleSite, ok, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import type { Scene } from './scenes.ts';

const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

const rules: KeptRules = {
  revision: 3,
  arrivals: { statuses: ['present', 'late', 'absent'], guardians: [uuid(90_001)], courses: [] }, payments: { channels: [] }, daily: { time: '17:00', channels: [uuid(90_002)] },
  alerts: { channels: [uuid(90_002)], cameraDownMin: 10, backupOldHours: 48, diskFreeGb: 2 },
};

function notified(nowMs: number): Answers {
  const channel = { enabled: true, secretSet: true, lastSuccessAtMs: nowMs - 240_000, lastErrorAtMs: null, lastError: null, retryAtMs: null, queued: 0, dead: 0 };
  return {
    'notifications.channels': () => ok({ rows: [
      { ...channel, channelId: uuid(90_001), name: 'Telegram wali', setup: { kind: 'telegram', chatId: '-100123', apiUrl: 'https://api.telegram.org' }, lastErrorAtMs: nowMs - 60_000, lastError: 'unauthorised', queued: 14, dead: 3 },
      { ...channel, channelId: uuid(90_002), name: 'Slack guru', setup: { kind: 'slack' } },
    ] }),
    'notifications.rules': () => ok(rules),
    'notifications.outbox': () => ok({
      rows: Array.from({ length: 12 }, (_, n) => ({
        messageId: uuid(91_000 + n), channelId: uuid(90_001), channelName: n % 3 ? 'Telegram wali' : 'Slack guru', kind: 'arrival' as const, text: 'Muhammad hadir, Matematika 7A, 07:02. SMP Sekar Melati', to: n % 3 ? '812*****44' : null,
        createdAtMs: nowMs - n * 300_000, nextTryAtMs: nowMs, tries: n % 4, state: (['sent', 'queued', 'dead'] as const)[n % 3] ?? 'sent', lastError: n % 3 === 2 ? 'unauthorised' as const : null, doneAtMs: null,
      })), nextCursor: null, total: 12,
    }),
    'notifications.test': () => ok({ error: null, tookMs: 214 }),
  };
}

const site = (patch: (nowMs: number) => Answers = () => ({})) => (nowMs: number): Answers => ({ ...exampleSite(nowMs), ...notified(nowMs), ...patch(nowMs) });

async function goTo({ page }: AdminPage, room: string): Promise<void> {
  await page.locator(`[data-page=${room}]`).click();
}

async function toNotifications(admin: AdminPage): Promise<void> {
  await goTo(admin, 'notifications');
  await admin.page.locator('[role=tab]').first().waitFor();
}

export const notifyScenes: readonly Scene[] = [
  { name: 'dashboard', answers: site(), async act(admin) { await goTo(admin, 'dashboard'); await admin.page.locator('[data-figure=paid]').waitFor(); } },
  { name: 'dashboard-first-day', answers: site((nowMs) => ({ 'dashboard.today': () => {
    const full = dashboardOf(nowMs);
    const none = { date: full.date, paid: rupiah(0), payments: 0, toppedUp: rupiah(0), topUps: 0 };
    return ok({ ...full, money: { today: none, before: none, days: [none] }, attendance: { sessions: [], days: [] }, machine: { cameras: [], diskFreeBytes: 41_200_000_000, diskTotalBytes: null, backupAgeMs: null, alerts: [] }, firstSteps: { siteNamed: true, personEnrolled: false, toppedUp: false, courseMade: false, backupMade: false } });
  } })), async act(admin) { await goTo(admin, 'dashboard'); await admin.page.locator('[data-figure=paid]').waitFor(); } },
  { name: 'notifications', answers: site(), act: toNotifications },
  { name: 'notifications-empty', answers: site(() => ({ 'notifications.channels': () => ok({ rows: [] }) })), act: toNotifications },
  { name: 'notifications-tested', answers: site(), async act(admin) { await toNotifications(admin); await admin.page.locator('[data-action=test-channel]').first().click(); await admin.page.locator('[data-outcome=delivered]').waitFor(); } },
  { name: 'notifications-dialog', answers: site(), async act(admin) { await toNotifications(admin); await admin.page.locator('[data-action=new-channel]').click(); await admin.page.locator('dialog form').waitFor(); } },
  { name: 'notifications-rules', answers: site(), async act(admin) { await toNotifications(admin); await admin.page.locator('[data-tab=rules]').click(); } },
  { name: 'notifications-conflict', answers: site(() => {
    let theirs = false;
    return {
      'notifications.saveRules': () => { theirs = true; return refused('EDIT_CONFLICT', { revision: 4 }); },
      'notifications.rules': () => ok(theirs ? { ...rules, revision: 4, daily: { time: '16:30', channels: [] }, payments: { channels: [uuid(90_001)] } } : rules),
    };
  }), async act(admin) {
    await toNotifications(admin);
    await admin.page.locator('[data-tab=rules]').click();
    await admin.page.locator('input[name=time]').fill('18:00');
    await admin.page.locator('[data-action=save-rules]').click();
    await admin.page.locator('dialog [data-theirs]').first().waitFor();
  } },
  { name: 'notifications-messages', answers: site(), async act(admin) { await toNotifications(admin); await admin.page.locator('[data-tab=messages]').click(); } },
];
