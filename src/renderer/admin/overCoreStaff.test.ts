import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { adminWindow, owner, startTestApp, type TestApp } from '../../main/app.testkit.ts';
import type { Bridge } from '../../shared/contract.ts';
import { createAdminStore, type AdminStore } from './store.ts';

/* Accounts as the admin window's store handles them, over the real core: two windows beside each other. */

const password = 'kereta-malam-48-hujan';
let tatap: TestApp;
let desks: { store: AdminStore; stop(): void }[];
const settled = <T>(check: () => T) => vi.waitFor(check, { timeout: 5_000, interval: 10 });

function bridgeTo({ app, call }: TestApp, connection: string): Bridge {
  const caller = { ...adminWindow, connection };
  return {
    window: 'admin',
    call: (method, input) => call(caller, method, input),
    on: (event, listener) => app.subscribe((pushed) => {
      // The name says which payload it is.
      if (pushed.event === event && pushed.to.includes('admin') && (pushed.connection === null || pushed.connection === connection)) listener(pushed.payload as never);
    }),
  };
}

async function windowAt(connection: string) {
  const store = createAdminStore({ bridge: bridgeTo(tatap, connection), now: tatap.clock.now, newId: randomUUID });
  desks.push({ store, stop: store.getState().listen() });
  await store.getState().start();
  return () => store.getState();
}

beforeEach(async () => {
  tatap = await startTestApp();
  desks = [];
});
afterEach(async () => {
  for (const { stop } of desks) stop();
  await tatap.close();
});

test('who was invited redeems the code in another window and is logged in; the owner\'s list follows by itself', async () => {
  const mine = await windowAt(adminWindow.connection);
  mine().goTo('staff');
  tatap.clock.pass(1_000);
  const issued = await mine().inviteStaff({ name: 'Dewi', username: 'dewi', role: 'teacher' });
  if (!issued.ok) throw new Error(issued.code);
  expect(mine().accounts.value?.rows.map(({ name, state }) => [name, state])).toEqual([['Pemilik', 'active'], ['Dewi', 'invited']]);
  // Codes are in the dialog that shows them and nowhere else.
  expect(JSON.stringify(mine())).not.toContain(issued.value.code);
  const theirs = await windowAt('dewi');
  expect(await theirs().redeem({ username: 'dewi', code: 'AAAAAAAAAA', password })).toMatchObject({ code: 'STAFF_CODE_WRONG' });
  expect(theirs().page).toMatchObject({ at: 'login', failure: null });
  expect(await theirs().redeem({ username: 'dewi', code: issued.value.code, password })).toBeNull();
  await theirs().login('dewi', password);
  expect(theirs().page).toMatchObject({ me: { name: 'Dewi', role: 'teacher' } });
  await settled(() => expect(mine().accounts.value?.rows[1]).toMatchObject({ state: 'active', sessions: 1 }));
  const session = mine().accounts.value?.sessions.find(({ name }) => name === 'Dewi');
  expect(await mine().endStaffSession(session?.sessionId ?? '')).toBeNull();
  await settled(() => expect(theirs().page).toMatchObject({ at: 'login', notice: 'ended' }));
});

test('a login that wants the code says so and goes on with it; one\'s own account shows it, and is forgotten with the session', async () => {
  const mine = await windowAt(adminWindow.connection);
  mine().goTo('account');
  const begun = await mine().beginTotp();
  if (!begun.ok) throw new Error(begun.code);
  const phone = () => new TOTP({ secret: Secret.fromBase32(begun.value.secret) }).generate({ timestamp: tatap.clock.now() });
  const confirmed = await mine().confirmTotp(phone());
  expect(confirmed.ok && confirmed.value.recoveryCodes).toHaveLength(8);
  expect(mine().ownAccount.value).toMatchObject({ account: { totp: { recoveryLeft: 8 } }, sessions: [{ current: true, proof: 'password' }] });
  await mine().logout();
  expect(mine().ownAccount.value).toBeNull();
  await mine().login(owner.username, owner.password);
  expect(mine().page).toMatchObject({ at: 'login', failure: { code: 'TOTP_NEEDED' } });
  await mine().login(owner.username, owner.password, phone());
  expect(mine().page).toMatchObject({ at: 'login', failure: { code: 'TOTP_WRONG' } });
  tatap.clock.pass(30_000);
  await mine().login(owner.username, owner.password, phone());
  expect(mine().page).toMatchObject({ me: { name: 'Pemilik' } });

  // What waits for the password waits for the code as well.
  tatap.clock.pass(5 * 60_000);
  const waiting = mine().totpOff();
  await settled(() => expect(mine().reauth.at).toBe('asking'));
  expect(await mine().reauthenticate(owner.password)).toMatchObject({ code: 'TOTP_NEEDED' });
  expect(await mine().reauthenticate(owner.password, phone())).toBeNull();
  expect(await waiting).toBeNull();
});
