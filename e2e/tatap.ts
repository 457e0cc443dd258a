import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, chromium, type BrowserContext, type ElectronApplication, type Page } from 'playwright-core';
import { electronPath } from '../scripts/start.mjs';
import { chromiumPath, fakeCameraArgs, makeClips, type ClipName } from './puppet/clips.ts';

export const projectRoot = resolve(import.meta.dirname, '..');
const screenshots = join(projectRoot, 'screenshots', 'e2e');

export type HostName = 'browser' | 'electron';
/** Every spec runs on each of these: Electron wherever its runtime is installed. */
export const presentHosts: readonly HostName[] = electronPath() === null ? ['browser'] : ['browser', 'electron'];

/** A kiosk with a puppet before its camera, in a data folder of its own. */
export interface Kiosk {
  dataDir: string;
  page: Page;
  context: BrowserContext;
  /** Process of the host; null where host and browser are one. */
  hostPid: number | null;
  /** Puts somebody else before the camera; takes effect when the kiosk next opens it. */
  stand(who: ClipName): void;
  /** Puts a clip of the spec's own before the camera, likewise. */
  show(clip: Uint8Array): void;
  /** Lets the host's wall clock run ahead of the true time by this much, and the time since it started by `monotonicMs`; it stays so over a restart. */
  setAhead(ms: number, monotonicMs?: number): void;
  /** Opens the admin window the way staff do, from the kiosk. */
  openAdmin(): Promise<Page>;
  /** Kills host and browser as a power cut would, and starts both again on the same data folder. */
  restart(): Promise<void>;
  /** Writes a screenshot for people to look at. */
  picture(name: string, page?: Page): Promise<void>;
  close(): Promise<void>;
}

export interface KioskOptions { host?: HostName; viewport?: { width: number; height: number }; args?: readonly string[]; dataDir?: string }

interface Host { process: ChildProcess; url: string; log: string[] }

const clockShift = join(import.meta.dirname, 'clockShift.mjs');

/** Starts `node dist/main/hosts/browser.js --no-open --json` and waits for the line that tells its address. */
async function startHost(dataDir: string, args: readonly string[], clock: string): Promise<Host> {
  const child = spawn(process.execPath, ['--import', clockShift, join(projectRoot, 'dist/main/hosts/browser.js'), '--no-open', '--json', `--data=${dataDir}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: projectRoot, env: { ...process.env, TATAP_TEST_CLOCK: clock } });
  const log: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const url = await new Promise<string>((found, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line);
      const match = /"url":"([^"]+)"/.exec(line);
      if (match?.[1]) found(match[1]);
    });
    child.once('exit', (code) => failed(new Error(`the host ended with ${code}: ${log.join('\n')}`)));
  });
  return { process: child, url, log };
}

async function stopHost({ process: child }: Host): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
}

export async function startKiosk(options: KioskOptions = {}): Promise<Kiosk> {
  const clips = await makeClips({ chromium });
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tatap-e2e-'));
  // Chromium reads the file each time the camera is opened, so replacing it is somebody else stepping up.
  const camera = join(mkdtempSync(join(tmpdir(), 'tatap-camera-')), 'camera.mjpeg');
  const stand = (who: ClipName) => {
    copyFileSync(clips[who], `${camera}.next`);
    renameSync(`${camera}.next`, camera);
  };
  const show = (clip: Uint8Array) => {
    writeFileSync(`${camera}.next`, clip);
    renameSync(`${camera}.next`, camera);
  };
  const clock = `${camera}.clock`;
  stand('personA');
  const viewport = options.viewport ?? { width: 1280, height: 800 };
  const open = () => (options.host === 'electron' ? openElectron(dataDir, camera, options.args ?? [], clock) : openOnBrowserHost(dataDir, camera, viewport, options.args ?? [], clock));
  let opened = await open();

  const kiosk: Kiosk = {
    dataDir,
    page: opened.page,
    context: opened.context,
    hostPid: opened.hostPid,
    stand, show,
    setAhead: (ms, monotonicMs = 0) => writeFileSync(clock, `${ms} ${monotonicMs}`),
    async openAdmin() {
      const popup = kiosk.context.waitForEvent('page');
      await kiosk.page.locator('[data-action="staff"], [data-action="open-admin"]').first().click();
      const admin = await popup;
      await admin.setViewportSize({ width: 1280, height: 800 });
      return admin;
    },
    async restart() {
      await opened.kill();
      opened = await open();
      kiosk.page = opened.page;
      kiosk.context = opened.context;
      kiosk.hostPid = opened.hostPid;
    },
    async picture(name, page = kiosk.page) {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
    },
    async close() {
      await opened.kill();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return kiosk;
}

interface Opened {
  page: Page;
  context: BrowserContext;
  hostPid: number | null;
  /** Ends everything at once, as a power cut would. */
  kill(): Promise<void>;
}

async function openOnBrowserHost(dataDir: string, camera: string, viewport: { width: number; height: number }, args: readonly string[], clock: string): Promise<Opened> {
  const host = await startHost(dataDir, args, clock);
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...fakeCameraArgs(camera), '--disable-gpu', '--disable-background-networking', '--no-first-run', '--autoplay-policy=no-user-gesture-required', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  const context = await browser.newContext({ viewport, permissions: ['camera'], locale: 'id-ID', timezoneId: 'Asia/Jakarta' });
  const page = await context.newPage();
  await page.goto(host.url);
  return {
    page, context,
    hostPid: host.process.pid ?? null,
    async kill() {
      await browser.close();
      await stopHost(host);
    },
  };
}

async function openElectron(dataDir: string, camera: string, args: readonly string[], clock: string): Promise<Opened> {
  const program = electronPath();
  if (program === null) throw new Error('the Electron runtime is not installed');
  const app: ElectronApplication = await _electron.launch({
    executablePath: program,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...fakeCameraArgs(camera), projectRoot, '--windowed', `--data=${dataDir}`, ...args],
    cwd: projectRoot,
    env: { ...process.env, NODE_OPTIONS: `--import=${clockShift}`, TATAP_TEST_CLOCK: clock },
  });
  const page = await app.firstWindow();
  return {
    page,
    context: app.context(),
    hostPid: null,
    async kill() {
      app.process().kill('SIGKILL');
      await app.close().catch(() => {});
    },
  };
}
