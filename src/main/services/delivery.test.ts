import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAttendance } from './attendance.ts';
import { createChannels } from './channels.ts';
import { createDelivery, deliveryRules, waitMs } from './delivery.ts';
import { createNotices, noRules, writeRules } from './notices.ts';
import { openRegister, refusalOf } from './register.testkit.ts';
import { createSessionEnd } from './sessionEnd.ts';
import { contactsOf, forgetContacts, putContact } from '../db/queries/contacts.ts';
import { noteTry } from '../db/queries/outbox.ts';
import { writeSetting } from '../db/queries/settings.ts';

const hour = 3_600_000;
let status = 200;
let headers: http.OutgoingHttpHeaders = {};
let heard: { id: string; text: string; facts: object }[] = [];
let server: http.Server;
let url = '';

beforeEach(async () => {
  [status, headers, heard] = [200, {}, []];
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => { body += String(piece); });
    request.on('end', () => {
      heard.push(JSON.parse(body));
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function furnish() {
  const school = openRegister();
  const faults: unknown[] = [];
  const notices = createNotices({ ...school, siteName: () => 'SMP Uji', language: () => 'id' });
  const begin = () => createDelivery({ ...school, random: () => 0.5, onChanged: () => {}, onFault: (error) => void faults.push(error), limits: { withinMs: 2_000 } });
  const delivery = begin();
  const channels = createChannels({ ...school, notices, delivery, monotonicMs: () => school.time.monoMs, requireWritable: () => {}, onChanged: () => {} });
  const attendance = createAttendance({ ...school, onChanged: () => {}, tell: notices.marked });
  const ends = createSessionEnd({ ...school, monotonicMs: () => school.time.monoMs, onChanged: () => {}, tell: notices.marked });
  const webhook = (name = 'Kait') => channels.save({ channelId: null, name, enabled: true, setup: { kind: 'webhook', url }, secret: 'kunci' }, school.owner).channelId;
  const rules = (channelId: string) => writeRules(school.db, { ...noRules, payments: { channels: [channelId] }, arrivals: { statuses: ['present', 'absent'], guardians: [], courses: [{ courseId: school.maths, channelId }] } });
  /** Ticks, and waits until nothing is under way. */
  const run = async () => {
    delivery.tick();
    await new Promise((rested) => setTimeout(rested, 5));
    await expect.poll(() => school.db.sqlite.prepare("SELECT count(*) FROM outbox WHERE state = 'queued' AND next_try_at_ms <= ? AND channel_id NOT IN (SELECT id FROM channels WHERE retry_at_ms > ?)").pluck().get(school.time.wallMs, school.time.wallMs)).toBe(0);
    await new Promise((rested) => setTimeout(rested, 30));
  };
  const states = () => school.db.sqlite.prepare('SELECT state, tries, last_error AS error FROM outbox ORDER BY seq').all();
  const arrive = () => {
    school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 5 });
    return attendance.mark({ personId: school.ani, roomId: null, method: 'face', cameraId: null });
  };
  return { ...school, faults, notices, delivery, begin, channels, attendance, ends, webhook, rules, run, states, arrive };
}
let school: ReturnType<typeof furnish>;
beforeEach(() => {
  school = furnish();
});
const pay = () => school.notices.paid({ transferId: 't', number: '000001', amount: 15_000, atMs: school.time.wallMs });

test('where no channel is named nothing is written and nothing leaves', async () => {
  school.arrive();
  pay();
  await school.run();
  expect([school.count('outbox'), heard]).toEqual([0, []]);
});

test('an arrival is one message with first name, class, time and status, and once only', async () => {
  school.rules(school.webhook());
  school.arrive();
  school.attendance.mark({ personId: school.ani, roomId: null, method: 'camera', cameraId: null });
  await school.run();
  await school.run();
  expect(heard).toHaveLength(1);
  expect(heard[0]?.text).toBe('Ani hadir, Matematika 7A, 10:00. SMP Uji');
  expect(Object.keys(heard[0]?.facts ?? {})).toEqual(['firstName', 'courseName', 'status', 'time', 'atMs']);
  expect(school.states()).toEqual([{ state: 'sent', tries: 1, error: null }]);
  expect(school.faults).toEqual([]);
});

test('a mark that is rolled back tells nobody', () => {
  school.rules(school.webhook());
  school.db.sqlite.exec("CREATE TRIGGER no BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'no'); END");
  expect(() => school.arrive()).toThrow();
  expect([school.count('marks'), school.count('outbox')]).toEqual([0, 0]);
});

test('who is absent when a class ends is told of in the transaction that ends it; who has an excuse is not', () => {
  school.rules(school.webhook());
  school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: -60, lengthMin: 60 });
  school.ends.endSessions(school.time.wallMs);
  expect(school.db.sqlite.prepare('SELECT kind FROM outbox').pluck().all()).toEqual(['absence', 'absence']);
});

