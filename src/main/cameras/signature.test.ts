import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMjpegParser, type MjpegFrame } from './mjpegParser.ts';
import { fakeJpeg } from './pictures.testkit.ts';
import { clockToleranceMs, createVerifier, frameMac, signatureOf, type SignedWords } from './signature.ts';

const secret = Buffer.alloc(32, 7);
const startMs = 1_790_000_000_000;
const jpeg = fakeJpeg(600);

/** A frame as it comes out of the parser, signed. */
function signed(words: Partial<SignedWords> = {}, key = secret, picture = jpeg) {
  const all = { cameraId: 'esp32-1', seq: 1n, timeMs: startMs, ...words };
  const mac = frameMac(key, all, picture);
  const headers = new Map([['x-tatap-camera', all.cameraId], ['x-tatap-seq', String(all.seq)], ['x-tatap-time', String(all.timeMs)], ['x-tatap-signature', mac.toString('hex')]]);
  return { jpeg: picture, headers, signature: signatureOf(headers) };
}

describe('the verifier of a camera with a secret', () => {
  it('takes frames with a rising sequence and a time that does not go back', () => {
    const { check } = createVerifier(secret, () => startMs);
    expect([check(signed({ seq: 5n })), check(signed({ seq: 6n })), check(signed({ seq: 900n, timeMs: startMs + 10 }))]).toEqual([null, null, null]);
  });

  it('refuses unsigned frames, halves of signatures, other secrets and other devices', () => {
    const { check } = createVerifier(secret, () => startMs);
    expect(check({ jpeg, headers: new Map(), signature: null })).toBe('unsigned');
    expect(check({ jpeg, headers: new Map([['x-tatap-signature', 'ff']]), signature: null })).toBe('badSignature');
    expect(check(signed({}, Buffer.alloc(32, 8)))).toBe('badSignature');
    expect(check(signed({ seq: 1n }))).toBeNull();
    expect(check(signed({ seq: 2n, cameraId: 'esp32-2' }))).toBe('badSignature');
  });

  it('refuses every single changed bit of the picture, the words and the signature', () => {
    const good = signed({ seq: 77n });
    fc.assert(fc.property(fc.integer({ min: 0, max: jpeg.length * 8 - 1 }), (bit) => {
      const altered = Buffer.from(jpeg);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(createVerifier(secret, () => startMs).check({ ...good, jpeg: altered })).toBe('badSignature');
    }));
    if (!good.signature) throw new Error('it is signed');
    for (let bit = 0; bit < 256; bit++) {
      const mac = Buffer.from(good.signature.mac);
      mac[bit >> 3] = (mac[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(createVerifier(secret, () => startMs).check({ ...good, signature: { ...good.signature, mac } })).toBe('badSignature');
    }
    for (const words of [{ seq: 78n }, { timeMs: startMs + 1 }, { cameraId: 'esp32-11' }]) {
      expect(createVerifier(secret, () => startMs).check({ ...good, signature: { ...good.signature, ...words } })).toBe('badSignature');
    }
  });

  it('refuses what it has seen and what comes late, also after a reconnect, and goes on afterwards', () => {
    const { check } = createVerifier(secret, () => startMs);
    const frames = [1n, 2n, 3n].map((seq) => signed({ seq, timeMs: startMs + Number(seq) }));
    expect(frames.map(check)).toEqual([null, null, null]);
    expect(frames.map(check)).toEqual(['replayed', 'replayed', 'replayed']);
    // A higher number with an older time is no frame of this device either.
    expect(check(signed({ seq: 4n, timeMs: startMs + 2 }))).toBe('replayed');
    expect(check(signed({ seq: 4n, timeMs: startMs + 4 }))).toBeNull();
  });

  it('refuses frames of a clock more than 30 s away, and forgets nothing because of them', () => {
    let nowMs = startMs;
    const { check } = createVerifier(secret, () => nowMs);
    expect(check(signed({ seq: 1n, timeMs: startMs + clockToleranceMs + 1 }))).toBe('clockApart');
    expect(check(signed({ seq: 1n, timeMs: startMs - clockToleranceMs - 1 }))).toBe('clockApart');
    expect(check(signed({ seq: 1n, timeMs: startMs - clockToleranceMs }))).toBeNull();
    nowMs += 120_000;
    expect(check(signed({ seq: 2n, timeMs: startMs }))).toBe('clockApart');
  });
});

/** Written beside the firmware; its own tests compute the same. */
const vectorsFile = path.resolve(import.meta.dirname, '../../../firmware/vectors/frames.json');
const partsFile = path.resolve(import.meta.dirname, '../../../firmware/vectors/parts.json');
const parts = z.array(z.object({ name: z.string(), boundary: z.string(), signed: z.boolean(), timeMs: z.string(), secretHex: z.string(), jpegHex: z.string(), partHex: z.string() }));
const vectors = z.array(z.object({ name: z.string(), cameraId: z.string(), seq: z.string(), timeMs: z.string(), secretHex: z.string(), jpegHex: z.string(), signature: z.string() }));

describe('the firmware', () => {
  it.skipIf(!existsSync(vectorsFile))('signs as the application checks, vector by vector', () => {
    const all = vectors.parse(JSON.parse(readFileSync(vectorsFile, 'utf8')));
    expect(all.length).toBeGreaterThan(5);
    for (const { name, cameraId, seq, timeMs, secretHex, jpegHex, signature } of all) {
      const key = Buffer.from(secretHex, 'hex');
      const picture = Buffer.from(jpegHex, 'hex');
      expect(frameMac(key, { cameraId, seq: BigInt(seq), timeMs: Number(timeMs) }, picture).toString('hex'), name).toBe(signature);
      const headers = new Map([['x-tatap-camera', cameraId], ['x-tatap-seq', seq], ['x-tatap-time', timeMs], ['x-tatap-signature', signature]]);
      expect(createVerifier(key, () => Number(timeMs)).check({ jpeg: picture, headers, signature: signatureOf(headers) }), name).toBeNull();
    }
  });

  it.skipIf(!existsSync(partsFile))('frames its pictures as the application reads them, signed ones and unsigned ones', () => {
    const all = parts.parse(JSON.parse(readFileSync(partsFile, 'utf8')));
    expect(all.some(({ signed: is }) => is) && all.some(({ signed: is }) => !is)).toBe(true);
    for (const { name, boundary, signed: isSigned, timeMs, secretHex, jpegHex, partHex } of all) {
      const found: MjpegFrame[] = [];
      const parser = createMjpegParser({ boundary, onFrame: (frame) => found.push(frame), onRefused: () => {} });
      for (const byte of Buffer.from(partHex, 'hex')) parser.push(Uint8Array.of(byte));
      // No bytes, or bytes that only hold a boundary, are no picture, however well they are signed.
      expect(found.map((frame) => frame.jpeg.toString('hex')), name).toEqual(jpegHex.startsWith('ffd8') ? [jpegHex] : []);
      for (const frame of found) expect(createVerifier(Buffer.from(secretHex, 'hex'), () => Number(timeMs)).check(frame), name).toBe(isSigned ? null : 'unsigned');
    }
  });
});
