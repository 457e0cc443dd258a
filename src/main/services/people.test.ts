import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adminWindow, kioskWindow, owner, startTestApp, type TestApp } from '../app.testkit.ts';
import { consentTextVersion } from '../../shared/consent.ts';
import { openDatabase, type Db } from '../db/open.ts';
import { insertStaff } from '../db/queries/staff.ts';
import { createScriptedVision, embeddingOf, scripted } from '../scriptedVision.testkit.ts';
import type { Vision } from '../vision/types.ts';
import { preparePhoto } from '../vision/photo.ts';
import { resetRules } from './pinResets.ts';
import { requestExpiresAfterMs } from './enrolRequests.ts';
import { openTill } from './till.testkit.ts';
import { createPhotos } from './photos.ts';
import { replayErasures } from './erasures.ts';

const pin = '274913';
let vision: Vision;
let tatap: TestApp;

beforeEach(async () => {
  vision = createScriptedVision();
  tatap = await startTestApp({ parts: { createVision: async () => vision } });
});
afterEach(() => tatap.close());

const codeOf = async (answer: Promise<{ ok: boolean; code?: string }>): Promise<string | undefined> => (await answer).code;
const plain = { guardianName: null, note: null };
const create = async (name: string, identifier: string) => (await tatap.must(adminWindow, 'people.create', { name, identifier, ...plain })).personId;

async function enrol(person: string, identifier: string, name = `Orang ${person}`, guardianName: string | null = null): Promise<string> {
  const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.begin', { name, identifier, cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName } });
  await poses(person, enrolmentId);
  return (await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin })).personId;
}

async function poses(person: string, enrolmentId: string): Promise<void> {
  for (const yawDeg of [0, 25, -25]) for (let i = 0; i < 3; i += 1) await tatap.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted({ person, yawDeg }), hints: null });
}

async function payByPin(identifier: string, amount: number, with_ = pin) {
  const { chargeId } = await tatap.must(kioskWindow, 'charges.create', { amount, idempotencyKey: crypto.randomUUID() });
  const { authorisationId } = await tatap.must(kioskWindow, 'pins.authorise', { chargeId, identifier, pin: with_ });
  return tatap.must(kioskWindow, 'payments.confirm', { authorisationId, idempotencyKey: crypto.randomUUID() });
}

function withDatabase<T>(work: (db: Db) => T): T {
  const db = openDatabase(join(tatap.dataDir, 'tatap.db'));
  try {
    return work(db);
  } finally {
    db.sqlite.close();
  }
}

function filesUnder(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => (statSync(join(dir, name)).isDirectory() ? filesUnder(join(dir, name)) : [join(dir, name)]));
}

/** Which of these byte strings are in any file of the data folder. */
function found(dir: string, canaries: readonly (string | Buffer)[]): string[] {
  return filesUnder(dir).flatMap((file) => {
    const bytes = readFileSync(file);
    return canaries.filter((canary) => bytes.includes(canary)).map((canary) => `${file.slice(dir.length)} ${canary.toString('hex')}`);
  });
}

