import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCall, maxBodyBytes } from './callBody.ts';

test('a call survives the way through, frames included', () => {
  const jpeg = new Uint8Array(512 * 1024).fill(3);
  const input = { attemptId: 'a', seq: 4, capturedAtMs: 12.5, jpeg, hints: null, list: [1, -1, 70_000, -70_000, 2 ** 40, true, 'é'.repeat(40)] };
  expect(decodeCall(encode({ method: 'attempts.frame', input }))).toEqual({ method: 'attempts.frame', input });
});

test('the largest file that may be imported comes through, with the longest name', () => {
  const input = { kind: 'memberships', fileName: 'é'.repeat(200), bytes: new Uint8Array(900 * 1024).fill(7) };
  expect(decodeCall(encode({ method: 'imports.preview', input }))).toEqual({ method: 'imports.preview', input });
});

test('any JSON-like input comes through unchanged', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.string(), fc.integer(), fc.double({ noNaN: true }).map((number) => number + 0), fc.boolean(), fc.constant(null), fc.uint8Array(), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(fc.string().filter((key) => key !== '__proto__'), tie('value'), { maxKeys: 4 })),
  })).value;
  fc.assert(fc.property(value, (input) => { expect(decodeCall(encode({ method: 'm', input }))?.input).toEqual(input); }), { numRuns: 300 });
});

test('random bytes never throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
    const call = decodeCall(bytes);
    expect(call === null || typeof call.method === 'string').toBe(true);
  }), { numRuns: 3000 });
});

/** `{ method: 'm', input: <the given bytes> }` */
function callWith(input: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([0x82, 0xa6]), Buffer.from('method'), Buffer.from([0xa1]), Buffer.from('m'), Buffer.from([0xa5]), Buffer.from('input'), input]);
}

test('headers that claim more than there is are refused before anything is allocated', () => {
  expect(decodeCall(callWith(Buffer.from([0xc0])))).toEqual({ method: 'm', input: null });
  const claims = { 'array of 4 billion': [0xdd, 0xff, 0xff, 0xff, 0xff], 'map of 4 billion': [0xdf, 0xff, 0xff, 0xff, 0xff], 'bytes of 4 GiB': [0xc6, 0xff, 0xff, 0xff, 0xff], 'text of 4 GiB': [0xdb, 0xff, 0xff, 0xff, 0xff], 'half a length': [0xdd, 0xff] };
  const before = process.memoryUsage().rss;
  for (const [name, bytes] of Object.entries(claims)) {
    const bomb = Buffer.alloc(maxBodyBytes - 64, Buffer.from(bytes));
    expect(decodeCall(callWith(Buffer.from(bytes))), name).toBeNull();
    expect(decodeCall(callWith(bomb)), `nested ${name}`).toBeNull();
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
});

test('deep nesting, extension types, trailing bytes and prototype keys are refused', () => {
  const nested = (depth: number): Uint8Array => Buffer.concat([Buffer.alloc(depth, 0x91), Buffer.from([0xc0])]);
  expect(decodeCall(callWith(nested(10)))).not.toBeNull();
  expect(decodeCall(callWith(nested(20)))).toBeNull();
  expect(decodeCall(callWith(nested(900_000)))).toBeNull();
  expect(decodeCall(callWith(Buffer.from([0xd6, 0xff, 0, 0, 0, 0])))).toBeNull();
  expect(decodeCall(Buffer.concat([callWith(Buffer.from([0xc0])), Buffer.from([0xc0])]))).toBeNull();
  expect(decodeCall(callWith(encode(JSON.parse('{"__proto__":{"admin":true}}'))))).toBeNull();
});
