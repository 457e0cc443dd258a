import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect as connectTo, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cameraBoundary, fakeJpeg, partOf } from './pictures.testkit.ts';
import { createPuller, pullerLimits, type PulledFrame, type Puller } from './puller.ts';
import { createVerifier, frameMac } from './signature.ts';
import { statusOf, statusUrl } from './status.ts';
import type { CameraAddress, OpenStream, StreamEvents } from './stream.ts';

const streamType = `multipart/x-mixed-replace;boundary=${cameraBoundary}`;
const nobody = { username: null, password: null, token: null };

describe('a camera at the other end of a wire', () => {
  let server: Server | null = null;
  let puller: Puller | null = null;
  afterEach(async () => {
    await puller?.stop();
    puller = null;
    await new Promise((closed) => (server ? server.close(closed) : closed(undefined)));
    server = null;
  });

  async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
    const made = createServer(answer);
    server = made;
    await new Promise<void>((up) => made.listen(0, '127.0.0.1', up));
    return (made.address() as AddressInfo).port; // it listens on TCP
  }

  function pull(port: number, more: Partial<CameraAddress> = {}, verifier: Parameters<typeof createPuller>[0]['verifier'] = null) {
    const frames: PulledFrame[] = [];
    const made = createPuller({ address: { url: `http://127.0.0.1:${port}/stream`, ...nobody, ...more }, verifier, onFrame: (frame) => frames.push(frame), onChange: () => {}, now: Date.now, monotonicMs: () => performance.now(), random: () => 0.5 });
    puller = made;
    return { frames, puller: made };
  }

  it('gives its pictures, with its size, and asks for its signal', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/status') return void response.setHeader('content-type', 'application/json').end('{"rssi":-61,"uptime_s":4}');
      response.setHeader('content-type', streamType);
      setInterval(() => response.write(partOf(fakeJpeg(2_000, 800, 600))), 50).unref();
    });
    const { frames, puller: made } = pull(port);
    await vi.waitFor(() => expect(made.health()).toMatchObject({ state: 'live', trouble: null, width: 800, height: 600, rssiDbm: -61, reconnects: 0 }), 4_000);
    expect(frames.length).toBeGreaterThan(5);
    expect(made.health().fps).toBeGreaterThan(2);
  });

  it.each([
    ['a redirect, which is not followed', 'redirected', 302, { location: 'http://127.0.0.1:1/elsewhere' }, ''],
    ['a 401', 'unauthorised', 401, {}, ''],
    ['a 404', 'notFound', 404, {}, ''],
    ['a 503', 'busy', 503, {}, ''],
    ['a page of HTML', 'notMjpeg', 200, { 'content-type': 'text/html' }, '<html>Log in</html>'],
    ['a single picture', 'notMjpeg', 200, { 'content-type': 'image/jpeg' }, fakeJpeg()],
    ['a stream that ends at once', 'ended', 200, { 'content-type': streamType }, ''],
  ] as const)('says what is wrong with %s', async (_, trouble, status, headers, body) => {
    let asked = 0;
    const port = await listen((_request, response) => {
      asked += 1;
      response.writeHead(status, headers).end(body);
    });
    const { puller: made } = pull(port);
    await vi.waitFor(() => expect(made.health()).toMatchObject({ state: 'waiting', trouble }), 3_000);
    expect(made.health().retryAtMs).toBeGreaterThan(Date.now() - 500);
    await vi.waitFor(() => expect(asked).toBeGreaterThan(1), 3_000);
  });

  it('says when nothing is there, and when something is that speaks no HTTP', async () => {
    const tcp = createTcpServer((socket) => socket.resume().end('SSH-2.0-camera\r\n'));
    server = tcp;
    await new Promise<void>((up) => tcp.listen(0, '127.0.0.1', up));
    const { port } = tcp.address() as AddressInfo; // it listens on TCP
    const { puller: made } = pull(port);
    await vi.waitFor(() => expect(made.health().trouble).toBe('notMjpeg'), 3_000);
    await made.stop();
    await new Promise((closed) => tcp.close(closed));
    server = null;
    const { puller: second } = pull(port);
    await vi.waitFor(() => expect(second.health().trouble).toBe('unreachable'), 3_000);
  });

  it('sends the password, or the token when there is one', async () => {
    const asked: (string | undefined)[] = [];
    const port = await listen((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    await pull(port, { username: 'kepala', password: 'rahasia:1' }).puller.stop();
    const { puller: made } = pull(port, { username: 'kepala', password: 'rahasia:1', token: 'abc' });
    await vi.waitFor(() => expect(asked).toContain('Bearer abc'), 3_000);
    await made.stop();
    const third = pull(port, { username: 'kepala', password: 'rahasia:1' });
    await vi.waitFor(() => expect(asked).toContain(`Basic ${Buffer.from('kepala:rahasia:1').toString('base64')}`), 3_000);
    await third.puller.stop();
  });

  it('uses no bomb, and goes on behind it', async () => {
    const port = await listen((_request, response) => {
      response.setHeader('content-type', streamType);
      response.write(Buffer.concat([partOf(fakeJpeg(500, 60_000, 60_000)), partOf(fakeJpeg(500, 2_049, 100)), partOf(fakeJpeg(500, 2_048, 1_536))]));
    });
    const { frames, puller: made } = pull(port);
    await vi.waitFor(() => expect(made.health()).toMatchObject({ frames: 1, refused: 2, trouble: 'badPicture' }), 3_000);
    expect(frames).toHaveLength(1);
  });

  it('ends a camera that sends one byte a second after 5 s', async () => {
    const port = await listen((_request, response) => {
      response.setHeader('content-type', streamType);
      const part = partOf(fakeJpeg());
      let at = 0;
      setInterval(() => response.write(part.subarray(at, ++at)), 1_000).unref();
      response.flushHeaders();
    });
    const begun = performance.now();
    const { puller: made } = pull(port);
    await vi.waitFor(() => expect(made.health().state).toBe('stalled'), 4_000);
    await vi.waitFor(() => expect(made.health()).toMatchObject({ state: 'waiting', trouble: 'stalled', frames: 0 }), 8_000);
    expect(performance.now() - begun).toBeGreaterThan(pullerLimits.stallAfter - 100);
  }, 20_000);

  it('uses no frame that is replayed, out of order, altered or unsigned, also after it came again', async () => {
    const secret = Buffer.alloc(32, 3);
    const signed = (seq: number, jpeg = fakeJpeg(600, 640, 480, seq)) => {
      const words = { cameraId: 'esp32-7', seq: BigInt(seq), timeMs: 1_790_000_000_000 + seq };
      return { jpeg, headers: [`X-Tatap-Camera: esp32-7`, `X-Tatap-Seq: ${seq}`, `X-Tatap-Time: ${words.timeMs}`, `X-Tatap-Signature: ${frameMac(secret, words, jpeg).toString('hex')}`] };
    };
    const part = ({ jpeg, headers }: ReturnType<typeof signed>) => partOf(jpeg, { headers });
    const good = [1, 2, 3].map((seq) => signed(seq));
    const bad = [signed(2), signed(1), { ...signed(9), jpeg: fakeJpeg(600, 640, 480, 99) }, { ...signed(9), headers: [] }];
    let connections = 0;
    const port = await listen((_request, response) => {
      connections += 1;
      response.setHeader('content-type', streamType);
      response.end(Buffer.concat([...(connections === 1 ? [...good, ...bad] : [...good, ...bad, signed(3 + connections)]).map(part), Buffer.from(`\r\n--${cameraBoundary}\r\n`)]));
    });
    const { frames, puller: made } = pull(port, {}, createVerifier(secret, () => 1_790_000_000_000));
    await vi.waitFor(() => expect(connections).toBeGreaterThanOrEqual(3), 10_000);
    await made.stop();
    expect(frames.slice(0, 4).map(({ jpeg }) => jpeg[30])).toEqual([1, 2, 3, 5]);
    expect(made.health().refused).toBeGreaterThanOrEqual(4 + 7);
  }, 20_000);

  it('never has two connections, and rests before the next', async () => {
    let open = 0;
    let most = 0;
    let endedAt = 0;
    const rests: number[] = [];
    const port = await listen((_request, response) => {
      if (endedAt > 0) rests.push(performance.now() - endedAt);
      most = Math.max(most, (open += 1));
      response.on('close', () => {
        open -= 1;
        endedAt = performance.now();
      });
      response.setHeader('content-type', streamType);
      response.write(partOf(fakeJpeg()));
      setTimeout(() => response.destroy(), 30);
    });
    pull(port);
    await vi.waitFor(() => expect(rests.length).toBeGreaterThanOrEqual(2), 10_000);
    expect(most).toBe(1);
    expect(Math.min(...rests)).toBeGreaterThanOrEqual(pullerLimits.restBetween - 20);
  }, 20_000);

  it('lets go of the connection when it is stopped', async () => {
    let closed = false;
    const port = await listen((request, response) => {
      response.setHeader('content-type', streamType).write(partOf(fakeJpeg()));
      request.socket.on('close', () => { closed = true; });
    });
    const { puller: made } = pull(port);
    await vi.waitFor(() => expect(made.health().frames).toBe(1), 3_000);
    await made.stop();
    await vi.waitFor(() => expect(closed).toBe(true), 2_000);
    // A socket of the test itself, to see that the server is still there and nobody connects.
    const socket = connectTo(port, '127.0.0.1');
    await new Promise((up) => socket.once('connect', up));
    socket.destroy();
  });
});

