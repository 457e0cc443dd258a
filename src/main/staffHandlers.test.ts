import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StaffRole } from '../shared/contract.ts';
import { adminWindow, kioskWindow, owner, startTestApp, type TestApp } from './app.testkit.ts';
import type { Caller } from './seam.ts';

/* Accounts through the only way in: the contract, its roles, the events each window gets. */

let tatap: TestApp;
let told: [string, string | null][];
const password = 'kereta-malam-48-hujan';
const windowOf = (name: string): Caller => ({ ...adminWindow, connection: `admin-${name}` });

beforeEach(async () => {
  tatap = await startTestApp();
  told = [];
  tatap.app.subscribe(({ event, connection }) => void told.push([event, connection]));
});
afterEach(() => tatap.close());

const codeOf = async (caller: Caller, method: string, input: unknown) => {
  const result = await tatap.app.call(caller, method, input);
  return result.ok ? 'OK' : result.code;
};

/** Invited by the owner, came with the code, chose a password and logged in at a window of their own. */
async function hire(name: string, role: StaffRole) {
  const { staffId, code } = await tatap.must(adminWindow, 'staff.invite', { name, username: name.toLowerCase(), role });
  await tatap.must(windowOf(name), 'staff.redeem', { username: name.toLowerCase(), code, password });
  const me = await tatap.must(windowOf(name), 'staff.login', { username: name.toLowerCase(), password });
  expect(me).toMatchObject({ staffId, role });
  return { ...me, window: windowOf(name), code };
}

test('invited, redeemed, logged in: a teacher may do what teachers may, until they are promoted, which ends the session at once', async () => {
  const dewi = await hire('Dewi', 'teacher');
  expect(await codeOf(dewi.window, 'courses.list', {})).toBe('OK');
  for (const method of ['people.list', 'staff.accounts', 'staff.invite', 'transactions.list']) expect(await codeOf(dewi.window, method, {}), method).toBe('NOT_ALLOWED');
  expect(told).toContainEqual(['staff.changed', null]);
  told.length = 0;
  const { rows } = await tatap.must(adminWindow, 'staff.accounts', {});
  const row = rows.find(({ staffId }) => staffId === dewi.staffId);
  expect(row).toMatchObject({ state: 'active', sessions: 1, lastLoginAtMs: tatap.clock.now() });
  // Who set the kiosk up is logged in from then on.
  expect(rows.find(({ role }) => role === 'owner')?.lastLoginAtMs).toBeTypeOf('number');
  await tatap.must(adminWindow, 'staff.save', { staffId: dewi.staffId, revision: row?.revision ?? 0, name: 'Dewi', username: 'dewi', role: 'admin' });
  expect(told).toEqual([['session.ended', dewi.window.connection], ['staff.changed', null], ['staff.changed', null]]);
  expect(await codeOf(dewi.window, 'courses.list', {})).toBe('SESSION_EXPIRED');
  await tatap.must(dewi.window, 'staff.login', { username: 'dewi', password });
  expect(await codeOf(dewi.window, 'staff.accounts', {})).toBe('OK');
});

test('a session that is ended from another window is told so, and that window alone', async () => {
  const dewi = await hire('Dewi', 'cashier');
  const { rows } = await tatap.must(adminWindow, 'staff.sessions', {});
  const theirs = rows.find(({ staffId }) => staffId === dewi.staffId);
  told.length = 0;
  await tatap.must(adminWindow, 'staff.endSession', { sessionId: theirs?.sessionId ?? '' });
  expect(told).toEqual([['session.ended', dewi.window.connection], ['staff.changed', null]]);
  expect(await codeOf(dewi.window, 'staff.me', {})).toBe('SESSION_EXPIRED');
  expect(await codeOf(adminWindow, 'staff.me', {})).toBe('OK');
});

test('with the second step on, what asks for the password again asks for the code too', async () => {
  const { secret } = await tatap.must(adminWindow, 'staff.totpBegin', {});
  const phone = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: tatap.clock.now() });
  const { recoveryCodes: [recovery = ''] } = await tatap.must(adminWindow, 'staff.totpConfirm', { code: phone() });
  tatap.clock.pass(5 * 60_000);
  expect(await codeOf(adminWindow, 'staff.totpOff', {})).toBe('REAUTH_NEEDED');
  expect(await codeOf(adminWindow, 'staff.reauthenticate', { password: owner.password })).toBe('TOTP_NEEDED');
  expect(await codeOf(adminWindow, 'staff.totpOff', {})).toBe('REAUTH_NEEDED');
  expect(await codeOf(adminWindow, 'staff.reauthenticate', { password: owner.password, code: '123 45' })).toBe('TOTP_WRONG');
  expect(await codeOf(adminWindow, 'staff.reauthenticate', { password: owner.password, code: phone() })).toBe('OK');
  await tatap.must(adminWindow, 'staff.logout', {});
  const login = (code?: string) => codeOf(adminWindow, 'staff.login', { ...owner, code });
  expect([await login(), await login(phone()), await login(recovery), await login(recovery)]).toEqual(['TOTP_NEEDED', 'TOTP_WRONG', 'OK', 'TOTP_WRONG']);
  tatap.clock.pass(30_000);
  expect(await login(phone())).toBe('OK');
});

test('the kiosk window redeems nothing and logs nobody in', async () => {
  const { code } = await tatap.must(adminWindow, 'staff.invite', { name: 'Dewi', username: 'dewi', role: 'teacher' });
  expect(await codeOf(kioskWindow, 'staff.redeem', { username: 'dewi', code, password })).toBe('NOT_ALLOWED');
  expect(await codeOf(windowOf('dewi'), 'staff.redeem', { username: 'dewi', code, password })).toBe('OK');
});

test('after a restart nobody is logged in, while codes, second step and the count of failures are kept', async () => {
  const { secret } = await tatap.must(adminWindow, 'staff.totpBegin', {});
  await tatap.must(adminWindow, 'staff.totpConfirm', { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: tatap.clock.now() }) });
  const { code } = await tatap.must(adminWindow, 'staff.invite', { name: 'Dewi', username: 'dewi', role: 'teacher' });
  for (let i = 0; i < 4; i += 1) expect(await codeOf(windowOf('dewi'), 'staff.redeem', { username: 'dewi', code: 'AAAAAAAAAA', password })).toBe('STAFF_CODE_WRONG');
  await tatap.app.close();
  const again = await startTestApp({ dataDir: tatap.dataDir, setUp: false });
  const ask = async (method: string, input: unknown) => {
    const result = await again.app.call(adminWindow, method, input);
    return result.ok ? 'OK' : result.code;
  };
  expect(await ask('staff.sessions', {})).toBe('SESSION_EXPIRED');
  expect(await ask('staff.login', owner)).toBe('TOTP_NEEDED');
  expect(await ask('staff.redeem', { username: 'dewi', code, password })).toBe('OK');
  expect(await ask('staff.login', { username: 'dewi', password })).toBe('OK');
  await again.close();
});
