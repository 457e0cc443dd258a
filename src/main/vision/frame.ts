/** A decoded picture: interleaved RGB bytes, row by row, `width * height * 3` of them. */
export interface Frame { width: number; height: number; rgb: Uint8Array }

/** Affine map from chip pixels to frame pixels: x = a*u + b*v + c, y = d*u + e*v + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** How many frame samples a chip pixel averages along each side; more buys nothing visible. */
const maxSamplesPerSide = 4;

/** One bilinear sample of the frame; outside it the picture is black, as in the nets' training. */
function sampleInto(frame: Frame, x: number, y: number, sum: Float64Array): void {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const { width, height, rgb } = frame;
  for (let corner = 0; corner < 4; corner += 1) {
    const cx = x0 + (corner & 1);
    const cy = y0 + (corner >> 1);
    if (cx < 0 || cy < 0 || cx >= width || cy >= height) continue;
    const weight = ((corner & 1) === 1 ? fx : 1 - fx) * ((corner >> 1) === 1 ? fy : 1 - fy);
    const at = (cy * width + cx) * 3;
    sum[0] = (sum[0] ?? 0) + weight * (rgb[at] ?? 0);
    sum[1] = (sum[1] ?? 0) + weight * (rgb[at + 1] ?? 0);
    sum[2] = (sum[2] ?? 0) + weight * (rgb[at + 2] ?? 0);
  }
}

/**
 * Cuts a `size` x `size` chip out of the frame along `map`. Where the frame is finer than the chip, each chip pixel averages
 * several samples, so that a large face does not alias.
 * @returns interleaved RGB, size * size * 3
 */
export function warp(frame: Frame, map: Affine, width: number, height: number = width): Uint8Array {
  const [a, b, c, d, e, f] = map;
  const step = Math.sqrt(Math.abs(a * e - b * d));
  const n = Math.max(1, Math.min(maxSamplesPerSide, Math.round(step)));
  const chip = new Uint8Array(width * height * 3);
  const sum = new Float64Array(3);
  for (let v = 0, out = 0; v < height; v += 1) {
    for (let u = 0; u < width; u += 1, out += 3) {
      sum.fill(0);
      for (let s = 0; s < n * n; s += 1) {
        const su = n === 1 ? u : u + ((s % n) + 0.5) / n - 0.5;
        const sv = n === 1 ? v : v + (Math.floor(s / n) + 0.5) / n - 0.5;
        sampleInto(frame, a * su + b * sv + c, d * su + e * sv + f, sum);
      }
      chip[out] = (sum[0] ?? 0) / (n * n) + 0.5;
      chip[out + 1] = (sum[1] ?? 0) / (n * n) + 0.5;
      chip[out + 2] = (sum[2] ?? 0) / (n * n) + 0.5;
    }
  }
  return chip;
}

/** For each output position the input positions it covers and their shares. */
interface Coverage { first: Int32Array; count: Int32Array; weights: Float32Array; most: number }

function coverage(from: number, to: number): Coverage {
  const ratio = from / to;
  // At least two taps: between 0.5x and 1x this is the bilinear filter, below it a tent over all covered pixels.
  const reach = Math.max(1, ratio);
  const most = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Float32Array(to * most);
  for (let i = 0; i < to; i += 1) {
    const centre = (i + 0.5) * ratio - 0.5;
    const low = Math.max(0, Math.ceil(centre - reach));
    const high = Math.min(from - 1, Math.floor(centre + reach));
    let total = 0;
    for (let k = low; k <= high; k += 1) total += Math.max(0, 1 - Math.abs(k - centre) / reach);
    first[i] = low;
    count[i] = high - low + 1;
    for (let k = low; k <= high; k += 1) weights[i * most + k - low] = Math.max(0, 1 - Math.abs(k - centre) / reach) / total;
  }
  return { first, count, weights, most };
}

const coverages = new Map<string, Coverage>();

function coverageFor(from: number, to: number): Coverage {
  const key = `${from}>${to}`;
  let known = coverages.get(key);
  if (known === undefined) {
    // Frames of one camera repeat one size; a stream of odd sizes must not grow this for ever.
    if (coverages.size >= 64) coverages.clear();
    known = coverage(from, to);
    coverages.set(key, known);
  }
  return known;
}

/** Scales the whole frame, antialiased. @returns interleaved RGB floats 0..255, width * height * 3 */
export function resize(frame: Frame, width: number, height: number): Float32Array {
  const columns = coverageFor(frame.width, width);
  const rows = coverageFor(frame.height, height);
  const { rgb } = frame;
  const narrow = new Float32Array(width * frame.height * 3);
  for (let y = 0; y < frame.height; y += 1) {
    const line = y * frame.width * 3;
    for (let x = 0; x < width; x += 1) {
      let r = 0;
      let g = 0;
      let b = 0;
      const taps = columns.count[x] ?? 0;
      let at = line + (columns.first[x] ?? 0) * 3;
      for (let k = 0, w = x * columns.most; k < taps; k += 1, w += 1, at += 3) {
        const weight = columns.weights[w] ?? 0;
        r += weight * (rgb[at] ?? 0);
        g += weight * (rgb[at + 1] ?? 0);
        b += weight * (rgb[at + 2] ?? 0);
      }
      const out = (y * width + x) * 3;
      narrow[out] = r;
      narrow[out + 1] = g;
      narrow[out + 2] = b;
    }
  }
  const result = new Float32Array(width * height * 3);
  const stride = width * 3;
  for (let y = 0; y < height; y += 1) {
    const taps = rows.count[y] ?? 0;
    const out = y * stride;
    for (let k = 0; k < taps; k += 1) {
      const weight = rows.weights[y * rows.most + k] ?? 0;
      const from = ((rows.first[y] ?? 0) + k) * stride;
      for (let i = 0; i < stride; i += 1) result[out + i] = (result[out + i] ?? 0) + weight * (narrow[from + i] ?? 0);
    }
  }
  return result;
}

/** Mean grey (Rec. 601) of interleaved RGB, 0..255; every `step`-th pixel. */
export function meanGrey(rgb: Uint8Array, step = 1): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i + 2 < rgb.length; i += 3 * step, count += 1) sum += 0.299 * (rgb[i] ?? 0) + 0.587 * (rgb[i + 1] ?? 0) + 0.114 * (rgb[i + 2] ?? 0);
  return count === 0 ? 0 : sum / count;
}

/** Grey (Rec. 601) bytes of interleaved RGB. */
export function greyOf(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < grey.length; i += 1, at += 3) grey[i] = 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0) + 0.5;
  return grey;
}
