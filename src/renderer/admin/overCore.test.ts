import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { adminWindow, kioskWindow, owner, startTestApp, type TestApp } from '../../main/app.testkit.ts';
import { scripted } from '../../main/scriptedVision.testkit.ts';
import { consentTextVersion } from '../../shared/consent.ts';
import type { Bridge } from '../../shared/contract.ts';
import { createAdminStore, type AdminStore } from './store.ts';

/* The admin window's store over the real core and a real database: what each believes of the other must hold. */

let tatap: TestApp;
let store: AdminStore;
let stop: () => void;
const see = () => store.getState();
const settled = <T>(check: () => T) => vi.waitFor(check, { timeout: 5_000, interval: 10 });

/** What the hosts do: one admin window, its calls and the events that are for it. */
function bridgeTo({ app, call }: TestApp): Bridge {
  return {
    window: 'admin',
    call: (method, input) => call(adminWindow, method, input),
    on: (event, listener) => app.subscribe((pushed) => {
      const forUs = pushed.to.includes('admin') && (pushed.connection === null || pushed.connection === adminWindow.connection);
      // The name says which payload it is.
      if (forUs && pushed.event === event) listener(pushed.payload as never);
    }),
  };
}

async function enrol(name: string, identifier: string): Promise<void> {
  const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.begin', { name, identifier, cameraId: 'cam', consent: { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null } });
  for (const yawDeg of [0, 25, -25]) for (let i = 0; i < 4; i += 1) await tatap.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: Uint8Array.from(scripted({ person: name, yawDeg })), hints: null });
  await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin: '528491' });
}

beforeEach(async () => {
  tatap = await startTestApp({ setUp: false });
  store = createAdminStore({ bridge: bridgeTo(tatap), now: tatap.clock.now, newId: randomUUID });
  stop = see().listen();
  await see().start();
});
afterEach(async () => {
  stop();
  await tatap.close();
});

const setUp = () => see().firstRun({ siteName: 'Kantin Uji', zone: 'Asia/Jakarta', language: 'id', ownerName: 'Rani', ...owner });

test('first run leads straight to the first steps, and to an empty people list', async () => {
  expect(see().page.at).toBe('setup');
  await setUp();
  expect(see().page).toMatchObject({ at: 'dashboard', me: { name: 'Rani', role: 'owner' } });
  await settled(() => expect(see().dashboard).toMatchObject({ phase: 'ready', value: { firstSteps: { siteNamed: true, personEnrolled: false } } }));
  see().goTo('people');
  await settled(() => expect(see().people).toMatchObject({ phase: 'ready', rows: [], total: 0 }));
});

test('a person enrolled at the kiosk is found, topped up, and the booking shows among the transactions', async () => {
  await setUp();
  await enrol('Muhammad Abdurrahman Wahid al-Banjari', 'NIS001');
  await enrol('Siti Aminah', 'NIS002');
  see().goTo('people');
  see().searchPeople('abdurrahman');
  await settled(() => expect(see().people.rows.map((row) => row.identifier)).toEqual(['NIS001']));
  const person = see().people.rows[0];
  if (!person) throw new Error('the list has a row');
  see().selectPerson(person);
  see().openTopUp(person);
  see().setTopUpAmount(50_000);
  see().reviewTopUp();
  await see().confirmTopUp();
  expect(see().topUp).toMatchObject({ at: 'done', receipt: { amount: 50_000, balance: 50_000 } });
  expect(see().people.selected?.balance).toBe(50_000);
  see().goTo('transactions');
  await settled(() => expect(see().ledger).toMatchObject({ phase: 'ready', total: 1, topUpSum: 50_000, paidSum: 0, rows: [{ kind: 'topup', method: 'cash', staffName: 'Rani' }] }));
  see().filterLedger({ kind: 'payment' });
  await settled(() => expect(see().ledger).toMatchObject({ phase: 'ready', total: 0 }));
});

