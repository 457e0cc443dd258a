import { closeSync, copyFileSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consentTextVersion } from '../shared/consent.ts';
import { errorCodes, Refusal, type ErrorCode } from '../shared/errors.ts';
import { adminWindow, kioskWindow, openKeyStore, owner, startTestApp, type TestApp } from './app.testkit.ts';
import { createScriptedVision, scripted } from './scriptedVision.testkit.ts';

/* R5, R6 with the app as a whole: whatever is wrong with the data folder, both windows hear why, the file stays as it is, and what can pass passes by itself. */

let sound: string;
let personId: string;
let folder: string;
let file: string;
let tatap: TestApp | null;

/** A folder after some work and a clean stop. */
beforeAll(async () => {
  sound = mkdtempSync(join(tmpdir(), 'tatap-sound-'));
  const app = await startTestApp({ dataDir: sound });
  personId = await enrol(app, 'A', '1001');
  await app.must(adminWindow, 'topups.create', { personId, amount: 50_000, idempotencyKey: randomUUID() });
  await app.close();
});
afterAll(() => rmSync(sound, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tatap-bad-'));
  cpSync(sound, folder, { recursive: true });
  file = join(folder, 'tatap.db');
  tatap = null;
});
afterEach(async () => {
  await tatap?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function enrol(app: TestApp, person: string, identifier: string): Promise<string> {
  const { enrolmentId } = await app.must(kioskWindow, 'enrolments.begin', {
    name: `Orang ${person}`, identifier, cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null },
  });
  for (const yawDeg of [0, 25, -25]) {
    for (let i = 0; i < 3; i += 1) {
      app.clock.pass(120);
      await app.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted({ person, yawDeg }), hints: null });
    }
  }
  return (await app.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin: '274913' })).personId;
}

async function start(given: Parameters<typeof startTestApp>[0] = {}): Promise<TestApp> {
  tatap = await startTestApp({ dataDir: folder, setUp: false, ...given });
  return tatap;
}

/** Both windows are told the same reason; nobody may set the kiosk up anew, charge, top up or enrol. */
async function expectClosed(app: TestApp, reason: ErrorCode): Promise<void> {
  for (const window of [kioskWindow, adminWindow]) {
    expect(await app.must(window, 'site.status', {})).toMatchObject({ setupDone: true, payments: { open: false, reason } });
  }
  expect(await app.call(kioskWindow, 'charges.create', { amount: 5_000, idempotencyKey: randomUUID() })).toEqual({ ok: false, code: 'PAYMENTS_CLOSED', data: { reason } });
  expect(await app.call(adminWindow, 'setup.firstRun', { siteName: 'Lain', zone: 'UTC', language: 'id', ownerName: 'Lain', username: 'lain', password: 'gunung-hijau-12-awan' })).toMatchObject({ ok: false, code: 'SETUP_DONE' });
}

const login = (app: TestApp, password: string = owner.password) => app.call(adminWindow, 'staff.login', { username: owner.username, password });

function pagesOf(path: string): { name: string; page: number }[] {
  const sqlite = new Database(path, { readonly: true });
  const rows = sqlite.prepare<[], { name: string; page: number }>('SELECT name, rootpage AS page FROM sqlite_schema WHERE rootpage > 0').all();
  sqlite.close();
  return rows;
}

function overwrite(offset: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, offset);
  closeSync(handle);
}

const alter = (sql: string) => () => {
  const sqlite = new Database(file);
  sqlite.exec(sql);
  sqlite.close();
};

