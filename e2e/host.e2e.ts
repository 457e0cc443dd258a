import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/*
 * The browser host opening a real Chromium by itself, headless: what the kiosk page may and may not do there. The other specs
 * let playwright open the browser; this one looks at the flags, the profile and the policy the host itself sets.
 */

const root = resolve(import.meta.dirname, '..');
let base: string;
let host: ChildProcess;
let ended: Promise<number | null>;
let browser: Browser;
let page: Page;
let said = '';
const complaints: string[] = [];

/** Chromium writes the port it chose into its profile. */
async function devToolsPort(profileDir: string): Promise<string> {
  for (let waited = 0; waited < 120_000 && host.exitCode === null; waited += 200) {
    try {
      return readFileSync(join(profileDir, 'DevToolsActivePort'), 'utf8').split('\n')[0] ?? '';
    } catch {
      await new Promise((wait) => { setTimeout(wait, 200); });
    }
  }
  throw new Error(`Chromium did not start: ${said}`);
}

/** A browser that is still opening its first window now and then leaves a connection without an answer; the next one gets it. */
async function connect(url: string): Promise<Browser> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await chromium.connectOverCDP(url);
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'tatap-launch-'));
  host = spawn(process.execPath, [join(root, 'dist/main/hosts/browser.js'), `--data=${join(base, 'data')}`], {
    env: { ...process.env, TATAP_CHROMIUM_ARGS: '--headless=new --remote-debugging-port=0 --use-fake-device-for-media-stream --disable-gpu' }, stdio: ['ignore', 'ignore', 'pipe'],
  });
  host.stderr?.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  ended = new Promise((done) => { host.once('exit', done); });
  browser = await connect(`http://127.0.0.1:${await devToolsPort(join(base, 'data/browser'))}`);
  const first = browser.contexts()[0]?.pages()[0];
  if (first === undefined) throw new Error('Chromium has no page');
  page = first;
  page.on('console', (message) => { if (/Content Security Policy|Permissions-Policy/.test(message.text())) complaints.push(message.text()); });
  page.on('pageerror', (error) => { complaints.push(error.message); });
  await page.waitForURL('http://127.0.0.1:*/kiosk/');
  await page.reload();
  await page.locator('#root > *').first().waitFor();
});

afterAll(async () => {
  host.kill('SIGKILL');
  await ended;
  rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

test('the kiosk opens admitted, and the page cannot read what admits it', async () => {
  expect(await page.title()).not.toBe('');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(await page.evaluate(async () => (await fetch('/launch?token=x')).status)).toBe(403);
});

test('the camera is there without a question; microphone, place and code from text are refused', async () => {
  const media = (wanted: MediaStreamConstraints) => page.evaluate(async (constraints) => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      const kinds = stream.getTracks().map((track) => { track.stop(); return track.kind; });
      return kinds.join();
    } catch (error) {
      return error instanceof DOMException ? error.name : String(error);
    }
  }, wanted);
  expect(await media({ video: true })).toBe('video');
  expect(await media({ audio: true })).toBe('NotAllowedError');
  expect(await media({ video: true, audio: true })).toBe('NotAllowedError');
  expect(await page.evaluate(() => new Promise((answer) => { navigator.geolocation.getCurrentPosition(() => { answer('found'); }, ({ code }) => { answer(code); }); }))).toBe(1);
  expect(await page.evaluate(async () => {
    // The developer tools lift the policy for what they evaluate, until it first waits.
    await new Promise((wait) => { setTimeout(wait, 0); });
    try {
      return String(new Function('return 1')());
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  })).toBe('EvalError');
});

test('face_mesh finds a face under the strict policy', async () => {
  const faces = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.src = '/face_mesh/face_mesh.js';
    await new Promise((loaded, failed) => { script.onload = loaded; script.onerror = failed; document.head.append(script); });
    interface Mesh { setOptions(options: object): void; onResults(listener: (results: { multiFaceLandmarks: unknown[][] }) => void): void; send(input: { image: HTMLCanvasElement }): Promise<void> }
    // The script above defines it; the package has no module.
    const { FaceMesh } = window as unknown as { FaceMesh: new (options: { locateFile(file: string): string }) => Mesh };
    const mesh = new FaceMesh({ locateFile: (file) => `/face_mesh/${file}` });
    mesh.setOptions({ maxNumFaces: 4, refineLandmarks: true });
    const found: number[][] = [];
    mesh.onResults(({ multiFaceLandmarks }) => found.push(multiFaceLandmarks.map((points) => points.length)));
    for (let sample = 1; sample <= 6; sample += 1) {
      const picture = new Image();
      picture.src = `/demo/sample${sample}.jpg`;
      await picture.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
      canvas.getContext('2d')?.drawImage(picture, 0, 0);
      await mesh.send({ image: canvas });
    }
    return found;
  });
  expect(faces).toHaveLength(6);
  expect(faces.flat()).toContain(478);
});

test('staff opens the admin window from the kiosk, and it is a window of its own', async () => {
  const popup = page.context().waitForEvent('page');
  await page.locator('[data-action="open-admin"], [data-action="staff"]').first().click();
  const admin = await popup;
  await admin.waitForURL('http://127.0.0.1:*/admin/');
  await admin.locator('#root > *').first().waitFor();
  expect(await admin.evaluate(async () => {
    try {
      await navigator.mediaDevices.getUserMedia({ video: true });
      return 'camera';
    } catch (error) {
      return error instanceof DOMException ? error.name : String(error);
    }
  })).toBe('NotAllowedError');
  await admin.close();
});

test('nothing on the kiosk page broke its own policy', () => {
  // The refusals asked for above are in there; anything else is ours to mend.
  expect(complaints.filter((line) => !/microphone|[Gg]eolocation|unsafe-eval/.test(line))).toEqual([]);
});

test('closing the browser ends the host', async () => {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.close');
  expect(await ended).toBe(0);
});