describe('an hour of flapping Wi-Fi', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A camera on a fake wire: what it does is up to `live`. */
  function wire() {
    const counts = { opened: 0, open: 0, most: 0 };
    let events: StreamEvents | null = null;
    let answered = false;
    const open: OpenStream = (_address, given) => {
      counts.opened += 1;
      counts.most = Math.max(counts.most, (counts.open += 1));
      events = given;
      answered = false;
      let gone = false;
      const end = (trouble: 'ended' | 'busy' | null) => {
        if (gone) return;
        gone = true;
        counts.open -= 1;
        events = null;
        queueMicrotask(() => given.closed(trouble));
      };
      drop = end;
      return { close: () => end(null) };
    };
    let drop = (_why: 'ended' | 'busy'): void => {};
    return { counts, open, drop: (why: 'ended' | 'busy' = 'ended') => drop(why), answer: () => {
      if (!answered) events?.opened(cameraBoundary);
      answered = true;
    }, send: (bytes: Buffer) => events?.bytes(bytes) };
  }

  function pullOver(fake: ReturnType<typeof wire>, random = 1) {
    let frames = 0;
    const puller = createPuller({
      address: { url: 'http://10.0.0.9:81/stream', ...nobody }, verifier: null, onFrame: () => void (frames += 1), onChange: () => {},
      now: Date.now, monotonicMs: Date.now, random: () => random, open: fake.open, ask: async () => null,
    });
    return { puller, frames: () => frames };
  }

  it('leaves no timer, no connection and no second viewer behind, and the picture is back within 5 s of every drop', async () => {
    const fake = wire();
    const { puller, frames } = pullOver(fake);
    let longestGap = 0;
    let droppedAt: number | null = null;
    const jpeg = fakeJpeg(300);
    for (let second = 0; second < 3_600; second++) {
      fake.answer();
      fake.send(partOf(jpeg));
      if (puller.health().state === 'live' && droppedAt !== null) {
        longestGap = Math.max(longestGap, Date.now() - droppedAt);
        droppedAt = null;
      }
      if (second % 13 === 12) {
        fake.drop();
        droppedAt = Date.now();
      }
      await vi.advanceTimersByTimeAsync(1_000);
      expect(vi.getTimerCount()).toBeLessThanOrEqual(2);
    }
    expect(fake.counts.most).toBe(1);
    expect(fake.counts.opened).toBeGreaterThan(200);
    expect(frames()).toBeGreaterThan(2_500);
    expect(longestGap).toBeLessThan(5_000);
    expect(puller.health().reconnects).toBe(fake.counts.opened - 1);
    const stopping = puller.stop();
    await vi.advanceTimersByTimeAsync(0);
    await stopping;
    expect(vi.getTimerCount()).toBe(0);
    expect(fake.counts.open).toBe(0);
  });

  it('is back within 5 s also where the camera takes 3 s to notice that its viewer vanished', async () => {
    for (const random of [0, 0.3, 1]) {
      const fake = wire();
      const { puller } = pullOver(fake, random);
      fake.answer();
      fake.send(partOf(fakeJpeg()));
      fake.drop();
      const droppedAt = Date.now();
      await vi.advanceTimersByTimeAsync(50);
      while (puller.health().state !== 'live') {
        if (puller.health().state !== 'connecting') await vi.advanceTimersByTimeAsync(10);
        else if (Date.now() - droppedAt < 3_000) fake.drop('busy');
        else {
          fake.answer();
          fake.send(partOf(fakeJpeg()));
        }
        await vi.advanceTimersByTimeAsync(10);
      }
      expect(Date.now() - droppedAt).toBeLessThan(5_000);
      const stopping = puller.stop();
      await vi.advanceTimersByTimeAsync(0);
      await stopping;
    }
  });

  it('tries a camera that is gone at most every 30 s in the end, and counts the gap when it comes back', async () => {
    const fake = wire();
    const { puller } = pullOver(fake);
    fake.answer();
    fake.send(partOf(fakeJpeg()));
    fake.drop();
    for (let i = 0; i < 3_600; i++) {
      await vi.advanceTimersByTimeAsync(1_000);
      fake.drop();
    }
    expect(fake.counts.opened).toBeLessThan(140);
    expect(fake.counts.opened).toBeGreaterThan(100);
    while (puller.health().state !== 'connecting') await vi.advanceTimersByTimeAsync(500);
    fake.answer();
    fake.send(partOf(fakeJpeg()));
    expect(puller.health()).toMatchObject({ state: 'live', gaps: 1, frames: 2 });
    const stopping = puller.stop();
    await vi.advanceTimersByTimeAsync(0);
    await stopping;
  });
});

describe('the status of a camera', () => {
  it('is beside the stream, or on port 80 where the stream has port 81 to itself', () => {
    expect(statusUrl('http://10.0.0.9:81/stream').href).toBe('http://10.0.0.9/status');
    expect(statusUrl('http://10.0.0.9:8081/a/stream?x=1').href).toBe('http://10.0.0.9:8081/status');
    expect(statusUrl('https://cam.local/stream').href).toBe('https://cam.local/status');
  });

  it('is read with care', () => {
    expect(statusOf('{"rssi":-61.4}')).toEqual({ rssiDbm: -61 });
    for (const text of ['{"rssi":"-61"}', '{"rssi":5}', '{"rssi":-1e9}', '[]', '{}']) expect(statusOf(text)).toEqual({ rssiDbm: null });
    for (const text of ['', '<html>', 'null', '3']) expect(statusOf(text)).toBeNull();
  });
});
