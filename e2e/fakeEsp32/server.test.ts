import { performance } from 'node:perf_hooks';
import { afterEach, expect, it, vi } from 'vitest';
import { createPuller, type PulledFrame, type Puller } from '../../src/main/cameras/puller.ts';
import { createVerifier } from '../../src/main/cameras/signature.ts';
import { startFakeEsp32, type FakeEsp32, type FakeEsp32Options } from './server.ts';

/** A JPEG as far as its header goes. */
const picture = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 1, 0xe0, 2, 0x80, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
const secret = Buffer.alloc(32, 9);

let camera: FakeEsp32 | null = null;
let puller: Puller | null = null;
afterEach(async () => {
  await puller?.stop();
  await camera?.close();
  puller = null;
  camera = null;
});

async function watch(options: Partial<FakeEsp32Options>, access: { username?: string; password?: string; token?: string } = {}) {
  const frames: PulledFrame[] = [];
  camera = await startFakeEsp32({ frames: [picture], fps: 20, ...options });
  const address = { url: camera.streamUrl, username: null, password: null, token: null, ...access };
  puller = createPuller({ address, verifier: options.signed ? createVerifier(secret, Date.now) : null, onFrame: (frame) => frames.push(frame), onChange: () => {}, now: Date.now, monotonicMs: () => performance.now(), random: () => 0.5 });
  return { frames, health: puller.health, camera };
}

it('is read like a real camera, with its signal, and signs what the verifier takes', async () => {
  const { frames, health } = await watch({ signed: { secret, cameraId: 'tatap-fake01' }, rssi: -70 });
  await vi.waitFor(() => expect(health()).toMatchObject({ state: 'live', trouble: null, rssiDbm: -70 }), 4_000);
  expect(frames.length).toBeGreaterThan(10);
  expect(health().refused).toBe(0);
});

it('serves one viewer', async () => {
  const { health, camera: one } = await watch({});
  await vi.waitFor(() => expect(health().state).toBe('live'), 3_000);
  expect((await fetch(one.streamUrl)).status).toBe(503);
  expect((await fetch(`http://127.0.0.1:${one.port}/snapshot`)).headers.get('content-type')).toBe('image/jpeg');
});

it('lets in who knows the password or the token', async () => {
  const { health } = await watch({ user: 'admin', password: 'rahasia' });
  await vi.waitFor(() => expect(health().trouble).toBe('unauthorised'), 3_000);
  await puller?.stop();
  await camera?.close();
  const second = await watch({ user: 'admin', password: 'rahasia' }, { username: 'admin', password: 'rahasia' });
  await vi.waitFor(() => expect(second.health().state).toBe('live'), 3_000);
  await puller?.stop();
  await camera?.close();
  const third = await watch({ token: 'kunci' }, { token: 'kunci' });
  await vi.waitFor(() => expect(third.health().state).toBe('live'), 3_000);
});

it('freezes and drops, and the puller comes back', async () => {
  const { health, camera: one, frames } = await watch({});
  await vi.waitFor(() => expect(health().state).toBe('live'), 3_000);
  one.drop();
  const droppedAt = performance.now();
  const before = frames.length;
  await vi.waitFor(() => expect(frames.length).toBeGreaterThan(before + 1), { timeout: 6_000, interval: 20 });
  expect(performance.now() - droppedAt).toBeLessThan(5_000);
  one.freeze(true);
  await vi.waitFor(() => expect(health().state).toBe('stalled'), 4_000);
  one.freeze(false);
  await vi.waitFor(() => expect(health().state).toBe('live'), 3_000);
  expect(health()).toMatchObject({ reconnects: 1, gaps: 1 });
  expect(one.counts.mostViewers).toBe(1);
}, 30_000);
