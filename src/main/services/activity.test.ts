import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { groupOf, statusOf, type AuditAction } from '../../shared/activity.ts';
import { contract, type Input } from '../../shared/contract.ts';
import { inTransaction, openDatabase } from '../db/open.ts';
import { insertCourse } from '../db/queries/courses.ts';
import { insertPerson } from '../db/queries/people.ts';
import { insertRoom } from '../db/queries/rooms.ts';
import { insertStaff } from '../db/queries/staff.ts';
import { createActivity } from './activity.ts';
import { appendAudit, type AuditEvent } from './audit.ts';
import { foldName } from './names.ts';
import { createViews } from './views.ts';

function openLog() {
  const db = openDatabase(':memory:');
  const key = randomBytes(32);
  const chain = { db, kioskId: 'kiosk', mac: (bytes: Uint8Array) => createHmac('sha256', key).update(bytes).digest() };
  const activity = createActivity({ db });
  let transfers = 0;
  /** As the till does it: a transfer and its audit row, with one time. Past the fences, which are tested elsewhere. */
  const pay = (personId: string, atMs: number) => {
    transfers += 1;
    const [chargeId, transferId] = [randomUUID(), randomUUID()];
    db.sqlite.prepare("INSERT INTO charges (id, amount, state, created_at_ms, expires_at_ms, kiosk_id) VALUES (?, 5000, 'paid', ?, ?, 'kiosk')").run(chargeId, atMs, atMs);
    db.sqlite.prepare("INSERT INTO authorisations (id, charge_id, person_id, method, needs_pin, created_at_ms, expires_at_ms, consumed_at_ms, kiosk_id) VALUES (?, ?, ?, 'face', 0, 0, 0, 0, 'kiosk')").run(chargeId, chargeId, personId);
    db.sqlite.pragma('foreign_keys = OFF');
    db.sqlite.prepare("INSERT INTO transfers (seq, id, kind, charge_id, authorisation_id, person_id, from_account_id, to_account_id, method, amount, at_ms, kiosk_id, prev_hash, hash) VALUES (?, ?, 'payment', ?, ?, ?, ?, 'sales', 'face', 5000, ?, 'kiosk', x'00', x'00')")
      .run(transfers, transferId, chargeId, chargeId, personId, personId, atMs);
    db.sqlite.pragma('foreign_keys = ON');
    write({ action: 'payment.posted', atMs, actorKind: 'person', actorId: personId, subjectId: chargeId, detail: { transferId, amount: 5_000, method: 'face' } });
  };
  const write = (event: Partial<AuditEvent> & { action: AuditAction; atMs: number }) => inTransaction(db, () => appendAudit(chain, { actorKind: 'kiosk', actorId: null, subjectId: null, detail: {}, ...event }));
  const person = (name: string) => {
    const id = randomUUID();
    insertPerson(db, { id, name, nameFolded: foldName(name), identifier: id.slice(0, 12).toUpperCase(), createdAtMs: 0, kioskId: 'kiosk', pinHash: null, wrappedKey: null });
    return id;
  };
  const staff = (name: string) => {
    const id = randomUUID();
    insertStaff(db, { id, username: `u${id.slice(0, 8)}`, name, role: 'cashier', passwordHash: '', createdAtMs: 0 });
    return id;
  };
  const list = (input: Input<'activity.list'>) => activity.list(contract['activity.list'].input.parse(input));
  /** Sequence numbers of every page, in order. */
  const walk = (input: Input<'activity.list'>, between = () => {}) => {
    const seqs: number[] = [];
    for (let cursor: string | null = null; ;) {
      const page = list({ ...input, cursor });
      seqs.push(...page.rows.map(({ seq }) => seq));
      cursor = page.nextCursor;
      if (cursor === null) return seqs;
      between();
    }
  };
  return { db, activity, write, pay, person, staff, list, walk };
}

test('a name finds what somebody did and what was done to them, payments with their payer', () => {
  const log = openLog();
  const [siti, budi, rina] = [log.person('Siti Rahmawati'), log.person('Budi'), log.staff('Rina')];
  log.pay(siti, 1);
  log.write({ action: 'topup.posted', atMs: 2, actorKind: 'staff', actorId: rina, subjectId: siti });
  log.write({ action: 'topup.posted', atMs: 3, actorKind: 'staff', actorId: rina, subjectId: budi });
  const { rows, total } = log.list({ search: 'sítí' });
  expect(rows.map(({ action, actorName, subjectName }) => [action, actorName, subjectName])).toEqual([['topup.posted', 'Rina', 'Siti Rahmawati'], ['payment.posted', 'Siti Rahmawati', 'Siti Rahmawati']]);
  expect(total).toBe(2);
  expect(log.walk({ search: 'rina' })).toEqual([3, 2]);
  expect(log.walk({ search: '%' })).toEqual([]);
});

