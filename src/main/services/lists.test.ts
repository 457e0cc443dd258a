import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { contract, type Input, type PersonRow } from '../../shared/contract.ts';
import { peopleSorts, type PeopleSort } from '../../shared/people.ts';
import { openDatabase } from '../db/open.ts';
import { insertCourse } from '../db/queries/courses.ts';
import { putMembership } from '../db/queries/memberships.ts';
import { insertPerson, insertPersonAccount, insertTemplate } from '../db/queries/people.ts';
import { createLists } from './lists.ts';
import { foldName } from './names.ts';

const today = '2026-11-21';

/** 40 people: every second with a face, every third with a PIN, names and balances that repeat, some put to rest. */
function openRegister() {
  const db = openDatabase(':memory:');
  const courseId = randomUUID();
  insertCourse(db, { id: courseId, code: 'MTK', name: 'Matematika', nameFolded: 'matematika', teacherId: null, createdAtMs: 0 });
  const names = ['Siti', 'budi', 'Ébène', 'Ayu'];
  const ids = Array.from({ length: 40 }, (_, n) => {
    const id = randomUUID();
    const name = `${names[n % 4]} ${n % 7}`;
    insertPerson(db, { id, name, nameFolded: foldName(name), identifier: `NIS-${n}`, createdAtMs: n % 5, kioskId: 'k', pinHash: n % 3 === 0 ? '-' : null, wrappedKey: n % 2 === 0 ? new Uint8Array(32) : null });
    insertPersonAccount(db, id);
    if (n % 2 === 0) insertTemplate(db, { id: randomUUID(), personId: id, model: 'm', version: 1, pose: 'front', sealed: new Uint8Array(8), quality: 1, createdAtMs: 0 });
    // The fence that makes a balance follow its entries is tested with the ledger.
    db.sqlite.exec('DROP TRIGGER IF EXISTS accounts_follow_entries');
    db.sqlite.prepare('UPDATE accounts SET balance = ? WHERE person_id = ?').run((n * 7) % 4 * 1_000, id);
    if (n % 10 === 9) db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1 WHERE id = ?').run(id);
    return id;
  });
  putMembership(db, { courseId, personId: ids[0] ?? '', fromDate: '2026-07-01', untilDate: null });
  putMembership(db, { courseId, personId: ids[1] ?? '', fromDate: '2026-07-01', untilDate: today });
  putMembership(db, { courseId, personId: ids[2] ?? '', fromDate: '2026-07-01', untilDate: '2026-11-20' });
  putMembership(db, { courseId, personId: ids[3] ?? '', fromDate: '2026-11-22', untilDate: null });
  const lists = createLists({ db, lockClockMs: () => 0, today: () => today });
  const page = (input: Input<'people.list'>) => lists.people(contract['people.list'].input.parse(input));
  function walk(input: Input<'people.list'>): PersonRow[] {
    const rows: PersonRow[] = [];
    let cursor: string | null = null;
    do {
      const found = page({ limit: 3, ...input, cursor });
      rows.push(...found.rows);
      cursor = found.nextCursor;
      expect(found.total).toBe(page(input).total);
    } while (cursor !== null);
    expect(rows).toHaveLength(page(input).total);
    return rows;
  }
  return { ids, courseId, page, walk };
}

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
const valueOf: Record<PeopleSort, (row: PersonRow) => string | number> = {
  newest: (row) => row.createdAtMs, oldest: (row) => row.createdAtMs, name: (row) => foldName(row.name), nameDown: (row) => foldName(row.name), balance: (row) => row.balance, balanceDown: (row) => row.balance,
};

test.each(peopleSorts)('people by %s: every page goes on where the one before ended, though many are equal', (sort) => {
  const { walk } = openRegister();
  const rows = walk({ sort });
  const sign = sort === 'newest' || sort.endsWith('Down') ? -1 : 1;
  const expected = rows.toSorted((a, b) => sign * (compare(valueOf[sort](a), valueOf[sort](b)) || compare(a.personId, b.personId)));
  expect(rows.map(({ personId }) => personId)).toEqual(expected.map(({ personId }) => personId));
  expect(new Set(rows.map(({ personId }) => personId)).size).toBe(36);
});

test('face, PIN and rest leave out the others, together with a name', () => {
  const { walk } = openRegister();
  const all = walk({});
  for (const face of [true, false, null]) {
    for (const pin of [true, false, null]) {
      const wanted = all.filter((row) => (face === null || row.hasFace === face) && (pin === null || row.hasPin === pin) && row.name.startsWith('Siti'));
      expect(walk({ face, pin, search: 'siti', sort: 'name' }).map(({ personId }) => personId).toSorted()).toEqual(wanted.map(({ personId }) => personId).toSorted());
    }
  }
  expect(walk({ inactive: true })).toHaveLength(4);
  expect(walk({ inactive: true, face: true })).toHaveLength(0);
});

test('a course shows who takes it today', () => {
  const { ids, courseId, walk } = openRegister();
  expect(walk({ courseId, sort: 'oldest' }).map(({ personId }) => personId)).toEqual([ids[0], ids[1]]);
});

test('a cursor of another order is refused', () => {
  const { page } = openRegister();
  const { nextCursor } = page({ sort: 'name', limit: 3 });
  expect(() => page({ sort: 'balance', limit: 3, cursor: nextCursor })).toThrow('BAD_INPUT');
  expect(() => page({ sort: 'name', limit: 3, cursor: page({ limit: 3 }).nextCursor })).toThrow('BAD_INPUT');
});
