import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adminWindow, kioskWindow, startTestApp, type TestApp } from '../app.testkit.ts';
import { consentTextVersion } from '../../shared/consent.ts';
import { demoAccess, demoPeople } from '../../shared/demoPeople.ts';
import type { Output } from '../../shared/contract.ts';
import { createScriptedVision, embeddingOf, scripted, type ScriptedFace } from '../scriptedVision.testkit.ts';
import type { Vision } from '../vision/types.ts';
import { createLiveness } from './liveness.ts';

/* R6 around looking: what ends in the middle leaves nothing behind, and the next look works. */

const frameMs = 120;
let tatap: TestApp;

beforeEach(async () => { tatap = await startTestApp(); });
afterEach(() => tatap.close());

async function charge(amount = 5_000): Promise<string> {
  return (await tatap.must(kioskWindow, 'charges.create', { amount, idempotencyKey: randomUUID() })).chargeId;
}

async function look(chargeId: string) {
  const { attemptId, nonce } = await tatap.must(kioskWindow, 'attempts.begin', { chargeId, cameraId: 'cam' });
  let seq = 0;
  return async (...faces: ScriptedFace[]): Promise<string> => {
    tatap.clock.pass(frameMs);
    const result = await tatap.call(kioskWindow, 'attempts.frame', { attemptId, nonce, cameraId: 'cam', seq, capturedAtMs: 50_000 + seq * frameMs, jpeg: scripted(...faces), hints: null });
    seq += 1;
    return result.ok ? 'OK' : result.code;
  };
}

/** What the database holds of the attempts, oldest first. */
function outcomes(): (string | null)[] {
  const sqlite = new Database(join(tatap.dataDir, 'tatap.db'), { readonly: true });
  const rows = sqlite.prepare<[], string | null>('SELECT outcome FROM attempts ORDER BY rowid').pluck().all();
  sqlite.close();
  return rows;
}

