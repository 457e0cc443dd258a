import fc from 'fast-check';
import QRCode from 'qrcode';
import { expect, test } from 'vitest';
import { asCard, cardPrefix, createCardGate, readQr, sameCardForMs } from './card.ts';
import { createScanner } from './scanner.ts';

/** A picture 640x480 of grey noise with the code in it, `pixels` a module. */
function pictureOf(text: string | null, pixels = 4) {
  const [width, height] = [640, 480];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let index = 0; index < data.length; index += 4) data.set([...Array.from({ length: 3 }, () => 100 + ((index * 7919) % 61)), 255], index);
  if (text === null) return { width, height, data };
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const paint = (x: number, y: number, value: number) => data.set([value, value, value, 255], (y * width + x) * 4);
  const quiet = 4;
  const side = (modules.size + quiet * 2) * pixels;
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [column, row] = [Math.floor(x / pixels) - quiet, Math.floor(y / pixels) - quiet];
      const inside = column >= 0 && row >= 0 && column < modules.size && row < modules.size;
      paint(x + 150, y + 80, inside && modules.get(row, column) ? 25 : 225);
    }
  }
  return { width, height, data };
}

test('the card that the desk prints is read from a picture; a picture without one is not', () => {
  const text = `${cardPrefix}3f0e2f1c6a444f0e9a550c9b9f0f3a01.2.MEUCIQDf8zZ0MEUCIQDf8zZ0MEUCIQDf8zZ0`;
  expect(readQr(pictureOf(text))).toBe(text);
  expect(readQr(pictureOf(null))).toBeNull();
});

test('only the text of a card is passed on', () => {
  expect(asCard('{"v":1,"n":"000123"}')).toBeNull();
  expect(asCard(' TATAP1.abc.1.xyz ')).toBe('TATAP1.abc.1.xyz');
  fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => { const card = asCard(text); return card === null || (card.startsWith(cardPrefix) && card.length <= 300); }));
});

test('a card held before the camera counts once, another one at once', () => {
  let now = 0;
  const gate = createCardGate(() => now);
  expect(gate('TATAP1.one')).toBe('TATAP1.one');
  now += sameCardForMs - 1;
  expect(gate('TATAP1.one')).toBeNull();
  now += 250;
  expect(gate('TATAP1.two')).toBe('TATAP1.two');
  now += sameCardForMs;
  expect(gate('TATAP1.two')).toBe('TATAP1.two');
});

test('a hand scanner is told from fingers by its pace', () => {
  const typing = (text: string, everyMs: number) => { const scanner = createScanner(); let said: string | null = null; [...text, 'Enter'].forEach((key, index) => { said = scanner(key, index * everyMs) ?? said; }); return said; };
  expect(typing('TATAP1.abc.1.xyz', 8)).toBe('TATAP1.abc.1.xyz');
  expect(typing('TATAP1.abc.1.xyz', 300)).toBeNull();
  expect(typing('1001', 8)).toBeNull();
});

test('what was typed before the scan does not spoil it, and Shift is no letter', () => {
  const scanner = createScanner();
  for (const [index, key] of [...'42'].entries()) scanner(key, index * 300);
  const keys = ['Shift', 'T', 'Shift', 'A', 'T', 'A', 'P', '1', '.', 'x', 'Enter'];
  expect(keys.map((key, index) => scanner(key, 2_000 + index * 5)).at(-1)).toBe('TATAP1.x');
});
