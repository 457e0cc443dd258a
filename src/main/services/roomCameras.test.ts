import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { createHealth } from '../cameras/health.ts';
import type { PullerNeeds, PulledFrame } from '../cameras/puller.ts';
import { activeNameOf } from '../db/queries/people.ts';
import type { Vision, WatchedTrack, WatchReport } from '../vision/types.ts';
import { createAttendance, type Arrival } from './attendance.ts';
import { openRegister, refusalOf } from './register.testkit.ts';
import { createRoomCameras } from './roomCameras.ts';
import { lookLimits } from './roomLooks.ts';

const url = 'http://192.168.4.20:81/stream';
const secret = 'ab'.repeat(32);

function track(trackId: number, identity: WatchedTrack['identity'], live: WatchedTrack['live'] = 'live'): WatchedTrack {
  const quality = { eyeDistancePx: 60, sharpness: 100, brightness: 120, unevenness: 0 };
  const face = { box: { x: 64, y: 48, width: 128, height: 96 }, score: 1, points: new Float32Array(10), yawDeg: 0, pitchDeg: 0, rollDeg: 0, mouthRatio: 1, eyes: new Uint8Array(), mouth: new Uint8Array(), quality, live: null, embedding: null };
  return { trackId, face, looks: 3, identity, live, tooPoor: false };
}

/** Cameras whose frames the test sends and whose faces the test names, over the real register. */
function openCameras() {
  const school = openRegister();
  const { db, time } = school;
  const pulls = new Map<string, PullerNeeds>();
  const stopped: string[] = [];
  const watched: string[] = [];
  const asked: Arrival[] = [];
  const faults: unknown[] = [];
  let tracks: WatchedTrack[] = [];
  let answer: ((report: WatchReport) => void) | null = null;
  let held = false;
  let changes = 0;
  let vision: Pick<Vision, 'watch' | 'unwatch'> | null = {
    watch: (stream) => {
      watched.push(stream);
      const report = { width: 640, height: 480, brightness: 100, tracks };
      return held ? new Promise((resolve) => { answer = () => resolve(report); }) : Promise.resolve(report);
    },
    unwatch: async () => {},
  };
  const attendance = createAttendance({ ...school, onChanged: () => {} });
  const cameras = createRoomCameras({
    ...school, monotonicMs: () => time.monoMs, requireWritable: () => {}, onCamerasChanged: () => void (changes += 1), random: () => 0.5, onFault: (error) => faults.push(error),
    // Only what looking at a room needs of the engine is there.
    vision: () => vision as Vision | null,
    nameOf: (personId) => activeNameOf(db, personId),
    mark: (arrival) => {
      asked.push(arrival);
      return attendance.mark(arrival);
    },
    pull: (needs) => {
      pulls.set(needs.address.url, needs);
      const health = createHealth(needs);
      return { health: health.read, counts: health, refuse: (trouble) => void health.refused(trouble), stop: async () => void stopped.push(needs.address.url) };
    },
  });
  const plain = { cameraId: null, name: 'Depan', roomId: school.room, url, enabled: true, username: null };
  return {
    ...school, cameras, pulls, stopped, watched, asked, faults,
    see: (...seen: WatchedTrack[]) => void (tracks = seen),
    hold: () => void (held = true),
    release: () => { const go = answer; answer = null; go?.({ width: 640, height: 480, brightness: 0, tracks }); },
    engineGone: () => void (vision = null),
    engineRefuses: (code: 'BAD_INPUT' | 'ENGINE_UNAVAILABLE') => void (vision = { watch: async () => { throw new Refusal(code); }, unwatch: async () => {} }),
    changes: () => changes,
    add: (more: Partial<Parameters<typeof cameras.save>[0]> = {}) => cameras.save({ ...plain, ...more }, school.owner).cameraId,
    /** A frame of the camera at that address arrives. */
    async frame(at = url): Promise<void> {
      await vi.waitFor(() => expect(pulls.has(at)).toBe(true));
      const frame: PulledFrame = { jpeg: Buffer.from([0xff, 0xd8, 0xff, 0xd9]), width: 640, height: 480, monotonicMs: time.monoMs, atMs: time.wallMs };
      pulls.get(at)?.onFrame(frame);
      await new Promise((done) => setImmediate(done));
    },
    count: (table: string): number => Number(db.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get()),
  };
}

