import fc from 'fast-check';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import type { ChannelSetup } from '../../shared/contractNotifications.ts';
import { SendFailure, retryAfterMs } from './failure.ts';
import type { Message } from './message.ts';
import { send } from './send.ts';
import { fillTemplate, isTemplate } from './template.ts';
import { signatureOf } from './webhook.ts';

const message: Message = { id: 'm-1', kind: 'arrival', subject: 'Ani: hadir', text: 'Ani hadir, "Matematika" <7A> & co.', facts: { firstName: 'Ani' }, createdAtMs: Date.UTC(2026, 10, 27), to: null };
const limits = { withinMs: 400, answerBytes: 1024, now: () => Date.UTC(2026, 10, 27) };
const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

interface Heard { url: string; headers: http.IncomingHttpHeaders; body: string }

async function listen(answer: (response: http.ServerResponse) => void): Promise<{ base: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => { body += String(piece); });
    request.on('end', () => {
      heard.push({ url: request.url ?? '', headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  open.push({ close: () => { server.closeAllConnections(); server.close(); } });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

const status = (code: number, headers: http.OutgoingHttpHeaders = {}, body = '') => (response: http.ServerResponse) => void response.writeHead(code, headers).end(body);

async function failureOf(setup: ChannelSetup, secret: string | null = null, to: string | null = null): Promise<{ code: string; retryAfterMs: number | null } | null> {
  try {
    await send(setup, secret, { ...message, to }, limits);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(SendFailure);
    const failure = error as SendFailure; // the line above says so
    if (secret !== null) expect(`${failure.message} ${failure.stack}`).not.toContain(secret);
    return { code: failure.code, retryAfterMs: failure.retryAfterMs };
  }
}

test('Telegram gets the text and the chat, the token stands in the address only', async () => {
  const { base, heard } = await listen(status(200, {}, '{"ok":true}'));
  expect(await failureOf({ kind: 'telegram', chatId: '-100123', apiUrl: base }, '42:geheim')).toBeNull();
  expect(heard[0]?.url).toBe('/bot42:geheim/sendMessage');
  expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ chat_id: '-100123', text: message.text });
});

test('Slack gets the text escaped', async () => {
  const { base, heard } = await listen(status(200, {}, 'ok'));
  expect(await failureOf({ kind: 'slack' }, `${base}/services/T/B/x`)).toBeNull();
  expect(JSON.parse(heard[0]?.body ?? '')).toEqual({ text: 'Ani hadir, "Matematika" &lt;7A&gt; &amp; co.' });
});

test('a webhook can check who signed it, when, and that it is the same message as before', async () => {
  const { base, heard } = await listen(status(204));
  expect(await failureOf({ kind: 'webhook', url: base }, 'kunci')).toBeNull();
  const headers: http.IncomingHttpHeaders = heard[0]?.headers ?? {};
  const body = heard[0]?.body ?? '';
  expect(headers['x-tatap-signature']).toBe(signatureOf('kunci', String(headers['x-tatap-timestamp']), body));
  expect([headers['x-tatap-id'], JSON.parse(body)]).toMatchObject(['m-1', { id: 'm-1', kind: 'arrival', facts: { firstName: 'Ani' } }]);
});

test('a gateway that answers 200 and says inside that it did not send is believed', async () => {
  const setup = (url: string): ChannelSetup => ({ kind: 'whatsapp', url, header: 'Authorization', phone: '0812345678', template: '{"target":"{phone}","message":"{text}"}' });
  const good = await listen(status(200, {}, '{"status":true}'));
  expect(await failureOf(setup(good.base), 'tok', '0899999999')).toBeNull();
  expect([good.heard[0]?.headers.authorization, JSON.parse(good.heard[0]?.body ?? '')]).toEqual(['tok', { target: '0899999999', message: message.text }]);
  const revoked = await listen(status(200, {}, '{"status":false,"reason":"invalid token"}'));
  expect((await failureOf(setup(revoked.base), 'tok'))?.code).toBe('unauthorised');
  const refused = await listen(status(200, {}, '{"status":false,"reason":"target invalid"}'));
  expect((await failureOf(setup(refused.base), 'tok'))?.code).toBe('rejected');
});

test.each([
  [401, 'unauthorised'], [403, 'unauthorised'], [404, 'unauthorised'], [400, 'rejected'], [413, 'rejected'], [429, 'rateLimited'], [500, 'serverError'], [503, 'serverError'], [302, 'redirected'],
])('an answer of %i means %s', async (code, meaning) => {
  const elsewhere = await listen(status(200));
  const { base } = await listen(status(code, { location: elsewhere.base }));
  expect((await failureOf({ kind: 'webhook', url: base }, 'kunci'))?.code).toBe(meaning);
  expect(elsewhere.heard).toEqual([]);
});

test('who is told to wait waits that long; a guardian who blocked the bot does not close the channel', async () => {
  const header = await listen(status(429, { 'retry-after': '17' }));
  expect(await failureOf({ kind: 'webhook', url: header.base })).toEqual({ code: 'rateLimited', retryAfterMs: 17_000 });
  const body = await listen(status(429, {}, '{"ok":false,"parameters":{"retry_after":5}}'));
  expect(await failureOf({ kind: 'telegram', chatId: '1', apiUrl: body.base }, '42:a')).toEqual({ code: 'rateLimited', retryAfterMs: 5_000 });
  const blocked = await listen(status(403));
  expect((await failureOf({ kind: 'telegram', chatId: '1', apiUrl: blocked.base }, '42:a', '777'))?.code).toBe('rejected');
});

test('a server that says nothing, or a byte now and then, is given up in time', async () => {
  const silent = await listen(() => {});
  expect((await failureOf({ kind: 'webhook', url: silent.base }))?.code).toBe('timeout');
  const drip = net.createServer((socket) => {
    socket.on('error', () => {});
    let sent = 0;
    const timer = setInterval(() => socket.write('HTTP/1.1 200 OK\r\n'.charAt(sent++) || 'x'), 100);
    socket.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((ready) => drip.listen(0, '127.0.0.1', ready));
  open.push(drip);
  expect((await failureOf({ kind: 'webhook', url: `http://127.0.0.1:${(drip.address() as AddressInfo).port}` }))?.code).toBe('timeout');
});

test('nobody there, and no such host, is unreachable', async () => {
  expect((await failureOf({ kind: 'webhook', url: 'http://127.0.0.1:1' }))?.code).toBe('unreachable');
  expect(['unreachable', 'timeout']).toContain((await failureOf({ kind: 'webhook', url: 'http://nobody.invalid' }))?.code);
});

test('an endless answer is read to its limit and counts by its status', async () => {
  const { base } = await listen((response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(4096)), 5);
    response.on('close', () => clearInterval(timer));
  });
  expect(await failureOf({ kind: 'webhook', url: base })).toBeNull();
});

async function smtp(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ logger: false, ...options });
  server.on('error', () => {});
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', () => ready()));
  open.push({ close: () => server.close(() => {}) });
  return (server.server.address() as AddressInfo).port;
}
const mail = (port: number, security: 'none' | 'starttls' = 'none', username: string | null = null): ChannelSetup =>
  ({ kind: 'email', host: '127.0.0.1', port, security, username, from: 'tatap@sekolah.id', to: 'ibu@sekolah.id' });

