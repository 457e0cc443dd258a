import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The content-security policy of the product's windows: the puppet page proves that the landmarks run under it. */
export const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' blob: data:", "media-src 'self' blob:",
  "worker-src 'self' blob:", "connect-src 'self'",
].join('; ');

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.ts': 'text/javascript', '.wasm': 'application/wasm', '.jpg': 'image/jpeg', '.png': 'image/png',
};

export const projectRoot = path.resolve(import.meta.dirname, '../..');

/** First of these folders that exists holds the model files; null without any. */
export function modelFolder(): string | null {
  const places = [process.env['TATAP_MODELS'], path.join(projectRoot, '../shared/models'), path.join(projectRoot, 'models')];
  return places.find((place) => place !== undefined && existsSync(path.join(place, 'face_landmarker.task'))) ?? null;
}

/** Folder with further portraits, outside the project; null when absent. */
export function facesFolder(): string | null {
  const place = path.join(projectRoot, '../shared/faces');
  return existsSync(place) ? place : null;
}

/** How the build prepares the packages' files: face_mesh's glue is rewritten to live under the content-security policy. */
interface RendererAssets { readRendererAsset(asset: { url: string; path: string }): Uint8Array | string }

export interface PuppetServer { origin: string; close(): Promise<void> }

/**
 * Serves the puppet page and what it loads on a free loopback port.
 * @param files text served by exact path ('/puppet/index.html', '/puppet/page.js').
 * @param options `withoutModel` answers 404 for the task file, so that the npm-only landmarks are used.
 */
export async function servePuppet(files: ReadonlyMap<string, string | Uint8Array>, options: { withoutModel?: boolean } = {}): Promise<PuppetServer> {
  const packages = path.join(projectRoot, 'node_modules');
  const models = options.withoutModel ? null : modelFolder();
  const folders: [string, string | null][] = [
    ['/mediapipe/', path.join(packages, '@mediapipe/tasks-vision/wasm')],
    ['/face_mesh/', path.join(packages, '@mediapipe/face_mesh')],
    ['/demo/', path.join(packages, '@vladmandic/face-api/demo')],
    ['/models/', models],
    ['/faces/', facesFolder()],
  ];
  // plain JavaScript without declarations; its one function used here is described above
  const assets = (await import(pathToFileURL(path.join(projectRoot, 'scripts/rendererAssets.mjs')).href)) as RendererAssets;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback').pathname;
    response.setHeader('Content-Type', types[path.extname(url)] ?? 'application/octet-stream');
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    const text = files.get(url);
    if (text !== undefined) { response.end(text); return; }
    const [prefix, folder] = folders.find(([start]) => url.startsWith(start)) ?? ['', null];
    // basename: nothing outside the folder can be named
    const file = folder && path.join(folder, path.basename(url.slice(prefix.length)));
    if (!file || !existsSync(file) || !statSync(file).isFile()) { response.statusCode = 404; response.end(); return; }
    response.end(assets.readRendererAsset({ url: url.slice(1), path: file }));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo; // listening on a port, so never a string or null
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}
