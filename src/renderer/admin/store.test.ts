import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PersonRow } from '../../shared/contract.ts';
import type { DashboardToday } from '../../shared/contractNotifications.ts';
import type { Result } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';
import { fakeBridge, owner, person, receipt, refused, status, transaction, uuid } from './admin.testkit.ts';
import { createAdminStore } from './store.ts';

const people = Array.from({ length: 230 }, (_, i) => person(i + 1));
const pageOf = (rows: readonly PersonRow[], input: { limit?: number | undefined; cursor?: string | null | undefined }) => {
  const from = Number(input.cursor ?? 0);
  const to = from + (input.limit ?? 50);
  return { ok: true as const, value: { rows: rows.slice(from, to), nextCursor: to < rows.length ? String(to) : null, total: rows.length } };
};

const quietDay: DashboardToday = { date: '2026-08-01', nowMs: Date.parse('2026-08-01T03:00:00Z'), money: null, attendance: null, machine: null, firstSteps: null };

/** A store logged in as the owner over 230 people; `at` is the clock. */
function desk(patch: Parameters<typeof fakeBridge>[0] = {}) {
  const fake = fakeBridge({
    'site.status': () => ({ ok: true, value: status }),
    'staff.me': () => ({ ok: true, value: owner }),
    'staff.logout': () => ({ ok: true, value: {} }),
    'dashboard.today': () => ({ ok: true, value: quietDay }),
    'people.list': (input) => pageOf(people, input),
    'transactions.list': () => ({ ok: true, value: { rows: [transaction(1)], nextCursor: null, total: 1, paidSum: rupiah(15_000), topUpSum: rupiah(0) } }),
    ...patch,
  });
  const clock = { at: Date.parse('2026-08-01T03:00:00Z') };
  let ids = 0;
  const store = createAdminStore({ bridge: fake.bridge, now: () => clock.at, newId: () => uuid(++ids) });
  return { ...fake, store, clock, see: () => store.getState() };
}

/** Logs in and goes to the people, whose first page is read. */
async function toPeople({ see }: Pick<ReturnType<typeof desk>, 'see'>): Promise<void> {
  await see().start();
  see().goTo('people');
  await vi.runAllTimersAsync();
}

