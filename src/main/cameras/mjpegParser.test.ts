import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMjpegParser, parserLimits, type MjpegFrame, type ParserTrouble } from './mjpegParser.ts';
import { cameraBoundary, fakeJpeg, partOf } from './pictures.testkit.ts';

/** Everything a parser makes of a stream that comes in the given pieces. */
function parse(pieces: readonly Uint8Array[], boundary: string | null = cameraBoundary, ended = true) {
  const frames: MjpegFrame[] = [];
  const refused: ParserTrouble[] = [];
  const parser = createMjpegParser({ boundary, onFrame: (frame) => frames.push(frame), onRefused: (trouble) => refused.push(trouble) });
  for (const piece of pieces) parser.push(piece);
  if (ended) parser.end();
  return { frames, refused, sizes: frames.map(({ jpeg }) => jpeg.length) };
}

function cut(stream: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, i = 0; at < stream.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    pieces.push(stream.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const pictures = [200, 5_000, 333, 70_000, 41].map((bytes, i) => fakeJpeg(bytes, 640, 480, i + 1));
const honest = Buffer.concat(pictures.map((jpeg) => partOf(jpeg)));

describe('the MJPEG parser', () => {
  it('gives every picture of an ESP32-CAM the moment its last byte is there', () => {
    const { frames } = parse([honest], cameraBoundary, false);
    expect(frames.map(({ jpeg }) => jpeg)).toEqual(pictures);
    expect(frames[0]?.headers.get('content-type')).toBe('image/jpeg');
  });

  it('gives the same pictures however the stream is cut, with and without lengths, with CRLF and LF', () => {
    fc.assert(fc.property(
      fc.array(fc.integer({ min: 40, max: 3_000 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 12 }),
      fc.constantFrom('\r\n', '\n'),
      fc.boolean(), fc.boolean(),
      (sizes, cuts, eol, withLength, named) => {
        const given = sizes.map((bytes, i) => fakeJpeg(bytes, 320, 240, i));
        const stream = Buffer.concat([...given.map((jpeg) => partOf(jpeg, { eol, length: withLength ? jpeg.length : null })), Buffer.from(`${eol}--${cameraBoundary}${eol}`)]);
        const { frames, refused } = parse(cut(stream, cuts), named ? cameraBoundary : null);
        expect(frames.map(({ jpeg }) => jpeg.toString('hex'))).toEqual(given.map((jpeg) => jpeg.toString('hex')));
        expect(refused).toEqual([]);
      },
    ), { numRuns: 300 });
  });

  it('learns the boundary from the stream when the content type names none, or names another', () => {
    expect(parse([honest], null).frames).toHaveLength(5);
    const wrong = Buffer.concat(Array.from({ length: 12 }, () => partOf(fakeJpeg(20_000))));
    const { frames, refused } = parse(cut(wrong, [4_096]), 'somethingElse');
    expect(refused).toContain('badFraming');
    expect(frames.length).toBeGreaterThanOrEqual(7);
  });

  it('finds boundaries that a server names with their dashes', () => {
    expect(parse([honest], `--${cameraBoundary}`).frames).toHaveLength(5);
  });

  it.each([['too long', 300_000], ['too short', 100], ['of four gigabytes', 4_294_967_296], ['negative', -5], ['no number', 'many']] as const)('takes the next boundary for the end when the length is %s', (_, length) => {
    const stream = Buffer.concat([...Array.from({ length: 40 }, () => partOf(fakeJpeg(9_000), { length })), Buffer.from(`\r\n--${cameraBoundary}\r\n`)]);
    const { sizes } = parse(cut(stream, [1_460]));
    expect(sizes).toEqual(Array.from({ length: 40 }, () => 9_000));
  });

  it('believes lengths again once one was right', () => {
    const stream = Buffer.concat([partOf(fakeJpeg(900), { length: 100 }), partOf(fakeJpeg(800)), partOf(fakeJpeg(700))]);
    // The last picture needs no boundary behind it.
    expect(parse([stream], cameraBoundary, false).sizes).toEqual([900, 800, 700]);
  });

  it('leaves out a picture that was cut off and goes on with the next', () => {
    const stream = Buffer.concat([partOf(fakeJpeg(5_000).subarray(0, 3_000), { length: 5_000 }), partOf(fakeJpeg(400)), partOf(fakeJpeg(500))]);
    const { sizes, refused } = parse(cut(stream, [100]));
    expect(sizes).toEqual([400, 500]);
    expect(refused).toEqual(['badPicture']);
  });

  it('takes a picture that holds the boundary when its length is right', () => {
    const jpeg = fakeJpeg(900);
    jpeg.write(`\r\n--${cameraBoundary}\r\nX: y\r\n\r\n`, 300, 'latin1');
    const { frames, refused } = parse(cut(Buffer.concat([partOf(jpeg), partOf(fakeJpeg(400))]), [50]));
    expect(frames.map((frame) => frame.jpeg.equals(jpeg))).toEqual([true, false]);
    expect(refused).toEqual([]);
  });

  it('leaves out a part of more than 512 KiB and goes on with the next, and takes one of exactly that', () => {
    const stream = Buffer.concat([partOf(fakeJpeg(parserLimits.partBytes + 1)), partOf(fakeJpeg(3_000_000), { length: null }), partOf(fakeJpeg(parserLimits.partBytes)), partOf(fakeJpeg(400))]);
    const { sizes, refused } = parse(cut(stream, [60_000]));
    expect(sizes).toEqual([parserLimits.partBytes, 400]);
    expect(refused).toEqual(['partTooLarge', 'partTooLarge']);
  });

  it('leaves out a part with more than 8 KiB of headers and goes on with the next', () => {
    const stream = Buffer.concat([partOf(fakeJpeg(300), { headers: [`X-Long: ${'a'.repeat(9_000)}`] }), partOf(fakeJpeg(400))]);
    const { sizes, refused } = parse(cut(stream, [1_000]));
    expect(sizes).toEqual([400]);
    expect(refused).toContain('headersTooLarge');
  });

  it('passes over bytes between parts, and a stream that only looks like one', () => {
    const stream = Buffer.concat([Buffer.from('hello\r\n'), partOf(fakeJpeg(300)), Buffer.alloc(20_000, 0x2d), partOf(fakeJpeg(400)), Buffer.from(`\r\n--${cameraBoundary}--\r\n`), partOf(fakeJpeg(500))]);
    expect(parse(cut(stream, [77])).sizes).toEqual([300, 400, 500]);
    const html = Buffer.from('<html><body>Log in</body></html>\n'.repeat(10_000));
    expect(parse(cut(html, [1_460])).refused).toContain('badFraming');
  });

  it('reads a signature from the headers, and none from half of one', () => {
    const signed = ['X-Tatap-Camera: esp32-1', 'X-Tatap-Seq: 18446744073709551615', 'X-Tatap-Time: 1790000000123', `X-Tatap-Signature: ${'ab'.repeat(32)}`];
    const { frames } = parse([partOf(fakeJpeg(), { headers: signed }), partOf(fakeJpeg(), { headers: signed.slice(1) }), partOf(fakeJpeg(), { headers: [...signed.slice(0, 1), 'X-Tatap-Seq: 18446744073709551616', ...signed.slice(2)] })]);
    expect(frames.map(({ signature }) => signature && { seq: signature.seq, timeMs: signature.timeMs })).toEqual([{ seq: 2n ** 64n - 1n, timeMs: 1_790_000_000_123 }, null, null]);
  });
});

const word = fc.constantFrom(
  `--${cameraBoundary}`, `--${cameraBoundary}--`, `--${cameraBoundary}x`, '--', '-', '\r', '\n', '\r\n', '\r\n\r\n', '\n\n', 'Content-Length: 99999999999\r\n', 'Content-Length: 12\r\n', 'Content-Length: -1\r\n',
  'Content-Type: image/jpeg\r\n', ': \r\n', 'X-Tatap-Seq: 1\r\n', '\xff\xd8', '\xff\xd9', '\xff', '\0', '--b\n',
).map((text) => Buffer.from(text, 'latin1'));
const junk = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.integer({ min: 40, max: 4_000 }).map((bytes) => partOf(fakeJpeg(bytes))) },
  { weight: 1, arbitrary: fc.tuple(word, fc.integer({ min: 1, max: 3_000 })).map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => bytes))) },
);

