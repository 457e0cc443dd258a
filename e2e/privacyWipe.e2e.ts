import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callFrom } from './door.ts';
import { action, arrive, enrol, enterAmount, goHome, identify, lookAndBeKnown, owner, setUp, tapDigits } from './pages.ts';
import { startKiosk, type Kiosk } from './tatap.ts';

/*
 * What the next person could find of the one before: in what is drawn, in the page's memory (its store, its closures), on its canvases, in the camera and in what a
 * browser keeps. Looked for in a real Chromium, with its own debugger, after a visit that ended well and after ones that somebody walked away from.
 */

const person = { name: 'Kenari Kuningwati', identifier: 'KNR-77001', pin: '274913' } as const;
const stranger = { name: 'Merpati Putihandika', identifier: 'MRP-88002' } as const;
const amount = 13_579;
/** Rp 13.579 as it is drawn, whatever the space is. */
const amountText = '13.579';
const idleMs = 4_000;

declare global {
  interface Window {
    wipe: { canvases: WeakRef<OffscreenCanvas | HTMLCanvasElement>[]; tracks: MediaStreamTrack[] };
  }
}

/** Runs in the page before its own scripts: remembers, weakly, every canvas it makes and every camera track it is given. */
function watchPixels(): void {
  const wipe: Window['wipe'] = { canvases: [], tracks: [] };
  window.wipe = wipe;
  const Offscreen = window.OffscreenCanvas;
  window.OffscreenCanvas = new Proxy(Offscreen, { construct(target, given: [number, number]) {
    const canvas = new target(...given);
    wipe.canvases.push(new WeakRef(canvas));
    return canvas;
  } });
  const createElement = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = createElement(name, options);
    if (element instanceof HTMLCanvasElement) wipe.canvases.push(new WeakRef(element));
    return element;
  }) as typeof document.createElement;
  const devices = navigator.mediaDevices;
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    wipe.tracks.push(...stream.getTracks());
    return stream;
  };
}

interface Left { html: string; fields: string; storage: string; pictures: number; canvasesSeen: number; liveTracks: number; tracksSeen: number; playing: number }

/** What the page still shows, holds or keeps. A picture is a canvas that is still there and not blank. */
async function leftIn(page: Page): Promise<Left> {
  return page.evaluate(async () => {
    const { canvases, tracks } = window.wipe;
    let pictures = 0;
    for (const ref of canvases) {
      const canvas = ref.deref();
      if (!canvas || canvas.width === 0 || canvas.height === 0) continue;
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D | null;
      // Null: drawn on by WebGL, which keeps nothing after it was shown.
      const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: new Uint8ClampedArray() };
      if (data.some((value) => value !== 0)) pictures += 1;
    }
    const databases = await indexedDB.databases();
    const stored = [{ ...localStorage }, { ...sessionStorage }, databases.map(({ name }) => name), await caches.keys(), document.cookie, window.name, history.state, location.href];
    return {
      html: document.documentElement.outerHTML, fields: [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value).join('|'),
      storage: JSON.stringify(stored), pictures, canvasesSeen: canvases.length,
      liveTracks: tracks.filter(({ readyState }) => readyState === 'live').length, tracksSeen: tracks.length,
      playing: [...document.querySelectorAll('video')].filter(({ srcObject }) => srcObject !== null).length,
    };
  });
}

/** Every string on the page's heap that holds one of the words, after the garbage is gone. */
async function onTheHeap(session: CDPSession, words: readonly string[]): Promise<string[]> {
  await session.send('HeapProfiler.collectGarbage');
  const chunks: string[] = [];
  const collect = ({ chunk }: { chunk: string }) => void chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', collect);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', collect);
  const { strings } = JSON.parse(chunks.join('')) as { strings: string[] }; // Chromium's own format: names of nodes, and the strings themselves
  return strings.filter((text) => words.some((word) => text.includes(word))).map((text) => text.slice(0, 120));
}

