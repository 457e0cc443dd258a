/** A JPEG as far as its header goes: the size it claims, then bytes of nothing, then the end. `bytes`: its length, at least 40. */
export function fakeJpeg(bytes = 200, width = 640, height = 480, fill = 0x55): Buffer {
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0]);
  return Buffer.concat([head, Buffer.alloc(Math.max(0, bytes - head.length - 2), fill), Buffer.from([0xff, 0xd9])]);
}

export const cameraBoundary = '123456789000000000000987654321';

/** One part as the firmware frames it. `length` null leaves Content-Length out. */
export function partOf(jpeg: Uint8Array, { boundary = cameraBoundary, headers = [] as readonly string[], length = jpeg.length as number | string | null, eol = '\r\n' } = {}): Buffer {
  const lines = ['Content-Type: image/jpeg', ...(length === null ? [] : [`Content-Length: ${length}`]), ...headers];
  return Buffer.concat([Buffer.from(`${eol}--${boundary}${eol}${lines.join(eol)}${eol}${eol}`, 'latin1'), jpeg]);
}
