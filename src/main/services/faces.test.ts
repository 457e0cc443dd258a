import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adminWindow, kioskWindow, openKeyStore, startTestApp, type TestApp } from '../app.testkit.ts';
import { consentTextVersion } from '../../shared/consent.ts';
import { inTransaction, openDatabase, type Db } from '../db/open.ts';
import { insertTemplate, sealedTemplates } from '../db/queries/people.ts';
import { createScriptedVision, embeddingOf, scripted } from '../scriptedVision.testkit.ts';
import { createVault, type Vault } from '../vault/vault.ts';
import type { Vision } from '../vision/types.ts';
import { createFaces } from './faces.ts';
import { loadGallery } from './gallery.ts';

/* R20: a withdrawn face is gone from the tables, the files and the memory; the account and its money stay. */

const pin = '274913';
let vision: Vision;
let tatap: TestApp;

beforeEach(async () => {
  vision = createScriptedVision();
  tatap = await startTestApp({ parts: { createVision: async () => vision } });
});
afterEach(() => tatap.close());

async function enrol(person: string, identifier: string): Promise<string> {
  const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.begin', { name: `Orang ${person}`, identifier, cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null } });
  for (const yawDeg of [0, 25, -25]) for (let i = 0; i < 3; i += 1) await tatap.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted({ person, yawDeg }), hints: null });
  return (await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin })).personId;
}

async function payByPin(identifier: string, amount: number) {
  const { chargeId } = await tatap.must(kioskWindow, 'charges.create', { amount, idempotencyKey: crypto.randomUUID() });
  const { authorisationId } = await tatap.must(kioskWindow, 'pins.authorise', { chargeId, identifier, pin });
  return tatap.must(kioskWindow, 'payments.confirm', { authorisationId, idempotencyKey: crypto.randomUUID() });
}

/** A second look at the same file, as another program would take. */
async function withDatabase<T>(work: (db: Db, vault: Vault) => T | Promise<T>): Promise<T> {
  const db = openDatabase(join(tatap.dataDir, 'tatap.db'));
  const vault = await createVault({ dataDir: tatap.dataDir, keyStore: openKeyStore, databaseExists: true, randomBytes: () => Buffer.alloc(32) });
  try {
    return await work(db, vault);
  } finally {
    await vault.close();
    db.sqlite.close();
  }
}

const bestFor = async (person: string) => (await vision.search(embeddingOf(person))).best;
const rowOf = async (identifier: string) => (await tatap.must(adminWindow, 'people.list', { search: identifier })).rows[0];