test('group, status and dates leave out the rest', () => {
  const log = openLog();
  // The last one is of a newer version.
  const actions = ['pin.failed', 'payment.posted', 'staff.login', 'staff.loginFailed', 'nobody.sorted'] as AuditAction[];
  const siti = log.person('Siti');
  actions.forEach((action, i) => (action === 'payment.posted' ? log.pay(siti, (i + 1) * 10) : log.write({ action, atMs: (i + 1) * 10 })));
  expect(log.walk({ status: 'refused' })).toEqual([4, 1]);
  expect(log.walk({ group: 'staff' })).toEqual([4, 3]);
  expect(log.walk({ group: 'money' })).toEqual([2]);
  expect(log.walk({ group: 'system' })).toEqual([5]);
  expect(log.walk({ group: 'backup' })).toEqual([]);
  expect(log.walk({ fromMs: 20, toMs: 40, sort: 'oldest' })).toEqual([2, 3]);
  expect(log.activity.actions().rows.map(({ action }) => action)).toEqual(['nobody.sorted', 'payment.posted', 'pin.failed', 'staff.login', 'staff.loginFailed']);
});

test.each([['newest', [6, 4, 3, 2, 1, 5]], ['oldest', [5, 1, 2, 3, 4, 6]]] as const)('every row comes once, %s first, with equal times and a clock that was put back', (sort, expected) => {
  const log = openLog();
  for (const atMs of [100, 100, 100, 100, 50, 200]) log.write({ action: 'staff.login', atMs });
  for (const limit of [1, 2, 3, 6]) expect(log.walk({ sort, limit })).toEqual(expected);
});

test('rows that come in while somebody turns pages neither double nor hide one', () => {
  const log = openLog();
  for (let atMs = 1; atMs <= 30; atMs += 1) log.write({ action: 'staff.login', atMs });
  let atMs = 1_000;
  const seqs = log.walk({ limit: 7 }, () => log.write({ action: 'staff.login', atMs: atMs++ }));
  expect(seqs).toEqual(Array.from({ length: 30 }, (_, i) => 30 - i));
});

test('a colleague is found whatever the case and the accents of their name', () => {
  const log = openLog();
  const zoe = log.staff('Zoë ÇELİK');
  log.write({ action: 'staff.login', atMs: 1, actorKind: 'staff', actorId: zoe, subjectId: zoe });
  for (const search of ['zoe', 'ZOË', 'celik', 'Çelik']) expect(log.walk({ search }), search).toEqual([1]);
});

test('only the first page is counted', () => {
  const log = openLog();
  for (let atMs = 1; atMs <= 30; atMs += 1) log.write({ action: 'staff.login', atMs });
  const first = log.list({ limit: 10 });
  expect([first.total, first.more]).toEqual([30, false]);
  expect(log.list({ limit: 10, cursor: first.nextCursor })).toMatchObject({ total: null, more: false });
});

test('ids in a row become the names they stand for today', () => {
  const log = openLog();
  const [courseId, roomId, personId] = [randomUUID(), randomUUID(), log.person('Siti')];
  insertRoom(log.db, { id: roomId, name: 'Lab', nameFolded: 'lab', createdAtMs: 0 });
  insertCourse(log.db, { id: courseId, code: 'MTK', name: 'Matematika', nameFolded: 'matematika', teacherId: null, createdAtMs: 0 });
  log.write({ action: 'member.added', atMs: 1, subjectId: personId, detail: { courseId, fromDate: '2026-07-13' } });
  log.write({ action: 'slot.saved', atMs: 2, subjectId: randomUUID(), detail: { courseId, roomId, weekday: 1 } });
  log.write({ action: 'room.saved', atMs: 3, subjectId: roomId, detail: { name: 'Lab', added: true } });
  log.write({ action: 'settings.changed', atMs: 4, subjectId: 'maxAmount', detail: { before: '500', after: '900' } });
  log.write({ action: 'mark.voided', atMs: 5, subjectId: personId, detail: { sessionId: randomUUID(), markId: randomUUID(), status: 'late' } });
  expect(log.list({ sort: 'oldest' }).rows.map(({ subjectName, detail }) => [subjectName, detail])).toEqual([
    ['Siti', { course: 'MTK · Matematika', fromDate: '2026-07-13' }], [null, { course: 'MTK · Matematika', room: 'Lab', weekday: 1 }], ['Lab', { name: 'Lab', added: true }],
    [null, { before: '500', after: '900', setting: 'maxAmount' }], ['Siti', { course: null, date: null, status: 'late' }],
  ]);
});

