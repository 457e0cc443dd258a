import type { Output } from '../../src/shared/contract.ts';
import { rupiah } from '../../src/shared/money.ts';
import { exampleSite, ok, owner, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import type { Scene } from './scenes.ts';

const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const day = 86_400_000;
const recoveryKey = 'AGE-SECRET-KEY-1QYSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSQXG5YH3';
type Overview = Output<'backups.overview'>;

const overview = (nowMs: number): Overview => ({
  recovery: { recipient: 'age1x', madeAtMs: nowMs - 9 * day, confirmed: true }, running: null, dailyAt: '02:15', restored: null,
  destinations: [
    { destinationId: uuid(95_001), name: 'Disk di ruang TU', setup: { kind: 'folder', path: '/media/cadangan' }, enabled: true, secretSet: false, lastSuccessAtMs: nowMs - day / 3, lastErrorAtMs: null, lastError: null, nextAtMs: nowMs + day / 2, keysCurrent: true },
    {
      destinationId: uuid(95_002), name: 'Penyimpanan yayasan', setup: { kind: 's3', endpoint: 'https://s3.yayasan-sekar-melati.sch.id', region: 'id-jkt', bucket: 'cadangan-kantin', prefix: 'sekar/', accessKeyId: 'SEKAR' }, enabled: true, secretSet: true,
      lastSuccessAtMs: nowMs - 2 * day, lastErrorAtMs: nowMs - day / 3, lastError: 'BACKUP_TARGET_UNREACHABLE', nextAtMs: nowMs + day / 24, keysCurrent: false,
    },
  ],
});

function backedUp(nowMs: number): Answers {
  const contents = { people: 412, faces: 388, transfers: 18_422, marks: 96_120, audit: 40_233, balance: rupiah(14_287_500) };
  return {
    'backups.overview': () => ok(overview(nowMs)),
    'backups.list': () => ok({ rows: ([['ok', true], ['ok', true], ['changed', true], ['missing', true], ['unknown', false]] as const).map(([verdict, own], n) => ({
      name: `kiosk-1/2026112${n}T191500Z.tatap.age`, atMs: nowMs - day / 3 - n * day, bytes: 41_200_000 - n * 311_000, verdict, own,
    })) }),
    'backups.testDestination': () => ok({ error: 'BACKUP_TARGET_MISSING', tookMs: 12 }),
    'backups.makeRecoveryKey': () => ok({ recoveryKey, recipient: 'age1x' }),
    'backups.previewRestore': () => ok({
      previewId: uuid(96_000), atMs: nowMs - day / 3, siteName: 'Kantin Sekar Melati', version: '0.1.0', restored: contents,
      here: { ...contents, people: 415, transfers: 18_640, balance: rupiah(14_901_000) }, erasedAgain: 2, facesLeftOut: 1, expiresAtMs: nowMs + 900_000,
    }),
    'backups.restore': () => refused('NAME_DIFFERS'),
  };
}

const site = (patch: (nowMs: number) => Answers = () => ({})) => (nowMs: number): Answers => ({ ...exampleSite(nowMs), ...backedUp(nowMs), ...patch(nowMs) });
const withOverview = (patch: Partial<Overview> | ((nowMs: number) => Partial<Overview>)) => site((nowMs) => ({ 'backups.overview': () => ok({ ...overview(nowMs), ...(typeof patch === 'function' ? patch(nowMs) : patch) }) }));

async function toBackups({ page }: AdminPage): Promise<void> {
  await page.locator('[data-page=backups]').click();
  await page.locator('#recovery-key').waitFor();
}

async function toRestore(admin: AdminPage): Promise<void> {
  await toBackups(admin);
  await admin.page.locator('[data-action=restore]').first().click();
  await admin.page.locator('dialog textarea').fill(recoveryKey);
}

async function toPreview(admin: AdminPage): Promise<void> {
  await toRestore(admin);
  await admin.page.locator('dialog [data-action=submit]').click();
  await admin.page.locator('[data-outcome=sound]').waitFor();
}

export const backupScenes: readonly Scene[] = [
  { name: 'backups', answers: site(), async act(admin) { await toBackups(admin); await admin.page.locator('[data-verdict]').first().waitFor(); } },
  { name: 'backups-empty', answers: withOverview({ recovery: null, destinations: [] }), act: toBackups },
  { name: 'backups-admin', answers: (nowMs) => ({ ...withOverview({ recovery: null, destinations: [] })(nowMs), 'staff.me': () => ok({ ...owner, role: 'admin' }) }), act: toBackups },
  { name: 'backups-running', answers: withOverview({ running: { phase: 'sending', destinationId: uuid(95_001), done: 17_000_000, total: 41_200_000 } }), act: toBackups },
  { name: 'backups-unconfirmed', answers: withOverview((nowMs) => ({ recovery: { recipient: 'age1x', madeAtMs: nowMs - 60_000, confirmed: false }, restored: { atMs: nowMs - day, backupAtMs: nowMs - 2 * day } })), act: toBackups },
  { name: 'backups-tested', answers: site(), async act(admin) { await toBackups(admin); await admin.page.locator('[data-action=test-destination]').first().click(); await admin.page.locator('[data-outcome]').waitFor(); } },
  { name: 'backups-unreachable', answers: site(() => ({ 'backups.list': () => refused('BACKUP_TARGET_UNREACHABLE') })), async act(admin) { await toBackups(admin); await admin.page.locator('[role=alert]').first().waitFor(); } },
  { name: 'backups-key', answers: withOverview({ recovery: null }), async act(admin) { await toBackups(admin); await admin.page.locator('[data-action=make-key]').click(); await admin.page.locator('[data-recovery-key]').waitFor(); } },
  { name: 'backups-folder', answers: site(), async act(admin) { await toBackups(admin); await admin.page.locator('[data-action=new-destination]').click(); await admin.page.locator('dialog form').waitFor(); } },
  { name: 'backups-s3', answers: site(), async act(admin) { await toBackups(admin); await admin.page.locator('[data-action=edit-destination]').nth(1).click(); await admin.page.locator('dialog form').waitFor(); } },
  { name: 'backups-restore', answers: site(), act: toRestore },
  { name: 'backups-preview', answers: site(), act: toPreview },
  { name: 'backups-refused', answers: site(() => ({ 'backups.previewRestore': () => refused('RECOVERY_KEY_WRONG') })), async act(admin) { await toRestore(admin); await admin.page.locator('dialog [data-action=submit]').click(); await admin.page.locator('dialog [role=alert]').waitFor(); } },
];
