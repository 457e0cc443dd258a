import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract, staffRoles, type Method } from '../shared/contract.ts';
import type { Caller } from './seam.ts';
import { adminWindow, kioskWindow, owner, startTestApp, type TestApp } from './app.testkit.ts';
import { insertStaff } from './db/queries/staff.ts';
import { openDatabase } from './db/open.ts';
import { join } from 'node:path';

/*
 * R12: every contract method x every kind of caller. The list is generated from the contract: a method is covered the day it is written.
 * A caller that is let in may still be refused for its input: BAD_INPUT comes after the door, so it proves that the door opened.
 */

// Looked up on purpose in a loop: this is what "generated from the contract" means.
const methods = Object.keys(contract) as Method[];
const door = new Set(['NOT_ALLOWED', 'SESSION_EXPIRED', 'SETUP_DONE']);
let tatap: TestApp;
const windows = new Map<string, Caller>();

beforeAll(async () => {
  tatap = await startTestApp();
  await tatap.app.call(adminWindow, 'staff.logout', {});
  const db = openDatabase(join(tatap.dataDir, 'tatap.db'));
  const hash = db.sqlite.prepare('SELECT password_hash FROM staff').pluck().get();
  for (const role of staffRoles) insertStaff(db, { id: crypto.randomUUID(), username: `a-${role}`, name: role, role, passwordHash: String(hash), createdAtMs: 0 });
  db.sqlite.close();
  for (const role of staffRoles) {
    const caller: Caller = { window: 'admin', connection: `admin-${role}`, topFrame: true };
    await tatap.must(caller, 'staff.login', { username: `a-${role}`, password: owner.password });
    windows.set(role, caller);
  }
}, 60_000);
afterAll(() => tatap.close());

async function codeOf(caller: Caller, method: string, input: unknown = { nonsense: true }): Promise<string> {
  const result = await tatap.app.call(caller, method, input);
  return result.ok ? 'OK' : result.code;
}

describe.each(methods)('%s', (method) => {
  const { role } = contract[method];
  const forStaff = Array.isArray(role);

  test('is refused from an iframe of either window, logged in or not', async () => {
    for (const caller of [kioskWindow, adminWindow, ...windows.values()]) expect(await codeOf({ ...caller, topFrame: false }, method)).toBe('NOT_ALLOWED');
  });

  test('is refused from the window it is not for', async () => {
    const fromKiosk = await codeOf(kioskWindow, method);
    const fromAdmin = await codeOf({ ...adminWindow, connection: 'a stranger' }, method);
    if (role === 'kiosk') expect(fromAdmin).toBe('NOT_ALLOWED');
    if (role !== 'kiosk' && role !== 'public') expect(fromKiosk).toBe('NOT_ALLOWED');
    if (role === 'kiosk' || role === 'public') expect(door).not.toContain(fromKiosk);
  });

  if (forStaff) test('is refused without a session and after it ended', async () => {
    expect(await codeOf({ ...adminWindow, connection: 'never logged in' }, method)).toBe('SESSION_EXPIRED');
    const leaving: Caller = { ...adminWindow, connection: `leaving-${method}` };
    await tatap.must(leaving, 'staff.login', { username: 'a-owner', password: owner.password });
    tatap.app.disconnected(leaving.connection);
    expect(await codeOf(leaving, method)).toBe('SESSION_EXPIRED');
  });

  if (forStaff && method !== 'staff.logout') test('opens for exactly the roles it names', async () => {
    for (const staffRole of staffRoles) {
      const caller = windows.get(staffRole);
      if (!caller) throw new Error('no such window');
      const code = await codeOf(caller, method);
      if (Array.isArray(role) && role.includes(staffRole)) expect(door, `${staffRole} ${code}`).not.toContain(code);
      else expect(code, staffRole).toBe('NOT_ALLOWED');
    }
  });

  if (role === 'setup') test('is closed once an owner exists', async () => {
    expect(await codeOf(adminWindow, method)).toBe('SETUP_DONE');
  });
});

test('what is marked fresh wants the password again after five minutes, from every role that may call it, and is open once it was given', async () => {
  const fresh = methods.filter((method) => 'fresh' in contract[method] && contract[method].fresh);
  expect(fresh).toEqual(expect.arrayContaining(['topups.create', 'people.eraseFace', 'people.erase', 'settings.save', 'exports.startPeople', 'backups.makeRecoveryKey', 'backups.restore', 'staff.invite', 'staff.issueCode', 'staff.save', 'staff.deactivate', 'staff.reactivate', 'staff.changePassword', 'staff.totpBegin', 'staff.totpConfirm', 'staff.renewRecovery', 'staff.totpOff', 'staff.totpDrop']));
  for (const staffRole of staffRoles) {
    const desk: Caller = { window: 'admin', connection: `stale-${staffRole}`, topFrame: true };
    await tatap.must(desk, 'staff.login', { username: `a-${staffRole}`, password: owner.password });
    const mine = fresh.filter((method) => (contract[method].role as readonly string[]).includes(staffRole)); // `fresh` goes with roles of staff only
    for (const method of mine) expect(await codeOf(desk, method), method).not.toBe('REAUTH_NEEDED');
    tatap.clock.pass(5 * 60_000);
    for (const method of mine) expect(await codeOf(desk, method), method).toBe('REAUTH_NEEDED');
    expect(await codeOf(desk, 'staff.reauthenticate', { password: 'salah-sekali-ini' })).toBe('REAUTH_FAILED');
    for (const method of mine) expect(await codeOf(desk, method), method).toBe('REAUTH_NEEDED');
    await tatap.must(desk, 'staff.reauthenticate', { password: owner.password });
    for (const method of mine) expect(await codeOf(desk, method), method).not.toBe('REAUTH_NEEDED');
  }
});

test('a session that idled out is told so once and is then nobody', async () => {
  const idle: Caller = { ...adminWindow, connection: 'idle' };
  await tatap.must(idle, 'staff.login', { username: 'a-teacher', password: owner.password });
  tatap.clock.pass(11 * 60_000);
  expect(await codeOf(idle, 'people.list', {})).toBe('SESSION_EXPIRED');
  expect(await codeOf(idle, 'staff.me', {})).toBe('SESSION_EXPIRED');
});

test('methods nobody declared, and names every object has, are refused', async () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'staff', '', 'people.list ']) expect(await codeOf(kioskWindow, name)).toBe('NOT_ALLOWED');
});
