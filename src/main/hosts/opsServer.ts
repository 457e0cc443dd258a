import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { App } from '../seam.ts';
import { closeServer, listen } from './listen.ts';
import { securityHeaders } from './securityHeaders.ts';

/** What a scrape may take, milliseconds: a caller that is slower is gone. */
const answerWithinMs = 5_000;

export interface OpsServer {
  /** "http://127.0.0.1:PORT" */
  origin: string;
  close(): Promise<void>;
}

/**
 * `/metrics` and `/health` for programs on this machine, in either host: on 127.0.0.1 only, and nothing a browser page could read or a foreign
 * name could reach. What they say holds no names and no ids. @throws HostProblem OPS_PORT_IN_USE | PORT_NOT_ALLOWED
 */
export async function startOpsServer(port: number, app: Pick<App, 'metrics' | 'health'>): Promise<OpsServer> {
  const server = createServer({ maxHeaderSize: 8 * 1024, headersTimeout: answerWithinMs, requestTimeout: answerWithinMs });
  const authority = await listen(server, port, 'OPS_PORT_IN_USE');
  const hosts = new Set([authority, authority.replace(/^[^:]+/, 'localhost')]);
  server.on('request', (request, response) => {
    answer(app, hosts, request, response).catch(() => {
      if (!response.headersSent) say(response, 500, '500\n');
      response.destroy();
    });
  });
  return { origin: `http://${authority}`, close: () => closeServer(server) };
}

async function answer(app: Pick<App, 'metrics' | 'health'>, hosts: ReadonlySet<string>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isFromProgram(hosts, request)) return say(response, 403, '403\n');
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, '405\n');
  if (request.url === '/metrics') return say(response, 200, await app.metrics(), 'text/plain; version=0.0.4; charset=utf-8');
  if (request.url !== '/health') return say(response, 404, '404\n');
  const health = app.health();
  say(response, health.status === 'down' ? 503 : 200, `${JSON.stringify(health)}\n`, 'application/json');
}

/** Host against DNS rebinding; a page of a browser says where it comes from, a program does not. */
function isFromProgram(hosts: ReadonlySet<string>, { headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  // "none": a person typed the address.
  return hosts.has(headers.host ?? '') && headers.origin === undefined && (site === undefined || site === 'none');
}

function say(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { ...securityHeaders(null), 'Content-Type': type });
  response.end(text);
}