test('a guardian is told at their own address, and is forgotten with the person, messages too', () => {
  const channelId = school.channels.save({ channelId: null, name: 'WA', enabled: true, setup: { kind: 'whatsapp', url, header: 'Authorization', phone: '0811111111', template: '{"t":"{text}","p":"{phone}"}' } }, school.owner).channelId;
  writeRules(school.db, { ...noRules, arrivals: { ...noRules.arrivals, guardians: [channelId] } });
  putContact(school.db, school.ani, { kind: 'whatsapp', address: '081234567890', agreedAtMs: 1 });
  school.arrive();
  expect(school.channels.outbox({ state: null, channelId: null, limit: 10, cursor: null }).rows).toMatchObject([{ to: '081*****90', kind: 'arrival' }]);
  forgetContacts(school.db, school.ani);
  expect([school.count('outbox'), school.count('person_contacts')]).toEqual([0, 0]);
});

test('a server that is down is tried again later and later, and in the end the message is a dead letter that can be sent again', async () => {
  school.rules(school.webhook());
  status = 500;
  pay();
  await school.run();
  expect(school.states()).toEqual([{ state: 'queued', tries: 1, error: 'serverError' }]);
  school.time.pass(20_000);
  await school.run();
  expect(heard).toHaveLength(1);
  for (let i = 0; i < 20; i += 1) {
    school.time.pass(8 * hour);
    await school.run();
  }
  expect(heard.length).toBeLessThanOrEqual(deliveryRules.tries);
  expect(school.states()).toMatchObject([{ state: 'dead', error: 'serverError' }]);
  status = 200;
  expect(school.channels.retry({ messageId: 'all' }, school.owner)).toEqual({ count: 1 });
  await school.run();
  expect(school.states()).toEqual([{ state: 'sent', tries: 1, error: null }]);
  expect(new Set(heard.map(({ id }) => id)).size).toBe(1);
}, 20_000);

test('a revoked token is not hammered: one try, then the channel is left alone until it is saved anew', async () => {
  const channelId = school.webhook();
  school.rules(channelId);
  status = 401;
  for (let i = 0; i < 5; i += 1) pay();
  await school.run();
  school.time.pass(hour);
  await school.run();
  expect(heard).toHaveLength(1);
  expect(school.channels.list().rows[0]).toMatchObject({ lastError: 'unauthorised', queued: 5 });
  status = 200;
  school.channels.save({ channelId, name: 'Kait', enabled: true, setup: { kind: 'webhook', url }, secret: 'baru' }, school.owner);
  await school.run();
  expect(school.states().every((row) => (row as { state: string }).state === 'sent')).toBe(true);
});

test('told to wait 120 seconds, it waits 120 seconds, and the try does not count', async () => {
  school.rules(school.webhook());
  [status, headers] = [429, { 'retry-after': '120' }];
  pay();
  await school.run();
  expect(school.states()).toEqual([{ state: 'queued', tries: 0, error: 'rateLimited' }]);
  status = 200;
  school.time.pass(119_000);
  await school.run();
  expect(heard).toHaveLength(1);
  school.time.pass(1_000);
  await school.run();
  expect(heard).toHaveLength(2);
});

test('who dies between sending and noting it sends again under the same id, and loses nothing', async () => {
  school.rules(school.webhook());
  pay();
  const id = String(school.db.sqlite.prepare('SELECT id FROM outbox').pluck().get());
  // As far as a process comes that sends and is killed.
  noteTry(school.db, id, school.time.wallMs + waitMs(0, 0.5));
  school.time.pass(40_000);
  await school.run();
  expect(heard.map((one) => one.id)).toEqual([id]);
  expect(school.states()).toEqual([{ state: 'sent', tries: 2, error: null }]);
});

test('a secret never comes back, and does not go to another address', async () => {
  const token = { kind: 'telegram' as const, chatId: '1', apiUrl: 'https://api.telegram.org' };
  const { channelId } = school.channels.save({ channelId: null, name: 'Bot', enabled: true, setup: token, secret: '42:rahasia' }, school.owner);
  expect(JSON.stringify(school.channels.list())).not.toContain('rahasia');
  expect(school.channels.list().rows[0]).toMatchObject({ secretSet: true });
  expect(String(school.db.sqlite.serialize().toString('latin1'))).not.toContain('rahasia');
  school.channels.save({ channelId, name: 'Bot 2', enabled: true, setup: token }, school.owner);
  expect(await refusalOf(() => school.channels.save({ channelId, name: 'Bot', enabled: true, setup: { ...token, apiUrl: 'https://evil.example' } }, school.owner))).toBe('BAD_INPUT');
  expect(school.audited()).toEqual(['channel.added', 'channel.changed']);
});

