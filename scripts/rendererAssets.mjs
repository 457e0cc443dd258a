/*
 * Files the renderer fetches at run time that no import statement names: MediaPipe's WebAssembly, the face_mesh package and the
 * demo portraits. Copied beside the bundle at build, served from the packages in `vite dev`.
 */
import { createReadStream, existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { withoutDynamicCode } from './faceMeshCsp.mjs';

/** Folder under the site -> folder inside node_modules and which of its files are served. */
const served = {
  mediapipe: { from: '@mediapipe/tasks-vision/wasm', keep: /^vision_wasm.*\.(js|wasm)$/ },
  face_mesh: { from: '@mediapipe/face_mesh', keep: /^face_mesh.*\.(js|wasm|data|binarypb)$/ },
  demo: { from: '@vladmandic/face-api/demo', keep: /^sample\d+\.jpg$/ },
};

const contentTypes = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.jpg': 'image/jpeg' };

/** Every served file: `{ url: 'face_mesh/face_mesh.js', path: absolute }`. Throws when a package is not installed. */
export function listRendererAssets(root) {
  return Object.entries(served).flatMap(([folder, { from, keep }]) => {
    const dir = join(root, 'node_modules', from);
    return readdirSync(dir).filter((name) => keep.test(name)).map((name) => ({ url: `${folder}/${name}`, path: join(dir, name) }));
  });
}

/** The bytes as served: face_mesh's glue builds functions from text, which the kiosk's CSP forbids, so it is rewritten. */
export function readRendererAsset({ url, path }) {
  if (!/^face_mesh\/.*_wasm_bin\.js$/.test(url)) return readFileSync(path);
  return withoutDynamicCode(readFileSync(path, 'utf8'));
}

export function rendererAssets(root) {
  return {
    name: 'tatap-renderer-assets',
    generateBundle() {
      for (const asset of listRendererAssets(root)) this.emitFile({ type: 'asset', fileName: asset.url, source: readRendererAsset(asset) });
    },
    configureServer(server) {
      const byUrl = new Map(listRendererAssets(root).map((asset) => [`/${asset.url}`, asset]));
      const model = join(root, 'models/face_landmarker.task');
      server.middlewares.use((request, response, next) => {
        const pathname = new URL(request.url ?? '/', 'http://localhost').pathname;
        if (pathname === '/models/face_landmarker.task') {
          if (!existsSync(model)) { response.statusCode = 404; response.end(); return; }
          createReadStream(model).pipe(response);
          return;
        }
        const asset = byUrl.get(pathname);
        if (asset === undefined) { next(); return; }
        response.setHeader('Content-Type', contentTypes[extname(asset.path)] ?? 'application/octet-stream');
        response.end(readRendererAsset(asset));
      });
    },
  };
}
