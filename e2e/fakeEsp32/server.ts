import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { frameMac } from '../../src/main/cameras/signature.ts';

/*
 * An ESP32-CAM without the hardware: the stream, headers and habits of the firmware in `firmware/esp32-cam`.
 * The real one streams on port 81 and answers the rest on port 80; here one port does both, and the puller asks for the status beside the stream.
 */

/** As Espressif's example and the firmware have it. */
export const streamBoundary = '123456789000000000000987654321';

/** One part about to be sent. `signature` null: unsigned. */
export interface FakePart { jpeg: Uint8Array; seq: bigint; timeMs: number; signature: Buffer | null }

export interface FakeEsp32Options {
  /** JPEGs, shown one after another, for ever. */
  frames: readonly Uint8Array[];
  /** Pictures a second; 10. */
  fps?: number;
  port?: number;
  /** Listens for the whole network instead of this machine only. */
  everywhere?: boolean;
  /** Stops sending after so many seconds of each connection, without closing it. */
  freezeAfterS?: number;
  /** Closes the connection after so many seconds of it. */
  dropEveryS?: number;
  /** Signs every picture. */
  signed?: { secret: Uint8Array; cameraId: string };
  user?: string;
  password?: string;
  token?: string;
  /** What a second viewer gets: 503, or nothing at all, as from the real server, which serves one connection a port. */
  secondViewer?: 'busy' | 'hang';
  rssi?: number;
  /** What an attacker on the wire makes of a part: other parts, more of them, or none. */
  tamper?(part: FakePart): readonly FakePart[];
}

export interface FakeEsp32 {
  port: number;
  streamUrl: string;
  /** Pictures sent so far, connections made so far, and the most viewers it had at once. */
  readonly counts: { frames: number; connections: number; mostViewers: number };
  /** Cuts the wire of whoever watches. */
  drop(): void;
  /** Sends nothing more, or again. */
  freeze(frozen: boolean): void;
  /** Puts other pictures before the camera. */
  show(frames: readonly Uint8Array[]): void;
  close(): Promise<void>;
}

export async function startFakeEsp32(options: FakeEsp32Options): Promise<FakeEsp32> {
  const counts = { frames: 0, connections: 0, mostViewers: 0 };
  const viewers = new Set<ServerResponse>();
  const startedAt = Date.now();
  let { frames } = options;
  let frozen = false;
  let seq = 0n;
  let shown = 0;

  const nextJpeg = (): Uint8Array => {
    const jpeg = frames[shown % frames.length];
    if (!jpeg) throw new Error('a camera needs pictures');
    shown += 1;
    return jpeg;
  };
  const signedPart = (): FakePart => {
    const jpeg = nextJpeg();
    seq += 1n;
    const part = { jpeg, seq, timeMs: Date.now() };
    return { ...part, signature: options.signed ? frameMac(options.signed.secret, { ...part, cameraId: options.signed.cameraId }, jpeg) : null };
  };

  function stream(response: ServerResponse): void {
    if (viewers.size > 0) {
      if (options.secondViewer !== 'hang') response.writeHead(503, { 'content-type': 'text/plain' }).end('busy');
      return;
    }
    viewers.add(response);
    counts.connections += 1;
    counts.mostViewers = Math.max(counts.mostViewers, viewers.size);
    const begunAt = Date.now();
    response.writeHead(200, { 'content-type': `multipart/x-mixed-replace;boundary=${streamBoundary}`, 'access-control-allow-origin': '*', 'x-framerate': '60' });
    const timer = setInterval(() => {
      const forMs = Date.now() - begunAt;
      if (options.dropEveryS !== undefined && forMs >= options.dropEveryS * 1_000) return void response.destroy();
      if (frozen || (options.freezeAfterS !== undefined && forMs >= options.freezeAfterS * 1_000) || response.writableLength > 1_000_000) return;
      const part = signedPart();
      for (const sent of options.tamper ? options.tamper(part) : [part]) {
        counts.frames += 1;
        response.write(bytesOf(sent, options.signed?.cameraId ?? ''));
      }
    }, 1_000 / (options.fps ?? 10));
    response.on('close', () => {
      clearInterval(timer);
      viewers.delete(response);
    });
  }

  const server = createServer((request, response) => {
    if (!mayCome(options, request)) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="camera"' }).end();
    const { pathname } = new URL(request.url ?? '/', 'http://camera');
    if (pathname === '/stream') return stream(response);
    if (pathname === '/snapshot') return void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(nextJpeg());
    if (pathname !== '/status') return void response.writeHead(404).end();
    const uptime = Math.floor((Date.now() - startedAt) / 1_000);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ rssi: options.rssi ?? -58, uptime_s: uptime, frames: counts.frames, camera: options.signed?.cameraId ?? 'fake-esp32', firmware: 'simulator' }));
  });
  await new Promise<void>((up, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, options.everywhere ? '0.0.0.0' : '127.0.0.1', up);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    port, counts,
    streamUrl: `http://127.0.0.1:${port}/stream`,
    drop: () => { for (const viewer of viewers) viewer.destroy(); },
    freeze: (is) => void (frozen = is),
    show: (others) => void (frames = others),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function mayCome({ user, password, token }: FakeEsp32Options, request: IncomingMessage): boolean {
  if (token === undefined && user === undefined) return true;
  const basic = `Basic ${Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')}`;
  return request.headers.authorization === (token === undefined ? basic : `Bearer ${token}`);
}

/** The part as the firmware writes it. */
export function bytesOf({ jpeg, seq, timeMs, signature }: FakePart, cameraId: string): Buffer {
  const lines = [
    'Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`, `X-Timestamp: ${Math.floor(timeMs / 1_000)}.${String((timeMs % 1_000) * 1_000).padStart(6, '0')}`,
    ...(signature ? [`X-Tatap-Camera: ${cameraId}`, `X-Tatap-Seq: ${seq}`, `X-Tatap-Time: ${timeMs}`, `X-Tatap-Signature: ${signature.toString('hex')}`] : []),
  ];
  return Buffer.concat([Buffer.from(`\r\n--${streamBoundary}\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), jpeg]);
}
