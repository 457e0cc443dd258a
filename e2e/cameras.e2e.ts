import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../src/main/app.ts';
import { createKeyFile } from '../src/main/hosts/keyFile.ts';
import type { App, Caller } from '../src/main/seam.ts';
import { consentTextVersion } from '../src/shared/consent.ts';
import type { Input, Method, Output } from '../src/shared/contract.ts';
import { besideEachOther } from './fakeEsp32/clip.ts';
import { startFakeEsp32, type FakeEsp32, type FakePart } from './fakeEsp32/server.ts';
import { makeClips } from './puppet/clips.ts';
import { clipFrames } from './puppet/mjpeg.ts';
import { projectRoot } from './tatap.ts';

/*
 * Rooms watched by simulated ESP32-CAMs: the real core with its real nets, database and sockets, puppets before the cameras. What it prints is
 * what it measured: how long a picture is away after a drop and after a freeze.
 */

const kiosk: Caller = { window: 'kiosk', connection: 'kiosk', topFrame: true };
const admin: Caller = { window: 'admin', connection: 'admin', topFrame: true };
const zone = 'Asia/Jakarta';
const people = [['Ani Lestari', '10001', 'personA'], ['Budi Santoso', '10002', 'personB'], ['Citra Dewi', '10003', 'personC']] as const;

