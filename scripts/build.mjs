/* Builds dist/: main and shared (tsc), renderer (vite), preload (esbuild). Skips what is newer than its sources. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetUpProblem, ensureReady, projectEnv, projectNode, root, runScript } from './setup.mjs';

/** Newest modification time below the paths, milliseconds; 0 when none exists. Tests do not count: they are not built. */
function newestMs(paths) {
  return Math.max(0, ...paths.filter((path) => existsSync(path)).map((path) => {
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat.mtimeMs;
    const inside = readdirSync(path).filter((name) => !/\.test(kit)?\.tsx?$/.test(name)).map((name) => join(path, name));
    return newestMs(inside);
  }));
}

const common = ['tsconfig.base.json', 'package-lock.json', 'src/shared'];
const parts = [
  {
    name: 'main',
    sources: [...common, 'src/main'],
    stamp: 'dist/.built-main',
    run: () => runTool('typescript/bin/tsc', '-b', 'src/main'),
  },
  {
    name: 'preload',
    sources: [...common, 'src/preload'],
    stamp: 'dist/.built-preload',
    run: bundlePreload,
  },
  {
    name: 'renderer',
    sources: [...common, 'src/renderer', 'vite.config.ts', 'scripts/rendererAssets.mjs', 'scripts/faceMeshCsp.mjs'],
    stamp: 'dist/.built-renderer',
    run: () => runTool('vite/bin/vite.js', 'build', '--logLevel', 'warn'),
  },
];

/** Throws when the tool refuses; what it said is already on the screen. */
function runTool(script, ...argv) {
  const result = spawnSync(projectNode(), [join(root, 'node_modules', script), ...argv], { cwd: root, stdio: ['ignore', 2, 2], env: projectEnv() });
  if (result.status !== 0) throw new Error(`${script} ended with ${result.status ?? result.signal}`);
}

/** A sandboxed preload is one CommonJS file that requires nothing but electron. */
async function bundlePreload() {
  const { build: bundle } = await import('esbuild');
  await bundle({
    absWorkingDir: root,
    entryPoints: ['src/preload/preload.ts'],
    outfile: 'dist/preload/preload.cjs',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'chrome130',
    external: ['electron'],
    logLevel: 'warning',
  });
}

/** True when a part was built after the last change of what it is made from. */
export function isFresh({ sources, stamp }, dir = root) {
  const built = join(dir, stamp);
  return existsSync(built) && statSync(built).mtimeMs >= newestMs(sources.map((source) => join(dir, source)));
}

/** @throws SetUpProblem when a compiler refuses; its own messages are above the sentence. */
export async function build({ force = false } = {}) {
  for (const part of parts) {
    if (!force && isFresh(part)) continue;
    const startedAt = new Date();
    try {
      await part.run();
    } catch {
      throw new SetUpProblem(`Bagian "${part.name}" tidak dapat dibangun; lihat pesan di atas. / The part "${part.name}" could not be built; see the messages above.`);
    }
    // Dated at the start: what was edited during the build is newer than the stamp and is built again.
    writeFileSync(join(root, part.stamp), '');
    utimesSync(join(root, part.stamp), startedAt, startedAt);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async () => {
    await ensureReady({ need: ['deps'] });
    await build({ force: true });
  });
}