describe('editing', () => {
  test('a person is created bare, found, and named in the audit chain by id only', async () => {
    const personId = await create('Sari Uji', '3001');
    expect(await tatap.must(adminWindow, 'people.get', { personId })).toMatchObject({ name: 'Sari Uji', identifier: '3001', revision: 1, active: true, balance: 0, hasPin: false, face: null, consents: [], card: null });
    expect(await codeOf(tatap.call(adminWindow, 'people.create', { name: 'Lain', identifier: '3001', ...plain }))).toBe('IDENTIFIER_TAKEN');
    expect(withDatabase((db) => db.sqlite.prepare("SELECT subject_id, detail FROM audit WHERE action = 'person.created'").all())).toEqual([{ subject_id: personId, detail: '{}' }]);
  });

  test('of two edits of one row the second is told what stands, and writes nothing', async () => {
    const personId = await create('Sari Uji', '3001');
    expect(await tatap.must(adminWindow, 'people.save', { personId, revision: 1, name: 'Sari Dewi', identifier: '3001', ...plain })).toEqual({ revision: 2 });
    const second = await tatap.call(adminWindow, 'people.save', { personId, revision: 1, name: 'Sari Ayu', identifier: '3002', ...plain });
    expect(second).toEqual({ ok: false, code: 'EDIT_CONFLICT', data: { revision: 2, name: 'Sari Dewi', identifier: '3001', guardianName: '', note: '', by: 'Pemilik', atMs: tatap.clock.now() } });
    expect(await tatap.must(adminWindow, 'people.get', { personId })).toMatchObject({ name: 'Sari Dewi', revision: 2, editedBy: 'Pemilik' });
    expect(await tatap.must(adminWindow, 'people.save', { personId, revision: 2, name: 'Sari Ayu', identifier: '3002', ...plain })).toEqual({ revision: 3 });
  });

  test('a file imported over a row counts as an edit; the same twice is no conflict', async () => {
    const personId = await create('Sari Uji', '3001');
    withDatabase((db) => db.sqlite.prepare("UPDATE people SET name = 'Sari Impor', name_folded = 'sari impor' WHERE id = ?").run(personId));
    expect(await codeOf(tatap.call(adminWindow, 'people.save', { personId, revision: 1, name: 'Sari Dewi', identifier: '3001', ...plain }))).toBe('EDIT_CONFLICT');
    expect(await tatap.must(adminWindow, 'people.save', { personId, revision: 1, name: 'Sari Impor', identifier: '3001', ...plain })).toEqual({ revision: 2 });
  });

  test('a number somebody else has is refused', async () => {
    await create('Sari', '3001');
    const personId = await create('Budi', '3002');
    expect(await codeOf(tatap.call(adminWindow, 'people.save', { personId, revision: 1, name: 'Budi', identifier: '3001', ...plain }))).toBe('IDENTIFIER_TAKEN');
  });

  test('a teacher sees no person here and a cashier changes none', async () => {
    const personId = await create('Sari', '3001');
    const hash = withDatabase((db) => {
      const known = String(db.sqlite.prepare('SELECT password_hash FROM staff').pluck().get());
      for (const role of ['teacher', 'cashier'] as const) insertStaff(db, { id: crypto.randomUUID(), username: `a-${role}`, name: role, role, passwordHash: known, createdAtMs: 0 });
      return known;
    });
    expect(hash).not.toBe('');
    const windows = { teacher: { ...adminWindow, connection: 't' }, cashier: { ...adminWindow, connection: 'c' } };
    for (const role of ['teacher', 'cashier'] as const) await tatap.must(windows[role], 'staff.login', { username: `a-${role}`, password: owner.password });
    expect(await codeOf(tatap.call(windows.teacher, 'people.get', { personId }))).toBe('NOT_ALLOWED');
    expect((await tatap.must(windows.cashier, 'people.get', { personId })).balance).toBe(0);
    expect(await codeOf(tatap.call(windows.cashier, 'people.save', { personId, revision: 1, name: 'X', identifier: '3009', ...plain }))).toBe('NOT_ALLOWED');
  });
});

describe('put to rest', () => {
  test('a deactivated person neither pays nor is recognised, keeps everything, and comes back whole', async () => {
    const personId = await enrol('A', '1001');
    await tatap.must(adminWindow, 'topups.create', { personId, amount: 20_000, idempotencyKey: crypto.randomUUID() });
    await tatap.must(adminWindow, 'people.deactivate', { personId });
    await tatap.must(adminWindow, 'people.deactivate', { personId });
    expect((await vision.search(embeddingOf('A'))).best).toBeNull();
    const { chargeId } = await tatap.must(kioskWindow, 'charges.create', { amount: 5_000, idempotencyKey: crypto.randomUUID() });
    expect(await codeOf(tatap.call(kioskWindow, 'pins.authorise', { chargeId, identifier: '1001', pin }))).toBe('PIN_WRONG');
    expect(await codeOf(tatap.call(kioskWindow, 'checkins.byNumber', { identifier: '1001', pin }))).toBe('PIN_WRONG');
    expect(await tatap.must(adminWindow, 'people.get', { personId })).toMatchObject({ active: false, balance: 20_000, face: { templates: 3 } });
    expect((await tatap.must(adminWindow, 'people.list', {})).total).toBe(0);
    expect((await tatap.must(adminWindow, 'people.list', { inactive: true })).rows.map((row) => row.personId)).toEqual([personId]);
    await tatap.must(adminWindow, 'people.reactivate', { personId });
    expect((await vision.search(embeddingOf('A'))).best).toMatchObject({ personId, similarity: expect.closeTo(1, 5) });
    expect(await payByPin('1001', 5_000)).toMatchObject({ balance: 15_000 });
    expect(withDatabase((db) => db.sqlite.prepare("SELECT action FROM audit WHERE action LIKE 'person.%activated' ORDER BY seq").pluck().all())).toEqual(['person.deactivated', 'person.reactivated']);
  });
});

