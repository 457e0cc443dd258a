import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { callFrom } from '../e2e/door.ts';
import { startFakeEsp32, type FakeEsp32 } from '../e2e/fakeEsp32/server.ts';
import { action, arrive, enrol, goHome, greeted, lookToPay, refusalCode, watchForCheckins } from '../e2e/pages.ts';
import { makeClips } from '../e2e/puppet/clips.ts';
import { clipFrames } from '../e2e/puppet/mjpeg.ts';
import { projectRoot, startKiosk, type Kiosk } from '../e2e/tatap.ts';
import { openReadOnly } from '../src/main/db/open.ts';
import { rssMib, slopeOf, treeMib, type Sample } from './soakFigures.ts';

/*
 * npm run soak -- --minutes N: the real core on the browser host in Chromium, puppets before the kiosk's camera who pay and check in without end,
 * simulated ESP32-CAMs in a room. JSON lines out: a sample every five seconds, a summary at the end. Exit 1 when anything went wrong.
 * The memory of the host holds the vision worker's too: it is a thread.
 */

const sampleEveryMs = 5_000;
/** A page that does not run its timers for this long is felt. Milliseconds. */
const stallMs = 200;
/** Models load, pools fill, code is compiled: what grows until then is no leak. */
const warmUpOf = (minutes: number): number => Math.min(300, minutes * 60 * 0.3);

const people = [{ name: 'Ani Lestari', identifier: '10001', pin: '274913', clip: 'personA' }, { name: 'Budi Santoso', identifier: '10002', pin: '581264', clip: 'personB' }] as const;
const owner = { username: 'pemilik', password: 'kuda-hijau-memanjat-pagar' };
const zone = 'Asia/Jakarta';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } });
const minutes = Number(values.minutes);
if (!Number.isFinite(minutes) || minutes <= 0) {
  process.stderr.write('usage: npm run soak -- --minutes N\n');
  process.exit(2);
}

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const errors: string[] = [];
/** Refused payments by the code the screen showed. */
const refusals: Record<string, number> = {};
const count = (counts: Record<string, number>, key: string): void => void (counts[key] = (counts[key] ?? 0) + 1);
const made = { payments: 0, checkins: 0, refusedPayments: 0, rounds: 0 };

/** "2026-11-21" and "14:05" of a moment at the site. */
function localOf(atMs: number): { date: string; time: string } {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(atMs);
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

async function prepare(kiosk: Kiosk, cameras: readonly FakeEsp32[]): Promise<void> {
  await arrive(kiosk.page, 'setup');
  const admin = await kiosk.openAdmin();
  await admin.locator('form').waitFor();
  await callFrom(admin, 'setup.firstRun', { siteName: 'SMP Melati', zone, language: 'id', ownerName: 'Pemilik', ...owner });
  await callFrom(admin, 'settings.save', { revision: 0, patch: { challengePolicy: 'never' } });
  await arrive(kiosk.page, 'attract');
  for (const { clip, ...person } of people) {
    kiosk.stand(clip);
    await enrol(kiosk.page, person);
    await goHome(kiosk.page);
  }
  await callFrom(admin, 'staff.reauthenticate', { password: owner.password });
  const { rows } = await callFrom(admin, 'people.list', {});
  for (const { personId } of rows) await callFrom(admin, 'topups.create', { personId, amount: 1_000_000, idempotencyKey: crypto.randomUUID() });
  const { roomId } = await callFrom(admin, 'rooms.save', { roomId: null, name: 'Ruang 7A' });
  const { courseId } = await callFrom(admin, 'courses.save', { courseId: null, code: 'MTK-7A', name: 'Matematika', teacherId: null });
  const [starts, ends] = [localOf(Date.now() + 60_000), localOf(Date.now() + 2 * 3_600_000)];
  await callFrom(admin, 'members.add', { courseId, personIds: rows.map(({ personId }) => personId), fromDate: starts.date, untilDate: null });
  // Around midnight a session would end before it begins: then there are greetings only.
  if (ends.date === starts.date) await callFrom(admin, 'sessions.add', { courseId, roomId, date: starts.date, starts: starts.time, ends: ends.time });
  for (const [i, { streamUrl }] of cameras.entries()) await callFrom(admin, 'cameras.save', { cameraId: null, name: `Kamera ${i + 1}`, roomId, url: streamUrl, enabled: true, username: null, secret: null });
  await admin.close();
}

/** Counts in the page how often its timers came late. */
async function watchStalls(page: Page): Promise<() => Promise<{ count: number; longestMs: number }>> {
  const seen = await page.evaluateHandle((limit) => {
    const stalls = { count: 0, longestMs: 0 };
    let last = performance.now();
    setInterval(() => {
      const late = performance.now() - last - 50;
      last = performance.now();
      if (late > limit) stalls.count += 1;
      if (late > limit && late > stalls.longestMs) stalls.longestMs = Math.round(late);
    }, 50);
    return stalls;
  }, stallMs);
  return () => seen.jsonValue();
}

async function round(kiosk: Kiosk, person: (typeof people)[number]): Promise<void> {
  kiosk.stand(person.clip);
  if ((await lookToPay(kiosk.page, 1_000)) === 'confirm') {
    await action(kiosk.page, 'confirm').click();
    await arrive(kiosk.page, 'paid');
    made.payments += 1;
  } else {
    made.refusedPayments += 1;
    count(refusals, await refusalCode(kiosk.page));
  }
  await goHome(kiosk.page);
  await watchForCheckins(kiosk.page);
  await greeted(kiosk.page, { firstName: person.name.split(' ')[0] ?? '' });
  made.checkins += 1;
  await goHome(kiosk.page);
  made.rounds += 1;
}

/** Why looks ended without a match, as main noted it: code, what broke, and the step it was at. */
function looksEnded(dataDir: string): Record<string, number> {
  const db = openReadOnly(join(dataDir, 'tatap.db'));
  const ended: Record<string, number> = {};
  for (const { verdict, step, detail } of db.sqlite.prepare<[], { verdict: string; step: string | null; detail: string }>("SELECT verdict, step, detail FROM liveness_log WHERE verdict <> 'done'").all()) {
    const { why } = JSON.parse(detail) as { why?: string }; // written by attempts.ts
    count(ended, [verdict, why, step].filter((word) => word != null).join(' '));
  }
  db.sqlite.close();
  return ended;
}

/** Lines of level error and above. */
function errorsInLog(dataDir: string): string[] {
  const folder = join(dataDir, 'logs');
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')).filter((line) => line !== '');
  return lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50); // written by pino, so one object with a level a line
}

