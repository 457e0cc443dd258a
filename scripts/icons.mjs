/* Draws the installers' icons from build/icon.svg: PNG for Linux, ICO for Windows, ICNS for macOS. Run after changing the drawing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from './setup.mjs';

const build = join(root, 'build');
const png = (size) => sharp(join(build, 'icon.svg'), { density: 72 * (size / 512) * 2 }).resize(size, size).png({ compressionLevel: 9 }).toBuffer();

/** ICO holding PNG pictures (Windows Vista and later): a 6-byte head, 16 bytes per picture, the pictures. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, bytes }, index) => {
    const at = 6 + 16 * index;
    // 256 is written as 0.
    head[at] = size % 256;
    head[at + 1] = size % 256;
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(bytes.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...pictures.map(({ bytes }) => bytes)]);
}

/** ICNS: "icns", length, then per picture a four-letter size, length and PNG. Big-endian. */
function icns(pictures) {
  const names = { 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' };
  const chunk = (name, bytes) => {
    const head = Buffer.alloc(8);
    head.write(name, 'ascii');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  };
  return chunk('icns', Buffer.concat(pictures.map(({ size, bytes }) => chunk(names[size], bytes))));
}

const draw = (sizes) => Promise.all(sizes.map(async (size) => ({ size, bytes: await png(size) })));
mkdirSync(join(build, 'icons'), { recursive: true });
for (const { size, bytes } of await draw([16, 32, 48, 64, 128, 256, 512])) writeFileSync(join(build, 'icons', `${size}x${size}.png`), bytes);
writeFileSync(join(build, 'icon.ico'), ico(await draw([16, 32, 48, 64, 128, 256])));
writeFileSync(join(build, 'icon.icns'), icns(await draw([128, 256, 512, 1024])));