describe('a look', () => {
  test('that was refused is over even when the database takes no note of it, and the reason is still told', async () => {
    const show = await look(await charge());
    expect(await show({ person: 'A' })).toBe('OK');
    const other = new Database(join(tatap.dataDir, 'tatap.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(await show({ person: 'B' })).toBe('FACE_CHANGED');
    expect(await show({ person: 'A' })).toBe('ATTEMPT_NOT_FOUND');
    other.exec('ROLLBACK');
    other.close();
    const again = await look(await charge());
    expect(await again({ person: 'A' })).toBe('OK');
  });

  test('is not stretched by setting the clock back', async () => {
    const show = await look(await charge());
    tatap.clock.set(tatap.clock.now() - 3_600_000);
    expect(await show({ person: 'A' })).toBe('OK');
    tatap.clock.pass(45_000);
    expect(await show({ person: 'A' })).toBe('ATTEMPT_EXPIRED');
  });

  test('nobody finished (the camera was unplugged) is forgotten by itself, and the same charge can be looked at again', async () => {
    const chargeId = await charge();
    const show = await look(chargeId);
    await show({ person: 'A' });
    tatap.clock.pass(60_000);
    await tatap.app.tick();
    expect(outcomes()).toEqual(['ATTEMPT_EXPIRED']);
    expect(await show({ person: 'A' })).toBe('ATTEMPT_NOT_FOUND');
    expect(await (await look(chargeId))({ person: 'A' })).toBe('OK');
  });

  test('ends when another one begins, whatever it is about: there is one camera', async () => {
    const first = await look(await charge());
    await look(await charge());
    expect(await first({ person: 'A' })).toBe('ATTEMPT_NOT_FOUND');
    expect(outcomes()[0]).toBe('REPLACED');
  });

  test('at a black picture is told to find light', () => {
    const liveness = createLiveness(['smile'], 0, { front: 0.3, turned: 0.2 });
    expect(liveness.observe({ width: 640, height: 480, brightness: 3, faces: [] }, 10).advice).toBe('brighter');
    expect(liveness.observe({ width: 640, height: 480, brightness: 90, faces: [] }, 20).advice).toBe('noFace');
  });
});

describe('an enrolment', () => {
  const begin = async (identifier = '1001'): Promise<Output<'enrolments.begin'>> => tatap.must(kioskWindow, 'enrolments.begin', {
    name: 'Orang', identifier, cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null },
  });
  const show = async (enrolmentId: string, face: ScriptedFace): Promise<string> => {
    tatap.clock.pass(frameMs);
    const result = await tatap.call(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted(face), hints: null });
    return result.ok ? result.value.advice : result.code;
  };
  const poses = async (enrolmentId: string, face: ScriptedFace, between?: ScriptedFace) => {
    for (const yawDeg of [0, 25, -25]) {
      for (let i = 0; i < 3; i += 1) {
        expect(await show(enrolmentId, { ...face, yawDeg })).toBe('ok');
        if (between) await show(enrolmentId, between);
      }
    }
  };
  const finish = (enrolmentId: string) => tatap.call(kioskWindow, 'enrolments.finish', { enrolmentId, pin: '274913' });

  test('into which somebody else stepped is over', async () => {
    const { enrolmentId } = await begin();
    await show(enrolmentId, { person: 'A' });
    expect(await show(enrolmentId, { person: 'B' })).toBe('FACE_CHANGED');
    expect(await show(enrolmentId, { person: 'A' })).toBe('ENROLMENT_NOT_FOUND');
  });

  test('of a picture is not vouched for by somebody living who shows up in between, too far away to be taken', async () => {
    const { enrolmentId } = await begin();
    await poses(enrolmentId, { person: 'A', live: 0.05 }, { person: 'B', live: 0.99, eyeDistancePx: 15 });
    expect(await finish(enrolmentId)).toMatchObject({ ok: false, code: 'NOT_LIVE' });
  });

  test('nobody finished is forgotten by itself, whatever the wall clock says', async () => {
    const { enrolmentId } = await begin();
    tatap.clock.set(tatap.clock.now() - 3_600_000);
    tatap.clock.pass(5 * 60_000);
    await tatap.app.tick();
    expect(await show(enrolmentId, { person: 'A' })).toBe('ENROLMENT_NOT_FOUND');
  });

  test('ends when another one begins', async () => {
    const first = await begin();
    await begin('1002');
    expect(await show(first.enrolmentId, { person: 'A' })).toBe('ENROLMENT_NOT_FOUND');
  });

  test('is kept when the database is busy at the last step, and goes through once it is free', async () => {
    const { enrolmentId } = await begin();
    await poses(enrolmentId, { person: 'A' });
    const other = new Database(join(tatap.dataDir, 'tatap.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(await finish(enrolmentId)).toMatchObject({ ok: false, code: 'DATABASE_LOCKED' });
    other.exec('ROLLBACK');
    other.close();
    expect((await tatap.must(adminWindow, 'people.list', {})).total).toBe(0);
    expect(await finish(enrolmentId)).toMatchObject({ ok: true });
  });

  test('that is committed is a success even when the engine ends at that very moment', async () => {
    await tatap.close();
    const broken = { ...createScriptedVision(), remember: async (templates: readonly unknown[]) => { if (templates.length > 0) throw new Error('the vision worker has ended'); } };
    tatap = await startTestApp({ parts: { createVision: async () => broken } });
    const { enrolmentId } = await begin();
    await poses(enrolmentId, { person: 'A' });
    expect(await finish(enrolmentId)).toMatchObject({ ok: true });
    expect((await tatap.must(adminWindow, 'people.list', {})).total).toBe(1);
  });
});

describe('the demo', () => {
  /** Sees each example person where the pictures show them. */
  const seesTheDemo = (): Vision => {
    const vision = createScriptedVision();
    return {
      ...vision,
      analyse: async (image, options) => {
        const report = await vision.analyse(image, options);
        const [like] = report.faces;
        const faces = like ? demoPeople.map(({ id, centreX, centreY }) => ({ ...like, box: { x: centreX - 100, y: centreY - 100, width: 200, height: 200 }, embedding: embeddingOf(id) })) : [];
        return { ...report, faces };
      },
    };
  };

  test('is filled whole or not at all: one that was cut short is filled at the next start', async () => {
    await tatap.close();
    const pictures = mkdtempSync(join(tmpdir(), 'tatap-demo-'));
    for (const { file } of demoPeople) writeFileSync(join(pictures, file), scripted({ person: 'A' }));
    const dataDir = mkdtempSync(join(tmpdir(), 'tatap-demo-data-'));
    let ids = 0;
    // Ends in the middle of the balances.
    const newId = () => { ids += 1; if (ids > 28) throw new Error('the power went'); return randomUUID(); };
    const given = { dataDir, setUp: false, host: { demo: true, demoPicturesDir: pictures } };
    tatap = await startTestApp({ ...given, parts: { createVision: async () => seesTheDemo(), newId } });
    expect(ids).toBe(29);
    expect(await tatap.must(kioskWindow, 'site.status', {})).toMatchObject({ setupDone: false, engine: { ready: true } });
    await tatap.close();
    tatap = await startTestApp({ ...given, parts: { createVision: async () => seesTheDemo() } });
    expect(await tatap.must(kioskWindow, 'site.status', {})).toMatchObject({ setupDone: true, payments: { open: true } });
    await tatap.must(adminWindow, 'staff.login', { username: demoAccess.username, password: demoAccess.password });
    const { rows, total } = await tatap.must(adminWindow, 'people.list', {});
    expect(total).toBe(10);
    expect(rows.every(({ balance }) => balance > 0)).toBe(true);
    await tatap.close();
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(pictures, { recursive: true, force: true });
    tatap = await startTestApp();
  });
});
