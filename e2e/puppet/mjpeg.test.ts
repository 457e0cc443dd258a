import { expect, test } from 'vitest';
import { splitMjpeg } from './mjpeg.ts';

/** A JPEG's skeleton: start, one segment with this payload, a scan with this data, end. */
function picture(payload: readonly number[], scan: readonly number[]): number[] {
  return [0xff, 0xd8, 0xff, 0xe0, 0, payload.length + 2, ...payload, 0xff, 0xda, 0, 2, ...scan, 0xff, 0xd9];
}

test('pictures are split at their ends, not at markers inside segments or stuffed bytes', () => {
  const one = picture([0xff, 0xd9, 0xff, 0xd8], [1, 0xff, 0x00, 2, 0xff, 0xd3, 3]);
  const two = picture([7], [0xff, 0x00]);
  expect(splitMjpeg(Uint8Array.from([...one, ...two])).map((part) => [...part])).toEqual([one, two]);
  expect(splitMjpeg(new Uint8Array())).toEqual([]);
});

test('a cut picture and bytes that are none are refused', () => {
  const whole = picture([7], [1, 2, 3]);
  expect(() => splitMjpeg(Uint8Array.from(whole.slice(0, -2)))).toThrow(RangeError);
  expect(() => splitMjpeg(Uint8Array.from([...whole, 1, 2, 3]))).toThrow(RangeError);
});
