import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { decode, maxSide } from './decode.ts';
import { kioskFrame } from './pictures.testkit.ts';

const badInput = expect.objectContaining({ name: 'Refusal', code: 'BAD_INPUT' });

function plain(width: number, height: number, channels: 3 | 4 = 3) {
  return sharp({ create: { width, height, channels, background: { r: 200, g: 100, b: 50, alpha: 1 } } });
}

test('JPEG and PNG come out as RGB bytes in the picture\'s own size', async () => {
  for (const bytes of [await plain(40, 30).png().toBuffer(), await plain(40, 30, 4).png().toBuffer(), await plain(40, 30).jpeg({ quality: 100 }).toBuffer()]) {
    const frame = await decode(bytes);
    expect([frame.width, frame.height, frame.rgb.length]).toEqual([40, 30, 40 * 30 * 3]);
    expect(Math.abs((frame.rgb[0] ?? 0) - 200)).toBeLessThan(4);
    expect(Math.abs((frame.rgb[2] ?? 0) - 50)).toBeLessThan(4);
  }
});

test('grey pictures become three equal channels, sixteen bits become eight', async () => {
  const grey = await plain(20, 20).greyscale().toColourspace('b-w').png().toBuffer();
  const frame = await decode(grey);
  expect(frame.rgb.length).toBe(20 * 20 * 3);
  expect(frame.rgb[0]).toBe(frame.rgb[2]);
  const deep = await decode(await plain(20, 20).toColourspace('rgb16').png().toBuffer());
  expect(Math.abs((deep.rgb[0] ?? 0) - 200)).toBeLessThan(3);
});

test('a picture a phone stored on its side is turned upright', async () => {
  const onItsSide = await plain(60, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const frame = await decode(onItsSide);
  expect([frame.width, frame.height]).toEqual([20, 60]);
});

test('a large photograph is scaled down while decoding', async () => {
  const frame = await decode(await plain(4000, 2000).jpeg().toBuffer());
  expect([frame.width, frame.height]).toEqual([maxSide, maxSide / 2]);
});

test('other formats are refused by content, whatever they are called', async () => {
  const others = [await plain(9, 9).webp().toBuffer(), await plain(9, 9).gif().toBuffer(), await plain(9, 9).tiff().toBuffer(), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), Buffer.alloc(0)];
  for (const bytes of others) await expect(decode(bytes)).rejects.toEqual(badInput);
});

/** A PNG of one bit a pixel, all black: its pixels deflate to almost nothing. */
function blackPng(side: number): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(type), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc(side * (Math.ceil(side / 8) + 1)));
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

test('a decompression bomb is refused from its header, without the memory it asks for', async () => {
  expect((await decode(blackPng(64))).width).toBe(64);
  // 1.2 GB of RGB in some 50 KB.
  const bomb = blackPng(20_000);
  expect(bomb.length).toBeLessThan(100_000);
  const before = process.memoryUsage().rss;
  await expect(decode(bomb)).rejects.toEqual(badInput);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
});

test('a JPEG that claims to be gigantic is refused', async () => {
  const claim = Buffer.from(await plain(64, 64).jpeg().toBuffer());
  const startOfFrame = claim.indexOf(Buffer.from([0xff, 0xc0]));
  expect(startOfFrame).toBeGreaterThan(0);
  claim.writeUInt16BE(65_000, startOfFrame + 5);
  claim.writeUInt16BE(65_000, startOfFrame + 7);
  await expect(decode(claim)).rejects.toEqual(badInput);
});

test('a JPEG cut short is refused', async () => {
  const whole = await kioskFrame();
  for (const part of [0.01, 0.1, 0.5, 0.9]) await expect(decode(whole.subarray(0, Math.floor(whole.length * part)))).rejects.toEqual(badInput);
});

test('bytes changed at random give a picture or a typed refusal, nothing else', async () => {
  const jpeg = await sharp(await kioskFrame()).resize(96).jpeg().toBuffer();
  const png = await plain(48, 32).png().toBuffer();
  const change = fc.array(fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) }), { minLength: 1, maxLength: 20 });
  await fc.assert(fc.asyncProperty(fc.constantFrom(jpeg, png), change, fc.double({ min: 0, max: 1, noNaN: true }), async (source, changes, keep) => {
    const bytes = Buffer.from(source.subarray(0, Math.max(4, Math.ceil(source.length * (keep < 0.3 ? keep : 1)))));
    for (const { at, to } of changes) bytes[at % bytes.length] = to;
    const answer = await decode(bytes).catch((error: unknown) => error);
    if (answer instanceof Error) expect(answer).toBeInstanceOf(Refusal);
    else expect(answer).toMatchObject({ width: expect.any(Number), height: expect.any(Number) });
  }), { numRuns: 300 });
});

test('random bytes behind a right beginning are refused', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 0, maxLength: 400 }), fc.boolean(), async (noise, asJpeg) => {
    const start = asJpeg ? [0xff, 0xd8, 0xff, 0xe0] : [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
    await expect(decode(Uint8Array.from([...start, ...noise]))).rejects.toEqual(badInput);
  }), { numRuns: 100 });
});