test('whichever way a question is answered, it is the answer of a plain look through every row', () => {
  const log = openLog();
  const people = Array.from({ length: 60 }, (_, i) => log.person(`${i % 2 ? 'Budi' : 'Siti'} ${i}`));
  const staff = [log.staff('Rina'), log.staff('Budi')];
  const actions: AuditAction[] = ['topup.posted', 'person.edited', 'me.opened', 'pin.failed', 'staff.login', 'export.made'];
  let random = 7;
  const draw = (below: number) => (random = (random * 48_271) % 2_147_483_647) % below;
  inTransaction(log.db, () => {
    for (let i = 0; i < 600; i += 1) {
      const [personId = '', staffId = '', action = 'me.opened', atMs] = [people[draw(60)], staff[draw(2)], actions[draw(6)], draw(150)];
      if (action === 'me.opened') log.write({ action, atMs, actorKind: 'person', actorId: personId, subjectId: personId });
      else log.write({ action, atMs, actorKind: 'staff', actorId: staffId, subjectId: draw(4) ? personId : null });
    }
  });
  for (let i = 0; i < 120; i += 1) log.pay(people[draw(60)] ?? '', draw(150));
  const rows = log.db.sqlite.prepare<[], { seq: number; at_ms: number; actor_id: string | null; subject_id: string | null; action: string }>('SELECT * FROM audit').all();
  const names = new Map(log.db.sqlite.prepare<[], { id: string; name: string }>('SELECT id, name FROM people UNION ALL SELECT id, name FROM staff').all().map(({ id, name }) => [id, name.toLowerCase()]));
  const named = (id: string | null, search: string) => id !== null && (names.get(id)?.includes(search) ?? false);
  function expected({ search = '', actions = [], group = null, status = null, fromMs, toMs, sort }: Input<'activity.list'>): number[] {
    const found = rows.filter((row) => row.at_ms >= (fromMs ?? 0) && row.at_ms < (toMs ?? Infinity) && (search === '' || named(row.actor_id, search) || named(row.subject_id, search))
      && (actions.length === 0 || actions.includes(row.action)) && (group === null || groupOf(row.action) === group) && (status === null || statusOf(row.action) === status));
    const seqs = found.toSorted((a, b) => a.at_ms - b.at_ms || a.seq - b.seq).map(({ seq }) => seq);
    return sort === 'oldest' ? seqs : seqs.toReversed();
  }
  const filters: Input<'activity.list'>[] = [{}, { group: 'money' }, { status: 'refused' }, { actions: ['me.opened', 'payment.posted'] }, { actions: ['person.edited'], fromMs: 20 }];
  for (const search of ['', 'budi', 'siti 4', 'i', 'rina', 'nobody']) {
    for (const filter of filters) {
      for (const time of [{}, { fromMs: 30, toMs: 90 }]) {
        for (const sort of ['newest', 'oldest'] as const) {
          const input = { search, ...filter, ...time, sort, limit: 37 };
          const seqs = expected(input);
          expect(log.walk(input), JSON.stringify(input)).toEqual(seqs);
          expect(log.list(input).total, JSON.stringify(input)).toBe(seqs.length);
        }
      }
    }
  }
});

test('a set too large to gather is walked along time, and says the same', () => {
  const log = openLog();
  const sitis = Array.from({ length: 60 }, (_, i) => log.person(`Siti ${i}`));
  // Straight into the table: the chain is tested elsewhere, and twenty thousand links take their time.
  log.db.sqlite.prepare(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 20099)
    INSERT INTO audit (at_ms, kiosk_id, actor_kind, actor_id, action, subject_id, detail, prev_hash, hash)
    SELECT i, 'kiosk', 'person', iif(i % 100 = 0, NULL, who.value), 'me.opened', who.value, '{}', x'00', x'00' FROM n JOIN json_each(?) who ON who.key = n.i % 60`).run(JSON.stringify(sitis));
  const page = log.list({ search: 'siti', limit: 3 });
  expect([page.rows.map(({ seq }) => seq), page.total, page.more]).toEqual([[20_100, 20_099, 20_098], 10_000, true]);
  expect(log.list({ search: 'siti', fromMs: 20_000, limit: 200 }).total).toBe(100);
});

test('each staff member has views of their own, one of them the default', () => {
  const { db, staff } = openLog();
  const [rina, agus] = [staff('Rina'), staff('Agus')];
  const views = createViews({ db, newId: randomUUID });
  const save = (name: string, staffId: string, viewId: string | null = null) => views.save({ viewId, list: 'activity', name, settings: { status: 'refused' }, isDefault: true }, staffId);
  const first = save('Ditolak', rina);
  const second = save('Malam', rina);
  expect(views.list({ list: 'activity' }, rina).rows).toEqual([{ ...first, isDefault: false }, second]);
  expect(views.list({ list: 'activity' }, agus).rows).toEqual([]);
  expect(() => save('ditolak', rina)).toThrow('NAME_TAKEN');
  expect(() => save('Milik saya', agus, first.viewId)).toThrow('VIEW_NOT_FOUND');
  expect(() => views.remove({ viewId: first.viewId }, agus)).toThrow('VIEW_NOT_FOUND');
  views.remove({ viewId: first.viewId }, rina);
  expect(views.list({ list: 'activity' }, rina).rows).toEqual([second]);
});
