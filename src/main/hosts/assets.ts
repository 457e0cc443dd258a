import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { HostProblem } from './problems.ts';

/** A file a page may load. */
export interface Asset { path: string; type: string }

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
};

const landmarker = '/models/face_landmarker.task';

/**
 * The allow-list: every file of the built renderer, listed once at start, and the one model the page itself reads. A request is
 * a look-up in that list and never a path on the disk, so there is nothing to traverse.
 * @throws HostProblem NOT_BUILT
 */
export function createAssets({ rendererDir, modelsDir }: { rendererDir: string; modelsDir: string }): (pathname: string) => Asset | null {
  if (!existsSync(join(rendererDir, 'kiosk/index.html'))) throw new HostProblem('NOT_BUILT', rendererDir);
  const files = new Map<string, Asset>();
  for (const url of filesBelow(rendererDir, '')) {
    const asset = { path: join(rendererDir, url), type: contentTypes[extname(url)] ?? 'application/octet-stream' };
    files.set(url, asset);
    if (url.endsWith('/index.html')) files.set(url.slice(0, -'index.html'.length), asset);
  }
  const model = { path: join(modelsDir, 'face_landmarker.task'), type: 'application/octet-stream' };
  return (pathname) => {
    // The model may arrive after the start (first run without internet).
    if (pathname === landmarker) return existsSync(model.path) ? model : null;
    return files.get(pathname) ?? null;
  };
}

function filesBelow(dir: string, url: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? filesBelow(path, `${url}/${name}`) : [`${url}/${name}`];
  });
}

/** A page as opposed to what pages load. */
export function isPage(asset: Asset): boolean {
  return asset.type.startsWith('text/html');
}
