import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

/* The firmware without the hardware: its plain C++ is compiled and run here, the rest is held against stand-ins for its headers. */
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

describe.skipIf(compiler === undefined)('the firmware, on this machine', () => {
  const gxx = compiler ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'tatap-firmware-'));
  beforeAll(() => writeLines(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('its hardware-free part passes its own tests, with the sanitizers watching where there are any', async () => {
    writeFileSync(join(folder, 'empty.cpp'), 'int main() { return 0; }\n');
    const watch = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
    const sanitizers = works(gxx, [...watch, join(folder, 'empty.cpp'), '-o', join(folder, 'empty')]) && works(join(folder, 'empty'), []) ? watch : [];
    if (sanitizers.length === 0) console.warn('firmware: no address and undefined-behaviour sanitizers here, so its host tests run without them');
    const objects = [...sources(library), ...sources(tests)].map((source, index) => ({ source, object: join(folder, `${String(index)}.o`) }));
    const compileOne = ({ source, object }: (typeof objects)[number]) => run(gxx, [...strict, '-O1', '-g', '-fno-exceptions', ...sanitizers, '-c', source, '-o', object]);
    const half = Math.ceil(objects.length / 2);
    await Promise.all([objects.slice(0, half), objects.slice(half)].map(async (batch) => {
      for (const one of batch) await compileOne(one);
    }));
    await run(gxx, [...sanitizers, ...objects.map(({ object }) => object), '-o', join(folder, 'host')]);
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
});
