import { randomBytes, randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFakeEsp32, type FakeEsp32 } from '../e2e/fakeEsp32/server.ts';
import { createPuller } from '../src/main/cameras/puller.ts';
import { openDatabase } from '../src/main/db/open.ts';
import { insertCourse } from '../src/main/db/queries/courses.ts';
import { putMembership } from '../src/main/db/queries/memberships.ts';
import { activeNameOf } from '../src/main/db/queries/people.ts';
import { insertPerson, insertPersonAccount } from '../src/main/db/queries/people.ts';
import { insertRoom } from '../src/main/db/queries/rooms.ts';
import { insertStaff } from '../src/main/db/queries/staff.ts';
import { insertClassSession } from '../src/main/db/queries/timetable.ts';
import { createAttendance } from '../src/main/services/attendance.ts';
import { createRoomCameras } from '../src/main/services/roomCameras.ts';
import { createHasher } from '../src/main/vault/hasher.ts';
import { vaultOver } from '../src/main/vault/vault.ts';
import type { Vision } from '../src/main/vision/types.ts';
import { createVision } from '../src/main/vision/vision.ts';
import { enrol, sceneOf, sittersOf, sway, type Sitter } from './people.ts';
import type { BenchOptions, Row } from './row.ts';
import { quantile } from './row.ts';

const cameraCount = 8;
const fps = 10;
const peopleInView = 3;
const zone = 'Asia/Jakarta';
const warmUpMs = 8_000;
const measuredMs = 20_000;
const loopFrames = 20;

/** Three people beside each other who sway, as a camera on the wall shows them. */
function clipOf(people: readonly Sitter[]): Promise<Uint8Array[]> {
  return Promise.all(Array.from({ length: loopFrames }, (_, frame) => sceneOf(people.map(({ shown }, i) => {
    const { dx, dy } = sway(i, frame);
    return { picture: shown, left: Math.max(0, 6 + i * 211 + dx), top: Math.max(0, 120 + dy), side: 205 };
  }))));
}

/** A room and an open class a camera, everybody takes theirs; cameras, register and worker as the product wires them. */
function openRooms(vision: Vision, groups: readonly (readonly Sitter[])[]) {
  const db = openDatabase(':memory:');
  const vault = vaultOver(randomBytes(32), createHasher(), randomBytes);
  const nowMs = Date.now();
  const minute = 60_000;
  const staffId = randomUUID();
  insertStaff(db, { id: staffId, username: 'bench', name: 'Bench', role: 'owner', passwordHash: '-', createdAtMs: nowMs });
  const rooms = groups.map((people, i) => {
    const [roomId, courseId] = [randomUUID(), randomUUID()];
    insertRoom(db, { id: roomId, name: `Ruang ${i}`, nameFolded: `ruang ${i}`, createdAtMs: nowMs });
    insertCourse(db, { id: courseId, code: `BENCH-${i}`, name: `Bench ${i}`, nameFolded: `bench ${i}`, teacherId: null, createdAtMs: nowMs, archivedAtMs: null });
    for (const { personId } of people) {
      insertPerson(db, { id: personId, name: personId, nameFolded: personId.toLowerCase(), identifier: personId, createdAtMs: nowMs, kioskId: 'bench', wrappedKey: null, pinHash: '-' });
      insertPersonAccount(db, personId);
      putMembership(db, { courseId, personId, fromDate: '2020-01-01', untilDate: null });
    }
    insertClassSession(db, {
      id: randomUUID(), courseId, roomId, slotId: null, date: new Date(nowMs).toISOString().slice(0, 10), opensAtMs: nowMs - minute, startsAtMs: nowMs, lateAtMs: nowMs + 60 * minute, closesAtMs: nowMs + 60 * minute,
      endsAtMs: nowMs + 60 * minute, absentAtEnd: true, endedAtMs: null, cancelledAtMs: null, cancelReason: null,
    });
    return roomId;
  });
  const latencies: number[] = [];
  const shared = { db, kioskId: 'bench', now: Date.now, newId: randomUUID, zone: () => zone };
  const attendance = createAttendance({ ...shared, onChanged: () => {} });
  const cameras = createRoomCameras({
    ...shared, vault, audit: { db, kioskId: 'bench', mac: vault.auditMac }, vision: () => vision, mark: attendance.mark, nameOf: (personId) => activeNameOf(db, personId),
    monotonicMs: () => performance.now(), requireWritable: () => {}, onCamerasChanged: () => {}, onFault: (error) => { throw error; }, random: Math.random,
    pull(needs) {
      const puller = createPuller(needs);
      const { counts } = puller;
      return { ...puller, counts: { skipped: counts.skipped, looked: (ms) => { latencies.push(ms); counts.looked(ms); } } };
    },
  });
  return { db, vault, cameras, rooms, staffId, latencies };
}