/** "2026-11-21" and "14:05" of a moment where the school is. */
function localOf(atMs: number): { date: string; time: string } {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(atMs);
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

const why = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0 ? '' : ' (skipped: ffmpeg, which puts two people into one picture, is not installed)';

describe.skipIf(why !== '')(`two room cameras and three people${why}`, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tatap-cameras-'));
  const fakes: FakeEsp32[] = [];
  const secret = randomBytes(32);
  let app: App;
  let clips: Awaited<ReturnType<typeof makeClips>>;
  let personIds: string[] = [];
  let [roomId, otherRoomId, courseId] = ['', '', ''];
  let cameraIds: string[] = [];

  async function must<M extends Method>(caller: Caller, method: M, input: Input<M>): Promise<Output<M>> {
    const result = await app.call(caller, method, input);
    if (!result.ok) throw new Error(`${method} was refused: ${result.code} ${JSON.stringify(result.data)}`);
    return result.value as Output<M>; // the contract parses every answer
  }

  async function enrol(name: string, identifier: string, frames: readonly Uint8Array[]): Promise<string> {
    const { enrolmentId } = await must(kiosk, 'enrolments.begin', { name, identifier, cameraId: 'puppet', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null } });
    for (let i = 0, done = false; !done; i += 2) {
      if (i > frames.length * 3) throw new Error(`${name} was not enrolled from their clip`);
      ({ done } = await must(kiosk, 'enrolments.frame', { enrolmentId, jpeg: new Uint8Array(frames[i % frames.length] ?? []), hints: null }));
    }
    return (await must(kiosk, 'enrolments.finish', { enrolmentId, pin: '274913' })).personId;
  }

  async function camera(name: string, inRoom: string, fake: FakeEsp32, signedWith: Buffer | null): Promise<string> {
    fakes.push(fake);
    const saved = await must(admin, 'cameras.save', { cameraId: null, name, roomId: inRoom, url: fake.streamUrl, enabled: true, username: null, secret: signedWith?.toString('hex') ?? null });
    return saved.cameraId;
  }

  async function healthOf(cameraId: string) {
    const row = (await must(admin, 'cameras.list', {})).rows.find((one) => one.cameraId === cameraId);
    if (!row) throw new Error('the camera is not listed');
    return row.health;
  }

  const marks = async () => (await must(admin, 'marks.list', { voided: true })).rows;

  beforeAll(async () => {
    clips = await makeClips({ chromium, only: ['personA', 'personB', 'personC', 'empty'] });
    app = await createApp({ dataDir, resourcesDir: projectRoot, demoPicturesDir: dataDir, keyStore: createKeyFile(dataDir), host: 'browser', version: '0.0.0', demo: false, engine: 'auto', sentryDsn: null, alwaysComesBack: false, openAdmin: async () => ({ url: null }), end: () => {}, beat: () => {}, kioskSilent: () => false, opsOrigin: () => null });
    await app.visionReady;
    await must(admin, 'setup.firstRun', { siteName: 'SMP Melati', zone, language: 'id', ownerName: 'Pemilik', username: 'pemilik', password: 'kuda-hijau-memanjat-pagar' });
    personIds = [];
    for (const [name, identifier, clip] of people) personIds.push(await enrol(name, identifier, clipFrames(clips[clip])));
    roomId = (await must(admin, 'rooms.save', { roomId: null, name: 'Ruang 7A' })).roomId;
    otherRoomId = (await must(admin, 'rooms.save', { roomId: null, name: 'Lab IPA' })).roomId;
    courseId = (await must(admin, 'courses.save', { courseId: null, code: 'MTK-7A', name: 'Matematika', teacherId: null })).courseId;
    const otherCourseId = (await must(admin, 'courses.save', { courseId: null, code: 'IPA-7A', name: 'IPA', teacherId: null })).courseId;
    const now = Date.now();
    const today = localOf(now).date;
    for (const id of [courseId, otherCourseId]) await must(admin, 'members.add', { courseId: id, personIds, fromDate: today, untilDate: null });
    const [starts, ends] = [localOf(now + 60_000), localOf(now + 3_600_000)];
    await must(admin, 'sessions.add', { courseId, roomId, date: starts.date, starts: starts.time, ends: ends.time });
    await must(admin, 'sessions.add', { courseId: otherCourseId, roomId: otherRoomId, date: starts.date, starts: starts.time, ends: ends.time });
  });

  afterAll(async () => {
    await app.close();
    await Promise.all(fakes.map((fake) => fake.close()));
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('everybody in view is marked once, by whichever camera saw them first', async () => {
    const [left, right] = [await besideEachOther([clips.personA, clips.personB], 10, 6), await besideEachOther([clips.personB, clips.personC], 10, 6)];
    cameraIds = [
      await camera('Depan', roomId, await startFakeEsp32({ frames: left, rssi: -63 }), null),
      await camera('Belakang', roomId, await startFakeEsp32({ frames: right, signed: { secret, cameraId: 'tatap-e2e' } }), secret),
    ];
    await expect.poll(async () => (await marks()).length, { timeout: 60_000, interval: 250 }).toBe(3);
    expect((await marks()).map(({ personId, method, status }) => ({ personId, method, status })).toSorted((a, b) => a.personId.localeCompare(b.personId)))
      .toEqual(personIds.toSorted((a, b) => a.localeCompare(b)).map((personId) => ({ personId, method: 'camera', status: 'present' })));
  });

  test('the preview shows who is there, by name, and health is true', async () => {
    await expect.poll(async () => (await must(admin, 'cameras.view', { cameraId: cameraIds[0] ?? '' })).faces.map(({ name }) => name).toSorted(), { timeout: 20_000 }).toEqual(['Ani Lestari', 'Budi Santoso']);
    const { picture, faces } = await must(admin, 'cameras.view', { cameraId: cameraIds[0] ?? '' });
    expect(picture).toMatchObject({ width: 640, height: 480 });
    expect(faces.every(({ box }) => box.x > -0.1 && box.x + box.width < 1.1)).toBe(true);
    await expect.poll(() => healthOf(cameraIds[0] ?? ''), { timeout: 20_000 }).toMatchObject({ state: 'live', trouble: null, width: 640, height: 480, refused: 0, reconnects: 0, rssiDbm: -63 });
    const { fps, frames, latencyMs } = await healthOf(cameraIds[0] ?? '');
    console.log(JSON.stringify({ fps, frames, latencyMs }));
    expect(fps).toBeGreaterThan(5);
  });

  /** Milliseconds until a picture comes that was not there at `sinceMs`. */
  async function back(cameraId: string, sinceMs: number, begun: number): Promise<number> {
    await expect.poll(async () => (await healthOf(cameraId)).lastFrameAtMs ?? 0, { timeout: 20_000, interval: 20 }).toBeGreaterThan(sinceMs);
    return Math.round(performance.now() - begun);
  }

  test('after a drop the picture is back within 5 s, after a freeze within 5 s of noticing it', async () => {
    const [first, second] = fakes;
    const [firstId = '', secondId = ''] = cameraIds;
    const drops: number[] = [];
    for (let i = 0; i < 3; i++) {
      // What was on the wire when it was cut may still arrive.
      first?.drop();
      await sleep(100);
      const [sinceMs, begun] = [Date.now(), performance.now() - 100];
      drops.push(await back(firstId, sinceMs, begun));
      await sleep(1_500);
    }
    second?.freeze(true);
    await sleep(100);
    const begun = performance.now() - 100;
    const frozenAt = Date.now();
    await expect.poll(async () => (await healthOf(secondId)).state, { timeout: 6_000, interval: 50 }).toBe('stalled');
    // It hangs up on the frozen camera and comes again.
    await expect.poll(() => second?.counts.connections, { timeout: 12_000, interval: 50 }).toBe(2);
    expect((await healthOf(secondId)).trouble).toBe('stalled');
    second?.freeze(false);
    const freeze = await back(secondId, frozenAt, begun);
    console.log(JSON.stringify({ pictureBackAfterDropMs: drops, pictureBackAfterFreezeMs: freeze }));
    expect(Math.max(...drops)).toBeLessThan(5_000);
    expect(freeze).toBeLessThan(10_000);
    expect(await healthOf(firstId)).toMatchObject({ state: 'live', reconnects: 3 });
    expect(await healthOf(secondId)).toMatchObject({ state: 'live', reconnects: 1, gaps: 1, refused: 0 });
    expect(first?.counts.mostViewers).toBe(1);
    expect(await marks()).toHaveLength(3);
  });

  test('of a signed stream that was tampered with nothing is used', async () => {
    const past: FakePart[] = [];
    /** One true picture of an empty room; then Citra, in every way but the true one. */
    const attack = (part: FakePart): readonly FakePart[] => {
      past.push(part);
      if (past.length === 1) return [part];
      const altered = Buffer.from(part.jpeg);
      const middle = altered.length >> 1;
      altered[middle] = (altered[middle] ?? 0) ^ 1;
      const first = past[0] ?? part;
      const kinds: readonly (readonly FakePart[])[] = [
        [{ ...part, jpeg: altered }], [first], [{ ...part, signature: null }], [{ ...part, seq: part.seq + 1n }], [{ ...part, timeMs: part.timeMs + 1 }], [{ ...first, jpeg: part.jpeg }],
      ];
      return kinds[past.length % kinds.length] ?? [];
    };
    const fake = await startFakeEsp32({ frames: clipFrames(clips.empty), signed: { secret, cameraId: 'tatap-lab' }, tamper: attack });
    const cameraId = await camera('Lab', otherRoomId, fake, secret);
    await expect.poll(async () => (await healthOf(cameraId)).frames, { timeout: 10_000 }).toBe(1);
    fake.show(clipFrames(clips.personC));
    await expect.poll(async () => (await healthOf(cameraId)).refused, { timeout: 30_000 }).toBeGreaterThan(60);
    const health = await healthOf(cameraId);
    console.log(JSON.stringify({ used: health.frames, refused: health.refused, trouble: health.trouble, state: health.state }));
    expect(health).toMatchObject({ frames: 1, state: 'stalled' });
    expect(await marks()).toHaveLength(3);
  });

  test('frames in the wrong order are refused, and those in order go on', async () => {
    const held: FakePart[] = [];
    /** Every third picture comes behind the two after it. */
    const reorder = (part: FakePart): readonly FakePart[] => {
      held.push(part);
      if (held.length < 3) return [];
      const [late, ...others] = held.splice(0);
      return late ? [...others, late] : others;
    };
    const fake = await startFakeEsp32({ frames: clipFrames(clips.empty), signed: { secret, cameraId: 'tatap-lab-2' }, tamper: reorder });
    const cameraId = await camera('Lab, kanan', otherRoomId, fake, secret);
    await expect.poll(async () => (await healthOf(cameraId)).refused, { timeout: 20_000 }).toBeGreaterThanOrEqual(10);
    const { frames, refused, trouble } = await healthOf(cameraId);
    expect(trouble).toBe('replayed');
    expect(Math.abs(frames - refused * 2)).toBeLessThanOrEqual(2);
    expect(await marks()).toHaveLength(3);
  });
});
