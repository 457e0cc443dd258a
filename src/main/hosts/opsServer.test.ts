import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { consentTextVersion } from '../../shared/consent.ts';
import { adminWindow, kioskWindow, startTestApp, type TestApp } from '../app.testkit.ts';
import { scripted } from '../scriptedVision.testkit.ts';
import { startBrowserHost } from './browserHost.ts';
import { startElectronHost } from './electronHost.ts';
import { resetStandIn } from './electronStandIn.testkit.ts';
import { ask, builtRoot, optionsFor, recordingApp } from './hosts.testkit.ts';
import { startOpsServer } from './opsServer.ts';
import { listeningOn } from './sockets.testkit.ts';

vi.mock('electron', () => import('./electronStandIn.testkit.ts'));

const closers: (() => Promise<void> | void)[] = [];
let folder: ReturnType<typeof builtRoot>;
let core: ReturnType<typeof recordingApp>;

beforeEach(() => {
  resetStandIn();
  folder = builtRoot();
  core = recordingApp();
  closers.push(() => folder.remove());
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => { server.once('listening', listening); });
  const address = server.address();
  await new Promise((closed) => { server.close(closed); });
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const hosts = {
  async browser(opsPort: number | null) {
    const host = await startBrowserHost(optionsFor(folder.dataDir, { opsPort }), { createApp: core.create, rootDir: folder.rootDir, say: () => undefined });
    closers.push(() => host.stop());
  },
  async electron(opsPort: number | null) {
    const host = await startElectronHost(optionsFor(folder.dataDir, { opsPort }), { createApp: core.create, codeDir: folder.rootDir, resourcesDir: folder.rootDir, onEnd: () => undefined });
    closers.push(host.close);
  },
} as const;

describe.each(['browser', 'electron'] as const)('the %s host', (name) => {
  test('answers /metrics and /health where it was asked to, and nowhere else', async () => {
    const port = await freePort();
    await hosts[name](port);
    const origin = `http://127.0.0.1:${port}`;
    const metrics = await ask(origin, '/metrics');
    expect({ status: metrics.status, type: metrics.headers['content-type'], text: metrics.body.toString() }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', text: 'tatap_info 1\n' });
    const health = await ask(origin, '/health', { headers: { Host: `localhost:${port}` } });
    expect([health.status, JSON.parse(health.body.toString())]).toEqual([200, { status: 'ok', reasons: [] }]);
    core.get().health = () => ({ status: 'degraded', reasons: ['cameraDown'] });
    expect((await ask(origin, '/health')).status).toBe(200);
    core.get().health = () => ({ status: 'down', reasons: ['DATABASE_CORRUPT'] });
    expect((await ask(origin, '/health')).status).toBe(503);
    for (const path of ['/', '/metrics/', '/health?x=1', '/kiosk/', '/launch']) expect((await ask(origin, path)).status, path).toBe(404);
  });

  test('gives nothing to another name, to a page of a browser or to anything but a reading', async () => {
    const port = await freePort();
    await hosts[name](port);
    const origin = `http://127.0.0.1:${port}`;
    const strangers = [{ Host: `tatap.example:${port}` }, { Host: '127.0.0.1' }, { Host: `127.0.0.1:${port + 1}` }, { Origin: origin }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-origin' }];
    for (const headers of strangers) for (const path of ['/metrics', '/health']) expect((await ask(origin, path, { headers: headers as Record<string, string> })).status, JSON.stringify(headers)).toBe(403);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask(origin, '/metrics', { method })).status).toBe(405);
    const { headers } = await ask(origin, '/metrics');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  test.runIf(process.platform === 'linux')('binds nothing but loopback, and without --ops-port no port for it', async () => {
    const before = listeningOn('self');
    await hosts[name](null);
    const without = listeningOn('self').filter((address) => !before.includes(address));
    expect(without).toHaveLength(name === 'browser' ? 1 : 0);
    for (const close of closers.splice(1)) await close();
    await hosts[name](await freePort());
    const opened = listeningOn('self').filter((address) => !before.includes(address));
    expect(opened).toHaveLength(name === 'browser' ? 2 : 1);
    for (const address of opened) expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test('says that the port is taken, and leaves the folder usable', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => { other.once('listening', listening); });
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(hosts[name](port)).rejects.toMatchObject({ code: 'OPS_PORT_IN_USE', detail: String(port) });
    expect(core.get().closed).toBe(1);
    await new Promise((closed) => { other.close(closed); });
    await hosts[name](port);
  });
});

test('what the sockets test looks with finds a port that is open to everybody', async () => {
  const wide = createServer().listen(0, '0.0.0.0');
  await new Promise((listening) => { wide.once('listening', listening); });
  expect(listeningOn('self').some((address) => address.startsWith('0.0.0.0:'))).toBe(process.platform === 'linux');
  await new Promise((closed) => { wide.close(closed); });
});

describe('over the real core', () => {
  let tatap: TestApp;
  let origin: string;

  beforeEach(async () => {
    tatap = await startTestApp();
    const ops = await startOpsServer(0, tatap.app);
    origin = ops.origin;
    closers.push(() => tatap.close(), ops.close);
  });

  const scrape = async () => (await ask(origin, '/metrics')).body.toString();
  const enrol = async () => {
    const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.begin', { name: 'Kenari Kuning', identifier: '77001', cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null } });
    for (const yawDeg of [0, 25, -25]) for (let i = 0; i < 3; i += 1) await tatap.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted({ person: 'Kenari', yawDeg }), hints: null });
    return tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin: '274913' });
  };

  test('payments are counted by result, pictures timed, a check-in counted, and no name, number or id is in it', async () => {
    const { personId } = await enrol();
    await tatap.must(adminWindow, 'topups.create', { personId, amount: 20_000, idempotencyKey: crypto.randomUUID() });
    const { chargeId } = await tatap.must(kioskWindow, 'charges.create', { amount: 15_000, idempotencyKey: crypto.randomUUID() });
    const { authorisationId } = await tatap.must(kioskWindow, 'pins.authorise', { chargeId, identifier: '77001', pin: '274913' });
    await tatap.must(kioskWindow, 'payments.confirm', { authorisationId, idempotencyKey: crypto.randomUUID() });
    const second = await tatap.must(kioskWindow, 'charges.create', { amount: 15_000, idempotencyKey: crypto.randomUUID() });
    const poor = await tatap.must(kioskWindow, 'pins.authorise', { chargeId: second.chargeId, identifier: '77001', pin: '274913' });
    expect(await tatap.call(kioskWindow, 'payments.confirm', { authorisationId: poor.authorisationId, idempotencyKey: crypto.randomUUID() })).toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
    await tatap.app.call(kioskWindow, 'Kenari Kuning 77001', {});
    const { roomId } = await tatap.must(adminWindow, 'rooms.save', { roomId: null, name: 'Ruang Kenari' });
    const { courseId } = await tatap.must(adminWindow, 'courses.save', { courseId: null, code: 'MTK-7A', name: 'Matematika', teacherId: null });
    await tatap.must(adminWindow, 'members.add', { courseId, personIds: [personId], fromDate: '2026-11-21', untilDate: null });
    await tatap.must(adminWindow, 'sessions.add', { courseId, roomId, date: '2026-11-21', starts: '08:05', ends: '09:00' });
    await tatap.must(adminWindow, 'settings.save', { revision: 0, patch: { challengePolicy: 'never', identifierAlone: true } });
    expect(await tatap.must(kioskWindow, 'checkins.byNumber', { identifier: '77001', pin: '274913' })).toMatchObject({ outcome: 'marked' });
    const text = await scrape();
    for (const line of [
      'tatap_payments_total{result="ok"} 1', 'tatap_payments_total{result="INSUFFICIENT_FUNDS"} 1', 'tatap_calls_total{method="unknown",result="NOT_ALLOWED"} 1',
      'tatap_vision_frames_total{kind="kiosk",result="ok"} 9', 'tatap_vision_frame_seconds_count{kind="kiosk"} 9', 'tatap_payments_open 1', 'tatap_engine_ready 1', 'tatap_cameras{state="live"} 0',
      'tatap_checkins_total{method="pin",status="present"} 1', 'tatap_outbox_messages{state="dead"} 0', 'tatap_chain_sound 1', 'tatap_chain_rows{chain="transfers"} 2', 'tatap_backup_age_seconds Nan',
      'tatap_info{version="0.0.0",host="browser"} 1',
    ]) expect(text).toContain(`${line}\n`);
    expect(text).toMatch(/tatap_disk_free_bytes [1-9]/);
    expect(text).toMatch(/tatap_resident_memory_bytes [1-9]/);
    expect(text).toMatch(/tatap_event_loop_lag_seconds\{stat="max"\} 0?\.?\d/);
    expect(text).not.toMatch(/Kenari|77001|274913|Kantin|Ruang|Matematika|owner/);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  test('a look that ends well is timed from its beginning, one that does not is counted by its reason', async () => {
    await enrol();
    const { chargeId } = await tatap.must(kioskWindow, 'charges.create', { amount: 15_000, idempotencyKey: crypto.randomUUID() });
    const { attemptId, nonce } = await tatap.must(kioskWindow, 'attempts.begin', { chargeId, cameraId: 'cam' });
    const frame = { attemptId, nonce, cameraId: 'another', seq: 0, capturedAtMs: 1, jpeg: scripted({ person: 'Kenari' }), hints: null };
    expect(await tatap.call(kioskWindow, 'attempts.frame', frame)).toMatchObject({ code: 'ATTEMPT_BROKEN' });
    const text = await scrape();
    expect(text).toContain('tatap_looks_total{result="ATTEMPT_BROKEN"} 1\n');
    expect(text).toContain('tatap_look_seconds_count 0\n');
  });

  test('a kiosk that takes no payments is down, one that nobody set up is degraded', async () => {
    expect(JSON.parse((await ask(origin, '/health')).body.toString())).toEqual({ status: 'ok', reasons: [] });
    const bare = await startTestApp({ setUp: false });
    const ops = await startOpsServer(0, bare.app);
    closers.push(() => bare.close(), ops.close);
    const degraded = await ask(ops.origin, '/health');
    expect([degraded.status, JSON.parse(degraded.body.toString())]).toEqual([200, { status: 'degraded', reasons: ['SETUP_NEEDED'] }]);
    const foreign = await startTestApp({ setUp: false, dataDir: bare.dataDir, host: { keyStore: { backend: 'another', protect: async (secret) => secret, unprotect: async (sealed) => sealed } } });
    const down = await startOpsServer(0, foreign.app);
    closers.push(() => foreign.close(), down.close);
    const answer = await ask(down.origin, '/health');
    expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([503, { status: 'down', reasons: ['KEY_BACKEND_CHANGED'] }]);
    expect((await ask(down.origin, '/metrics')).body.toString()).toContain('tatap_payments_open 0\n');
  });
});