test('a payment at the kiosk shows in the list by itself', async () => {
  await setUp();
  await enrol('Siti Aminah', 'NIS002');
  see().goTo('people');
  await settled(() => expect(see().people.rows).toHaveLength(1));
  const { personId = '' } = see().people.rows[0] ?? {};
  await tatap.must(adminWindow, 'topups.create', { personId, amount: 50_000, idempotencyKey: randomUUID() });
  await settled(() => expect(see().people.rows[0]?.balance).toBe(50_000));
  const { chargeId } = await tatap.must(kioskWindow, 'charges.create', { amount: 15_000, idempotencyKey: randomUUID() });
  const { authorisationId } = await tatap.must(kioskWindow, 'pins.authorise', { chargeId, identifier: 'NIS002', pin: '528491' });
  await tatap.must(kioskWindow, 'payments.confirm', { authorisationId, idempotencyKey: randomUUID() });
  await settled(() => expect(see().people.rows[0]?.balance).toBe(35_000));
});

test('a face is erased after being asked, the list and the panel say so, and the balance stays', async () => {
  await setUp();
  await enrol('Siti Aminah', 'NIS002');
  see().goTo('people');
  await settled(() => expect(see().people.rows).toHaveLength(1));
  const [person] = see().people.rows;
  if (!person) throw new Error('the list has a row');
  await tatap.must(adminWindow, 'topups.create', { personId: person.personId, amount: 50_000, idempotencyKey: randomUUID() });
  see().selectPerson(person);
  see().askEraseFace(person);
  see().closeEraseFace();
  await see().eraseFace();
  expect((await tatap.must(adminWindow, 'people.list', {})).rows[0]?.hasFace).toBe(true);
  see().askEraseFace(person);
  await see().eraseFace();
  expect(see().faceErasure).toEqual({ at: 'done', personId: person.personId });
  expect(see().people.selected?.hasFace).toBe(false);
  await settled(() => expect(see().people.rows[0]).toMatchObject({ hasFace: false, hasPin: true, balance: 50_000 }));
});

test('a top-up over the limit is refused with the limit, and nothing is booked', async () => {
  await setUp();
  await enrol('Siti Aminah', 'NIS002');
  see().goTo('people');
  await settled(() => expect(see().people.rows).toHaveLength(1));
  const [person] = see().people.rows;
  if (!person) throw new Error('the list has a row');
  see().openTopUp(person);
  see().setTopUpAmount(999_999_999);
  see().reviewTopUp();
  await see().confirmTopUp();
  expect(see().topUp).toMatchObject({ at: 'confirm', unanswered: false, failure: { code: expect.stringMatching(/^(AMOUNT_OUT_OF_RANGE|BALANCE_LIMIT)$/), data: { max: expect.any(Number) } } });
  expect((await tatap.must(adminWindow, 'transactions.list', {})).total).toBe(0);
});

test('five wrong passwords: the login names the minutes to wait', async () => {
  await setUp();
  await see().logout();
  for (let i = 0; i < 5; i += 1) {
    await see().login(owner.username, 'bukan ini');
    expect(see().page).toMatchObject({ at: 'login', failure: { code: 'LOGIN_FAILED' } });
  }
  await see().login(owner.username, owner.password);
  expect(see().page).toMatchObject({ at: 'login', failure: { code: 'LOGIN_LOCKED', data: { minutes: 15 } } });
  tatap.clock.pass(15 * 60_000 + 1);
  await see().login(owner.username, owner.password);
  expect(see().page.at).toBe('dashboard');
}, 60_000);

test('a weak password keeps the set-up open and says so', async () => {
  await see().firstRun({ siteName: 'Kantin Uji', zone: 'Asia/Jakarta', language: 'id', ownerName: 'Rani', username: 'rani', password: 'kantin uji 123' });
  expect(see().page).toMatchObject({ at: 'setup', failure: { code: 'PASSWORD_WEAK' } });
});

test('nobody at the desk: both sides lock, and main holds the session of whoever still types', async () => {
  await setUp();
  await settled(() => expect(see().dashboard.phase).toBe('ready'));
  // Typing for half an hour without a call of one's own.
  for (let minute = 0; minute < 30; minute += 1) {
    tatap.clock.pass(60_000);
    see().touch();
    see().tick();
    await settled(() => expect(see().dashboard.phase).toBe('ready'));
  }
  expect((await tatap.call(adminWindow, 'staff.me', {})).ok).toBe(true);
  tatap.clock.pass(10 * 60_000);
  see().tick();
  expect(see().page).toMatchObject({ at: 'login', notice: 'idle' });
  await settled(async () => expect(await tatap.call(adminWindow, 'staff.me', {})).toMatchObject({ ok: false, code: 'SESSION_EXPIRED' }));
});