describe('erasing a face', () => {
  test('the search no longer finds the person; balance, PIN and the others stay', async () => {
    const personId = await enrol('A', '1001');
    const other = await enrol('B', '1002');
    await tatap.must(adminWindow, 'topups.create', { personId, amount: 50_000, idempotencyKey: crypto.randomUUID() });
    expect((await bestFor('A'))?.personId).toBe(personId);
    expect(await tatap.must(adminWindow, 'people.eraseFace', { personId })).toEqual({ templates: 3 });
    expect(await bestFor('A')).toMatchObject({ personId: other, similarity: expect.closeTo(0, 0) });
    expect(await vision.gallerySize()).toMatchObject({ persons: 1, templates: 3 });
    expect(await rowOf('1001')).toMatchObject({ hasFace: false, hasPin: true, balance: 50_000 });
    expect(await rowOf('1002')).toMatchObject({ hasFace: true });
    expect(await payByPin('1001', 15_000)).toMatchObject({ method: 'pin', balance: 35_000 });
  });

  test('old templates put back into the table cannot be unsealed, are not a face, and are erased again', async () => {
    const personId = await enrol('A', '1001');
    const rows = await withDatabase((db) => db.sqlite.prepare<[string], { id: string; sealed: Buffer }>('SELECT id, sealed FROM templates WHERE person_id = ?').all(personId));
    expect(rows).toHaveLength(3);
    await tatap.must(adminWindow, 'people.eraseFace', { personId });
    await withDatabase(async (db, vault) => {
      for (const { id, sealed } of rows) insertTemplate(db, { id, personId, model: vision.engine.model, version: 1, pose: 'front', sealed, quality: 1, createdAtMs: 0 });
      expect([...sealedTemplates(db, vision.engine.model)]).toEqual([]);
      const after = createScriptedVision();
      expect(await loadGallery(db, vault, after)).toEqual({ loaded: 0, refused: 0 });
      // Nor with the device key and a person's key that is not the destroyed one.
      for (const { sealed } of rows) expect(() => vault.openTemplate(vault.newPersonKey(), { personId, model: vision.engine.model, version: 1 }, sealed)).toThrow();
    });
    expect(await rowOf('1001')).toMatchObject({ hasFace: false });
    expect(await tatap.must(adminWindow, 'people.eraseFace', { personId })).toEqual({ templates: 3 });
  });

  test('neither the key nor a template is left in any file of the data folder', async () => {
    const personId = await enrol('A', '1001');
    const secrets = await withDatabase((db) => [
      ...db.sqlite.prepare<[string]>('SELECT sealed FROM templates WHERE person_id = ?').pluck().all(personId),
      db.sqlite.prepare<[string]>('SELECT wrapped_key FROM people WHERE id = ?').pluck().get(personId),
    ] as Buffer[]); // both columns are BLOBs
    // The tail: the first bytes of a freed cell may be written over by chance.
    const found = () => readdirSync(tatap.dataDir).filter((name) => name.startsWith('tatap.db')).flatMap((name) => {
      const bytes = readFileSync(join(tatap.dataDir, name));
      return secrets.filter((secret) => bytes.includes(secret.subarray(-24))).map(() => name);
    });
    expect(found().length).toBeGreaterThanOrEqual(secrets.length);
    await tatap.must(adminWindow, 'people.eraseFace', { personId });
    expect(found()).toEqual([]);
  });

  test('is written down once, with counts and without a name, and the consent is marked as withdrawn', async () => {
    const personId = await enrol('A', '1001');
    await tatap.must(adminWindow, 'people.eraseFace', { personId });
    expect(await tatap.must(adminWindow, 'people.eraseFace', { personId })).toEqual({ templates: 0 });
    await withDatabase((db) => {
      expect(db.sqlite.prepare('SELECT actor_kind, subject_id, detail FROM audit WHERE action = ?').all('person.faceErased')).toEqual([{ actor_kind: 'staff', subject_id: personId, detail: '{"templates":3,"keys":1,"consents":1}' }]);
      expect(db.sqlite.prepare('SELECT withdrawn_at_ms FROM consents WHERE person_id = ?').pluck().all(personId)).toEqual([tatap.clock.now()]);
    });
  });

  test('tells the admin windows, and refuses who is not there or may not', async () => {
    const personId = await enrol('A', '1001');
    const events: string[] = [];
    tatap.app.subscribe(({ event }) => events.push(event));
    await tatap.must(adminWindow, 'people.eraseFace', { personId });
    expect(events).toEqual(['people.changed']);
    expect(await tatap.call(adminWindow, 'people.eraseFace', { personId: crypto.randomUUID() })).toMatchObject({ ok: false, code: 'PERSON_NOT_FOUND' });
    expect(await tatap.call(kioskWindow, 'people.eraseFace', { personId })).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
  });

  test('by the person alone at the kiosk is written down as their own act', async () => {
    const personId = await enrol('A', '1001');
    const { token } = await tatap.must(kioskWindow, 'me.openByPin', { identifier: '1001', pin });
    expect(await tatap.must(kioskWindow, 'me.eraseFace', { token })).toEqual({ templates: 3 });
    expect(await tatap.must(kioskWindow, 'me.overview', { token })).toMatchObject({ name: 'Orang A', hasFace: false });
    await withDatabase((db) => {
      expect(db.sqlite.prepare('SELECT actor_kind, actor_id, subject_id FROM audit WHERE action = ?').all('person.faceErased')).toEqual([{ actor_kind: 'person', actor_id: personId, subject_id: personId }]);
    });
    expect((await vision.gallerySize()).persons).toBe(0);
  });

  test('erases nothing when it cannot be written down', async () => {
    const personId = await enrol('A', '1001');
    await withDatabase(async (db, vault) => {
      const broken = { db, kioskId: 'k', mac: () => Buffer.alloc(32) };
      const faces = createFaces({ db, audit: broken, vision: () => vision, requireWritable: () => undefined, onErased: () => undefined, onLeftover: () => undefined, now: Date.now });
      await expect(faces.erase({ personId }, { staffId: 's' })).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
      expect(await loadGallery(db, vault, createScriptedVision())).toEqual({ loaded: 3, refused: 0 });
    });
    expect((await bestFor('A'))?.personId).toBe(personId);
  });

  test('a face erased while the gallery is loading is not left in memory', async () => {
    const personId = await enrol('A', '1001');
    await withDatabase(async (db, vault) => {
      const loading = createScriptedVision();
      const remember = loading.remember;
      loading.remember = async (templates) => {
        await remember(templates);
        inTransaction(db, () => db.sqlite.prepare('UPDATE people SET wrapped_key = NULL WHERE id = ?').run(personId));
      };
      await loadGallery(db, vault, loading);
      expect(await loading.gallerySize()).toMatchObject({ persons: 0 });
    });
  });
});