/** A promise that the test answers when it wants. */
function held<T>() {
  let answer!: (value: T) => void;
  const promise = new Promise<T>((resolve) => { answer = resolve; });
  return { promise, answer };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('where the window starts', () => {
  test('without an owner it shows the set-up', async () => {
    const { see } = desk({ 'site.status': () => ({ ok: true, value: { ...status, setupDone: false } }) });
    await see().start();
    expect(see().page).toEqual({ at: 'setup', busy: false, failure: null });
  });

  test('with an owner but no session it shows the login, without a complaint', async () => {
    const { see } = desk({ 'staff.me': () => refused('SESSION_EXPIRED') });
    await see().start();
    expect(see().page).toEqual({ at: 'login', notice: null, busy: false, failure: null });
  });

  test('with a session the owner and an admin see today at a glance, a cashier the people, a teacher the classes of the day', async () => {
    for (const [role, at] of [['owner', 'dashboard'], ['admin', 'dashboard'], ['cashier', 'people'], ['teacher', 'today']] as const) {
      const me = { ...owner, role };
      const { see } = desk({ 'staff.me': () => ({ ok: true, value: me }), 'sessions.list': () => ({ ok: true, value: { rows: [] } }) });
      await see().start();
      await vi.runAllTimersAsync();
      expect(see().page).toEqual({ at, me });
      expect([see().dashboard.phase, see().people.rows.length, see().people.total, see().today.sessions.phase]).toEqual([
        at === 'dashboard' ? 'ready' : 'loading', at === 'people' ? 50 : 0, at === 'people' ? 230 : 0, at === 'today' ? 'ready' : 'loading',
      ]);
    }
  });

  test('when main cannot be reached it says so and tries again by itself', async () => {
    let up = false;
    const { see, clock } = desk({ 'site.status': () => (up ? { ok: true, value: status } : refused('HOST_UNREACHABLE')) });
    await see().start();
    expect(see().page).toMatchObject({ at: 'unreachable', failure: { code: 'HOST_UNREACHABLE' } });
    up = true;
    see().tick();
    expect(see().page.at).toBe('unreachable');
    clock.at += 3_000;
    see().tick();
    await vi.runAllTimersAsync();
    expect(see().page.at).toBe('dashboard');
  });

  test('a bridge that throws is a machine that cannot be reached, not a broken page', async () => {
    const { see } = desk({ 'site.status': () => { throw new Error('pipe closed'); } });
    await see().start();
    expect(see().page).toMatchObject({ at: 'unreachable', failure: { code: 'HOST_UNREACHABLE' } });
  });
});

describe('first run', () => {
  const answers = { siteName: 'Kantin Sekar', zone: 'Asia/Jakarta', language: 'id', ownerName: 'Siti', username: 'siti', password: 'senja di tepi sawah' } as const;

  test('ends logged in, by logging in when main did not already', async () => {
    let done = false;
    const { see, callsOf } = desk({
      'site.status': () => ({ ok: true, value: { ...status, setupDone: done } }),
      'staff.me': () => refused('SESSION_EXPIRED'),
      'setup.firstRun': () => { done = true; return { ok: true, value: owner }; },
      'staff.login': () => ({ ok: true, value: owner }),
    });
    await see().start();
    await see().firstRun(answers);
    expect(see().page).toEqual({ at: 'dashboard', me: owner });
    expect(callsOf('staff.login')[0]?.input).toEqual({ username: 'siti', password: answers.password });
  });

  test('a weak password stays on the page with the reason', async () => {
    const { see } = desk({ 'site.status': () => ({ ok: true, value: { ...status, setupDone: false } }), 'setup.firstRun': () => refused('PASSWORD_WEAK') });
    await see().start();
    await see().firstRun(answers);
    expect(see().page).toEqual({ at: 'setup', busy: false, failure: { code: 'PASSWORD_WEAK', data: {} } });
  });

  test('somebody else finished it meanwhile: the login says so', async () => {
    let done = false;
    const { see, emit } = desk({ 'site.status': () => ({ ok: true, value: { ...status, setupDone: done } }) });
    see().listen();
    await see().start();
    done = true;
    emit('site.changed');
    await vi.runAllTimersAsync();
    expect(see().page).toMatchObject({ at: 'login', notice: 'setupDone' });
  });
});

describe('the session', () => {
  test('a refused login keeps the minutes to wait', async () => {
    const { see } = desk({ 'staff.me': () => refused('SESSION_EXPIRED'), 'staff.login': () => refused('LOGIN_LOCKED', { minutes: 12 }) });
    await see().start();
    await see().login('siti', 'salah');
    expect(see().page).toEqual({ at: 'login', notice: null, busy: false, failure: { code: 'LOGIN_LOCKED', data: { minutes: 12 } } });
  });

  test('when it ends nothing that was read stays behind', async () => {
    const { see, emit } = desk();
    see().listen();
    await toPeople({ see });
    see().selectPerson(people[0] ?? null);
    see().openTopUp(person(1));
    emit('session.ended');
    expect(see().page).toMatchObject({ at: 'login', notice: 'ended' });
    expect(see().people.rows).toEqual([]);
    expect(see().people.selected).toBeNull();
    expect(see().topUp).toEqual({ at: 'closed' });
    expect(JSON.stringify(see().people) + JSON.stringify(see().ledger)).not.toContain('Orang');
  });

  test('whichever call finds the session over leads to the login', async () => {
    const { see, answers } = desk();
    await toPeople({ see });
    answers['transactions.list'] = () => refused('SESSION_EXPIRED');
    see().goTo('transactions');
    await vi.runAllTimersAsync();
    expect(see().page).toMatchObject({ at: 'login', notice: 'ended' });
  });

  test('rows that arrive after the session ended are not shown', async () => {
    const late = held<Result<never>>();
    const { see, answers } = desk();
    await toPeople({ see });
    const rows = pageOf(people, {});
    answers['people.list'] = async () => { await late.promise; return rows; };
    void see().refresh();
    see().sessionEnded();
    late.answer(refused('BUSY'));
    await vi.runAllTimersAsync();
    expect(see().people.rows).toEqual([]);
  });

  test('nobody at the desk: a countdown for the last 30 s, then it locks and tells main', async () => {
    const { see, clock, callsOf } = desk();
    await toPeople({ see });
    clock.at += owner.idleAfterMs - 31_000;
    see().tick();
    expect(see().idleLeftS).toBeNull();
    clock.at += 2_000;
    see().tick();
    expect(see().idleLeftS).toBe(29);
    see().touch();
    expect(see().idleLeftS).toBeNull();
    clock.at += owner.idleAfterMs;
    see().tick();
    expect(see().page).toMatchObject({ at: 'login', notice: 'idle' });
    expect(callsOf('staff.logout')).toHaveLength(1);
  });

  test('postings that refresh the list do not keep an empty desk open', async () => {
    const { see, clock, emit } = desk();
    see().listen();
    await see().start();
    for (let minute = 0; minute < 10; minute += 1) {
      emit('ledger.posted');
      await vi.runAllTimersAsync();
      clock.at += 60_000;
      see().tick();
    }
    expect(see().page).toMatchObject({ at: 'login', notice: 'idle' });
  });

  test('somebody typing without calling keeps the session open in main', async () => {
    const { see, clock, callsOf } = desk();
    await toPeople({ see });
    const before = callsOf('people.list').length;
    clock.at += owner.idleAfterMs / 2;
    see().tick();
    expect(callsOf('people.list')).toHaveLength(before);
    see().touch();
    see().tick();
    expect(callsOf('people.list')).toHaveLength(before + 1);
  });


  test('listening stops when asked', () => {
    const { see, listening } = desk();
    const stop = see().listen();
    expect(listening()).toBe(12);
    stop();
    expect(listening()).toBe(0);
  });
});

describe('the people list', () => {
  test('further pages go behind, until there are no more', async () => {
    const { see, callsOf } = desk();
    await toPeople({ see });
    for (let i = 0; i < 10; i += 1) await see().morePeople();
    expect(see().people.rows.map((row) => row.name)).toEqual(people.map((row) => row.name));
    expect(callsOf('people.list')).toHaveLength(5);
  });

  test('typing asks once, when it pauses, and the newest question wins', async () => {
    const slow = held<void>();
    const { see, callsOf, answers } = desk();
    await toPeople({ see });
    answers['people.list'] = async (input) => {
      if (input.search === 'bu') await slow.promise;
      return pageOf(people.filter((row) => row.name.endsWith(input.search === 'bu' ? '1' : '2')), input);
    };
    const before = callsOf('people.list').length;
    see().searchPeople('b');
    see().searchPeople('bu');
    await vi.advanceTimersByTimeAsync(200);
    see().searchPeople('bud');
    await vi.advanceTimersByTimeAsync(200);
    slow.answer();
    await vi.runAllTimersAsync();
    expect(callsOf('people.list').slice(before).map((call) => call.input)).toMatchObject([{ search: 'bu' }, { search: 'bud' }]);
    expect(see().people.search).toBe('bud');
    expect(see().people.rows.every((row) => row.name.endsWith('2'))).toBe(true);
  });

  test('a posting reads again as many rows as are on screen, and the open panel follows', async () => {
    const { see, emit, answers, callsOf } = desk();
    see().listen();
    await toPeople({ see });
    for (let i = 0; i < 4; i += 1) await see().morePeople();
    see().selectPerson(people[2] ?? null);
    answers['people.list'] = (input) => pageOf(people.map((row) => ({ ...row, balance: rupiah(7) })), input);
    const before = callsOf('people.list').length;
    emit('ledger.posted');
    emit('ledger.posted');
    await vi.runAllTimersAsync();
    expect(callsOf('people.list').slice(before).map((call) => call.input)).toMatchObject([{ limit: 200, cursor: null }, { limit: 30, cursor: '200' }]);
    expect(see().people.rows).toHaveLength(230);
    expect(see().people.selected?.balance).toBe(7);
  });

  test('a failed reading keeps the rows and the sentence', async () => {
    const { see, answers } = desk();
    await toPeople({ see });
    answers['people.list'] = () => refused('DATABASE_LOCKED');
    await see().morePeople();
    expect(see().people).toMatchObject({ phase: 'refused', loadingMore: false, failure: { code: 'DATABASE_LOCKED' } });
    expect(see().people.rows).toHaveLength(50);
    answers['people.list'] = (input) => pageOf(people, input);
    await see().morePeople();
    expect(see().people).toMatchObject({ phase: 'ready', failure: null });
    expect(see().people.rows).toHaveLength(100);
  });
});

describe('erasing a face', () => {
  test('a refusal is shown and can be asked again; two touches ask once; the end of the session forgets it', async () => {
    const answer = held<Result<{ templates: number }>>();
    const { see, answers, callsOf } = desk({ 'people.eraseFace': () => refused('HOST_UNREACHABLE') });
    await toPeople({ see });
    const asked = person(1);
    see().askEraseFace(asked);
    await see().eraseFace();
    expect(see().faceErasure).toMatchObject({ at: 'asking', sending: false, failure: { code: 'HOST_UNREACHABLE' } });
    answers['people.eraseFace'] = () => answer.promise;
    const erasing = see().eraseFace();
    await see().eraseFace();
    see().closeEraseFace();
    expect(see().faceErasure).toMatchObject({ at: 'asking', sending: true, failure: null });
    expect(callsOf('people.eraseFace')).toHaveLength(2);
    see().sessionEnded();
    answer.answer({ ok: true, value: { templates: 3 } });
    await erasing;
    expect(see().faceErasure).toEqual({ at: 'closed' });
  });
});

describe('the transactions list', () => {
  test('filters become instants of the site’s zone, and the sums come along', async () => {
    const { see, callsOf } = desk();
    await see().start();
    see().goTo('transactions');
    await vi.runAllTimersAsync();
    expect(callsOf('transactions.list').at(-1)?.input).toMatchObject({ fromMs: Date.parse('2026-07-31T17:00:00Z'), toMs: null, kind: null });
    expect(see().ledger).toMatchObject({ paidSum: 15_000, topUpSum: 0, total: 1 });
    see().filterLedger({ period: 'custom', fromDay: '2026-07-01', toDay: '2026-07-31', kind: 'topup' });
    await vi.runAllTimersAsync();
    expect(callsOf('transactions.list').at(-1)?.input).toMatchObject({
      fromMs: Date.parse('2026-06-30T17:00:00Z'), toMs: Date.parse('2026-07-31T17:00:00Z'), kind: 'topup', cursor: null,
    });
  });

  test('an open end and a half-typed day ask for everything on that side', async () => {
    const { see, callsOf } = desk();
    await see().start();
    see().goTo('transactions');
    see().filterLedger({ period: 'custom', fromDay: '', toDay: '2026-07' });
    await vi.runAllTimersAsync();
    expect(callsOf('transactions.list').at(-1)?.input).toMatchObject({ fromMs: null, toMs: null });
  });
});

describe('a top-up', () => {
  async function counter(topUp: NonNullable<Parameters<typeof fakeBridge>[0]['topups.create']>) {
    const it = desk({ 'topups.create': topUp });
    await toPeople(it);
    it.see().selectPerson(people[0] ?? null);
    it.see().openTopUp(person(1));
    return it;
  }
  const keysOf = (it: Awaited<ReturnType<typeof counter>>) => it.callsOf('topups.create').map((call) => (call.input as { idempotencyKey: string }).idempotencyKey);

  test('is booked with the amount confirmed; the new balance shows at once in list and panel', async () => {
    const it = await counter(() => ({ ok: true, value: receipt() }));
    it.see().setTopUpAmount(50_000);
    it.see().reviewTopUp();
    await it.see().confirmTopUp();
    expect(it.see().topUp).toMatchObject({ at: 'done', receipt: { number: '000123', balance: 51_000 } });
    expect(it.callsOf('topups.create')[0]?.input).toMatchObject({ personId: person(1).personId, amount: 50_000 });
    expect(it.see().people.rows[0]?.balance).toBe(51_000);
    expect(it.see().people.selected?.balance).toBe(51_000);
  });

  test('two clicks send once', async () => {
    const wait = held<Result<ReturnType<typeof receipt>>>();
    const it = await counter(() => wait.promise);
    it.see().setTopUpAmount(50_000);
    it.see().reviewTopUp();
    void it.see().confirmTopUp();
    void it.see().confirmTopUp();
    it.see().closeTopUp();
    expect(it.see().topUp).toMatchObject({ at: 'confirm', sending: true });
    wait.answer({ ok: true, value: receipt() });
    await vi.runAllTimersAsync();
    expect(keysOf(it)).toHaveLength(1);
    expect(it.see().topUp.at).toBe('done');
  });

  test('no answer: trying again repeats the same key, even after closing and opening the panel', async () => {
    let lost = true;
    const it = await counter(() => (lost ? refused('HOST_UNREACHABLE') : { ok: true, value: receipt() }));
    it.see().setTopUpAmount(50_000);
    it.see().reviewTopUp();
    await it.see().confirmTopUp();
    expect(it.see().topUp).toMatchObject({ at: 'confirm', unanswered: true, failure: { code: 'HOST_UNREACHABLE' } });
    it.see().editTopUp();
    expect(it.see().topUp.at).toBe('confirm');
    it.see().closeTopUp();
    it.see().openTopUp(person(1));
    expect(it.see().topUp).toMatchObject({ at: 'confirm', unanswered: true, intent: { amount: 50_000 } });
    lost = false;
    await it.see().confirmTopUp();
    expect(it.see().topUp.at).toBe('done');
    expect(new Set(keysOf(it)).size).toBe(1);
    it.see().openTopUp(person(1));
    expect(it.see().topUp).toMatchObject({ at: 'amount', amount: 0 });
  });

  test('refused: the same amount keeps its key, another amount gets another', async () => {
    const it = await counter(() => refused('BALANCE_LIMIT', { max: 1_000_000 }));
    it.see().setTopUpAmount(900_000);
    it.see().reviewTopUp();
    await it.see().confirmTopUp();
    expect(it.see().topUp).toMatchObject({ at: 'confirm', unanswered: false, failure: { code: 'BALANCE_LIMIT', data: { max: 1_000_000 } } });
    it.see().editTopUp();
    it.see().reviewTopUp();
    await it.see().confirmTopUp();
    it.see().editTopUp();
    it.see().setTopUpAmount(100_000);
    it.see().reviewTopUp();
    await it.see().confirmTopUp();
    const [first, second, third] = keysOf(it);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('the next top-up of the same amount is a new one', async () => {
    const it = await counter(() => ({ ok: true, value: receipt() }));
    for (let i = 0; i < 2; i += 1) {
      it.see().openTopUp(person(1));
      it.see().setTopUpAmount(50_000);
      it.see().reviewTopUp();
      await it.see().confirmTopUp();
    }
    expect(new Set(keysOf(it)).size).toBe(2);
  });

  test('an unanswered one is not handed to the next person who logs in', async () => {
    const it = await counter(() => refused('HOST_UNREACHABLE'));
    it.see().setTopUpAmount(50_000);
    it.see().reviewTopUp();
    await it.see().confirmTopUp();
    await it.see().logout();
    it.answers['staff.login'] = () => ({ ok: true, value: { ...owner, staffId: uuid(2), role: 'cashier' } });
    await it.see().login('budi', 'x');
    it.see().openTopUp(person(1));
    expect(it.see().topUp.at).toBe('amount');
  });

  test('nothing, fractions, negatives and more than the ledger carries are not amounts', async () => {
    const it = await counter(() => ({ ok: true, value: receipt() }));
    for (const amount of [-1, 0.5, Number.NaN, 1_000_000_001, 0]) it.see().setTopUpAmount(amount);
    it.see().reviewTopUp();
    expect(it.see().topUp).toMatchObject({ at: 'amount', amount: 0 });
  });
});
