import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { protocol, type CustomScheme } from 'electron';
import type { App } from '../seam.ts';
import { isPage, type Asset } from './assets.ts';
import { downloadHeaders, exportPath } from './exportFile.ts';
import { isOurs, pageScheme } from './pageUrl.ts';
import { securityHeaders } from './securityHeaders.ts';

export const appScheme: CustomScheme = {
  scheme: pageScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

/** Must run before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([appScheme]);
}

/** Answers `app://tatap/...` from the allow-list and nothing else. */
export function createAppProtocol(asset: (pathname: string) => Asset | null, takeExport: App['takeExport']): (request: Request) => Promise<Response> {
  return async (request) => {
    const pathname = isOurs(request.url) ? new URL(request.url).pathname : null;
    if (request.method !== 'GET' || pathname === null) return empty(403);
    if (pathname.startsWith(exportPath)) return sendExport(takeExport(pathname.slice(exportPath.length), null));
    const found = asset(pathname);
    if (found === null) return empty(404);
    const window = isPage(found) && pathname.startsWith('/admin/') ? 'admin' : 'kiosk';
    return new Response(await readFile(found.path), { headers: { ...securityHeaders(window), 'Content-Type': found.type } });
  };
}

/** Electron asks where to save it. The address is the secret: 192 random bits that main told one admin window, good once. */
function sendExport(file: ReturnType<App['takeExport']>): Response {
  if (file === null) return empty(404);
  const source = createReadStream(file.path);
  source.once('close', file.taken);
  // Node's own ReadableStream and the one of the DOM's types are the same thing at run time.
  return new Response(Readable.toWeb(source) as ReadableStream, { headers: { ...securityHeaders('admin'), ...downloadHeaders(file) } });
}

function empty(status: number): Response {
  return new Response(null, { status, headers: securityHeaders(null) });
}