describe('a database that cannot be used', () => {
  const faults: readonly [string, ErrorCode, () => void][] = [
    ['is random bytes', 'DATABASE_CORRUPT', () => writeFileSync(file, randomBytes(40_000))],
    ['is cut off', 'DATABASE_CORRUPT', () => truncateSync(file, Math.floor(statSync(file).size / 8_192) * 4_096)],
    ['is cut off within its first page', 'DATABASE_CORRUPT', () => truncateSync(file, 60)],
    ['was written by a newer version', 'DATABASE_NEWER', alter('PRAGMA user_version = 9999')],
    ['misses the trigger that guards the transfers', 'DATABASE_CORRUPT', alter('DROP TRIGGER transfers_no_update')],
    ['has limits that make no sense', 'DATABASE_CORRUPT', alter(`INSERT INTO settings VALUES ('limits', '{"maxAmount":-1}')`)],
  ];
  test.each(faults)('%s: both windows hear %s, and the file stays as it is', async (_, reason, inject) => {
    inject();
    const before = readFileSync(file);
    const app = await start();
    await expectClosed(app, reason);
    await login(app);
    app.clock.pass(120_000);
    await app.app.tick();
    await app.close();
    tatap = null;
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  // In parts: each page is a start of its own, and there are more with every table.
  const parts = 10;
  test.each(Array.from({ length: parts }, (_, part) => part))(`whichever page is overwritten, the windows still hear why (part %i of ${parts})`, async (part) => {
    const pages = pagesOf(file).filter((_, at) => at % parts === part);
    expect(pages.length).toBeGreaterThan(0);
    for (const { name, page } of pages) {
      copyFileSync(join(sound, 'tatap.db'), file);
      overwrite((page - 1) * 4_096, Buffer.alloc(4_096, 0xa5));
      const before = readFileSync(file);
      const app = await start();
      await expectClosed(app, 'DATABASE_CORRUPT');
      const told = await login(app);
      expect(['logged in', 'DATABASE_CORRUPT'], name).toContain(told.ok ? 'logged in' : told.code);
      await app.close();
      tatap = null;
      expect(readFileSync(file).equals(before), name).toBe(true);
    }
  });

  test('an unreadable one answers a login with the reason, not with "wrong password"', async () => {
    writeFileSync(file, randomBytes(40_000));
    expect(await login(await start())).toEqual({ ok: false, code: 'DATABASE_CORRUPT', data: {} });
  });
});

describe('staff can still log in', () => {
  test.each([
    ['the transfers were tampered with', "DELETE FROM chain_heads WHERE name = 'transfers'"],
    ['the audit chain was tampered with', "DELETE FROM chain_heads WHERE name = 'audit'"],
  ])('when %s', async (_, sql) => {
    alter(sql)();
    const app = await start();
    await expectClosed(app, 'LEDGER_BROKEN');
    expect(await login(app)).toMatchObject({ ok: true });
    expect((await app.must(adminWindow, 'people.list', {})).rows).toMatchObject([{ personId, balance: 50_000 }]);
    expect(await app.call(adminWindow, 'topups.create', { personId, amount: 1_000, idempotencyKey: randomUUID() })).toMatchObject({ ok: false, code: 'PAYMENTS_CLOSED' });
    expect(await app.call(adminWindow, 'staff.logout', {})).toMatchObject({ ok: true });
  });

  test('when the file is damaged but readable; five wrong passwords still lock', async () => {
    alter('DROP TRIGGER transfers_no_update')();
    const app = await start();
    expect(await login(app)).toMatchObject({ ok: true });
    expect((await app.must(adminWindow, 'people.list', {})).total).toBe(1);
    for (let i = 0; i < 5; i += 1) expect(await login(app, 'salah-sekali-12345')).toMatchObject({ ok: false, code: 'LOGIN_FAILED' });
    expect(await login(app)).toMatchObject({ ok: false, code: 'LOGIN_LOCKED' });
  });
});

describe('the device key', () => {
  test('is gone: nothing is made anew, a login says why, and with the key back everything is there', async () => {
    const key = readFileSync(join(folder, 'device.key'));
    unlinkSync(join(folder, 'device.key'));
    const app = await start();
    await expectClosed(app, 'KEY_MISSING');
    expect(await login(app)).toEqual({ ok: false, code: 'KEY_MISSING', data: {} });
    await app.close();
    writeFileSync(join(folder, 'device.key'), key);
    const again = await start();
    expect((await again.must(kioskWindow, 'site.status', {})).payments).toEqual({ open: true, reason: null });
  });

  test('was kept by another key store: refused, never made anew', async () => {
    const before = readFileSync(join(folder, 'device.key'));
    await expectClosed(await start({ host: { keyStore: { ...openKeyStore, backend: 'other' } } }), 'KEY_BACKEND_CHANGED');
    expect(readFileSync(join(folder, 'device.key')).equals(before)).toBe(true);
  });

  test('could not be written on the very first start: no database is begun, so that the next start is a first one again', async () => {
    rmSync(folder, { recursive: true, force: true });
    let full = true;
    const keyStore = { ...openKeyStore, protect: async (secret: Uint8Array) => { if (full) throw new Refusal('DISK_FULL'); return secret; } };
    const app = await start({ host: { keyStore } });
    await expectClosed(app, 'DISK_FULL');
    full = false;
    await app.app.tick();
    expect(await app.must(kioskWindow, 'site.status', {})).toMatchObject({ setupDone: false, payments: { reason: 'SETUP_NEEDED' } });
  });
});

describe('a fault of the start that passes', () => {
  test('another program holds the database: closed with the reason, and open by itself when it lets go', async () => {
    const other = new Database(file);
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    const app = await start();
    const told: string[] = [];
    app.app.subscribe(({ event }) => told.push(event));
    await expectClosed(app, 'DATABASE_LOCKED');
    await app.app.tick();
    await expectClosed(app, 'DATABASE_LOCKED');
    other.exec('ROLLBACK');
    other.close();
    await app.app.tick();
    expect(await app.must(kioskWindow, 'site.status', {})).toMatchObject({ setupDone: true, payments: { open: true, reason: null } });
    expect(told).toContain('site.changed');
    // The gallery came along: the person is known again.
    const chargeId = (await app.must(kioskWindow, 'charges.create', { amount: 5_000, idempotencyKey: randomUUID() })).chargeId;
    expect(await app.call(kioskWindow, 'pins.authorise', { chargeId, identifier: '1001', pin: '274913' })).toMatchObject({ ok: true });
    await expect(enrol(app, 'A', '1002')).rejects.toThrow('FACE_DUPLICATE');
  });
});

test('another program writes while a start has something to write down: closed until it is done, not a crash', async () => {
  alter("DELETE FROM settings WHERE key = 'kioskId'")();
  const other = new Database(file);
  other.exec('BEGIN IMMEDIATE');
  const app = await start();
  await expectClosed(app, 'DATABASE_LOCKED');
  other.exec('ROLLBACK');
  other.close();
  await app.app.tick();
  expect((await app.must(kioskWindow, 'site.status', {})).payments).toEqual({ open: true, reason: null });
});

describe('the face engine', () => {
  test.each(['MODEL_HASH_WRONG', 'ENGINE_UNAVAILABLE'] as const)('fell back because of %s: the windows hear why', async (fallbackReason) => {
    const app = await start({ parts: { createVision: async () => ({ ...createScriptedVision(false), fallbackReason }) } });
    const { engine, payments } = await app.must(adminWindow, 'site.status', {});
    expect(engine).toEqual({ id: 'faceapi', antiSpoofing: false, ready: true, trouble: fallbackReason });
    expect(payments.open).toBe(true);
  });

  test('did not start: no face is enrolled or looked at, and a PIN pays', async () => {
    const app = await start({ parts: { createVision: async () => { throw new Refusal('ENGINE_UNAVAILABLE'); } } });
    expect((await app.must(kioskWindow, 'site.status', {})).engine).toMatchObject({ ready: false, trouble: 'ENGINE_UNAVAILABLE' });
    await expect(enrol(app, 'B', '1002')).rejects.toThrow('enrolments.begin was refused: ENGINE_UNAVAILABLE');
    const { chargeId } = await app.must(kioskWindow, 'charges.create', { amount: 5_000, idempotencyKey: randomUUID() });
    expect(await app.call(kioskWindow, 'attempts.begin', { chargeId, cameraId: 'cam' })).toMatchObject({ ok: false, code: 'ENGINE_UNAVAILABLE' });
    const { authorisationId } = await app.must(kioskWindow, 'pins.authorise', { chargeId, identifier: '1001', pin: '274913' });
    expect((await app.must(kioskWindow, 'payments.confirm', { authorisationId, idempotencyKey: randomUUID() })).balance).toBe(45_000);
  });
});

test('the vision worker ends: the next one takes over by itself, with everybody it has to know', async () => {
  let alive = true;
  let started = 0;
  const createVision = async () => {
    started += 1;
    return started === 1 ? { ...createScriptedVision(), alive: () => alive } : createScriptedVision();
  };
  const app = await start({ parts: { createVision } });
  alive = false;
  await app.app.tick();
  expect(started).toBe(2);
  expect((await app.must(kioskWindow, 'site.status', {})).engine).toMatchObject({ ready: true, trouble: null });
  await expect(enrol(app, 'A', '1002')).rejects.toThrow('FACE_DUPLICATE');
});

describe('while it runs', () => {
  test('a window that cannot be told of a payment does not undo it', async () => {
    const app = await start();
    app.app.subscribe(() => { throw new Error('Object has been destroyed'); });
    await login(app);
    expect(await app.call(adminWindow, 'topups.create', { personId, amount: 1_000, idempotencyKey: randomUUID() })).toMatchObject({ ok: true, value: { balance: 51_000 } });
  });

  test('wrong passwords typed before the clock was put right lock for 15 minutes, not until that time comes', async () => {
    const app = await start();
    const right = app.clock.now();
    app.clock.set(right + 400 * 86_400_000);
    for (let i = 0; i < 5; i += 1) expect(await login(app, 'salah-sekali-12345')).toMatchObject({ ok: false, code: 'LOGIN_FAILED' });
    app.clock.set(right);
    expect(await login(app)).toMatchObject({ ok: false, code: 'LOGIN_LOCKED', data: { minutes: 15 } });
    // Setting the clock forward opens nothing.
    app.clock.set(right + 86_400_000);
    expect(await login(app)).toMatchObject({ ok: false, code: 'LOGIN_LOCKED' });
    app.clock.pass(15 * 60_000 + 1);
    expect(await login(app)).toMatchObject({ ok: true });
  });

  test('a name typed at the login that nobody has is not kept in words', async () => {
    const app = await start();
    await app.call(adminWindow, 'staff.login', { username: 'kata-sandi-saya-7781', password: 'x' });
    await app.close();
    tatap = null;
    expect(readFileSync(file).includes('kata-sandi-saya-7781')).toBe(false);
  });
});

test('every reason a status can carry has a sentence of its own in both languages that names who does what', () => {
  for (const language of ['id', 'en']) {
    const sentences: Record<string, unknown> = JSON.parse(readFileSync(join(import.meta.dirname, `../renderer/i18n/${language}/errors.json`), 'utf8'));
    const texts = errorCodes.map((code) => String(sentences[code]));
    expect(new Set(texts).size).toBe(errorCodes.length);
    const reasons = ['DISK_FULL', 'DATABASE_LOCKED', 'DATABASE_CORRUPT', 'DATABASE_NEWER', 'DATA_FOLDER_NOT_WRITABLE', 'CLOCK_MOVED', 'KEY_MISSING', 'KEY_BACKEND_CHANGED', 'LEDGER_BROKEN', 'MODEL_HASH_WRONG'];
    for (const code of reasons) expect(String(sentences[code]), code).toMatch(language === 'id' ? /Petugas perlu/ : /Staff need to/);
    for (const code of errorCodes.filter((one) => one.startsWith('CAMERA_'))) expect(String(sentences[code]), code).toMatch(language === 'id' ? /coba lagi/ : /try again/);
  }
});