describe('deleting', () => {
  test('asks for the name, and for a balance that is used up', async () => {
    const personId = await enrol('A', '1001');
    await tatap.must(adminWindow, 'topups.create', { personId, amount: 20_000, idempotencyKey: crypto.randomUUID() });
    expect(await codeOf(tatap.call(adminWindow, 'people.erase', { personId, confirmName: 'Orang B' }))).toBe('NAME_DIFFERS');
    expect(await tatap.call(adminWindow, 'people.erase', { personId, confirmName: 'Orang A' })).toEqual({ ok: false, code: 'BALANCE_LEFT', data: { balance: 20_000 } });
    expect((await tatap.must(adminWindow, 'people.get', { personId })).face).not.toBeNull();
  });

  test('asks for the password again when it was given a while ago', async () => {
    const personId = await create('Sari', '3001');
    tatap.clock.pass(5 * 60_000 + 1);
    expect(await codeOf(tatap.call(adminWindow, 'people.erase', { personId, confirmName: 'Sari' }))).toBe('REAUTH_NEEDED');
  });

  test('leaves the books and nothing else: no name, number, guardian, template or key in any file', async () => {
    const name = 'Kanaria Zwartboek';
    const personId = await enrol('A', 'KNR-77123', name, 'Wali Kanaria');
    const other = await enrol('B', '1002');
    await tatap.must(adminWindow, 'topups.create', { personId, amount: 5_000, idempotencyKey: crypto.randomUUID() });
    await payByPin('KNR-77123', 5_000);
    await tatap.must(adminWindow, 'people.save', { personId, revision: 1, name, identifier: 'KNR-77123', guardianName: 'Wali Kanaria', note: 'alergi kacang kanaria' });
    await tatap.must(adminWindow, 'cards.issue', { personId, renew: false });
    await tatap.must(adminWindow, 'pins.issueReset', { personId });
    writeFileSync(join(tatap.dataDir, 'tatap.db.v4.bak'), name);
    const canaries = withDatabase((db) => [
      name, 'kanaria zwartboek', 'KNR-77123', 'Wali Kanaria', 'alergi kacang',
      // The tail: the first bytes of a freed cell may be written over by chance.
      ...(db.sqlite.prepare('SELECT sealed FROM templates WHERE person_id = ?').pluck().all(personId) as Buffer[]).map((bytes) => bytes.subarray(-24)),
      (db.sqlite.prepare('SELECT wrapped_key FROM people WHERE id = ?').pluck().get(personId) as Buffer).subarray(-24),
      String(db.sqlite.prepare('SELECT pin_hash FROM people WHERE id = ?').pluck().get(personId)),
    ]);
    expect(found(tatap.dataDir, canaries).length).toBeGreaterThanOrEqual(canaries.length);
    const receipt = await tatap.must(adminWindow, 'people.erase', { personId, confirmName: name });
    expect(receipt).toMatchObject({ erased: { templates: 3, keys: 1, pins: 1, cards: 1, consents: 1 }, kept: 2, standsAs: `Orang terhapus ${personId.slice(-4).toUpperCase()}` });
    expect(found(tatap.dataDir, canaries)).toEqual([]);
    expect((await vision.search(embeddingOf('A'))).best?.personId).toBe(other);
    expect(await codeOf(tatap.call(adminWindow, 'people.get', { personId }))).toBe('PERSON_NOT_FOUND');
    expect(await codeOf(tatap.call(adminWindow, 'people.erase', { personId, confirmName: receipt.standsAs }))).toBe('PERSON_NOT_FOUND');
    expect((await tatap.must(adminWindow, 'transactions.list', {})).rows.map(({ personName }) => personName)).toEqual([receipt.standsAs, receipt.standsAs]);
    expect(await create('Orang Baru', 'KNR-77123')).not.toBe(personId);
    expect(withDatabase((db) => db.sqlite.prepare('SELECT person_id, scrubbed_at_ms IS NOT NULL AS scrubbed FROM erasures').all())).toEqual([{ person_id: personId, scrubbed: 1 }]);
  });

  test('what was imported of them is emptied too, and the import can no longer be undone over it', async () => {
    const bytes = new TextEncoder().encode('nomor,nama\nKNR-1,Kanaria Satu\nKNR-2,Budi Dua\n');
    const preview = await tatap.must(adminWindow, 'imports.preview', { kind: 'people', fileName: 'p.csv', bytes });
    await tatap.must(adminWindow, 'imports.commit', { importId: preview.importId });
    const personId = String(withDatabase((db) => db.sqlite.prepare("SELECT id FROM people WHERE identifier = 'KNR-1'").pluck().get()));
    expect((await tatap.must(adminWindow, 'people.erase', { personId, confirmName: 'kanaria  satu' })).erased.imports).toBe(1);
    expect(found(tatap.dataDir, ['Kanaria Satu', 'KNR-1"'])).toEqual([]);
    expect(await codeOf(tatap.call(adminWindow, 'imports.undo', { importId: preview.importId }))).toBe('IMPORT_IN_USE');
  });

  test('a restored database forgets them again, once', async () => {
    const personId = await create('Kanaria', '3001');
    withDatabase((db) => {
      expect(replayErasures(db, [{ personId, atMs: 5 }, { personId: crypto.randomUUID(), atMs: 6 }], 'en')).toBe(1);
      expect(replayErasures(db, [{ personId, atMs: 5 }], 'en')).toBe(0);
      expect(db.sqlite.prepare('SELECT name FROM people WHERE id = ?').pluck().get(personId)).toBe(`Deleted person ${personId.slice(-4).toUpperCase()}`);
      expect(() => db.sqlite.prepare("UPDATE people SET name = 'back' WHERE id = ?").run(personId)).toThrow('stays deleted');
    });
  });

  test('a cleaning the process did not come to is done by the next start', async () => {
    const personId = await create('Kanaria', '3001');
    withDatabase((db) => replayErasures(db, [{ personId, atMs: 5 }], 'en'));
    expect(withDatabase((db) => db.sqlite.prepare('SELECT scrubbed_at_ms FROM erasures').pluck().get())).toBeNull();
    await tatap.app.tick();
    await expect.poll(() => withDatabase((db) => db.sqlite.prepare('SELECT scrubbed_at_ms FROM erasures').pluck().get())).not.toBeNull();
  });

  test('killed at any point, a person is whole or gone, and a start finishes the cleaning', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tatap-erase-'));
    try {
      const file = join(dir, 'tatap.db');
      const till = openTill({ file });
      for (let i = 0; i < 60; i += 1) await till.enrol(`Kanari ${i}`);
      till.db.sqlite.close();
      let gone = 0;
      // On a busy machine the first of them die before they began.
      for (let kill = 0; kill < 6 || (gone === 0 && kill < 60); kill += 1) {
        const child = spawn(process.execPath, [new URL('./erasures.testkit.ts', import.meta.url).pathname, file], { stdio: ['ignore', 'pipe', 'inherit'] });
        await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
        await new Promise((resolve) => { setTimeout(resolve, kill * 4); });
        child.kill('SIGKILL');
        await new Promise((resolve) => child.once('exit', resolve));
        const db = openDatabase(file);
        const half = db.sqlite.prepare(`SELECT count(*) FROM people p LEFT JOIN erasures e ON e.person_id = p.id
          WHERE (e.person_id IS NULL) <> (p.erased_at_ms IS NULL) OR (p.erased_at_ms IS NOT NULL AND (p.wrapped_key IS NOT NULL OR p.pin_hash IS NOT NULL OR p.name LIKE 'Kanari%'))
            OR (p.erased_at_ms IS NULL AND (p.wrapped_key IS NULL OR p.pin_hash IS NULL))`).pluck().get();
        expect(half).toBe(0);
        gone = Number(db.sqlite.prepare('SELECT count(*) FROM erasures').pluck().get());
        db.sqlite.close();
      }
      expect(gone).toBeGreaterThan(0);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }, 120_000);
});