const stallFile = join(mkdtempSync(join(tmpdir(), 'tatap-soak-')), 'stalls');
process.env.TATAP_SOAK_STALLS = stallFile;
process.env.NODE_OPTIONS = `--import=${join(import.meta.dirname, 'stallWatch.mjs')}`;
const dataDir = mkdtempSync(join(tmpdir(), 'tatap-soak-data-'));
const clips = await makeClips({ chromium });
const cameras = [await startFakeEsp32({ frames: clipFrames(clips.personA), fps: 8 }), await startFakeEsp32({ frames: clipFrames(clips.empty), fps: 8 })];
const kiosk = await startKiosk({ dataDir });
kiosk.page.on('pageerror', (error) => errors.push(`page: ${error.message}`));
kiosk.page.on('crash', () => errors.push('the page crashed'));
await prepare(kiosk, cameras);
say({ event: 'prepared', dataDir });

const begunMs = performance.now();
const atS = () => (performance.now() - begunMs) / 1000;
const stalls = await watchStalls(kiosk.page);
const series: Record<'host' | 'browser', Sample[]> = { host: [], browser: [] };
const timer = setInterval(() => {
  const { hostPid } = kiosk;
  if (hostPid === null) return;
  const sample = { host: rssMib(hostPid), browser: treeMib(process.pid, hostPid) - rssMib(process.pid) };
  for (const name of ['host', 'browser'] as const) series[name].push({ atS: atS(), mib: sample[name] });
  say({ event: 'sample', atS: Math.round(atS()), hostMib: Math.round(sample.host), browserMib: Math.round(sample.browser), ...made });
}, sampleEveryMs);
for (let i = 0; atS() < minutes * 60; i += 1) {
  const person = people[i % people.length] ?? people[0];
  try {
    await round(kiosk, person);
  } catch (error) {
    errors.push(error instanceof Error ? error.message : String(error));
    say({ event: 'error', atS: Math.round(atS()), error: errors.at(-1) });
    if (errors.length > 20) break;
    await goHome(kiosk.page).catch(() => {});
  }
}
clearInterval(timer);
const pageStalls = await stalls().catch(() => ({ count: -1, longestMs: -1 }));
await kiosk.close();
await Promise.all(cameras.map((camera) => camera.close()));

const hostStalls = existsSync(stallFile) ? readFileSync(stallFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { atMs: number; ms: number }) : []; // written by stallWatch.mjs
const afterPrepare = hostStalls.filter(({ atMs }) => atMs > Date.now() - atS() * 1000);
const verify = spawnSync(process.execPath, [join(projectRoot, 'src/main/cli/verify.ts'), '--data', dataDir, '--json'], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
const logged = errorsInLog(dataDir);
const warm = warmUpOf(minutes);
const growth = (samples: readonly Sample[]) => {
  const used = samples.filter((sample) => sample.atS >= warm);
  const slope = slopeOf(used);
  const round1 = (value: number) => Math.round(value * 10) / 10;
  return { fromMib: Math.round(used[0]?.mib ?? 0), toMib: Math.round(used.at(-1)?.mib ?? 0), mibPerHour: slope && round1(slope.mibPerHour), r2: slope && Math.round(slope.r2 * 100) / 100, samples: used.length };
};
const sound = verify.status === 0;
say({
  event: 'summary', minutes, warmUpS: warm, ...made,
  host: growth(series.host), browser: growth(series.browser),
  hostStallsOver200Ms: afterPrepare.length, longestHostStallMs: Math.max(0, ...afterPrepare.map(({ ms }) => ms)), kioskStallsOver200Ms: pageStalls.count, longestKioskStallMs: pageStalls.longestMs,
  refusals, looksEnded: looksEnded(dataDir),
  errors, errorsInLog: logged.slice(0, 10), ledgerSound: sound,
});
rmSync(dataDir, { recursive: true, force: true });
process.exit(errors.length === 0 && logged.length === 0 && sound && made.payments > 0 ? 0 : 1);
