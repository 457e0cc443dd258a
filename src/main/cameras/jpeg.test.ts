import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jpegSize, largestSide } from './jpeg.ts';
import { fakeJpeg } from './pictures.testkit.ts';

it('reads the size from the header, behind other segments and fill bytes', () => {
  const jpeg = fakeJpeg(300, 1600, 1200);
  expect(jpegSize(jpeg)).toEqual({ width: 1600, height: 1200 });
  expect(jpegSize(Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff, 0xff, 0xe0, 0, 4, 1, 2]), jpeg.subarray(2)]))).toEqual({ width: 1600, height: 1200 });
});

it('says of a bomb how large it would be without decoding it', () => {
  const size = jpegSize(fakeJpeg(300, 65_500, 65_500));
  expect(size?.width).toBeGreaterThan(largestSide);
});

it('refuses progressive pictures, pictures without a size and what is no picture', () => {
  const progressive = fakeJpeg(300);
  progressive[3] = 0xc2;
  expect(jpegSize(progressive)).toBeNull();
  expect(jpegSize(fakeJpeg(300, 0, 480))).toBeNull();
  expect(jpegSize(Buffer.from('<html>'))).toBeNull();
});

it('survives any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, begins) => {
    const size = jpegSize(begins ? Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), bytes]) : bytes);
    if (size) expect(size.width * size.height).toBeGreaterThan(0);
  }), { numRuns: 3_000 });
});
