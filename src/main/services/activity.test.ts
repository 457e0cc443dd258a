import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AuditAction } from '../../shared/activity.ts';
import { contract, type Input } from '../../shared/contract.ts';
import { inTransaction, openDatabase } from '../db/open.ts';
import { insertPerson } from '../db/queries/people.ts';
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
  return { db, activity, write, person, staff, list, walk };
}

test('a name finds what somebody did and what was done to them, payments with their payer', () => {
  const log = openLog();
  const [siti, budi, rina] = [log.person('Siti Rahmawati'), log.person('Budi'), log.staff('Rina')];
  log.write({ action: 'payment.posted', atMs: 1, actorKind: 'person', actorId: siti, subjectId: randomUUID(), detail: { amount: 5_000 } });
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
  actions.forEach((action, i) => log.write({ action, atMs: (i + 1) * 10 }));
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

test('a set too large to gather is walked along time, and says the same', () => {
  const log = openLog();
  const siti = log.person('Siti');
  inTransaction(log.db, () => {
    for (let i = 0; i < 20_100; i += 1) log.write({ action: 'me.opened', atMs: i, actorKind: 'person', actorId: i % 100 === 0 ? null : siti, subjectId: siti });
  });
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