describe('enrolling with a PIN only', () => {
  const begin = (identifier: string) => tatap.must(kioskWindow, 'enrolments.begin', { name: 'Tanpa Wajah', identifier, consent: null, cameraId: null });

  test('a person enrols without a camera, is topped up and pays by PIN; nothing of a face is stored', async () => {
    const { enrolmentId, poses } = await begin('2001');
    expect(poses).toEqual([]);
    const { personId } = await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin });
    await tatap.must(adminWindow, 'topups.create', { personId, amount: 50_000, idempotencyKey: crypto.randomUUID() });
    expect(await payByPin('2001', 15_000)).toMatchObject({ method: 'pin', balance: 35_000 });
    expect(await rowOf('2001')).toMatchObject({ hasFace: false, hasPin: true });
    expect(await vision.gallerySize()).toMatchObject({ persons: 0 });
    await withDatabase((db) => {
      const count = (table: string) => db.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
      expect([count('templates'), count('consents')]).toEqual([0, 0]);
      expect(db.sqlite.prepare('SELECT wrapped_key FROM people WHERE id = ?').pluck().get(personId)).toBeNull();
    });
    expect(await tatap.must(adminWindow, 'people.eraseFace', { personId })).toEqual({ templates: 0 });
  });

  test('no frame is looked at: nobody agreed to it', async () => {
    const { enrolmentId } = await begin('2001');
    let looked = 0;
    const analyse = vision.analyse;
    vision.analyse = (...given) => { looked += 1; return analyse(...given); };
    expect(await tatap.call(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted({ person: 'A' }), hints: null })).toMatchObject({ ok: false, code: 'ENROLMENT_NOT_FOUND' });
    expect(looked).toBe(0);
  });

  test('a camera without a consent, and a consent without a camera, are refused', async () => {
    const consent = { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null } as const;
    for (const given of [{ consent: null, cameraId: 'cam' }, { consent, cameraId: null }]) {
      expect(await tatap.call(kioskWindow, 'enrolments.begin', { name: 'A', identifier: '2001', ...given })).toMatchObject({ ok: false, code: 'BAD_INPUT' });
    }
  });

  test('weak PINs and numbers already taken are refused as with a face', async () => {
    await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId: (await begin('2001')).enrolmentId, pin });
    expect(await tatap.call(kioskWindow, 'enrolments.begin', { name: 'A', identifier: '2001', consent: null, cameraId: null })).toMatchObject({ ok: false, code: 'IDENTIFIER_TAKEN' });
    expect(await tatap.call(kioskWindow, 'enrolments.finish', { enrolmentId: (await begin('2002')).enrolmentId, pin: '123456' })).toMatchObject({ ok: false, code: 'PIN_WEAK' });
  });

  test('works where no engine could be started', async () => {
    await tatap.close();
    tatap = await startTestApp({ parts: { createVision: async () => { throw new Error('no engine'); } } });
    const { enrolmentId } = await begin('2001');
    const { personId } = await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin });
    expect(await tatap.must(adminWindow, 'people.eraseFace', { personId })).toEqual({ templates: 0 });
  });
});
