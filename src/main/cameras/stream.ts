import http from 'node:http';
import https from 'node:https';
import type { CameraTrouble } from '../../shared/attendance.ts';

/** Where a camera is and what it asks for. A token is preferred to a password: both go into the same header. */
export interface CameraAddress { url: string; username: string | null; password: string | null; token: string | null }

export interface StreamEvents {
  /** It answers with a stream; `boundary` as its content type names it. */
  opened(boundary: string | null): void;
  bytes(chunk: Buffer): void;
  /** Once, after the connection is gone, whoever ended it; null when it was `close`. */
  closed(trouble: CameraTrouble | null): void;
}

/** Begins to read a stream; `close` ends it. Never throws. */
export type OpenStream = (address: CameraAddress, events: StreamEvents) => { close(): void };

export function authorisationOf({ username, password, token }: CameraAddress): Record<string, string> {
  if (token !== null) return { authorization: `Bearer ${token}` };
  if (username === null) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`, 'utf8').toString('base64')}` };
}

/** A connection of its own that follows no redirect: a camera cannot send the kiosk to another host (SSRF). @throws TypeError for an address that is none */
export function requestOf(url: URL, address: CameraAddress, accept: string): http.ClientRequest {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('a camera is reached by HTTP');
  return (url.protocol === 'https:' ? https : http).get(url, { agent: false, headers: { ...authorisationOf(address), accept, connection: 'close' } });
}

export const openStream: OpenStream = (address, events) => {
  let request: http.ClientRequest;
  try {
    request = requestOf(new URL(address.url), address, 'multipart/x-mixed-replace');
  } catch {
    // A header the protocol does not allow, or an address that is none.
    queueMicrotask(() => events.closed('unreachable'));
    return { close() {} };
  }
  let trouble: CameraTrouble | null = null;
  let closing = false;
  let streaming = false;
  request.on('response', (response) => {
    const type = response.headers['content-type'] ?? '';
    trouble = troubleOf(response.statusCode ?? 0, type);
    if (trouble !== null) return void request.destroy();
    streaming = true;
    events.opened(boundaryOf(type));
    response.on('data', (chunk: Buffer) => { if (!closing) events.bytes(chunk); });
    response.on('error', () => { trouble ??= 'ended'; });
  });
  request.on('error', (error: NodeJS.ErrnoException) => {
    // HPE_...: something answers there that does not speak HTTP.
    trouble ??= streaming ? 'ended' : error.code?.startsWith('HPE_') ? 'notMjpeg' : 'unreachable';
  });
  request.on('close', () => events.closed(closing ? null : trouble ?? 'ended'));
  return {
    close() {
      closing = true;
      request.destroy();
    },
  };
};

function troubleOf(status: number, type: string): CameraTrouble | null {
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 401 || status === 403) return 'unauthorised';
  if (status === 404 || status === 410) return 'notFound';
  if (status === 503 || status === 429) return 'busy';
  return status === 200 && /^\s*multipart\//i.test(type) ? null : 'notMjpeg';
}

function boundaryOf(type: string): string | null {
  const found = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^\s;]+))/i.exec(type);
  return found?.[1] ?? found?.[2] ?? null;
}