describe('nobody has seen them for long', () => {
  const year = 366 * 24 * 3_600_000;
  test('nobody is due until the site says so; who is due and owns nothing is deleted after confirmation', async () => {
    const [gone, rich, back] = [await create('Lama', '3001'), await create('Kaya', '3002'), await create('Kembali', '3003')];
    await tatap.must(adminWindow, 'topups.create', { personId: rich, amount: 5_000, idempotencyKey: crypto.randomUUID() });
    tatap.clock.pass(2 * year);
    await tatap.must({ ...adminWindow, connection: 'later' }, 'staff.login', { username: owner.username, password: owner.password });
    const desk = { ...adminWindow, connection: 'later' };
    expect(await tatap.must(desk, 'people.due', {})).toEqual({ months: 0, rows: [] });
    expect(await tatap.must(desk, 'people.eraseDue', { personIds: [gone] })).toEqual({ erased: 0, left: 1 });
    withDatabase((db) => {
      db.sqlite.prepare("INSERT INTO settings (key, value) VALUES ('retentionMonths', '12')").run();
      db.sqlite.prepare('UPDATE people SET last_login_at_ms = ? WHERE id = ?').run(tatap.clock.now() - 1_000, back);
    });
    expect((await tatap.must(desk, 'people.due', {})).rows.map(({ name }) => name).sort()).toEqual(['Kaya', 'Lama']);
    expect(await tatap.must(desk, 'people.eraseDue', { personIds: [gone, rich, back] })).toEqual({ erased: 1, left: 2 });
    expect((await tatap.must(desk, 'people.get', { personId: back })).name).toBe('Kembali');
  });
});