let room: ReturnType<typeof openCameras>;
beforeEach(() => {
  room = openCameras();
  room.cameras.start();
});
afterEach(() => room.cameras.stop());

describe('whom a room camera sees', () => {
  it('is marked once, for the class in that room, by the camera', async () => {
    room.addSession({ courseId: room.maths, roomId: room.room, startsInMin: -5 });
    const cameraId = room.add();
    room.see(track(1, { kind: 'known', personId: room.ani }), track(2, { kind: 'known', personId: room.bayu }, 'none'));
    for (let i = 0; i < 20; i++) await room.frame();
    expect(room.db.sqlite.prepare('SELECT person_id AS personId, status, method, camera_id AS cameraId FROM marks ORDER BY person_id').all()).toEqual(
      [room.ani, room.bayu].toSorted().map((personId) => ({ personId, status: 'present', method: 'camera', cameraId })),
    );
    expect(room.asked).toHaveLength(2);
  });

  it('may be looked at live by staff, which is written down once a look into the room', () => {
    const cameraId = room.add();
    const viewed = () => room.audited().filter((action) => action === 'camera.viewed').length;
    for (let i = 0; i < 10; i += 1) room.cameras.view({ cameraId }, room.owner);
    expect(viewed()).toBe(1);
    room.time.pass(61_000);
    room.cameras.view({ cameraId }, room.owner);
    expect(viewed()).toBe(2);
  });

  it('is not marked while unknown, ambiguous, pending, a picture on a screen, or doubtful', async () => {
    room.addSession({ courseId: room.maths, roomId: room.room, startsInMin: -5 });
    const cameraId = room.add();
    const known = { kind: 'known', personId: room.ani } as const;
    room.see(track(1, { kind: 'unknown' }), track(2, { kind: 'ambiguous' }), track(3, { kind: 'pending' }), track(4, known, 'spoof'), track(5, known, 'doubtful'), track(6, known, 'pending'));
    await room.frame();
    expect(room.asked).toEqual([]);
    expect(room.count('marks')).toBe(0);
    const { faces, picture } = room.cameras.view({ cameraId }, room.owner);
    expect(faces.map(({ name, outcome }) => [name, outcome])).toEqual([[null, 'unknown'], [null, 'ambiguous'], [null, null], ['Ani Lestari', 'notLive'], ['Ani Lestari', null], ['Ani Lestari', null]]);
    expect(faces[0]?.box).toEqual({ x: 0.1, y: 0.1, width: 0.2, height: 0.2 });
    expect(picture).toMatchObject({ width: 640, height: 480 });
  });

  it('is asked about again after a minute, or when their class opens, and on a new track not within 3 s', async () => {
    room.addSession({ courseId: room.maths, roomId: room.room, startsInMin: 15.5, opensBeforeMin: 15 });
    const cameraId = room.add();
    room.see(track(1, { kind: 'known', personId: room.ani }));
    await room.frame();
    expect(room.cameras.view({ cameraId }, room.owner).faces[0]?.outcome).toBe('tooEarly');
    room.time.pass(20_000);
    await room.frame();
    expect(room.asked).toHaveLength(1);
    room.time.pass(10_001);
    await room.frame();
    expect(room.cameras.view({ cameraId }, room.owner).faces[0]?.outcome).toBe('marked');
    room.time.pass(lookLimits.askAgainAfter + 1);
    await room.frame();
    expect(room.asked).toHaveLength(3);
    expect(room.cameras.view({ cameraId }, room.owner).faces[0]?.outcome).toBe('alreadyMarked');
    room.see(track(2, { kind: 'known', personId: room.ani }));
    await room.frame();
    expect(room.asked).toHaveLength(3);
    room.time.pass(lookLimits.askAgainOnNewTrackAfter);
    await room.frame();
    expect(room.asked).toHaveLength(4);
    expect(room.count('marks')).toBe(1);
  });

  it('makes no mark in a class of another room, and follows the camera when it is hung there', async () => {
    room.addSession({ courseId: room.maths, roomId: room.otherRoom, startsInMin: -5 });
    const cameraId = room.add();
    room.see(track(1, { kind: 'known', personId: room.ani }));
    await room.frame();
    expect(room.count('marks')).toBe(0);
    room.add({ cameraId, roomId: room.otherRoom });
    await room.frame();
    expect(room.count('marks')).toBe(1);
    expect(room.stopped).toEqual([]);
  });

  it('reaches no money, signed or not: no row of it changes, and no file on the way knows of it', async () => {
    const tables = ['attempts', 'authorisations', 'charges', 'transfers', 'entries', 'accounts', 'liveness_log', 'pin_failures'];
    const before = tables.map(room.count);
    room.addSession({ courseId: room.maths, roomId: room.room, startsInMin: -5 });
    room.add();
    room.add({ url: `${url}2`, secret });
    room.see(track(1, { kind: 'known', personId: room.ani }));
    await room.frame();
    await room.frame(`${url}2`);
    expect(room.count('marks')).toBe(1);
    expect(tables.map(room.count)).toEqual(before);
    expect(importedFrom(path.join(import.meta.dirname, 'roomCameras.ts')).filter((file) => /\/(attempts|authorisations|charges|payments|topups|ledger|pins|liveness)\.ts$/.test(file))).toEqual([]);
  });
});

