import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask, expectedSignature } from './sketch.testkit.ts';

/* The firmware without the hardware: its plain C++ is compiled and run here; the sketch is held against stand-ins for its headers, and run on them. */
const run = promisify(execFile);
const here = import.meta.dirname;
const library = join(here, 'esp32-cam/lib/tatap/src');
const sketch = join(here, 'esp32-cam/src');
const tests = join(here, 'test');

const works = (command: string, args: string[]) => {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
};
const compiler = ['g++', 'clang++', 'c++'].find((command) => works(command, ['--version']));
if (compiler === undefined) console.warn('firmware: no C++ compiler here (g++, clang++ or c++), so its host tests are skipped');

const sources = (folder: string) => readdirSync(folder).filter((file) => file.endsWith('.cpp')).map((file) => join(folder, file));
const strict = ['-std=c++17', '-Wall', '-Wextra', '-Werror', `-I${library}`];

const vectors = <T>(file: string, shape: z.ZodType<T>) => z.array(shape).parse(JSON.parse(readFileSync(join(here, 'vectors', file), 'utf8')));
const key = { cameraId: z.string(), seq: z.string(), timeMs: z.string(), secretHex: z.string(), jpegHex: z.string() };
/** The vectors as lines of tab-separated words, so that the C++ needs no JSON. An x goes before a picture, which may be empty. */
const writeLines = (folder: string) => {
  const write = (file: string, rows: string[][]) => writeFileSync(join(folder, file), rows.map((words) => `${words.join('\t')}\n`).join(''));
  write('frames.txt', vectors('frames.json', z.object({ ...key, signature: z.string() })).map((v) => [v.cameraId, v.seq, v.timeMs, v.secretHex, `x${v.jpegHex}`, v.signature]));
  write('parts.txt', vectors('parts.json', z.object({ ...key, signed: z.boolean(), sec: z.int(), usec: z.int(), partHex: z.string() })).map((v) => [
    String(v.signed), v.cameraId, v.seq, v.timeMs, v.secretHex, `x${v.jpegHex}`, String(v.sec), String(v.usec), v.partHex,
  ]));
  write('kdf.txt', vectors('kdf.json', z.object({ password: z.string(), saltHex: z.string(), iterations: z.int(), hashHex: z.string() })).map((v) => [v.password, v.saltHex, String(v.iterations), v.hashHex]));
};

/** Flags for the sanitizers, if programs built with them run here. */
const sanitizersOf = (gxx: string, folder: string) => {
  const watch = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  writeFileSync(join(folder, 'empty.cpp'), 'int main() { return 0; }\n');
  if (works(gxx, [...watch, join(folder, 'empty.cpp'), '-o', join(folder, 'empty')]) && works(join(folder, 'empty'), [])) return watch;
  console.warn('firmware: no address and undefined-behaviour sanitizers here, so its host tests run without them');
  return [];
};

/** Compiles, two at a time, and links. */
const build = async (gxx: string, files: string[], flags: string[], program: string) => {
  const objects = files.map((source, index) => ({ source, object: `${program}.${String(index)}.o` }));
  const half = Math.ceil(objects.length / 2);
  await Promise.all([objects.slice(0, half), objects.slice(half)].map(async (batch) => {
    for (const { source, object } of batch) await run(gxx, [...strict, '-O1', '-g', ...flags, '-c', source, '-o', object]);
  }));
  await run(gxx, [...flags, ...objects.map(({ object }) => object), '-pthread', '-o', program]);
};

/** Starts the sketch and waits for its port. */
const startSketch = async (program: string, words: string[]) => {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (more) => (said += String(more)));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (more) => resolve(Number(/^PORT (\d+)/.exec(String(more))?.[1])));
    child.on('exit', () => reject(new Error(`the sketch ended: ${said}`)));
  });
  return { port, setClock: () => child.stdin.write('t'), stop: () => child.kill(), said: () => said };
};

