import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { encode } from '@msgpack/msgpack';
import type { Result } from '../../shared/errors.ts';
import type { App } from '../seam.ts';
import { setCookie, type Admission, type WindowName } from './admission.ts';
import { isPage, type Asset } from './assets.ts';
import { decodeCall, maxBodyBytes } from './callBody.ts';
import type { EventStreams } from './eventStreams.ts';
import { downloadHeaders, exportPath } from './exportFile.ts';
import { securityHeaders } from './securityHeaders.ts';

export interface LoopbackNeeds {
  app: App;
  admission: Admission;
  streams: EventStreams;
  asset(pathname: string): Asset | null;
  /** "127.0.0.1:PORT": the only Host believed, and with http:// before it the only Origin. */
  authority: string;
}

/** Answers every request of the browser host. Refusals say nothing but their status. */
export function createLoopback(needs: LoopbackNeeds): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(needs, request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500);
      response.destroy();
    });
  };
}

async function answer(needs: LoopbackNeeds, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!comesFromOurPages(needs.authority, request)) { refuse(response, 403); return; }
  const url = URL.parse(request.url ?? '/', `http://${needs.authority}`);
  if (url === null || url.host !== needs.authority) { refuse(response, 400); return; }
  const call = /^\/(kiosk|admin)\/(call|events)$/.exec(url.pathname);
  // The pattern admits exactly these two names.
  const window = call?.[1] as WindowName | undefined;
  if (window !== undefined && call?.[2] === 'call') { await answerCall(needs, window, request, response); return; }
  if (request.method !== 'GET') { refuse(response, 405); return; }
  if (window !== undefined) { openStream(needs, window, request, response); return; }
  if (url.pathname.startsWith(exportPath)) { sendExport(needs, url.pathname.slice(exportPath.length), request, response); return; }
  if (url.pathname === '/launch') { launch(needs, url.searchParams.get('token') ?? '', request, response); return; }
  serveAsset(needs, url.pathname, request, response);
}

/**
 * Host against DNS rebinding, Origin and Sec-Fetch-Site against other pages in the same browser. A POST without an Origin is
 * not from a page at all.
 */
function comesFromOurPages(authority: string, request: IncomingMessage): boolean {
  const { host, origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (host !== authority) return false;
  if (origin === undefined ? request.method === 'POST' : origin !== `http://${authority}`) return false;
  return site === undefined || site === 'same-origin' || (site === 'none' && request.method === 'GET');
}

/** True for a page opened as a page: an iframe, an object or a script never is. Browsers always say which. */
function isTopFrame(request: IncomingMessage): boolean {
  const destination = request.headers['sec-fetch-dest'];
  return destination === undefined || destination === 'document';
}

function launch({ admission, app }: LoopbackNeeds, token: string, request: IncomingMessage, response: ServerResponse): void {
  const admitted = isTopFrame(request) ? admission.admit(token) : null;
  if (admitted === null) { refuse(response, 403); return; }
  if (admitted.replaced !== null) app.disconnected(admitted.replaced);
  response.writeHead(303, { ...securityHeaders(admitted.window), 'Set-Cookie': setCookie(admitted.window, admitted.cookie), Location: `/${admitted.window}/` });
  response.end();
}

async function answerCall({ admission, app }: LoopbackNeeds, window: WindowName, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const connection = admission.connectionOf(window, request.headers.cookie);
  if (connection === null) { sendResult(response, window, 403, { ok: false, code: 'NOT_ALLOWED', data: {} }); return; }
  if (request.method !== 'POST') { refuse(response, 405); return; }
  if (request.headers['content-type'] !== 'application/msgpack') { refuse(response, 415); return; }
  const body = await readBody(request);
  if (body === null) {
    // The rest of the body is not read: the connection is of no more use.
    response.setHeader('Connection', 'close');
    sendResult(response, window, 413, { ok: false, code: 'BAD_INPUT', data: {} });
    return;
  }
  const call = decodeCall(body);
  if (call === null) { sendResult(response, window, 400, { ok: false, code: 'BAD_INPUT', data: {} }); return; }
  // Pages of this host cannot be framed (frame-ancestors, and documents are only served to top frames).
  sendResult(response, window, 200, await app.call({ window, connection, topFrame: true }, call.method, call.input));
}

/** The whole body in memory of its own (Node's small Buffers share a pool), or null when it is longer than `maxBodyBytes`. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | null> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A Node request yields Buffers unless an encoding is set, and none is.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  const body = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

function openStream({ admission, streams }: LoopbackNeeds, window: WindowName, request: IncomingMessage, response: ServerResponse): void {
  const connection = admission.connectionOf(window, request.headers.cookie);
  if (connection === null) { refuse(response, 403); return; }
  response.writeHead(200, { ...securityHeaders(window), 'Content-Type': 'text/event-stream' });
  streams.add(window, connection, response);
}

function serveAsset({ admission, asset }: LoopbackNeeds, pathname: string, request: IncomingMessage, response: ServerResponse): void {
  const admittedTo = (window: WindowName): boolean => admission.connectionOf(window, request.headers.cookie) !== null;
  if (!admittedTo('kiosk') && !admittedTo('admin')) { refuse(response, 403); return; }
  const found = asset(pathname);
  if (found === null) { refuse(response, 404); return; }
  const window: WindowName = pathname.startsWith('/admin/') ? 'admin' : 'kiosk';
  if (isPage(found) && (!admittedTo(window) || !isTopFrame(request))) { refuse(response, 403); return; }
  // vite puts a hash of the content into these names.
  const caching = pathname.startsWith('/assets/') ? { 'Cache-Control': 'private, max-age=31536000, immutable' } : {};
  response.writeHead(200, { ...securityHeaders(window), 'Content-Type': found.type, ...caching });
  createReadStream(found.path).on('error', () => response.destroy()).pipe(response);
}

/** An exported list, once, to the admin window that asked for it. However the sending ends, the file is gone then. */
function sendExport({ admission, app }: LoopbackNeeds, token: string, request: IncomingMessage, response: ServerResponse): void {
  const connection = admission.connectionOf('admin', request.headers.cookie);
  if (connection === null) { refuse(response, 403); return; }
  const file = app.takeExport(token, connection);
  if (file === null) { refuse(response, 404); return; }
  response.writeHead(200, { ...securityHeaders('admin'), ...downloadHeaders(file) });
  response.on('close', file.taken);
  createReadStream(file.path).on('error', () => response.destroy()).pipe(response);
}

function sendResult(response: ServerResponse, window: WindowName, status: number, result: Result<unknown>): void {
  response.writeHead(status, { ...securityHeaders(window), 'Content-Type': 'application/msgpack' });
  response.end(encode(result, { ignoreUndefined: true }));
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...securityHeaders(null), 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${status}\n`);
}
