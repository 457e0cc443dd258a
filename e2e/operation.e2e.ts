import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../src/main/app.ts';
import { startBrowserHost, type RunningHost } from '../src/main/hosts/browserHost.ts';
import { profileDirFor } from '../src/main/hosts/chromium.ts';
import { callFrom } from './door.ts';
import { arrive, goToPage, owner, setUp } from './pages.ts';
import { chromiumPath } from './puppet/clips.ts';
import { projectRoot, startKiosk, type Kiosk } from './tatap.ts';


/** Whether a process is still there. */
function alive(pid: number): boolean {
  try {
    // A process that ended and was not waited for yet answers signals; its state says so.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('the operation page over the real host', () => {
  let kiosk: Kiosk;
  let admin: Page;

  beforeAll(async () => {
    kiosk = await startKiosk({ args: ['--ops-port=0'] });
    await arrive(kiosk.page, 'setup');
    admin = await kiosk.openAdmin();
    await admin.locator('form').waitFor();
    await setUp(admin, 'Kantin Melati');
    await arrive(kiosk.page, 'attract');
  });
  afterAll(() => kiosk.close());

  test('shows version, machine, chains and log, and a program reads the same over loopback', async () => {
    await goToPage(admin, 'operation');
    await admin.locator('[data-chains=true]').waitFor();
    const text = await admin.locator('main').innerText();
    expect(text).toContain('Tatap 0.1.0, di Chromium');
    expect(text).toContain(kiosk.dataDir);
    const { opsOrigin, health } = await callFrom(admin, 'operation.status', {});
    expect(text).toContain(String(opsOrigin));
    const answer = await fetch(`${String(opsOrigin)}/health`);
    expect([answer.status, await answer.json()]).toEqual([200, health]);
    const metrics = await (await fetch(`${String(opsOrigin)}/metrics`)).text();
    expect(metrics).toMatch(/^tatap_payments_open 1$/m);
    expect(metrics).toMatch(/^tatap_calls_total\{method="windows\.beat",result="ok"\} [1-9]/m);
    expect(metrics).not.toContain('Melati');
    // A page of the browser gets nothing of it.
    expect(await admin.evaluate((url) => fetch(url).then(() => 'read', () => 'refused'), `${String(opsOrigin)}/health`)).toBe('refused');
    await kiosk.picture('admin-operation', admin);
  });

  test('every row is checked at the press of a button', async () => {
    await admin.locator('[data-action=verify-chains]').click();
    await admin.getByText('(semua baris)').waitFor();
    expect(await callFrom(admin, 'operation.verify', {})).toMatchObject({ sound: true, complete: true });
  });

  test('the log is shown by level', async () => {
    await callFrom(kiosk.page, 'people.list', {}).catch(() => {});
    await admin.getByText('Perhatian ke atas').click();
    await admin.locator('td', { hasText: 'people.list' }).first().waitFor();
    expect(await admin.locator('td', { hasText: 'vision ready' }).count()).toBe(0);
    await admin.getByText('Semua', { exact: true }).click();
    await admin.locator('td', { hasText: 'vision ready' }).waitFor();
  });

  test('a restart is asked twice, says so, and the program ends to be started again; on the same folder everything is there', async () => {
    const pid = kiosk.hostPid ?? 0;
    // However long the tests before took.
    await callFrom(admin, 'staff.reauthenticate', { password: owner.password });
    await admin.locator('[data-action=restart-kiosk]').click();
    await admin.locator('dialog [data-action=cancel]').click();
    expect(alive(pid)).toBe(true);
    await admin.locator('[data-action=restart-kiosk]').click();
    await admin.locator('dialog [data-action=submit]').click();
    await admin.locator('[data-ending=restart]').waitFor();
    await expect.poll(() => alive(pid), { timeout: 20_000 }).toBe(false);
    await kiosk.restart();
    await arrive(kiosk.page, 'attract');
  });
});

describe('a kiosk page that stands still', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tatap-hang-'));
  const before = { ...process.env };
  const said: string[] = [];
  let host: RunningHost;
  const connected: Browser[] = [];

  beforeAll(async () => {
    Object.assign(process.env, { TATAP_CHROMIUM: chromiumPath, TATAP_CHROMIUM_ARGS: '--headless=new --disable-gpu --remote-debugging-port=0', DISPLAY: process.env.DISPLAY ?? ':99' });
    const options = { dataDir, demo: false, engine: 'faceapi' as const, windowed: true, port: 0, opsPort: 0, sentryDsn: null, open: true, json: false, fakeCamera: null };
    host = await startBrowserHost(options, { createApp, rootDir: projectRoot, say: (line) => said.push(line), watchdogRules: { everyMs: 500, silentAfterMs: 12_000, firstAfterMs: 60_000 } });
  });
  afterEach(() => { said.splice(0); });
  afterAll(async () => {
    for (const browser of connected) await browser.close().catch(() => {});
    await host?.stop();
    process.env = before;
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** The kiosk's page in the Chromium the host opened last, another one than `not`; reached through Chromium's own door for debuggers. */
  async function kioskPage(not: string | null): Promise<{ page: Page; door: string }> {
    const file = join(profileDirFor(chromiumPath, dataDir), 'DevToolsActivePort');
    const door = await expect.poll(() => {
      try {
        const [port, path] = readFileSync(file, 'utf8').split('\n');
        return path && path !== not ? `${String(port)} ${path}` : null;
      } catch {
        return null;
      }
    }, { timeout: 60_000 }).not.toBeNull().then(() => readFileSync(file, 'utf8').split('\n'));
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${String(door[0])}`);
    connected.push(browser);
    const context = browser.contexts()[0];
    if (!context) throw new Error('Chromium has no context');
    const page = context.pages()[0] ?? (await context.waitForEvent('page'));
    await arrive(page, 'setup');
    return { page, door: door[1] ?? '' };
  }

  const health = async () => (await (await fetch(`${String(host.opsOrigin)}/health`)).json()) as { reasons: string[] };

  test('its script hangs: Chromium is opened anew, and the page beats again', async () => {
    const first = await kioskPage(null);
    expect((await health()).reasons).not.toContain('kioskSilent');
    // Never answered: the page does not come back from this.
    void first.page.evaluate(() => { for (;;); }).catch(() => {});
    await expect.poll(async () => (await health()).reasons, { timeout: 60_000, interval: 100 }).toContain('kioskSilent');
    const second = await kioskPage(first.door);
    expect(said.filter((line) => line.includes('SIGKILL'))).toHaveLength(1);
    await expect.poll(async () => (await health()).reasons, { timeout: 30_000 }).not.toContain('kioskSilent');
    expect(second.door).not.toBe(first.door);
  });

  test('its renderer crashes while the browser lives on: likewise', async () => {
    const first = await kioskPage(null);
    const session = await first.page.context().newCDPSession(first.page);
    void session.send('Page.crash').catch(() => {});
    const second = await kioskPage(first.door);
    expect(second.door).not.toBe(first.door);
  });
});