async function measure(vision: Vision, groups: readonly (readonly Sitter[])[], note: BenchOptions['note']): Promise<Row[]> {
  const opened = openRooms(vision, groups);
  const fakes: FakeEsp32[] = [];
  try {
    for (const [i, people] of groups.entries()) {
      // Every other one signs its pictures, and its signature is checked.
      const secret = i % 2 === 0 ? randomBytes(32) : null;
      const fake = await startFakeEsp32({ frames: await clipOf(people), fps, ...(secret ? { signed: { secret, cameraId: `bench-${i}` } } : {}) });
      fakes.push(fake);
      opened.cameras.save({ cameraId: null, name: `Kamera ${i}`, roomId: opened.rooms[i] ?? '', url: fake.streamUrl, enabled: true, username: null, secret: secret?.toString('hex') ?? null }, { staffId: opened.staffId });
    }
    opened.cameras.start();
    await sleep(warmUpMs);
    const sum = (pick: 'frames' | 'skipped' | 'refused') => opened.cameras.list().rows.reduce((total, { health }) => total + health[pick], 0);
    const [frames, skipped] = [sum('frames'), sum('skipped')];
    opened.latencies.length = 0;
    const cpu = process.cpuUsage();
    const begun = performance.now();
    await sleep(measuredMs);
    const seconds = (performance.now() - begun) / 1_000;
    const used = process.cpuUsage(cpu);
    const came = (sum('frames') - frames) / seconds;
    const passedOver = (sum('skipped') - skipped) / seconds;
    const refused = sum('refused');
    const marks = Number(opened.db.sqlite.prepare('SELECT count(*) FROM marks').pluck().get());
    note(`processor time of this process, cameras included: ${((used.user + used.system) / 1e4 / seconds).toFixed(0)} % of one core; load ${loadavg()[0]?.toFixed(1)}`);
    const about = `${groups.length} cameras, 640x480, ${fps} a second, ${peopleInView} faces each`;
    const row = (metric: string, value: number, unit: string): Row => ({ bench: 'cameras', metric: `${about}: ${metric}`, value, unit, peer: null, peerValue: null, ratio: null });
    return [
      row('frames that came', came, 'frames/s'), row('looked at', opened.latencies.length / seconds, 'frames/s'), row('passed over for a newer one', passedOver, 'frames/s'),
      row('passed over', came > 0 ? 100 * passedOver / came : 0, '%'), row('refused', refused, 'frames'),
      row('arrival to answer, p50', quantile(opened.latencies, 0.5), 'ms'), row('arrival to answer, p95', quantile(opened.latencies, 0.95), 'ms'),
      row(`marks made, of ${groups.flat().length} people on photographs`, marks, 'marks'),
    ];
  } finally {
    await opened.cameras.stop();
    await Promise.all(fakes.map((fake) => fake.close()));
    await opened.vault.close();
    opened.db.sqlite.close();
  }
}

export async function* run({ resourcesDir, note }: BenchOptions): AsyncIterable<Row> {
  const folder = path.resolve(resourcesDir, '../shared/lfw-view1/images');
  const sitters = await sittersOf(folder, cameraCount * peopleInView + 12);
  if (sitters === null) return note(`skipped: it needs pictures of people, one folder a person, in ${folder}`);
  const vision = await createVision({ resourcesDir, engine: 'auto', log: note });
  try {
    const usable = await enrol(vision, sitters);
    const groups = Array.from({ length: cameraCount }, (_, i) => usable.slice(i * peopleInView, (i + 1) * peopleInView)).filter((people) => people.length === peopleInView);
    if (groups.length < cameraCount) note(`only ${groups.length} cameras: too few of these people are recognised on a second picture`);
    yield* await measure(vision, groups, note);
  } finally {
    await vision.close();
  }
}
