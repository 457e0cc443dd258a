import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Dicer } from '@fastify/busboy';
import { createMjpegParser } from '../src/main/cameras/mjpegParser.ts';
import { quantile, ratioOf, type BenchOptions, type Row } from './row.ts';

const boundary = '123456789000000000000987654321';
const mib = 1024 * 1024;
/** VGA pictures of an ESP32-CAM at its usual quality are 15 to 30 kB. */
const pictureBytes = [15_000, 22_000, 30_000];
const malformedStreams = 10_000;
const rssLimitMiB = 64;

/** Bytes like those of a JPEG: nothing in them is a marker. */
function pictureOf(bytes: number): Buffer {
  const picture = randomBytes(bytes).map((byte) => (byte === 0xff ? 0 : byte));
  picture.set([0xff, 0xd8]);
  picture.set([0xff, 0xd9], bytes - 2);
  return Buffer.from(picture);
}

function partOf(picture: Uint8Array, length: number | string = picture.length): Buffer {
  return Buffer.concat([Buffer.from(`\r\n--${boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\nX-Timestamp: 12.345678\r\n\r\n`), picture]);
}

function streamOf(bytes: number): { stream: Buffer; pictures: number } {
  const parts: Buffer[] = [];
  for (let size = 0; size < bytes; size += parts.at(-1)?.length ?? 0) parts.push(partOf(pictureOf(pictureBytes[parts.length % pictureBytes.length] ?? 15_000)));
  return { stream: Buffer.concat([...parts, Buffer.from(`\r\n--${boundary}--\r\n`)]), pictures: parts.length };
}

function* pieces(stream: Buffer, size: number): Iterable<Buffer> {
  for (let at = 0; at < stream.length; at += size) yield stream.subarray(at, at + size);
}

/** Both give every picture as one buffer of its own. */
function ours(stream: Buffer, size: number): number {
  let count = 0;
  const parser = createMjpegParser({ boundary, onFrame: () => void (count += 1), onRefused: () => {} });
  for (const piece of pieces(stream, size)) parser.push(piece);
  parser.end();
  return count;
}

async function peers(stream: Buffer, size: number): Promise<number> {
  let count = 0;
  const dicer = new Dicer({ boundary });
  dicer.on('part', (part) => {
    const held: Buffer[] = [];
    part.on('data', (piece: Buffer | string) => held.push(Buffer.from(piece)));
    part.on('end', () => { if (Buffer.concat(held).length > 0) count += 1; });
  });
  const finished = new Promise((done) => dicer.on('finish', done));
  for (const piece of pieces(stream, size)) dicer.write(piece);
  dicer.end();
  await finished;
  return count;
}

async function throughput(size: number, repeats: number): Promise<Row> {
  const { stream, pictures } = streamOf(64 * mib);
  const [mine, theirs]: [number[], number[]] = [[], []];
  for (let i = -1; i < repeats; i++) {
    let begun = performance.now();
    const found = ours(stream, size);
    const mineMs = performance.now() - begun;
    begun = performance.now();
    const foundByPeer = await peers(stream, size);
    const theirMs = performance.now() - begun;
    if (found !== pictures || foundByPeer !== pictures) throw new Error(`of ${pictures} pictures the parser found ${found} and its peer ${foundByPeer}`);
    if (i < 0) continue;
    mine.push(stream.length / 1e6 / (mineMs / 1_000));
    theirs.push(stream.length / 1e6 / (theirMs / 1_000));
  }
  const [value, peerValue] = [quantile(mine, 0.5), quantile(theirs, 0.5)];
  return { bench: 'mjpeg', metric: `pictures out of a stream in pieces of ${size} bytes, p50`, value, unit: 'MB/s', peer: '@fastify/busboy Dicer', peerValue, ratio: ratioOf(value, peerValue, 'higher') };
}

/** The same numbers every time (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What can be wrong with a stream; each makes one of a good part. */
const faults: readonly ((good: Buffer, pick: (below: number) => number) => Buffer)[] = [
  (good, pick) => good.subarray(0, pick(good.length)),
  (good, pick) => good.subarray(pick(good.length)),
  (good) => partOf(good, 4_294_967_296),
  (good, pick) => partOf(good, pick(1_000_000)),
  (good) => partOf(good, '-1'),
  (good) => Buffer.concat([Buffer.from(`\r\n--${boundary}\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`), good]),
  (good) => Buffer.concat(Array.from({ length: 40 }, () => good.subarray(2))),
  (good) => Buffer.from(good.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
  () => Buffer.from(`--${boundary}`.repeat(500)),
  () => Buffer.from('\r\n--'.repeat(2_000)),
  () => Buffer.from('<html><body>401</body></html>'.repeat(200)),
  (good, pick) => {
    const bent = Buffer.from(good);
    for (let i = 0; i < 20; i++) bent[pick(bent.length)] = pick(256);
    return bent;
  },
];

function malformed(): Row[] {
  const pick = numbersFrom(20_261_121);
  const good = Array.from({ length: 8 }, () => partOf(pictureOf(10_000 + pick(20_000))));
  const anyOf = <T>(choices: readonly T[]): T => choices[pick(choices.length)] as T; // never empty
  // Made before: what grows then is what the parsers hold, and what they leave to the garbage collector.
  const bad = Array.from({ length: 240 }, (_, i) => (faults[i % faults.length] ?? anyOf(faults))(anyOf(good), pick));
  let [bytes, frames, refused] = [0, 0, 0];
  const before = process.memoryUsage.rss();
  let most = before;
  const begun = performance.now();
  for (let i = 0; i < malformedStreams; i++) {
    const parser = createMjpegParser({ boundary: pick(4) === 0 ? null : boundary, onFrame: () => void (frames += 1), onRefused: () => void (refused += 1) });
    for (let part = pick(6); part >= 0; part--) {
      const stream = pick(4) === 0 ? anyOf(good) : anyOf(bad);
      bytes += stream.length;
      for (const piece of pieces(stream, 1 + pick(8_000))) parser.push(piece);
    }
    parser.end();
    if (i % 50 === 0) most = Math.max(most, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - begun) / 1_000;
  const grown = (Math.max(most, process.memoryUsage.rss()) - before) / mib;
  const about = `${malformedStreams} malformed streams (${(bytes / 1e6).toFixed(0)} MB, ${frames} pictures, ${refused} refused)`;
  return [
    { bench: 'mjpeg', metric: `${about}: growth of RSS`, value: grown, unit: 'MiB', peer: 'limit (R25)', peerValue: rssLimitMiB, ratio: grown > 0 ? rssLimitMiB / grown : null },
    { bench: 'mjpeg', metric: 'malformed streams', value: bytes / 1e6 / seconds, unit: 'MB/s', peer: null, peerValue: null, ratio: null },
  ];
}

export async function* run({ repeats }: BenchOptions): AsyncIterable<Row> {
  // First, while nothing of the other runs is left in memory.
  yield* malformed();
  for (const size of [65_536, 1_460]) yield await throughput(size, repeats ?? 7);
}