/** Every file a file imports values from, and they in turn. */
function importedFrom(file: string, found = new Set<string>()): string[] {
  for (const [, typeOnly, name] of readFileSync(file, 'utf8').matchAll(/^import (type )?[^;]*? from '(\.[^']+)';/gm)) {
    const next = path.resolve(path.dirname(file), name ?? '');
    if (typeOnly || found.has(next)) continue;
    found.add(next);
    importedFrom(next, found);
  }
  return [...found];
}

describe('several cameras', () => {
  it('are looked at in turn, the newest frame of each, and what was passed over is counted', async () => {
    const urls = ['a', 'b', 'c'].map((name) => `http://cam-${name}.local/stream`);
    const ids = urls.map((one) => room.add({ url: one }));
    room.hold();
    for (let round = 0; round < 5; round++) for (const one of urls) await room.frame(one);
    for (let i = 0; i < 5; i++) {
      room.release();
      await new Promise((done) => setImmediate(done));
    }
    expect(new Set(room.watched.slice(0, 3)).size).toBe(3);
    const skipped = room.cameras.list().rows.map(({ health }) => health.skipped);
    expect(skipped.toSorted()).toEqual([3, 4, 4]);
    expect(ids).toHaveLength(3);
  });

  it('wait while there is no engine, show their pictures, and pause when it refuses', async () => {
    const cameraId = room.add();
    room.engineGone();
    await room.frame();
    expect(room.watched).toEqual([]);
    expect(room.cameras.view({ cameraId }, room.owner)).toMatchObject({ picture: { width: 640 }, faces: [] });
    room.engineRefuses('BAD_INPUT');
    await room.frame();
    expect(room.cameras.list().rows[0]?.health).toMatchObject({ refused: 1, trouble: 'badPicture' });
    room.engineRefuses('ENGINE_UNAVAILABLE');
    await room.frame();
    await room.frame();
    expect(room.faults).toEqual([]);
    room.time.pass(lookLimits.showFor + 1);
    expect(room.cameras.view({ cameraId }, room.owner)).toEqual({ picture: null, faces: [] });
  });
});