describe('between two people', () => {
  let kiosk: Kiosk;
  let session: CDPSession;

  beforeAll(async () => {
    kiosk = await startKiosk();
    await arrive(kiosk.page, 'setup');
    const admin = await kiosk.openAdmin();
    await admin.locator('form').waitFor();
    await setUp(admin, 'Kantin Melati');
    const { revision } = await callFrom(admin, 'settings.get', {});
    await callFrom(admin, 'settings.save', { revision, patch: { idleAfterMs: idleMs } });
    await kiosk.context.addInitScript(watchPixels);
    await kiosk.page.reload();
    await arrive(kiosk.page, 'attract');
    session = await kiosk.context.newCDPSession(kiosk.page);
    await session.send('HeapProfiler.enable');
    await enrol(kiosk.page, person);
    await goHome(kiosk.page);
    await callFrom(admin, 'staff.reauthenticate', { password: owner.password });
    const { rows } = await callFrom(admin, 'people.list', {});
    await callFrom(admin, 'topups.create', { personId: rows[0]?.personId ?? '', amount: 1_000_000, idempotencyKey: crypto.randomUUID() });
    await admin.close();
  });
  afterAll(() => kiosk.close());

  /** Nothing of anybody, once the kiosk waits again. `drawn`: too short to be told from other numbers in memory, so looked for in what is drawn and kept only. */
  async function expectNothingLeft(words: readonly string[], drawn: readonly string[] = []): Promise<void> {
    await arrive(kiosk.page, 'attract');
    const left = await leftIn(kiosk.page);
    for (const word of [...words, ...drawn]) for (const place of ['html', 'fields', 'storage'] as const) expect(left[place].includes(word), `${word} in ${place}`).toBe(false);
    expect({ liveTracks: left.liveTracks, playing: left.playing }).toEqual({ liveTracks: 0, playing: 0 });
    // React keeps what it drew last until it draws twice more, which the kiosk does by itself within a moment.
    await expect.poll(() => onTheHeap(session, words), { timeout: 20_000, interval: 2_000 }).toEqual([]);
    // Looked at after the garbage is gone: only what something still holds on to is left.
    expect((await leftIn(kiosk.page)).pictures).toBe(0);
  }

  test('what the search looks with finds a name that is shown, and one that only a script holds', async () => {
    await kiosk.page.evaluate((name) => { Object.assign(window, { held: () => name }); document.title = `${name} Judul`; }, 'Gelatik Batuwari');
    expect((await leftIn(kiosk.page)).html).toContain('Gelatik Batuwari Judul');
    expect(await onTheHeap(session, ['Gelatik Batuwari'])).not.toEqual([]);
    await kiosk.page.evaluate(() => {
      const canvas = new OffscreenCanvas(4, 4);
      canvas.getContext('2d')?.fillRect(0, 0, 4, 4);
      Object.assign(window, { held: canvas });
      document.title = '';
    });
    expect((await leftIn(kiosk.page)).pictures).toBe(1);
    await kiosk.page.evaluate(() => { Object.assign(window, { held: null }); });
  });

  test('after a payment by face that ended by itself', async () => {
    await lookAndBeKnown(kiosk.page, amount);
    const seen = await leftIn(kiosk.page);
    expect([seen.canvasesSeen > 0, seen.tracksSeen > 0]).toEqual([true, true]);
    await action(kiosk.page, 'confirm').click();
    await arrive(kiosk.page, 'paid');
    expect((await leftIn(kiosk.page)).html).toContain(amountText);
    await expectNothingLeft([person.name, 'Kuningwati', person.identifier, person.pin, amountText, '986.421']);
  });

  test('after somebody walked away from a recognised face and a PIN half typed', async () => {
    await lookAndBeKnown(kiosk.page, amount);
    await expectNothingLeft([person.name, 'K*****', amountText]);
    await enterAmount(kiosk.page, amount);
    await action(kiosk.page, 'pay-with-pin').click();
    await identify(kiosk.page, person.identifier);
    await tapDigits(kiosk.page, person.pin.slice(0, 4));
    // The digits lie in the same object as the number.
    await expectNothingLeft([person.identifier, amountText], [person.pin.slice(0, 4)]);
  });

  test('after somebody walked away from enrolling, with a name typed and a face before the camera', async () => {
    kiosk.stand('personB');
    await action(kiosk.page, 'enrol').click();
    await arrive(kiosk.page, 'consent');
    await action(kiosk.page, 'accept').click();
    await arrive(kiosk.page, 'name');
    await kiosk.page.locator('[data-field="name"]').fill(stranger.name);
    await action(kiosk.page, 'next').click();
    await arrive(kiosk.page, 'newIdentifier');
    await kiosk.page.locator('[data-field="identifier"]').fill(stranger.identifier);
    await action(kiosk.page, 'next').click();
    await arrive(kiosk.page, 'choosePin', 'capture');
    await expectNothingLeft([stranger.name, 'Putihandika', stranger.identifier]);
  });
});
