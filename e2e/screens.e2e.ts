import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { test } from 'vitest';

/*
 * Every screen of the kiosk drawn from fixtures and looked over by the machine: nothing cut off, no target under 64 px, nothing in the
 * console, no serious axe finding. The pictures stay in `screenshots/kiosk` for people. `node e2e/screens.ts` draws all sizes.
 */

const root = resolve(import.meta.dirname, '..');
/** In portrait, one of each kind of layout. */
const portraitScenes = ['attract', 'amount-largest', 'look-left', 'confirm-longest', 'paid-largest', 'consent', 'name', 'choose-pin', 'refused-FACE_UNKNOWN', 'both', 'checkin-waiting', 'checkin-three', 'checkin-late-longest', 'checkin-challenge', 'card', 'me-door', 'me-today', 'me-erase'];

/** With the largest text in high contrast: the panel itself, the fullest screens and one of each kind. */
const modeScenes = ['appearance', 'attract', 'amount-largest', 'look-right', 'confirm-longest', 'paid-largest', 'consent', 'identifier-taken', 'choose-pin', 'refused-FACE_UNKNOWN', 'both', 'checkin-waiting', 'checkin-three', 'me-today'];
const modePortraitScenes = ['appearance', 'amount-largest', 'confirm-longest', 'paid-largest', 'consent', 'checkin-late-longest', 'me-today'];

test.each([
  ['1280x800-id', []],
  ['1280x800-en', []],
  ['1080x1920-id', portraitScenes],
  ['1280x800-en', ['--mode=largest-high', ...modeScenes]],
  ['1080x1920-id', ['--mode=largest-high', ...modePortraitScenes]],
])('the kiosk screens fit at %s %s', async (look, scenes) => {
  const said: string[] = [];
  const code = await new Promise<number | null>((ended) => {
    const child = spawn(process.execPath, [join(root, 'e2e/screens.ts'), `--look=${look}`, ...scenes], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    child.once('exit', ended);
  });
  if (code !== 0) throw new Error(said.join(''));
}, 900_000);
