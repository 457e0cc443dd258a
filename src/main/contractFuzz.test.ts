import fc from 'fast-check';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract, type Method } from '../shared/contract.ts';
import { errorCodes } from '../shared/errors.ts';
import { adminWindow, kioskWindow, startTestApp, type TestApp } from './app.testkit.ts';
import { openReadOnly } from './db/open.ts';

/* R24: 1 000 random, deep and huge payloads per method: no crash, no state change, typed refusals, no stack traces. */

// Object.keys of a const object: its keys are the methods.
const methods = Object.keys(contract) as Method[];
const harmless: readonly Method[] = [
  'attempts.begin', 'site.status', 'windows.openAdmin', 'staff.me', 'people.list', 'transactions.list',
  'staff.list', 'people.find', 'attendance.settings', 'rooms.list', 'rooms.save', 'courses.list',
  'notifications.channels', 'notifications.rules', 'notifications.outbox', 'dashboard.today',
  'settings.get', 'settings.history',
  'imports.list', 'cameras.list', 'checkins.board', 'checkins.begin', 'checkins.end', 'me.close', 'marks.list', 'activity.list', 'activity.actions',
  'windows.beat', 'operation.status', 'operation.logs', 'operation.verify',
  'people.due', 'enrolments.withdraw', 'enrolments.pending',
  'staff.accounts', 'staff.account', 'staff.sessions', 'staff.totpBegin', 'staff.totpOff',
  'backups.overview', 'backups.makeRecoveryKey',
];
const payloadsPerMethod = 1_000;
let tatap: TestApp;

beforeAll(async () => {
  tatap = await startTestApp();
});
afterAll(() => tatap.close());

/** A wrong password is counted and audited: that is what a refused login is for. */
const mayWrite: Partial<Record<Method, readonly string[]>> = {
  // Any camera name begins a look at one's own data.
  'attempts.begin': ['attempts'],
  // "123456" is a name a room may have.
  'rooms.save': ['rooms', 'audit', 'chain_heads', 'sqlite_sequence'],
  // The first one replaces none.
  'backups.makeRecoveryKey': ['settings', 'key_changes', 'audit', 'chain_heads', 'sqlite_sequence'],
  'staff.login': ['login_failures', 'audit', 'chain_heads', 'sqlite_sequence'],
  'staff.reauthenticate': ['login_failures', 'audit', 'chain_heads', 'sqlite_sequence'],
  'staff.redeem': ['login_failures', 'audit', 'chain_heads', 'sqlite_sequence'],
  'staff.changePassword': ['login_failures', 'audit', 'chain_heads', 'sqlite_sequence'],
};

/** Every row of every table but those this method may write to when it refuses. */
function everything(method: Method): string {
  const db = openReadOnly(join(tatap.dataDir, 'tatap.db'));
  const tables = db.sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('clock')").pluck().all();
  const rows = tables.filter((table) => !mayWrite[method]?.includes(String(table))).map((table) => [table, db.sqlite.prepare(`SELECT * FROM ${String(table)}`).all()]);
  db.sqlite.close();
  return JSON.stringify(rows);
}

function deep(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { a: value, amount: value };
  return value;
}

const huge = ['x'.repeat(5_000_000), Array.from({ length: 200_000 }, () => 0), deep(20_000), { chargeId: deep(5_000), amount: 1e308, idempotencyKey: 'x'.repeat(1_000_000) }, new Uint8Array(3_000_000)];

/** Random values, and random values under the names the method really reads: those get further in. */
function payloadsFor(method: Method): fc.Arbitrary<unknown> {
  const shape = 'shape' in contract[method].input ? Object.keys(contract[method].input.shape) : [];
  const anything = fc.anything({ maxDepth: 4, withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true, withSparseArray: true });
  const tricky = fc.constantFrom(null, -1, 0, 0.1, 1e21, Number.NaN, '', '__proto__', "'; DROP TABLE people; --", '\u0000', '٣٤٥٦٧٨', '123456', deep(50), new Uint8Array(0), new Uint8Array([255, 216, 255]));
  const named = fc.record(Object.fromEntries(shape.map((key) => [key, fc.oneof(anything, tricky)])), { requiredKeys: [] });
  return fc.oneof(anything, named, tricky);
}

test.each(methods)('%s refuses a thousand kinds of nonsense without a trace', async (method) => {
  const caller = contract[method].role === 'kiosk' ? kioskWindow : adminWindow;
  const before = everything(method);
  const payloads = [...huge, ...fc.sample(payloadsFor(method), { numRuns: payloadsPerMethod - huge.length, seed: 24 })];
  let refused = 0;
  for (const payload of payloads) {
    if (method === 'staff.logout') break;
    const result = await tatap.app.call(caller, method, payload);
    if (result.ok) {
      expect(harmless, `payload ${payloads.indexOf(payload)} was accepted`).toContain(method);
      continue;
    }
    refused += 1;
    expect(errorCodes).toContain(result.code);
    expect(result.code).not.toBe('INTERNAL');
    expect(JSON.stringify(result.data)).not.toMatch(/at .*\.(ts|js):\d+/);
  }
  if (!harmless.includes(method) && method !== 'staff.logout') expect(refused).toBe(payloads.length);
  expect(everything(method)).toBe(before);
}, 60_000);
