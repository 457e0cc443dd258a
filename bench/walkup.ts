import { randomInt, randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { makeClips, makePortraitClips } from '../e2e/puppet/clips.ts';
import { splitMjpeg } from '../e2e/puppet/mjpeg.ts';
import { openDatabase } from '../src/main/db/open.ts';
import { insertCourse } from '../src/main/db/queries/courses.ts';
import { putMembership } from '../src/main/db/queries/memberships.ts';
import { insertPerson, insertPersonAccount } from '../src/main/db/queries/people.ts';
import { insertRoom } from '../src/main/db/queries/rooms.ts';
import { insertClassSession } from '../src/main/db/queries/timetable.ts';
import { createAttendance } from '../src/main/services/attendance.ts';
import { createCheckins } from '../src/main/services/checkins.ts';
import { localDateOf } from '../src/main/services/localTime.ts';
import { foldName } from '../src/main/services/names.ts';
import type { Greeting } from '../src/shared/contractAttendance.ts';
import type { Vision } from '../src/main/vision/types.ts';
import { voteTrack } from '../src/main/vision/vote.ts';
import { createVision } from '../src/main/vision/vision.ts';
import { closeUpOf, enrol, sceneOf, sittersOf, sway, type Sitter } from './people.ts';
import type { BenchOptions, Row } from './row.ts';
import { quantile, ratioOf } from './row.ts';

const zone = 'Asia/Jakarta';
const fps = 15;
/** Frames in which each person stands before the kiosk, and empty ones before the next steps up: 1.2 s and 0.3 s. */
const presentFrames = 18;
const emptyFrames = 5;

/** One class that is open now, everybody takes it, and the check-in as the product wires it. */
function school(vision: Vision, personIds: readonly string[]) {
  const db = openDatabase(':memory:');
  const nowMs = Date.now();
  const minute = 60_000;
  const [roomId, courseId] = [randomUUID(), randomUUID()];
  const date = localDateOf(nowMs, zone);
  insertRoom(db, { id: roomId, name: 'Ruang 1', nameFolded: 'ruang 1', createdAtMs: nowMs });
  insertCourse(db, { id: courseId, code: 'BENCH-1', name: 'Bench', nameFolded: 'bench', teacherId: null, createdAtMs: nowMs, archivedAtMs: null });
  for (const [i, id] of personIds.entries()) {
    insertPerson(db, { id, name: `Orang ${i}`, nameFolded: foldName(`Orang ${i}`), identifier: `P-${i}`, createdAtMs: nowMs, kioskId: 'bench', wrappedKey: null, pinHash: '-' });
    insertPersonAccount(db, id);
    putMembership(db, { courseId, personId: id, fromDate: '2020-01-01', untilDate: null });
  }
  insertClassSession(db, {
    id: randomUUID(), courseId, roomId, slotId: null, date, opensAtMs: nowMs - 5 * minute, startsAtMs: nowMs, lateAtMs: nowMs + 60 * minute, closesAtMs: nowMs + 60 * minute, endsAtMs: nowMs + 60 * minute,
    absentAtEnd: true, endedAtMs: null, cancelledAtMs: null, cancelReason: null,
  });
  const attendance = createAttendance({ db, kioskId: 'bench', now: Date.now, newId: randomUUID, zone: () => zone, onChanged: () => {} });
  const checkins = createCheckins({
    db, vision: () => vision, requireSetup: () => {}, attendance,
    settings: () => ({ kioskRoomId: roomId, challenge: 'doubtful', identifierAlone: false }),
    pins: { identify: () => Promise.reject(new Error('nobody types a PIN here')) },
    verifyCard: () => { throw new Error('nobody shows a card here'); },
    monotonicMs: () => performance.now(), newId: randomUUID, randomInt: (below) => randomInt(below),
  });
  return { db, checkins };
}

function framesOf({ shown }: Sitter): Promise<Uint8Array<ArrayBuffer>[]> {
  return Promise.all(Array.from({ length: presentFrames }, (_, frame) => closeUpOf(shown, sway(1, frame))));
}

/** What the passive check says of these frames, looked at one by one. */
async function passesForLive(vision: Vision, frames: readonly Uint8Array[]): Promise<boolean> {
  const scores: number[] = [];
  for (const jpeg of frames.slice(0, 8)) scores.push((await vision.analyse(jpeg, { embed: false, spoof: true })).faces[0]?.live ?? 0);
  return voteTrack(scores) === 'live';
}

interface Walker { personId: string; frames: Uint8Array<ArrayBuffer>[] }

/** People walk up one after the other through the check-in itself: real frames, real votes, real marks. Puppets first, then portraits of many. */
export async function* run(options: BenchOptions): AsyncIterable<Row> {
  const vision = await createVision({ resourcesDir: options.resourcesDir, engine: 'onnx' });
  try {
    yield* walkOf('puppets', await puppetsIn(vision), vision, options);
    const folder = path.resolve(options.resourcesDir, '../shared/lfw-view1/images');
    const sitters = await sittersOf(folder, options.repeats ?? 40);
    if (sitters === null) options.note(`walkup: no portraits, there is no folder of people at ${folder}`);
    else yield* walkOf('portraits', await portraitsIn(vision, sitters, options), vision, options);
  } finally {
    await vision.close();
  }
}

/** The clips of the end-to-end specs, animated heads; known by two frames in which they look ahead. */
async function puppetsIn(vision: Vision): Promise<Walker[]> {
  const clips = await makeClips({ chromium, only: ['personA', 'personB', 'personC'] });
  const files = [clips.personA, clips.personB, clips.personC, ...Object.values(await makePortraitClips({ chromium }))];
  const walkers = files.map((file) => ({ personId: randomUUID(), frames: splitMjpeg(readFileSync(file)).slice(0, presentFrames).map((jpeg) => new Uint8Array(jpeg)) }));
  await remember(vision, walkers);
  return walkers;
}

async function portraitsIn(vision: Vision, sitters: readonly Sitter[], options: BenchOptions): Promise<Walker[]> {
  const people = await enrol(vision, sitters.map((sitter) => ({ ...sitter, personId: randomUUID() })));
  const walkers: Walker[] = [];
  for (const sitter of people) {
    const frames = await framesOf(sitter);
    if (await passesForLive(vision, frames)) walkers.push({ personId: sitter.personId, frames });
  }
  // These are photographs, and the passive check says so of some: they would be turned away, as they should.
  options.note(`${walkers.length} of ${people.length} portraits walk up: the passive check takes the others for the prints they are`);
  return walkers;
}

async function remember(vision: Vision, walkers: readonly Walker[]): Promise<void> {
  for (const { personId, frames } of walkers) {
    const looks = await Promise.all(frames.slice(0, 2).map((frame) => vision.analyse(frame, { embed: true, spoof: false })));
    await vision.remember(looks.flatMap(({ faces }) => (faces[0]?.embedding ? [{ personId, embedding: faces[0].embedding }] : [])));
  }
}

async function* walkOf(kind: string, walks: readonly Walker[], vision: Vision, options: BenchOptions): AsyncIterable<Row> {
  const { db, checkins } = school(vision, walks.map(({ personId }) => personId));
  const empty = await sceneOf([]);
  const { watchId } = checkins.begin({ cameraId: 'bench' });
  const greeted: { person: number; greeting: Greeting; afterMs: number }[] = [];
  const looking = new Set<Promise<void>>();
  const started = performance.now();
  let frame = 0;
  const show = async (jpeg: Uint8Array<ArrayBuffer>, person: number, since: number): Promise<void> => {
    const waitMs = (frame * 1000) / fps - (performance.now() - started);
    frame += 1;
    if (waitMs > 0) await sleep(waitMs);
    const asked = checkins.frame({ watchId, capturedAtMs: performance.now(), jpeg }).then(({ greetings }) => {
      for (const greeting of greetings) greeted.push({ person, greeting, afterMs: performance.now() - since });
    });
    looking.add(asked);
    void asked.finally(() => looking.delete(asked));
  };
  for (const [person, { frames }] of walks.entries()) {
    const since = started + (frame * 1000) / fps;
    for (const jpeg of frames) await show(jpeg, person, since);
    for (let i = 0; i < emptyFrames; i += 1) await show(empty, person, since);
  }
  await Promise.all(looking);
  const minutes = (performance.now() - started) / 60_000;
  checkins.end({ watchId });

  const marks = db.sqlite.prepare<[], { personId: string }>('SELECT person_id AS personId FROM marks ORDER BY seq').all();
  db.sqlite.close();
  // In the order they came: the n-th greeting that marked belongs to whoever stood there.
  const markedNow = greeted.filter(({ greeting }) => greeting.outcome === 'marked');
  const wrong = marks.filter(({ personId }, i) => walks[markedNow[i]?.person ?? -1]?.personId !== personId).length;
  const others = greeted.filter(({ greeting }) => greeting.outcome !== 'marked').map(({ greeting }) => greeting.outcome);
  options.note(`${kind}: ${marks.length} of ${walks.length} marked${others.length === 0 ? '' : `; also said: ${others.join(', ')}`}; load of the machine ${loadavg()[0]?.toFixed(1)}`);
  const perMinute = marks.length / minutes;
  const plain = { bench: 'walkup', peer: null, peerValue: null, ratio: null };
  yield { bench: 'walkup', metric: `${kind} checked in by walking up, one after the other`, value: perMinute, unit: 'a minute', peer: 'required', peerValue: 30, ratio: ratioOf(perMinute, 30, 'higher') };
  yield { ...plain, metric: `${kind}: first frame to greeting, p50`, value: quantile(markedNow.map(({ afterMs }) => afterMs), 0.5), unit: 'ms' };
  yield { ...plain, metric: `${kind}: first frame to greeting, p95`, value: quantile(markedNow.map(({ afterMs }) => afterMs), 0.95), unit: 'ms' };
  yield { ...plain, metric: `${kind}: marks for somebody else`, value: wrong, unit: 'marks' };
}