test('of two edits of the rules the second is told that something else stands, and writes nothing; a channel that goes counts as an edit', async () => {
  const [first, second] = [school.webhook('Satu'), school.webhook('Dua')];
  const { revision, ...rules } = school.notices.rules();
  const wanted = { ...rules, payments: { channels: [first] } };
  expect(school.channels.saveRules({ ...wanted, revision }, school.owner)).toEqual({ revision: revision + 1 });
  // The same twice loses nothing, and is no edit.
  expect(school.channels.saveRules({ ...wanted, revision }, school.owner)).toEqual({ revision: revision + 1 });
  expect(await refusalOf(() => school.channels.saveRules({ ...rules, daily: { time: '16:00', channels: [second] }, revision }, school.owner))).toBe('EDIT_CONFLICT');
  expect(school.notices.rules()).toEqual({ ...wanted, revision: revision + 1 });
  school.channels.remove({ channelId: second }, school.owner);
  expect(await refusalOf(() => school.channels.saveRules({ ...wanted, daily: { time: '16:00', channels: [] }, revision: revision + 1 }, school.owner))).toBe('EDIT_CONFLICT');
  expect(school.channels.saveRules({ ...wanted, daily: { time: '16:00', channels: [] }, revision: revision + 2 }, school.owner)).toEqual({ revision: revision + 3 });
  expect(school.audited()).toEqual(['channel.added', 'channel.added', 'notifications.rules', 'channel.removed', 'notifications.rules']);
});

test('rules kept before edits were counted still hold, and nonsense in their place is nobody of nothing', () => {
  writeSetting(school.db, 'notificationRules', { ...noRules, payments: { channels: [school.ani] } });
  expect(school.notices.rules()).toEqual({ ...noRules, payments: { channels: [school.ani] }, revision: 0 });
  writeSetting(school.db, 'notificationRules', { payments: 'semua', revision: 4 });
  expect(school.notices.rules()).toEqual({ ...noRules, revision: 4 });
  writeSetting(school.db, 'notificationRules', 7);
  expect(school.notices.rules()).toEqual({ ...noRules, revision: 0 });
});

test('one address of a kind is saved, changed by who saw it, and taken away with what waits for it', async () => {
  const channelId = school.channels.save({ channelId: null, name: 'WA', enabled: true, setup: { kind: 'whatsapp', url, header: 'Authorization', phone: '0811111111', template: '{"t":"{text}","p":"{phone}"}' } }, school.owner).channelId;
  writeRules(school.db, { ...noRules, arrivals: { ...noRules.arrivals, guardians: [channelId] } });
  const save = (address: string, seen: string | null) => school.channels.saveContact({ personId: school.ani, contact: { kind: 'whatsapp', address }, seen, agreed: true }, school.owner);
  save('081234567890', null);
  expect(contactsOf(school.db, school.ani)).toEqual([{ kind: 'whatsapp', address: '081234567890', agreedAtMs: school.time.wallMs }]);
  expect(await refusalOf(() => save('0899999999', null))).toBe('EDIT_CONFLICT');
  school.arrive();
  expect(school.count('outbox')).toBe(1);
  save('0877777777', '081234567890');
  expect([contactsOf(school.db, school.ani)[0]?.address, school.count('outbox')]).toEqual(['0877777777', 0]);
  school.channels.removeContact({ personId: school.ani, kind: 'whatsapp' }, school.owner);
  school.channels.removeContact({ personId: school.ani, kind: 'whatsapp' }, school.owner);
  expect(school.channels.contacts({ personId: school.ani })).toEqual({ rows: [] });
  expect(await refusalOf(() => school.channels.removeContact({ personId: 'nobody', kind: 'whatsapp' }, school.owner))).toBe('PERSON_NOT_FOUND');
  expect(school.audited().slice(1)).toEqual(['contacts.changed', 'contacts.changed', 'contacts.changed']);
});

test('the waits grow from half a minute to six hours, a fifth either way', () => {
  expect([0, 1, 2, 30].map((failures) => waitMs(failures, 0.5))).toEqual([30_000, 90_000, 270_000, 6 * hour]);
  expect([waitMs(0, 0), waitMs(0, 1)]).toEqual([24_000, 36_000]);
});
