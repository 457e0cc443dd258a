import { readFile } from 'node:fs/promises';
import { protocol, type CustomScheme } from 'electron';
import { isPage, type Asset } from './assets.ts';
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
export function createAppProtocol(asset: (pathname: string) => Asset | null): (request: Request) => Promise<Response> {
  return async (request) => {
    const pathname = isOurs(request.url) ? new URL(request.url).pathname : null;
    if (request.method !== 'GET' || pathname === null) return empty(403);
    const found = asset(pathname);
    if (found === null) return empty(404);
    const window = isPage(found) && pathname.startsWith('/admin/') ? 'admin' : 'kiosk';
    return new Response(await readFile(found.path), { headers: { ...securityHeaders(window), 'Content-Type': found.type } });
  };
}

function empty(status: number): Response {
  return new Response(null, { status, headers: securityHeaders(null) });
}
