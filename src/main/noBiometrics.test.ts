import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consentTextVersion } from '../shared/consent.ts';
import { adminWindow, kioskWindow, owner, startTestApp, type TestApp } from './app.testkit.ts';
import { embeddingOf, scripted } from './scriptedVision.testkit.ts';

/*
 * R16: no image, no embedding, no PIN, no password and no code in any file Tatap writes. Scripted seeing makes the embedding known,
 * so the very bytes can be looked for; the same search runs over the data folder of the end-to-end run.
 */

const pin = '274913';
const chosenPassword = 'kereta-malam-48-hujan';
let tatap: TestApp;
/** What is shown once: a colleague's code, the authenticator's secret, recovery codes. */
let shownOnce: string[];

beforeAll(async () => {
  tatap = await startTestApp();
  const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.begin', { name: 'Kenari Kuning', identifier: '77001', cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null } });
  for (const yawDeg of [0, 25, -25]) for (let i = 0; i < 3; i += 1) await tatap.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: frame(yawDeg), hints: null });
  const { personId } = await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin });
  await tatap.must(adminWindow, 'topups.create', { personId, amount: 50_000, idempotencyKey: crypto.randomUUID() });
  const { chargeId } = await tatap.must(kioskWindow, 'charges.create', { amount: 9_000, idempotencyKey: crypto.randomUUID() });
  const attempt = await tatap.must(kioskWindow, 'attempts.begin', { chargeId, cameraId: 'cam' });
  await tatap.must(kioskWindow, 'attempts.frame', { attemptId: attempt.attemptId, nonce: attempt.nonce, cameraId: 'cam', seq: 0, capturedAtMs: 1, jpeg: frame(0), hints: null });
  await tatap.app.call(kioskWindow, 'attempts.submit', { attemptId: attempt.attemptId, nonce: attempt.nonce });
  const authorisation = await tatap.must(kioskWindow, 'pins.authorise', { chargeId, identifier: '77001', pin });
  await tatap.must(kioskWindow, 'payments.confirm', { authorisationId: authorisation.authorisationId, idempotencyKey: crypto.randomUUID() });
  // Checking in: watched, recognised, marked; and one's own data behind it.
  await tatap.must(adminWindow, 'settings.save', { revision: 0, patch: { challengePolicy: 'never' } });
  const { watchId } = await tatap.must(kioskWindow, 'checkins.begin', { cameraId: 'cam' });
  const greetings: string[] = [];
  for (let i = 0; i < 12; i += 1) {
    greetings.push(...(await tatap.must(kioskWindow, 'checkins.frame', { watchId, capturedAtMs: i * 100, jpeg: frame(0) })).greetings.map(({ firstName }) => firstName ?? ''));
    tatap.clock.pass(100);
  }
  expect(greetings).toEqual(['Kenari']);
  const { token } = await tatap.must(kioskWindow, 'me.openByPin', { identifier: '77001', pin });
  await tatap.must(kioskWindow, 'me.overview', { token });
  await tatap.app.call(kioskWindow, 'checkins.frame', { watchId: 'x', jpeg: frame(0) });
  // A colleague comes with a code, and the owner's login gets a second step.
  const { code } = await tatap.must(adminWindow, 'staff.invite', { name: 'Dewi', username: 'dewi', role: 'teacher' });
  await tatap.must({ ...adminWindow, connection: 'dewi' }, 'staff.redeem', { username: 'dewi', code, password: chosenPassword });
  const { secret } = await tatap.must(adminWindow, 'staff.totpBegin', {});
  const { recoveryCodes } = await tatap.must(adminWindow, 'staff.totpConfirm', { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: tatap.clock.now() }) });
  shownOnce = [code, secret, ...recoveryCodes];
  await tatap.app.call({ ...adminWindow, connection: 'dewi' }, 'staff.redeem', { username: 'dewi', code: recoveryCodes[0] ?? '', password: chosenPassword });
  await tatap.app.call({ ...adminWindow, connection: 'dewi' }, 'staff.login', { ...owner, code: recoveryCodes[0] ?? '' });
  // Refusals and bugs are where inputs slip into logs.
  await tatap.app.call(adminWindow, 'attempts.frame', { jpeg: frame(0), pin });
  await tatap.app.call(kioskWindow, 'attempts.frame', { attemptId: 'x', jpeg: frame(0) });
  // What operation writes down: a check of every row, an error nobody caught, a restart by staff and one at night.
  await tatap.must(adminWindow, 'operation.verify', {});
  tatap.app.fault(new Error('a bug that happened with somebody before the camera'));
  await tatap.must(adminWindow, 'operation.restart', { confirm: 'restart' });
  tatap.clock.pass(24 * 3_600_000);
  await tatap.app.tick();
  const metrics = await tatap.app.metrics();
  for (const secret of ['Kenari', '77001', pin, String(embeddingOf('Kenari')[5]).slice(0, 9)]) expect(metrics).not.toContain(secret);
  await tatap.app.close();
}, 60_000);
afterAll(() => tatap.close().catch(() => {}));

function frame(yawDeg: number): Uint8Array<ArrayBuffer> {
  return scripted({ person: 'Kenari', yawDeg });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).filter((file) => statSync(file).isFile());
}

test('not one file of the data folder holds the embedding, a frame, the PIN or the password, in any spelling', () => {
  const embedding = embeddingOf('Kenari');
  const bytes = Buffer.from(embedding.buffer);
  const secrets: [string, Buffer][] = [
    ['embedding, bytes', bytes.subarray(16, 48)],
    ['embedding, base64', Buffer.from(bytes.toString('base64').slice(24, 48))],
    ['embedding, hex', Buffer.from(bytes.toString('hex').slice(32, 64))],
    ['embedding, text', Buffer.from(String(embedding[5]).slice(0, 9))],
    ['frame, bytes', Buffer.from(frame(0)).subarray(0, 20)],
    ['frame, base64', Buffer.from(Buffer.from(frame(0)).toString('base64').slice(0, 20))],
    ['PIN', Buffer.from(pin)],
    ['password', Buffer.from(owner.password)],
    ['chosen password', Buffer.from(chosenPassword)],
    ...shownOnce.map((text): [string, Buffer] => ['code or secret', Buffer.from(text)]),
  ];
  const files = filesUnder(tatap.dataDir);
  expect(files.some((file) => file.endsWith('tatap.db'))).toBe(true);
  expect(files.some((file) => file.endsWith('tatap.log'))).toBe(true);
  for (const file of files) for (const [what, secret] of secrets) expect(readFileSync(file).includes(secret), `${what} in ${file}`).toBe(false);
});

test('the search finds what it looks for', () => {
  const db = readFileSync(join(tatap.dataDir, 'tatap.db'));
  expect(db.includes(Buffer.from('Kenari Kuning'))).toBe(true);
});
