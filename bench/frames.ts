import { spawn, spawnSync } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const pictureEnding = /\.(jpe?g|png)$/i;
const clipEnding = /\.(mp4|m4v|mov|webm|mkv|avi|mjpe?g)$/i;

/** Pictures and clips named by `paths`; a folder stands for those inside it. @throws Error naming what is neither */
export async function filesOf(paths: readonly string[]): Promise<{ file: string; kind: 'picture' | 'clip' }[]> {
  const files: { file: string; kind: 'picture' | 'clip' }[] = [];
  for (const one of paths) {
    const found = await stat(one).catch(() => null);
    if (found === null) throw new Error(`${one}: no such file or folder`);
    const names = found.isDirectory() ? (await readdir(one)).sort().map((name) => path.join(one, name)) : [one];
    for (const file of names) {
      if (pictureEnding.test(file)) files.push({ file, kind: 'picture' });
      else if (clipEnding.test(file)) files.push({ file, kind: 'clip' });
      else if (!found.isDirectory()) throw new Error(`${file}: give JPEG or PNG pictures, or clips (mp4, mov, webm, mkv, avi, mjpeg)`);
    }
  }
  return files;
}

/** Cuts a stream of JPEGs at their end markers; ffmpeg's encoder writes no thumbnails, so a marker ends a picture. */
async function* jpegsOf(stream: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const end = Buffer.from([0xff, 0xd9]);
  let held = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = Buffer.concat([held, chunk]);
    for (let at = held.indexOf(end); at >= 0; at = held.indexOf(end)) {
      yield held.subarray(0, at + 2);
      held = held.subarray(at + 2);
    }
  }
}

/**
 * The frames of a clip as JPEGs at `fps`, or the picture itself.
 * @throws Error saying how to get ffmpeg when a clip is asked for and it is not installed
 */
export async function* framesOf(file: string, kind: 'picture' | 'clip', fps: number): AsyncIterable<Uint8Array> {
  if (kind === 'picture') {
    yield await readFile(file);
    return;
  }
  if (spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status !== 0) throw new Error('clips need ffmpeg: install it (Debian: sudo apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), or give pictures');
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', '-i', file, '-vf', `fps=${fps}`, '-c:v', 'mjpeg', '-q:v', '2', '-f', 'image2pipe', '-'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  yield* jpegsOf(child.stdout);
  if ((await ended) !== 0) throw new Error(`${file}: ffmpeg cannot read this clip`);
}
