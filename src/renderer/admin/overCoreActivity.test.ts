import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { adminWindow, owner, startTestApp, type TestApp } from '../../main/app.testkit.ts';
import type { Bridge } from '../../shared/contract.ts';
import { createAdminStore, type AdminStore } from './store.ts';
import { viewChanged } from './viewActions.ts';

/* The log, the filters and the saved views of the admin window's store, over the real core and a real database. */

let tatap: TestApp;
let store: AdminStore;
let stop: () => void;
const see = () => store.getState();
const settled = <T>(check: () => T) => vi.waitFor(check, { timeout: 5_000, interval: 10 });

function bridgeTo({ app, call }: TestApp): Bridge {
  return {
    window: 'admin',
    call: (method, input) => call(adminWindow, method, input),
    on: (event, listener) => app.subscribe((pushed) => {
      // The name says which payload it is.
      if (pushed.event === event && pushed.to.includes('admin')) listener(pushed.payload as never);
    }),
  };
}

function openStore(): void {
  store = createAdminStore({ bridge: bridgeTo(tatap), now: tatap.clock.now, newId: randomUUID });
  stop = see().listen();
}

beforeEach(async () => {
  tatap = await startTestApp({ setUp: false });
  openStore();
  await see().start();
  await see().firstRun({ siteName: 'Kantin Uji', zone: 'Asia/Jakarta', language: 'id', ownerName: 'Zoë Çelik', ...owner });
});
afterEach(async () => {
  stop();
  await tatap.close();
});

const actions = () => see().activity.rows.map(({ action }) => action);
const addPeople = async (...names: string[]) => {
  for (const [n, name] of names.entries()) await tatap.must(adminWindow, 'people.create', { name, identifier: `NIS-${n}`, guardianName: null, note: null });
};

test('what staff do is in the log, found by their name whatever its accents, by action and by day', async () => {
  await addPeople('Siti', 'Budi');
  see().goTo('activity');
  await settled(() => expect(actions()).toContain('person.created'));
  see().filterActivity({ search: 'celik', action: 'person.created', sort: 'oldest' });
  await settled(() => expect(see().activity).toMatchObject({ phase: 'ready', total: 2, more: false }));
  expect(see().activity.rows.map(({ actorName, subjectName }) => [actorName, subjectName])).toEqual([['Zoë Çelik', 'Siti'], ['Zoë Çelik', 'Budi']]);
  see().filterActivity({ period: 'custom', fromDay: '2020-01-01', toDay: '2020-01-02' });
  await settled(() => expect(see().activity).toMatchObject({ phase: 'ready', total: 0 }));
  see().filterActivity({ search: '', action: null, period: 'today', fromDay: '', toDay: '', status: 'refused' });
  await settled(() => expect(see().activity).toMatchObject({ phase: 'ready', total: 0 }));
});

test('a view that is the default is on when the list is opened in the next session; another says that it was changed', async () => {
  see().goTo('people');
  await settled(() => expect(see().people.phase).toBe('ready'));
  await see().loadViews('people');
  see().filterPeople({ face: false, sort: 'name' });
  expect(await see().saveView('people', { viewId: null, name: 'Tanpa wajah', isDefault: true })).toBeNull();
  expect(await see().saveView('people', { viewId: null, name: 'tanpa WAJAH', isDefault: false })).toMatchObject({ code: 'NAME_TAKEN' });
  expect(viewChanged(see(), 'people')).toBe(false);
  see().filterPeople({ pin: true });
  expect(viewChanged(see(), 'people')).toBe(true);
  stop();
  openStore();
  await see().start();
  see().goTo('people');
  await see().loadViews('people');
  expect(see().people).toMatchObject({ face: false, pin: null, sort: 'name' });
  const [view] = see().shelves.people.rows ?? [];
  expect(see().shelves.people.appliedId).toBe(view?.viewId);
  see().applyView('people', null);
  expect(see().people).toMatchObject({ face: null, sort: 'newest' });
  expect(await see().removeView('people', view?.viewId ?? '')).toBeNull();
  expect(see().shelves.people.rows).toEqual([]);
});

test('whoever was led to a list with filters keeps them, default view or not', async () => {
  await see().loadViews('transactions');
  see().filterLedger({ kind: 'topup', period: 'all' });
  await see().saveView('transactions', { viewId: null, name: 'Isi saldo', isDefault: true });
  stop();
  openStore();
  await see().start();
  see().filterLedger({ search: 'NIS-1', period: 'all' });
  await see().loadViews('transactions');
  expect(see().ledger.filter).toMatchObject({ search: 'NIS-1', kind: null });
  see().applyView('transactions', see().shelves.transactions.rows?.[0]?.viewId ?? null);
  expect(see().ledger.filter).toMatchObject({ search: '', kind: 'topup', period: 'all' });
});

test('every list comes back from its view as it was kept', async () => {
  see().filterHistory({ status: 'late', voided: true, period: 'custom', fromDay: '2026-11-01', toDay: '2026-11-21', sort: 'oldest', person: { personId: randomUUID(), name: 'Siti' } });
  see().filterActivity({ group: 'staff', action: 'staff.login', status: 'done', period: 'month', sort: 'oldest' });
  for (const list of ['history', 'activity'] as const) {
    await see().loadViews(list);
    expect(await see().saveView(list, { viewId: null, name: 'Kemarin', isDefault: false })).toBeNull();
    see().applyView(list, null);
    see().applyView(list, see().shelves[list].rows?.[0]?.viewId ?? null);
    expect(viewChanged(see(), list)).toBe(false);
  }
  expect(see().history.filter).toEqual({ search: '', courseId: null, person: null, status: 'late', voided: true, period: 'custom', fromDay: '2026-11-01', toDay: '2026-11-21', sort: 'oldest' });
  expect(see().activity.filter).toEqual({ search: '', group: 'staff', action: 'staff.login', status: 'done', period: 'month', fromDay: '', toDay: '', sort: 'oldest' });
});

test('people without a face, by name from the last, are the people main knows so', async () => {
  await addPeople('Ayu', 'Citra', 'Budi');
  see().goTo('people');
  see().filterPeople({ face: false, pin: false, sort: 'nameDown' });
  await settled(() => expect(see().people.rows.map(({ name }) => name)).toEqual(['Citra', 'Budi', 'Ayu']));
  see().filterPeople({ face: true });
  await settled(() => expect(see().people).toMatchObject({ phase: 'ready', total: 0 }));
});
