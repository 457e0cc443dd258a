import type { ChainState, Health, LogLine, OperationStatus } from '../../src/shared/contractOperation.ts';
import { exampleSite, ok, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import type { Scene } from './scenes.ts';

const hour = 3_600_000;

function operationOf(nowMs: number, patch: { health?: Health; chains?: Partial<ChainState>; bare?: boolean } = {}): OperationStatus {
  const { bare = false } = patch;
  return {
    version: '0.1.0', host: bare ? 'electron' : 'browser', system: 'linux x64, Node 24.21.0', startedAtMs: nowMs - 31 * hour, nowMs, health: patch.health ?? { status: 'ok', reasons: [] },
    engine: bare ? null : { id: 'onnx', model: 'mobilefacenet-128-mirror@b7120c09', antiSpoofing: true }, dataDir: '/home/kantin-smp-negeri-1-sekar-melati/.local/share/tatap', dataBytes: 412_300_000,
    disk: bare ? null : { freeBytes: 41_200_000_000, totalBytes: 128_000_000_000 }, memoryBytes: 391_000_000,
    chains: { sound: true, checkedAtMs: nowMs - 31 * hour, complete: false, transfers: 148_220, audit: 301_877, ...patch.chains },
    backupAgeMs: bare ? null : 9 * hour, nextRestartAtMs: bare ? null : nowMs + 5 * hour, opsOrigin: bare ? null : 'http://127.0.0.1:9464', mayQuit: !bare, reportsTo: bare ? null : 'sentry.example.sch.id',
  };
}

function linesOf(nowMs: number): LogLine[] {
  return [
    { atMs: nowMs - 40_000, level: 'warn', text: 'refused', facts: { window: 'admin', topFrame: true, method: 'staff.list', code: 'SESSION_EXPIRED' } },
    { atMs: nowMs - 2_400_000, level: 'error', text: 'a room camera', facts: { cameraId: '00000000-0000-4000-8000-000000000042', message: 'connect ECONNREFUSED 192.168.1.37:81' } },
    { atMs: nowMs - 31 * hour, level: 'info', text: 'vision ready', facts: { engine: 'onnx', model: 'mobilefacenet-128-mirror@b7120c09', fallback: null, templates: 4_112, refused: 0 } },
    { atMs: nowMs - 31 * hour - 90_000, level: 'info', text: 'the restart of the night', facts: {} },
  ];
}

const site = (patch: (nowMs: number) => Answers = () => ({})) => (nowMs: number): Answers => ({
  ...exampleSite(nowMs),
  'operation.status': () => ok(operationOf(nowMs)),
  'operation.logs': ({ level }) => ok({ rows: level === 'error' ? [] : linesOf(nowMs).filter((line) => level === 'info' || line.level !== 'info'), more: level === 'info' }),
  'operation.verify': () => ok({ ...operationOf(nowMs).chains, complete: true, checkedAtMs: nowMs }),
  'operation.restart': () => ok({}),
  'operation.quit': () => ok({}),
  ...patch(nowMs),
});

async function toOperation({ page }: AdminPage): Promise<void> {
  await page.locator('[data-page=operation]').click();
  await page.locator('[data-chains], [data-action=restart-kiosk] ~ p, [role=alert]').first().waitFor();
}

async function ask({ page }: AdminPage, action: string): Promise<void> {
  await page.locator(`[data-action=${action}]`).click();
  await page.locator('dialog form').waitFor();
}

export const operationScenes: readonly Scene[] = [
  { name: 'operation', answers: site(), act: toOperation },
  { name: 'operation-degraded', answers: site((nowMs) => ({ 'operation.status': () => ok(operationOf(nowMs, { health: { status: 'degraded', reasons: ['MODEL_HASH_WRONG', 'kioskSilent', 'cameraDown', 'diskLow'] } })) })), act: toOperation },
  { name: 'operation-broken', answers: site((nowMs) => ({ 'operation.status': () => ok(operationOf(nowMs, { bare: true, health: { status: 'down', reasons: ['LEDGER_BROKEN', 'ENGINE_UNAVAILABLE'] }, chains: { sound: false, complete: true, checkedAtMs: nowMs - 60_000 } })) })), act: toOperation },
  { name: 'operation-no-errors', answers: site(), async act(admin) { await toOperation(admin); await admin.page.getByText(/Kesalahan saja|Errors only/).click(); await admin.page.getByText(/Tidak ada catatan|Nothing was logged/).waitFor(); } },
  { name: 'operation-refused', answers: site(() => ({ 'operation.status': () => refused('HOST_UNREACHABLE') })), act: toOperation },
  { name: 'operation-restart', answers: site(), async act(admin) { await toOperation(admin); await ask(admin, 'restart-kiosk'); } },
  { name: 'operation-quit', answers: site(), async act(admin) { await toOperation(admin); await ask(admin, 'quit-kiosk'); } },
  { name: 'operation-ending', answers: site(), async act(admin) { await toOperation(admin); await ask(admin, 'restart-kiosk'); await admin.page.locator('dialog [data-action=submit]').click(); await admin.page.locator('[data-ending=restart]').waitFor(); } },
];