describe('malformed streams', () => {
  it('never break it, never make it hold more than its limits, and give the same pictures however they are cut', () => {
    fc.assert(fc.property(fc.array(junk, { maxLength: 25 }), fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 6 }), fc.constantFrom(cameraBoundary, null, 'b', '', '--'), (parts, cuts, boundary) => {
      const stream = Buffer.concat(parts);
      const whole = parse([stream], boundary);
      const pieces = parse(cut(stream, cuts), boundary);
      for (const { jpeg } of whole.frames) {
        expect(jpeg.length).toBeLessThanOrEqual(parserLimits.partBytes);
        expect([jpeg[0], jpeg[1]]).toEqual([0xff, 0xd8]);
      }
      expect(pieces.sizes).toEqual(whole.sizes);
    }), { numRuns: 2_000 });
  });

  it.each([
    ['boundaries', `--${cameraBoundary}`], ['boundary lines', `--${cameraBoundary}\r\n`], ['boundaries and blanks', `--${cameraBoundary} \n`], ['ends', `--${cameraBoundary}--`], ['line breaks', '\n'], ['dashes', '\n--'],
    ['empty parts', `--${cameraBoundary}\r\n\r\n`], ['beginnings of pictures', `--${cameraBoundary}\r\n\r\n\xff\xd8`],
  ])('cost no more per byte when they are long: %s', (_, text) => {
    const once = Buffer.from(text, 'latin1');
    const block = Buffer.concat(Array.from({ length: Math.ceil(65_536 / once.length) }, () => once));
    for (const boundary of [cameraBoundary, null]) {
      const parser = createMjpegParser({ boundary, onFrame: () => {}, onRefused: () => {} });
      const begun = performance.now();
      for (let i = 0; i < 64; i++) parser.push(block);
      // 4 MiB; a parser that reads its buffer again for every line needs minutes.
      expect(performance.now() - begun).toBeLessThan(8_000);
    }
  }, 60_000);
});