/** The viewer before is let go a moment after its socket closes. */
const streamAgain = async (port: number, viewer: string, parts: number) => {
  for (let tries = 0; tries < 40; tries++) {
    const answer = await ask(port, '/stream', viewer, parts);
    if (answer.status.includes('200')) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the stream stayed busy');
};

describe.skipIf(compiler === undefined)('the firmware, on this machine', () => {
  const gxx = compiler ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'tatap-firmware-'));
  let watch: string[] | null = null;
  const sanitizers = () => (watch ??= sanitizersOf(gxx, folder));
  beforeAll(() => writeLines(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('its hardware-free part passes its own tests, with the sanitizers watching where there are any', async () => {
    await build(gxx, [...sources(library), ...sources(tests)], ['-fno-exceptions', ...sanitizers()], join(folder, 'host'));
    const output = await run(join(folder, 'host'), [folder]).then(({ stdout }) => stdout, (error: unknown) => z.object({ stdout: z.string(), stderr: z.string() }).transform((e) => `${e.stdout}${e.stderr}\nFAIL`).parse(error));
    expect(output).not.toMatch(/^FAIL/m);
    const written = sources(tests).flatMap((file) => readFileSync(file, 'utf8').match(/^IT\("/gm) ?? []);
    expect(output.match(/^ok /gm)).toHaveLength(written.length);
    expect(written.length).toBeGreaterThan(30);
  }, 120_000);

  it.each(['4', '5'])('its sketch is sound C++ against the names and signatures of ESP-IDF %s', async (idf) => {
    for (const source of sources(sketch)) {
      await run(gxx, [...strict, `-I${join(tests, 'stubs')}`, '-DARDUINO_ARCH_ESP32', `-DSTUB_IDF=${idf}`, '-fsyntax-only', source]);
    }
  }, 120_000);

  it('its sketch, run here on real sockets, streams to one viewer at a time and signs as soon as it knows the time', async () => {
    const program = join(folder, 'sketch');
    await build(gxx, [...sources(library), ...sources(sketch), join(tests, 'sketch/fakes.cpp')], [`-I${sketch}`, `-I${join(tests, 'stubs')}`, '-DSTUB_IDF=4', ...sanitizers()], program);
    const [vector] = vectors('frames.json', z.object(key));
    if (vector === undefined) throw new Error('frames.json is empty');
    const viewer = `Basic ${Buffer.from('viewer:penonton-kelas').toString('base64')}`;
    const camera = await startSketch(program, [vector.secretHex, vector.jpegHex, 'penonton-kelas']);
    try {
      expect((await ask(camera.port, '/', viewer, 0)).status).toBe('HTTP/1.1 404 Not Found');
      expect((await ask(camera.port, '/stream', null, 0)).status).toBe('HTTP/1.1 401 Unauthorized');
      expect((await ask(camera.port, '/stream', `Basic ${Buffer.from('viewer:salah').toString('base64')}`, 0)).status).toBe('HTTP/1.1 401 Unauthorized');

      const early = await ask(camera.port, '/stream', viewer, 2);
      expect(early.head).toContain('Content-Type: multipart/x-mixed-replace;boundary=123456789000000000000987654321');
      expect(early.parts.map(({ names }) => names)).toEqual(Array(2).fill(['Content-Type', 'Content-Length', 'X-Timestamp']));
      expect((await ask(camera.port, '/stream', viewer, 0)).status).toBe('HTTP/1.1 503 Service Unavailable');
      early.close();
      camera.setClock();

      const later = await streamAgain(camera.port, viewer, 6);
      expect(later.parts.every(({ jpeg }) => jpeg.toString('hex') === vector.jpegHex)).toBe(true);
      expect(later.parts.map(({ headers }) => headers.get('X-Tatap-Signature'))).toEqual(later.parts.map((part) => expectedSignature(part, vector.secretHex)));
      // The viewer before may have been sent a signed picture or two that it never read.
      const numbers = later.parts.map(({ headers }) => Number(headers.get('X-Tatap-Seq')));
      const first = numbers[0] ?? 0;
      expect(first).toBeGreaterThan(0);
      expect(numbers).toEqual([0, 1, 2, 3, 4, 5].map((step) => first + step));
      expect(later.parts[0]?.headers.get('X-Tatap-Camera')).toBe('tatap-a1b2c3');
      const times = later.parts.map(({ headers }) => Number(headers.get('X-Tatap-Time')));
      expect(Math.abs(Date.now() - (times.at(-1) ?? 0))).toBeLessThan(5_000);
      // Ten a second at most: five gaps between six pictures, the first of which may come late by one.
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(390);
      later.close();
      const again = await streamAgain(camera.port, viewer, 1);
      expect(Number(again.parts[0]?.headers.get('X-Tatap-Seq'))).toBeGreaterThan(first + 5);
      again.close();
      expect(camera.said()).not.toMatch(/Sanitizer|runtime error/);
    } finally {
      camera.stop();
    }
  }, 120_000);
});