describe('a forgotten PIN', () => {
  const fresh = '839174';
  const issue = async (personId: string) => (await tatap.must(adminWindow, 'pins.issueReset', { personId })).code;
  const wrongOf = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0');
  const open = (identifier: string, code: string) => tatap.call(kioskWindow, 'pins.openReset', { identifier, code });

  test('code, new PIN, and the new one pays while the old one does not; a lock that needed staff is gone', async () => {
    const personId = await enrol('A', '1001');
    await tatap.must(adminWindow, 'topups.create', { personId, amount: 20_000, idempotencyKey: crypto.randomUUID() });
    withDatabase((db) => db.sqlite.prepare('INSERT INTO pin_guard VALUES (?, 10, 8, 0, 1, 0)').run(personId));
    const code = await issue(personId);
    expect(code).toMatch(/^\d{8}$/);
    expect((await tatap.must(adminWindow, 'people.get', { personId })).resetOpen).toBe(true);
    const { token } = await tatap.must(kioskWindow, 'pins.openReset', { identifier: '1001', code });
    expect(await codeOf(tatap.call(kioskWindow, 'pins.finishReset', { token, pin: '123456' }))).toBe('PIN_WEAK');
    await tatap.must(kioskWindow, 'pins.finishReset', { token, pin: fresh });
    expect(await payByPin('1001', 5_000, fresh)).toMatchObject({ method: 'pin', balance: 15_000 });
    await expect(payByPin('1001', 5_000)).rejects.toThrow('PIN_WRONG');
    expect(await codeOf(open('1001', code))).toBe('CODE_WRONG');
    expect(await codeOf(tatap.call(kioskWindow, 'pins.finishReset', { token, pin: fresh }))).toBe('CODE_WRONG');
    expect(found(tatap.dataDir, [code])).toEqual([]);
  });

  test('a newer code ends the older, a day ends every one, and five wrong ones end it for good', async () => {
    const personId = await enrol('A', '1001');
    const older = await issue(personId);
    const newer = await issue(personId);
    if (older !== newer) expect(await codeOf(open('1001', older))).toBe('CODE_WRONG');
    expect((await open('1001', newer)).ok).toBe(true);
    for (let left = 4; left > 0; left -= 1) expect(await open('1001', wrongOf(newer))).toEqual({ ok: false, code: 'CODE_WRONG', data: { left } });
    expect(await codeOf(open('1001', wrongOf(newer)))).toBe('PIN_STAFF_NEEDED');
    expect(await codeOf(open('1001', newer))).toBe('PIN_STAFF_NEEDED');
    const again = await issue(personId);
    expect((await open('1001', again)).ok).toBe(true);
    tatap.clock.pass(resetRules.codeLastsMs);
    expect(await codeOf(open('1001', again))).toBe('CODE_WRONG');
  });

  test('a number nobody has answers exactly like a wrong code', async () => {
    const personId = await enrol('A', '1001');
    const code = await issue(personId);
    for (let i = 0; i < 6; i += 1) expect(await open('9999', code)).toEqual(await open('1001', wrongOf(code)));
  });
});

