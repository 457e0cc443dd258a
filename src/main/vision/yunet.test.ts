import { expect, test } from 'vitest';
import { suppress } from './detection.ts';
import { yunetFaces, yunetInput } from './yunet.ts';

const frame = (width: number, height: number) => ({ width, height, rgb: Uint8Array.from({ length: width * height * 3 }, (_, i) => i % 3 === 0 ? 10 : i % 3 === 1 ? 20 : 30) });

/** An answer of the net that sees nothing, except where `at` says so. */
function answer(width: number, height: number, at: { stride: 8 | 16 | 32; cell: number; score: number; bbox: number[]; kps: number[] }[]) {
  const output: Record<string, Float32Array> = {};
  for (const stride of [8, 16, 32]) {
    const cells = (width / stride) * (height / stride);
    output[`cls_${stride}`] = new Float32Array(cells);
    output[`obj_${stride}`] = new Float32Array(cells);
    output[`bbox_${stride}`] = new Float32Array(cells * 4);
    output[`kps_${stride}`] = new Float32Array(cells * 10);
  }
  for (const { stride, cell, score, bbox, kps } of at) {
    output[`cls_${stride}`]?.set([score], cell);
    output[`obj_${stride}`]?.set([score], cell);
    output[`bbox_${stride}`]?.set(bbox, cell * 4);
    output[`kps_${stride}`]?.set(kps, cell * 10);
  }
  return output;
}

test('the frame keeps its shape, is padded to multiples of 32 and turned to BGR planes', () => {
  const input = yunetInput(frame(640, 480), 320);
  expect([input.width, input.height, input.scale]).toEqual([320, 256, 0.5]);
  const area = 320 * 256;
  expect([input.planes[0], input.planes[area], input.planes[2 * area]]).toEqual([30, 20, 10]);
  expect(input.planes[255 * 320]).toBe(0);
});

test('a small frame is not scaled up', () => {
  const input = yunetInput(frame(250, 250), 320);
  expect([input.width, input.height, input.scale]).toEqual([256, 256, 1]);
});

test('a cell becomes a box and five points in frame pixels', () => {
  const input = yunetInput(frame(640, 480), 320);
  const columns = 320 / 16;
  const [face] = yunetFaces(answer(320, 256, [{ stride: 16, cell: 3 * columns + 5, score: 0.81, bbox: [0.5, 0.25, Math.log(4), Math.log(6)], kps: [0, 0, 1, 0, 0.5, 1, 0, 2, 1, 2] }]), input, 0.6);
  expect(face?.score).toBeCloseTo(0.81, 5);
  expect(face?.box).toEqual({ x: expect.closeTo(5.5 * 32 - 64, 3), y: expect.closeTo(3.25 * 32 - 96, 3), width: expect.closeTo(128, 3), height: expect.closeTo(192, 3) });
  expect(Array.from(face?.points ?? [])).toEqual([160, 96, 192, 96, 176, 128, 160, 160, 192, 160]);
});

test('unsure cells, NaN and answers of another net are not faces', () => {
  const input = yunetInput(frame(64, 64), 320);
  const bbox = [0.5, 0.5, 1, 1];
  const kps = Array.from({ length: 10 }, () => 0);
  expect(yunetFaces(answer(64, 64, [{ stride: 8, cell: 0, score: 0.3, bbox, kps }, { stride: 8, cell: 1, score: Number.NaN, bbox, kps }]), input, 0.6)).toEqual([]);
  expect(() => yunetFaces({ cls_8: new Float32Array(3) }, input, 0.6)).toThrow('not YuNet');
});

test('of overlapping boxes the surest stays', () => {
  const box = (x: number, score: number) => ({ box: { x, y: 0, width: 100, height: 100 }, score, points: new Float32Array(10) });
  expect(suppress([box(0, 0.7), box(10, 0.9), box(300, 0.6)]).map(({ score }) => score)).toEqual([0.9, 0.6]);
});
