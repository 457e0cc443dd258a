import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { createMe, meIdleAfterMs } from './me.ts';
import { identifierOf, openTill, pinOfTests, refusalOf } from './till.testkit.ts';

const noAttendance = { today: [], counts: { present: 0, late: 0, excused: 0, sick: 0, absent: 0 }, rate: null, courses: [], marks: [] };
const attempt = { attemptId: randomUUID(), nonce: 'n' };
let till: ReturnType<typeof openTill>;
let me: ReturnType<typeof createMe>;
let siti: string;
let budi: string;
let erased: unknown[];

beforeEach(async () => {
  till = openTill();
  till.hireCashier();
  [siti, budi] = [await till.enrol('Siti', 50_000), await till.enrol('Budi')];
  erased = [];
  me = createMe({
    db: till.db, audit: till.audit, pins: till.pins, now: () => till.time.wallMs, monotonicMs: () => till.time.monoMs, newToken: randomUUID,
    attempts: { submitForMe: async ({ nonce }) => {
      if (nonce !== attempt.nonce) throw new Refusal('FACE_UNKNOWN');
      return { personId: budi };
    } },
    faces: { erase: async (...given) => {
      erased.push(given);
      return { templates: 3 };
    } },
    attendanceOf: (personId) => ({ ...noAttendance, rate: personId === siti ? 0.5 : null }),
  });
});

const open = async (name = 'Siti') => (await me.openByPin({ identifier: identifierOf(name), pin: pinOfTests })).token;
const closed = (token: string) => refusalOf(() => me.overview({ token }));

test('number and PIN show a person their own data and nobody else\'s', async () => {
  till.topUp(budi, 9_000);
  await till.tap(till.look(till.charge(5_000), siti));
  const token = await open();
  expect(me.overview({ token })).toEqual({
    name: 'Siti', identifier: identifierOf('Siti'), balance: 45_000, hasFace: false, createdAtMs: till.time.wallMs, ...noAttendance, rate: 0.5,
    transactions: [{ kind: 'payment', amount: 5_000, atMs: till.time.wallMs, method: 'face' }, { kind: 'topup', amount: 50_000, atMs: till.time.wallMs, method: 'cash' }],
  });
});

test('shows the last ten transactions, newest first', async () => {
  for (let amount = 1_000; amount <= 12_000; amount += 1_000) till.topUp(siti, amount);
  expect(me.overview({ token: await open() }).transactions.map(({ amount }) => amount)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((n) => n * 1_000));
});

test('a face counts as one only with the key that opens it', async () => {
  const token = await open();
  till.db.sqlite.prepare("INSERT INTO templates VALUES ('t', ?, 'm', 1, 'front', x'00', 1, 0)").run(siti);
  expect(me.overview({ token }).hasFace).toBe(true);
  till.db.sqlite.prepare('UPDATE people SET wrapped_key = NULL WHERE id = ?').run(siti);
  expect(me.overview({ token }).hasFace).toBe(false);
});

test('opening is written down with how it was done; a refused one opens nothing', async () => {
  await open();
  await me.openByFace(attempt);
  expect(await refusalOf(() => me.openByFace({ ...attempt, nonce: 'other' }))).toBe('FACE_UNKNOWN');
  expect(await refusalOf(() => me.openByPin({ identifier: identifierOf('Siti'), pin: '918274' }))).toBe('PIN_WRONG');
  expect(till.db.sqlite.prepare("SELECT actor_kind AS kind, actor_id AS actor, subject_id AS subject, detail FROM audit WHERE action = 'me.opened' ORDER BY seq").all()).toEqual([
    { kind: 'person', actor: siti, subject: siti, detail: '{"method":"pin"}' }, { kind: 'person', actor: budi, subject: budi, detail: '{"method":"face"}' },
  ]);
});

test('it closes a minute after the last touch, whatever the wall clock does', async () => {
  const token = await open();
  till.time.pass(meIdleAfterMs - 1);
  till.time.setWall(-24 * 3_600_000);
  me.overview({ token });
  till.time.setWall(48 * 3_600_000);
  till.time.pass(meIdleAfterMs - 1);
  me.sweep();
  expect(me.overview({ token }).name).toBe('Siti');
  till.time.pass(meIdleAfterMs);
  expect(await closed(token)).toBe('ME_CLOSED');
});

test('the sweep closes it without anybody asking: time that runs backwards afterwards opens nothing', async () => {
  const token = await open();
  till.time.pass(meIdleAfterMs);
  me.sweep();
  till.time.monoMs -= meIdleAfterMs;
  expect(await closed(token)).toBe('ME_CLOSED');
});

test('whoever comes next closes what was open; logging out closes one\'s own only', async () => {
  const first = await open();
  const second = await open('Budi');
  expect(await closed(first)).toBe('ME_CLOSED');
  me.close({ token: first });
  expect(me.overview({ token: second }).name).toBe('Budi');
  me.close({ token: second });
  me.close({ token: second });
  expect(await closed(second)).toBe('ME_CLOSED');
  expect(await closed('')).toBe('ME_CLOSED');
});

test('somebody deactivated meanwhile sees nothing more', async () => {
  const token = await open();
  till.db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1 WHERE id = ?').run(siti);
  expect(await closed(token)).toBe('ME_CLOSED');
});

test('erasing one\'s face is one\'s own act, and needs open data', async () => {
  const token = await open();
  expect(await me.eraseFace({ token })).toEqual({ templates: 3 });
  expect(erased).toEqual([[{ personId: siti }, { personId: siti }]]);
  me.close({ token });
  expect(await refusalOf(() => me.eraseFace({ token }))).toBe('ME_CLOSED');
  expect(erased).toHaveLength(1);
});