describe('what is kept of a camera', () => {
  const sealedOf = (cameraId: string) => room.db.sqlite.prepare<[string], Record<string, Buffer | null>>('SELECT sealed_password AS password, sealed_token AS token, sealed_secret AS secret FROM cameras WHERE id = ?').get(cameraId);

  it('is sealed, told to nobody, left alone when not named and gone when null or removed', () => {
    const cameraId = room.add({ username: 'kepala', password: 'rahasia', token: 'abc', secret });
    const stored = JSON.stringify([room.db.sqlite.prepare('SELECT * FROM cameras').all(), room.db.sqlite.prepare('SELECT * FROM audit').all(), room.cameras.list()]);
    for (const word of ['rahasia', '"abc"', secret]) expect(stored).not.toContain(word);
    expect(room.cameras.list().rows[0]).toMatchObject({ username: 'kepala', hasPassword: true, hasToken: true, hasSecret: true });
    expect(room.vault.openText(`camera-password:${cameraId}`, sealedOf(cameraId)?.['password'] ?? Buffer.alloc(0))).toBe('rahasia');
    room.add({ cameraId, username: 'kepala', token: null });
    expect(room.cameras.list().rows[0]).toMatchObject({ hasPassword: true, hasToken: false, hasSecret: true });
    room.cameras.remove({ cameraId }, room.owner);
    expect(sealedOf(cameraId)).toEqual({ password: null, token: null, secret: null });
    expect(room.cameras.list().rows).toEqual([]);
    expect(room.db.sqlite.prepare("SELECT action FROM audit WHERE action LIKE 'camera.%' ORDER BY seq").pluck().all()).toEqual(['camera.added', 'camera.changed', 'camera.removed']);
  });

  it('decides what is read: one connection a camera, the next when the one before is gone', async () => {
    const cameraId = room.add({ secret });
    await vi.waitFor(() => expect(room.pulls.get(url)?.verifier).not.toBeNull());
    const { verifier } = room.pulls.get(url) ?? {};
    room.add({ cameraId, url: `${url}2` });
    await vi.waitFor(() => expect(room.pulls.has(`${url}2`)).toBe(true), 2_000);
    expect(room.stopped).toEqual([url]);
    // What was seen at the old address stays seen.
    expect(room.pulls.get(`${url}2`)?.verifier).toBe(verifier);
    room.add({ cameraId, url: `${url}2`, enabled: false });
    await vi.waitFor(() => expect(room.stopped).toEqual([url, `${url}2`]), 2_000);
    expect(room.cameras.list().rows[0]?.health.state).toBe('off');
    expect(room.changes()).toBeGreaterThanOrEqual(3);
  });

  it('keeps a camera off whose secret does not open, instead of taking its frames unsigned', async () => {
    const cameraId = room.add({ enabled: false, secret });
    room.db.sqlite.prepare('UPDATE cameras SET sealed_secret = randomblob(64), enabled = 1 WHERE id = ?').run(cameraId);
    room.cameras.start();
    expect(room.cameras.list().rows[0]?.health).toMatchObject({ state: 'off', trouble: 'badSignature' });
    expect(room.pulls.size).toBe(0);
    expect(room.faults).toHaveLength(1);
  });

  it('refuses rooms and cameras that are not there, and passwords in the address', async () => {
    const nobody = '7f0c7a54-8c6e-4f5a-9b0e-0a2f5f4f9a11';
    expect(await refusalOf(() => room.add({ roomId: nobody }))).toBe('ROOM_NOT_FOUND');
    expect(await refusalOf(() => room.add({ cameraId: nobody }))).toBe('ROOM_CAMERA_NOT_FOUND');
    expect(await refusalOf(() => room.cameras.remove({ cameraId: nobody }, room.owner))).toBe('ROOM_CAMERA_NOT_FOUND');
    expect(await refusalOf(() => room.cameras.view({ cameraId: nobody }, room.owner))).toBe('ROOM_CAMERA_NOT_FOUND');
    expect(await refusalOf(() => room.add({ url: 'http://admin:admin@10.0.0.5/stream' }))).toBe('BAD_INPUT');
    expect(await refusalOf(() => room.add({ token: 'a\r\nHost: x' }))).toBe('BAD_INPUT');
    expect(room.count('cameras')).toBe(0);
  });
});