test('mail arrives with the same id at every try', async () => {
  let got = '';
  const port = await smtp({ authOptional: true, onData: (stream, _, done) => {
    stream.on('data', (piece) => { got += String(piece); });
    stream.on('end', () => done());
  } });
  expect(await failureOf(mail(port))).toBeNull();
  expect(got).toContain('Message-ID: <m-1@tatap.invalid>');
  expect(got).toContain('To: ibu@sekolah.id');
});

test('a wrong password, a refused receiver, and STARTTLS that is not offered each have their name', async () => {
  const wrong = await smtp({ allowInsecureAuth: true, onAuth: (_, __, done) => done(new Error('no')) });
  expect((await failureOf(mail(wrong, 'none', 'tatap'), 'salah-sekali'))?.code).toBe('unauthorised');
  const refused = await smtp({ authOptional: true, onRcptTo: (_, __, done) => done(Object.assign(new Error('no such box'), { responseCode: 550 })) });
  expect((await failureOf(mail(refused)))?.code).toBe('rejected');
  const plain = await smtp({ authOptional: true, hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
  expect((await failureOf(mail(plain, 'starttls')))?.code).toBe('tls');
});

test('a mail server that hangs for ever, or drops in the middle, is given up', async () => {
  const hanging = net.createServer((socket) => void socket.on('error', () => {}));
  const dropping = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.write('220 hello\r\n');
    socket.once('data', () => socket.destroy());
  });
  const codes: (string | undefined)[] = [];
  for (const server of [hanging, dropping]) {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    open.push(server);
    codes.push((await failureOf(mail((server.address() as AddressInfo).port)))?.code);
  }
  expect(codes).toEqual(['timeout', 'unreachable']);
});

test('whatever a text holds, it stays within its string of the template', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, phone) => {
    const template = '{"to":"{phone}","deep":[{"text":"a {text} b"}],"n":1,"__proto__":{"x":"{id}"}}';
    const filled: unknown = JSON.parse(fillTemplate(template, { text, phone, id: 'i' }));
    expect(Object.keys(filled as object)).toEqual(['to', 'deep', 'n', '__proto__']);
    expect(filled).toMatchObject({ to: phone, deep: [{ text: `a ${text} b` }], n: 1 });
  }));
  fc.assert(fc.property(fc.string(), (template) => typeof isTemplate(template) === 'boolean'));
  expect(['{"a":"{text}"}', '{"a":"x"}', '["{text}"]', '{text}', '{"{text}":1}'].map(isTemplate)).toEqual([true, false, false, false, false]);
});

test('a Retry-After is seconds or a date, never less than a second nor more than six hours, and nothing else', () => {
  const nowMs = Date.UTC(2026, 10, 27);
  expect(['120', '0', '999999', 'Fri, 27 Nov 2026 00:01:00 GMT', '-5', '1.5', 'soon', ''].map((text) => retryAfterMs(text, nowMs))).toEqual([120_000, 1_000, 21_600_000, 60_000, null, null, null, null]);
  fc.assert(fc.property(fc.string(), fc.integer({ min: 0 }), (text, at) => {
    const ms = retryAfterMs(text, at);
    expect(ms === null || (ms >= 1_000 && ms <= 21_600_000)).toBe(true);
  }));
});
