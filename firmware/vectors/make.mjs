/*
 * Makes the vectors which the firmware's C++ and the application's TypeScript are both held to. It uses Node's own crypto
 * and neither of the two implementations, so that it can disagree with both. Run it only to change the format:
 *   node firmware/vectors/make.mjs
 */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { writeFileSync } from 'node:fs';

export const boundary = '123456789000000000000987654321';

const chain = (label, bytes) => {
  const out = [];
  let block = createHash('sha256').update(label).digest();
  while (out.length < bytes) {
    out.push(...block);
    block = createHash('sha256').update(block).digest();
  }
  return Buffer.from(out.slice(0, bytes));
};
const secretOf = (label) => chain(`secret ${label}`, 32).toString('hex');
/** Begins and ends like a JPEG, and is not one between: what is signed is bytes. */
const likeJpeg = (label, bytes) => Buffer.concat([Buffer.from('ffd8', 'hex'), chain(label, bytes - 4), Buffer.from('ffd9', 'hex')]);

/* A true JPEG, 16 x 12 pixels of one colour. */
const picture = Buffer.from(
  '/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAMABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ALgBin//2Q==',
  'base64',
);

const signature = ({ cameraId, seq, timeMs, secretHex }, jpeg) =>
  createHmac('sha256', Buffer.from(secretHex, 'hex'))
    .update(`tatap-frame-v1\n${cameraId}\n${seq}\n${timeMs}\n`, 'ascii')
    .update(jpeg)
    .digest('hex');

const frame = (name, cameraId, seq, timeMs, jpeg, secretHex = secretOf(name)) => ({
  name, cameraId, seq, timeMs, secretHex, jpegHex: jpeg.toString('hex'), signature: signature({ cameraId, seq, timeMs, secretHex }, jpeg),
});

const now = '1790000000123';
const frames = [
  frame('a true picture', 'tatap-a1b2c3', '1', now, picture),
  frame('the same picture, the next sequence number', 'tatap-a1b2c3', '2', now, picture, secretOf('a true picture')),
  frame('no bytes at all', 'tatap-a1b2c3', '3', now, Buffer.alloc(0)),
  frame('the two markers and nothing between', 'tatap-a1b2c3', '4', now, Buffer.from('ffd8ffd9', 'hex')),
  frame('only 0xff bytes', 'tatap-ffffff', '10000', now, Buffer.alloc(300, 0xff)),
  frame('only zero bytes', 'tatap-000000', '10001', now, Buffer.alloc(64)),
  frame('bytes that look like a boundary and headers', 'tatap-0d0a0d', '7', now, Buffer.from(`\r\n--${boundary}\r\nX-Tatap-Seq: 8\r\n\r\n`, 'ascii')),
  // 64 bytes of inner pad + 21 of header + 98 = 2 x 64 + 55: the padding just fits, and with one byte more it does not.
  frame('padding that just fits the last hash block', 'c', '1', '1', likeJpeg('block', 98)),
  frame('padding that needs a hash block more', 'c', '1', '1', likeJpeg('block', 99)),
  frame('eight kibibytes', 'tatap-room-12-left', '123456789', now, likeJpeg('eight', 8192)),
  frame('the largest signed 64-bit sequence number', 'tatap-a1b2c3', '9223372036854775807', now, picture),
  frame('one past the largest signed 64-bit number', 'tatap-a1b2c3', '9223372036854775808', now, picture),
  frame('the largest sequence number, the longest id', 'abcdefghijklmnopqrstuvwxyz-01234', '18446744073709551615', '253402300799999', picture),
  frame('sequence and time that only the line feeds keep apart', 'tatap-1', '11', '1179', likeJpeg('apart', 40)),
  frame('the same digits, split elsewhere', 'tatap-1', '111', '179', likeJpeg('apart', 40), secretOf('sequence and time that only the line feeds keep apart')),
];

/** One part as it goes over the wire: from the CR LF before the boundary to the last byte of the picture. */
const part = (name, vector, sec, usec, signed) => {
  const jpeg = Buffer.from(vector.jpegHex, 'hex');
  const headers = [
    'Content-Type: image/jpeg', `Content-Length: ${String(jpeg.length)}`, `X-Timestamp: ${String(sec)}.${String(usec).padStart(6, '0')}`,
    ...(signed
      ? [`X-Tatap-Camera: ${vector.cameraId}`, `X-Tatap-Seq: ${vector.seq}`, `X-Tatap-Time: ${vector.timeMs}`, `X-Tatap-Signature: ${vector.signature}`]
      : []),
  ];
  const head = Buffer.from(`\r\n--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`, 'ascii');
  const { cameraId, seq, timeMs, secretHex, jpegHex } = vector;
  return { name, boundary, signed, cameraId, seq, timeMs, secretHex, jpegHex, sec, usec, partHex: Buffer.concat([head, jpeg]).toString('hex') };
};
const named = (name) => frames.find((vector) => vector.name === name);
const parts = [
  part('a signed part', named('a true picture'), 12, 345, true),
  part('an unsigned part, before the clock is set', named('a true picture'), 0, 0, false),
  part('a signed part of no bytes', named('no bytes at all'), 4294967, 999999, true),
  part('a picture that holds the boundary', named('bytes that look like a boundary and headers'), 86400, 1, true),
  part('the longest head there can be', named('the largest sequence number, the longest id'), 2147483647, 999999, true),
];

const kdf = [
  ['passwd', '73616c74', 1], ['Password', '4e61436c', 80], ['a password of more than the sixty-four bytes of one hash block, kept as it is', '00ff00ff00ff00ff00ff00ff00ff00ff', 3],
  ['kamera-depan-12', '000102030405060708090a0b0c0d0e0f', 1000],
].map(([password, saltHex, iterations]) => ({
  password, saltHex, iterations, hashHex: pbkdf2Sync(password, Buffer.from(saltHex, 'hex'), iterations, 32, 'sha256').toString('hex'),
}));

const write = (file, value) => writeFileSync(new URL(file, import.meta.url), `${JSON.stringify(value, null, 2)}\n`);
write('frames.json', frames);
write('parts.json', parts);
write('kdf.json', kdf);