describe('asked to the kiosk', () => {
  const state = async (personId: string) => (await tatap.must(adminWindow, 'enrolments.requestState', { personId })).state;
  const consent = { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null } as const;

  test('the kiosk is told, the person agrees, chooses a PIN and is enrolled', async () => {
    const personId = await create('Sari Uji', '3001');
    const told: string[] = [];
    tatap.app.subscribe(({ event, to }) => { if (to.includes('kiosk')) told.push(event); });
    await tatap.must(adminWindow, 'enrolments.request', { personId });
    expect(told).toContain('enrolments.requestChanged');
    const { request } = await tatap.must(kioskWindow, 'enrolments.pending', {});
    expect(request).toMatchObject({ name: 'Sari Uji', identifier: '3001', needsPin: true });
    const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.beginFor', { proof: { request: request?.requestId ?? '' }, consent, cameraId: 'cam' });
    expect(await state(personId)).toBe('accepted');
    await poses('S', enrolmentId);
    await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin });
    expect(await state(personId)).toBe('done');
    expect(await tatap.must(adminWindow, 'people.get', { personId })).toMatchObject({ face: { templates: 3, fromPhotos: false }, hasPin: true });
    expect(await codeOf(tatap.call(adminWindow, 'enrolments.request', { personId }))).toBe('FACE_KNOWN');
  });

  test('is over when it is declined, taken back or three minutes old', async () => {
    const personId = await create('Sari Uji', '3001');
    const ask = async () => {
      await tatap.must(adminWindow, 'enrolments.request', { personId });
      return (await tatap.must(kioskWindow, 'enrolments.pending', {})).request?.requestId ?? '';
    };
    const begin = (request: string) => codeOf(tatap.call(kioskWindow, 'enrolments.beginFor', { proof: { request }, consent, cameraId: 'cam' }));
    const first = await ask();
    await tatap.must(kioskWindow, 'enrolments.decline', { requestId: first });
    expect([await state(personId), await begin(first)]).toEqual(['declined', 'ENROLMENT_EXPIRED']);
    const second = await ask();
    await tatap.must(adminWindow, 'enrolments.withdraw', {});
    expect([await state(personId), await begin(second)]).toEqual(['none', 'ENROLMENT_EXPIRED']);
    const third = await ask();
    tatap.clock.pass(requestExpiresAfterMs);
    expect([await state(personId), await begin(third), (await tatap.must(kioskWindow, 'enrolments.pending', {})).request]).toEqual(['expired', 'ENROLMENT_EXPIRED', null]);
  });
});

