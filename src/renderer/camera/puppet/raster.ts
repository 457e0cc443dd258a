import type { Point3 } from '../readings.ts';
import { signedArea } from './mesh.ts';

/** An RGBA picture, `width` x `height` pixels. */
export interface Pixels { data: Uint8ClampedArray; width: number; height: number }

type Corners = readonly [Point3, Point3, Point3];

/** Copies the pixel of `source` at (x, y), bilinearly, to byte `to` of `target`. */
function sample(source: Pixels, x: number, y: number, target: Uint8ClampedArray, to: number): void {
  const left = Math.min(source.width - 2, Math.max(0, Math.floor(x)));
  const top = Math.min(source.height - 2, Math.max(0, Math.floor(y)));
  const [fx, fy] = [Math.min(1, Math.max(0, x - left)), Math.min(1, Math.max(0, y - top))];
  const from = (top * source.width + left) * 4;
  const below = from + source.width * 4;
  const { data } = source;
  for (let channel = 0; channel < 3; channel += 1) {
    const upper = (data[from + channel] ?? 0) * (1 - fx) + (data[from + 4 + channel] ?? 0) * fx;
    const lower = (data[below + channel] ?? 0) * (1 - fx) + (data[below + 4 + channel] ?? 0) * fx;
    target[to + channel] = upper * (1 - fy) + lower * fy;
  }
}

/** The affine map that takes the corners `to` onto `value`s: value(x, y) = a x + b y + c. */
function plane([p, q, r]: Corners, whole: number, one: number, two: number, three: number): { a: number; b: number; c: number } {
  const a = (one * (q.y - r.y) + two * (r.y - p.y) + three * (p.y - q.y)) / whole;
  const b = (one * (r.x - q.x) + two * (p.x - r.x) + three * (q.x - p.x)) / whole;
  return { a, b, c: one - a * p.x - b * p.y };
}

/** Where the row `y` enters and leaves the triangle; null when it misses it. */
function span([p, q, r]: Corners, y: number): { left: number; right: number } | null {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [from, to] of [[p, q], [q, r], [r, p]] as const) {
    if (Math.min(from.y, to.y) > y || Math.max(from.y, to.y) < y) continue;
    const x = from.y === to.y ? from.x : from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x);
    left = Math.min(left, x, from.y === to.y ? to.x : x);
    right = Math.max(right, x, from.y === to.y ? to.x : x);
  }
  return left <= right ? { left, right } : null;
}

/** A hair over the edge, pixels, so that neighbours leave no seam. */
const overlap = 1e-3;

/** Draws one triangle of `source` (corners `from`) onto `target` (corners `to`) with an affine texture map. */
export function drawTriangle(source: Pixels, target: Pixels, from: Corners, to: Corners): void {
  const whole = signedArea(...to);
  if (whole === 0) return;
  const across = plane(to, whole, from[0].x, from[1].x, from[2].x);
  const down = plane(to, whole, from[0].y, from[1].y, from[2].y);
  const ys = to.map((corner) => corner.y);
  const bottom = Math.min(target.height - 1, Math.floor(Math.max(...ys) + overlap));
  for (let y = Math.max(0, Math.ceil(Math.min(...ys) - overlap)); y <= bottom; y += 1) {
    const row = span(to, y);
    if (!row) continue;
    const right = Math.min(target.width - 1, Math.floor(row.right + overlap));
    for (let x = Math.max(0, Math.ceil(row.left - overlap)); x <= right; x += 1) {
      sample(source, across.a * x + across.b * y + across.c, down.a * x + down.b * y + down.c, target.data, (y * target.width + x) * 4);
    }
  }
}

/** Power of two: positions wrap with a mask. */
const grainCount = 1 << 16;

/** Grain with a standard deviation of about one grey level, always the same (a linear congruential generator from a fixed seed). */
function makeGrain(): Float32Array {
  const grain = new Float32Array(grainCount);
  let state = 1;
  for (let index = 0; index < grainCount; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // two 8-bit uniforms: a triangle with standard deviation 104
    grain[index] = ((state >>> 24) + ((state >>> 16) & 255) - 255) / 104;
  }
  return grain;
}
const grain = makeGrain();

/** The grain of a small sensor, the same for the same frame number. `strength`: standard deviation in grey levels. */
export function addNoise(target: Pixels, frame: number, strength: number): void {
  // an odd step through the table, so that no frame looks like a shift of its neighbour
  let at = Math.imul(frame, 40_503) & (grainCount - 1);
  const { data } = target;
  for (let index = 0; index < data.length; index += 4) {
    at = (at + 1) & (grainCount - 1);
    const level = (grain[at] ?? 0) * strength;
    for (let channel = 0; channel < 3; channel += 1) data[index + channel] = (data[index + channel] ?? 0) + level;
  }
}
