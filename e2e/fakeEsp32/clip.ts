import { spawn } from 'node:child_process';
import { splitMjpeg } from '../puppet/mjpeg.ts';
import { readFileSync } from 'node:fs';

/** What to do when a clip cannot be read without it. */
const getFfmpeg = 'clips need ffmpeg: install it (Debian: sudo apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), or give an .mjpeg file';

/** Runs ffmpeg and gives the JPEGs it writes. @throws Error saying how to get ffmpeg, or what it did not like */
export async function jpegsOf(args: readonly string[]): Promise<Uint8Array[]> {
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...args, '-c:v', 'mjpeg', '-q:v', '6', '-pix_fmt', 'yuvj420p', '-f', 'image2pipe', '-'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const pieces: Buffer[] = [];
  let said = '';
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  child.stderr.on('data', (piece: Buffer) => { said += piece.toString(); });
  const code = await new Promise<number | null>((ended, failed) => {
    child.once('error', () => failed(new Error(getFfmpeg)));
    child.once('close', ended);
  });
  if (code !== 0) throw new Error(`ffmpeg cannot read this clip: ${said.trim()}`);
  return splitMjpeg(Buffer.concat(pieces));
}

/** The pictures of a clip as an ESP32-CAM would take them: VGA, at `fps`; at most 60 s of it. */
export function clipJpegs(file: string, fps: number): Promise<Uint8Array[]> {
  if (/\.mjpe?g$/i.test(file)) return Promise.resolve(splitMjpeg(readFileSync(file)));
  return jpegsOf(['-t', '60', '-i', file, '-vf', `fps=${fps},scale=640:480:force_original_aspect_ratio=decrease,pad=640:480:-1:-1`]);
}

/** Clips side by side in one VGA picture, each cut to the middle of its own. */
export function besideEachOther(files: readonly string[], fps: number, seconds: number): Promise<Uint8Array[]> {
  const width = Math.floor(640 / files.length / 2) * 2;
  const cut = files.map((_, i) => `[${i}:v]fps=${fps},scale=-2:480,crop=${width}:480[c${i}]`).join(';');
  const inputs = files.flatMap((file) => ['-stream_loop', '-1', ...(/\.mjpe?g$/i.test(file) ? ['-framerate', '15', '-f', 'mjpeg'] : []), '-i', file]);
  const joined = files.length === 1 ? '[c0]null[out]' : `${files.map((_, i) => `[c${i}]`).join('')}hstack=inputs=${files.length}[out]`;
  return jpegsOf([...inputs, '-filter_complex', `${cut};${joined}`, '-map', '[out]', '-t', String(seconds)]);
}