describe('photos', () => {
  const who = { staffId: 'cashier-1' };
  const paper = { textVersion: consentTextVersion, language: 'id', accepted: true, minor: false, guardianName: null } as const;

  async function studio() {
    const till = openTill();
    till.hireCashier();
    const { db, vault, audit, time } = till;
    const eyes = createScriptedVision();
    const personId = await till.enrol('Sari');
    db.sqlite.prepare('UPDATE people SET wrapped_key = NULL').run();
    const photos = createPhotos({
      db, vault, audit, vision: () => eyes, prepare: async (jpeg) => ({ jpeg }), requireWritable: () => {}, onEnrolled: () => {}, onForgotten: () => {},
      now: () => time.wallMs, monotonicMs: () => time.monoMs, newId: () => crypto.randomUUID(),
    });
    const begin = () => photos.begin({ personId, consent: paper }, who).photoSetId;
    const add = async (photoSetId: string, photo: Uint8Array<ArrayBuffer>) => photos.add({ photoSetId, photoId: crypto.randomUUID(), size: photo.length, offset: 0, piece: photo }, who);
    return { ...till, photos, eyes, personId, begin, add };
  }

  test('each photo gets its verdict, and three good ones of one person are a face', async () => {
    const { photos, eyes, personId, begin, add, db } = await studio();
    const set = begin();
    const bad = [scripted(), scripted({ person: 'S', x: 0 }, { person: 'T', x: 400 }), scripted({ person: 'S', eyeDistancePx: 12 }), scripted({ person: 'S', yawDeg: 70 })];
    for (const photo of [...bad, scripted({ person: 'S' }), scripted({ person: 'S', yawDeg: 9 })]) await add(set, photo);
    await expect(photos.finish({ photoSetId: set }, who)).rejects.toMatchObject({ code: 'ENROLMENT_INCOMPLETE' });
    await add(set, scripted({ person: 'Q' }));
    const { photos: verdicts, ready } = await add(set, scripted({ person: 'S' }));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['noFace', 'manyFaces', 'small', 'turned', 'ok', 'ok', 'otherPerson', 'ok']);
    expect(ready).toBe(true);
    expect(await photos.finish({ photoSetId: set }, who)).toEqual({ templates: 3 });
    expect((await eyes.search(embeddingOf('S'))).best?.personId).toBe(personId);
    expect(db.sqlite.prepare('SELECT count(*) AS n, max(pose) AS pose FROM templates').get()).toEqual({ n: 3, pose: 'photo' });
    expect(db.sqlite.prepare('SELECT text_version FROM consents').pluck().all()).toEqual([consentTextVersion]);
  });

  test('a face somebody else has is not enrolled twice', async () => {
    const { photos, eyes, begin, add } = await studio();
    const set = begin();
    for (let i = 0; i < 3; i += 1) await add(set, scripted({ person: 'S' }));
    await eyes.remember([{ personId: 'somebody', embedding: embeddingOf('S') }]);
    await expect(photos.finish({ photoSetId: set }, who)).rejects.toMatchObject({ code: 'FACE_DUPLICATE' });
    const again = begin();
    expect((await add(again, scripted({ person: 'S' }))).photos[0]?.verdict).toBe('duplicate');
  });

  test('no consent, no look: an older text and a minor without a guardian are refused', async () => {
    const { photos, personId } = await studio();
    for (const consent of [{ ...paper, textVersion: '2020-01-01' }, { ...paper, minor: true }]) expect(() => photos.begin({ personId, consent }, who)).toThrow('CONSENT_NEEDED');
  });

  test('pieces make a photo; too large a one is refused by its first', async () => {
    const { photos, begin } = await studio();
    const photoSetId = begin();
    const photo = scripted({ person: 'S' });
    const photoId = crypto.randomUUID();
    const piece = (offset: number, end: number) => photos.add({ photoSetId, photoId, size: photo.length, offset, piece: photo.subarray(offset, end) }, who);
    expect((await piece(0, 5)).photos).toEqual([]);
    await expect(piece(7, 9)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect((await piece(5, photo.length)).photos).toEqual([{ photoId, verdict: 'ok' }]);
    await expect(photos.add({ photoSetId, photoId, size: 200 * 1024 * 1024, offset: 0, piece: photo }, who)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  test('real files: upright and bare comes out; wrong types, animations, torn files and 100 megapixels do not', async () => {
    const base = sharp({ create: { width: 400, height: 200, channels: 3, background: '#888' } });
    const turned = await base.clone().jpeg().withMetadata({ orientation: 6 }).withExif({ IFD0: { Copyright: 'Rahasia Kamera' } }).toBuffer();
    const ready = await preparePhoto(turned);
    if (!('jpeg' in ready)) throw new Error(ready.refused);
    expect(Buffer.from(ready.jpeg).includes('Rahasia')).toBe(false);
    const { width, height, exif } = await sharp(ready.jpeg).metadata();
    expect({ width, height, exif }).toEqual({ width: 200, height: 400, exif: undefined });
    const still = (background: string) => sharp({ create: { width: 20, height: 20, channels: 3, background } }).png().toBuffer();
    const frames = await sharp([await still('#111'), await still('#eee')], { join: { animated: true } }).webp().toBuffer();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const wrong = [frames, svg, await base.clone().tiff().toBuffer(), await base.clone().gif().toBuffer(), turned.subarray(0, turned.length / 2), Buffer.from('%PDF-1.4'), Buffer.alloc(0)];
    const answers = await Promise.all(wrong.map(async (bytes) => { const answer = await preparePhoto(bytes); return 'refused' in answer ? answer.refused : 'taken'; }));
    expect(answers).toEqual(wrong.map(() => 'unreadable'));
    const huge = await sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#000' }, limitInputPixels: false }).png().toBuffer();
    const before = process.memoryUsage().rss;
    expect(await preparePhoto(huge)).toEqual({ refused: 'tooManyPixels' });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  }, 30_000);
});
