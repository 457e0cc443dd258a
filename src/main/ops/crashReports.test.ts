import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adminWindow, startTestApp } from '../app.testkit.ts';
import { createCrashReports, scrubbed } from './crashReports.ts';

/* Reports go to a server of this test: every byte of every request is looked at, headers too. */

interface Sink { dsn: string; requests: string[]; close(): Promise<void> }
let sink: Sink;

beforeEach(async () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      requests.push(`${String(request.url)}\n${JSON.stringify(request.headers)}\n${(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()}`);
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => { server.once('listening', listening); });
  const { port } = server.address() as AddressInfo; // a TCP server's address
  sink = { dsn: `http://publickey@127.0.0.1:${port}/4711`, requests, close: () => new Promise((closed) => { server.close(() => { closed(); }); server.closeAllConnections(); }) };
});
afterEach(() => sink.close());

const secrets = ['Kenari', 'Kuningwati', '77001', '274913', 'kuda-hijau', '15000', 'base64,AAAA', '0.0317', 'siti@', 'Gerbang', hostname()];

/** As bad as it gets: everything about somebody in the message, in properties, in the cause and in the name. */
function tellingError(): Error {
  const error = Object.assign(new Error("UNIQUE failed: 'Kenari Kuningwati', 77001, PIN 274913, Rp 15000, siti@example.sch.id"), {
    code: 'SQLITE_CONSTRAINT', person: { name: 'Kenari Kuningwati', pin: '274913' }, embedding: [0.0317, 0.2], jpeg: 'data:image/jpeg;base64,AAAA', cause: new Error('password kuda-hijau of Kenari'),
  });
  return error;
}

test('of a bug leave its class, its code and its place in the program; no message, no property, no cause\'s text, no machine', async () => {
  const reports = await createCrashReports(sink.dsn, { version: '0.1.0', host: 'browser' });
  reports.report(tellingError(), 'payments.confirm');
  reports.report('Kenari Kuningwati 274913', 'fatal');
  reports.report({ name: 'Kenari', pin: '274913' }, 'Kenari Kuningwati');
  await reports.close();
  expect(sink.requests).toHaveLength(3);
  const all = sink.requests.join('\n');
  for (const secret of secrets) expect(all, secret).not.toContain(secret);
  const [first = ''] = sink.requests;
  expect(first).toContain('/api/4711/envelope/');
  const event = JSON.parse(first.split('\n').at(-1) ?? '') as { exception: { values: { type: string; value: string; stacktrace: { frames: { filename: string }[] } }[] }; tags: object; release: string };
  expect(event).toMatchObject({ release: 'tatap@0.1.0', environment: 'browser', tags: { where: 'payments.confirm', code: 'SQLITE_CONSTRAINT' }, exception: { values: expect.arrayContaining([expect.objectContaining({ type: 'Error', value: '' })]) } });
  expect(Object.keys(event).toSorted()).toEqual(['environment', 'event_id', 'exception', 'level', 'platform', 'release', 'sdk', 'tags', 'timestamp']);
  const files = event.exception.values.flatMap(({ stacktrace }) => stacktrace.frames.map(({ filename }) => filename));
  expect(files).toContain('src/main/ops/crashReports.test.ts');
  for (const file of files) expect(file).not.toMatch(/^\/|^[A-Z]:|^file:/);
});

test('whatever somebody adds to an event stays here', () => {
  const event = scrubbed({
    type: undefined, event_id: 'a'.repeat(32), message: 'Kenari', server_name: hostname(), user: { id: 'Kenari', ip_address: '10.0.0.1' }, request: { url: 'http://x/Kenari' }, extra: { pin: '274913' }, contexts: { app: { name: 'Kenari' } },
    breadcrumbs: [{ message: 'Kenari' }], tags: { person: 'Kenari', where: 'Kenari Kuningwati', code: 'x y' }, fingerprint: ['Kenari'],
    exception: { values: [{ type: 'Kenari Kuningwati', value: 'Kenari', stacktrace: { frames: [{ filename: '/home/Kenari/tatap/src/main/app.ts', function: 'call', lineno: 3, vars: { pin: '274913' }, context_line: 'Kenari', pre_context: ['Kenari'] }] } }] },
  });
  expect(JSON.stringify(event)).not.toMatch(/Kenari|274913|10\.0/);
  expect(event.exception?.values?.[0]?.stacktrace?.frames).toEqual([{ function: 'call', filename: 'src/main/app.ts', lineno: 3, in_app: false }]);
});

test('a bug in a method of the app is reported by the method, and nothing of what was typed', async () => {
  const tatap = await startTestApp({ host: { sentryDsn: sink.dsn, openAdmin: () => Promise.reject(new Error('Kenari Kuningwati 274913')) } });
  expect(await tatap.app.call({ window: 'kiosk', connection: 'k', topFrame: true }, 'windows.openAdmin', {})).toMatchObject({ code: 'INTERNAL' });
  // A refusal is no bug.
  await tatap.app.call(adminWindow, 'people.list', { search: 7 });
  expect((await tatap.must(adminWindow, 'operation.status', {})).reportsTo).toBe(new URL(sink.dsn).host);
  tatap.app.fault(tellingError());
  await tatap.close();
  expect(sink.requests.map((request) => /"where":"([^"]*)"/.exec(request)?.[1])).toEqual(['windows.openAdmin', 'fatal']);
  for (const secret of secrets) expect(sink.requests.join('\n'), secret).not.toContain(secret);
});

test('without an address nothing is sent, and an address nobody answers at keeps nobody waiting', async () => {
  const tatap = await startTestApp();
  tatap.app.fault(tellingError());
  await tatap.close();
  expect(sink.requests).toEqual([]);
  const reports = await createCrashReports('http://publickey@127.0.0.1:9/1', { version: '0.1.0', host: 'browser' });
  const beganAtMs = performance.now();
  reports.report(tellingError(), 'fatal');
  await reports.close();
  expect(performance.now() - beganAtMs).toBeLessThan(5_000);
  await expect(createCrashReports('nonsense', { version: '0', host: 'browser' })).rejects.toThrow('DSN');
});
