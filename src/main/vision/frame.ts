/** A decoded picture: interleaved RGB bytes, row by row, `width * height * 3` of them. */
export interface Frame { width: number; height: number; rgb: Uint8Array }

/** Affine map from chip pixels to frame pixels: x = a*u + b*v + c, y = d*u + e*v + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/*
 * The loops below touch every pixel of a frame or a chip. Their indices stay inside the arrays by construction, which the `!`
 * states: a fallback at each read costs a third of the time.
 */

/** How many frame samples a chip pixel averages along each side; more buys nothing visible. */
const maxSamplesPerSide = 4;

/** Adds one bilinear sample of the frame near its edge to `sum`; outside it the picture is black, as in the nets' training. */
function addEdgeSample(frame: Frame, x0: number, y0: number, fx: number, fy: number, sum: Float64Array): void {
  const { width, height, rgb } = frame;
  for (let corner = 0; corner < 4; corner += 1) {
    const cx = x0 + (corner & 1);
    const cy = y0 + (corner >> 1);
    if (!(cx >= 0 && cy >= 0 && cx < width && cy < height)) continue;
    const weight = ((corner & 1) === 1 ? fx : 1 - fx) * ((corner >> 1) === 1 ? fy : 1 - fy);
    const at = (cy * width + cx) * 3;
    for (let channel = 0; channel < 3; channel += 1) sum[channel]! += weight * rgb[at + channel]!;
  }
}

/** Adds one bilinear sample of the frame to `sum`. */
function addSample(frame: Frame, x: number, y: number, sum: Float64Array): void {
  const { width, height, rgb } = frame;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  if (!(x0 >= 0 && y0 >= 0 && x0 + 1 < width && y0 + 1 < height)) return addEdgeSample(frame, x0, y0, fx, fy, sum);
  const at = (y0 * width + x0) * 3;
  const below = at + width * 3;
  const [w00, w10, w01, w11] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
  sum[0]! += w00 * rgb[at]! + w10 * rgb[at + 3]! + w01 * rgb[below]! + w11 * rgb[below + 3]!;
  sum[1]! += w00 * rgb[at + 1]! + w10 * rgb[at + 4]! + w01 * rgb[below + 1]! + w11 * rgb[below + 4]!;
  sum[2]! += w00 * rgb[at + 2]! + w10 * rgb[at + 5]! + w01 * rgb[below + 2]! + w11 * rgb[below + 5]!;
}

/**
 * Cuts a `size` x `size` chip out of the frame along `map`. Where the frame is finer than the chip, each chip pixel averages
 * several samples, so that a large face does not alias.
 * @returns interleaved RGB, size * size * 3
 */
export function warp(frame: Frame, map: Affine, size: number): Uint8Array {
  const [a, b, c, d, e, f] = map;
  // Up to twice as fine, bilinear samples miss nothing worth their cost.
  const step = Math.sqrt(Math.abs(a * e - b * d));
  const n = step < 2 ? 1 : Math.min(maxSamplesPerSide, Math.round(step));
  // Where the n samples of a side lie within one chip pixel: -0.5 .. 0.5 around its middle.
  const offsets = Array.from({ length: n }, (_, s) => (s + 0.5) / n - 0.5);
  const chip = new Uint8Array(size * size * 3);
  const sum = new Float64Array(3);
  const share = 1 / (n * n);
  for (let v = 0, out = 0; v < size; v += 1) {
    for (let u = 0; u < size; u += 1, out += 3) {
      sum[0] = sum[1] = sum[2] = 0;
      for (let j = 0; j < n; j += 1) {
        const sv = v + offsets[j]!;
        for (let i = 0; i < n; i += 1) {
          const su = u + offsets[i]!;
          addSample(frame, a * su + b * sv + c, d * su + e * sv + f, sum);
        }
      }
      chip[out] = sum[0]! * share + 0.5;
      chip[out + 1] = sum[1]! * share + 0.5;
      chip[out + 2] = sum[2]! * share + 0.5;
    }
  }
  return chip;
}

/** For each output position the first input position it covers, how many, and their shares. */
interface Coverage { first: Int32Array; count: Int32Array; weights: Float32Array; most: number }

/** Area filter: each output pixel is the mean of the input it covers, cut pixels by their part. */
function coverage(from: number, to: number): Coverage {
  const ratio = from / to;
  const most = Math.ceil(ratio) + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Float32Array(to * most);
  for (let i = 0; i < to; i += 1) {
    const start = i * ratio;
    const end = Math.min(from, start + ratio);
    const low = Math.min(from - 1, Math.floor(start + 1e-9));
    const high = Math.min(from, Math.max(low + 1, Math.ceil(end - 1e-9)));
    first[i] = low;
    count[i] = high - low;
    for (let k = low; k < high; k += 1) weights[i * most + k - low] = (Math.min(end, k + 1) - Math.max(start, k)) / (end - start);
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

/** Weighted sum of the rows an output row covers, interleaved. */
function mixRows(frame: Frame, rows: Coverage, y: number, line: Float32Array): void {
  const { rgb } = frame;
  const stride = line.length;
  let from = rows.first[y]! * stride;
  let w = y * rows.most;
  const last = w + rows.count[y]! - 1;
  const first = rows.weights[w]!;
  for (let i = 0; i < stride; i += 1) line[i] = first * rgb[from + i]!;
  for (w += 1; w <= last; w += 1) {
    from += stride;
    const weight = rows.weights[w]!;
    for (let i = 0; i < stride; i += 1) line[i]! += weight * rgb[from + i]!;
  }
}

/** The commonest case, 640 x 480 to half: each output pixel is the mean of four. */
function halveToBgrPlanes(frame: Frame, width: number, height: number, planeWidth: number, planes: Float32Array): void {
  const { rgb } = frame;
  const stride = frame.width * 3;
  const area = planes.length / 3;
  for (let y = 0; y < height; y += 1) {
    let at = 2 * y * stride;
    let below = at + stride;
    const end = y * planeWidth + width;
    for (let out = y * planeWidth; out < end; out += 1, at += 6, below += 6) {
      planes[out] = (rgb[at + 2]! + rgb[at + 5]! + rgb[below + 2]! + rgb[below + 5]!) / 4;
      planes[out + area] = (rgb[at + 1]! + rgb[at + 4]! + rgb[below + 1]! + rgb[below + 4]!) / 4;
      planes[out + 2 * area] = (rgb[at]! + rgb[at + 3]! + rgb[below]! + rgb[below + 3]!) / 4;
    }
  }
}

/**
 * Scales the whole frame down by area and lays it out as the nets of OpenCV's family read it: planes B, G, R of
 * `planeWidth` x `planeHeight` floats 0..255, the picture in the top left corner, black beside and below it.
 */
export function shrinkToBgrPlanes(frame: Frame, width: number, height: number, planeWidth: number, planeHeight: number): Float32Array {
  const area = planeWidth * planeHeight;
  const planes = new Float32Array(area * 3);
  if (frame.width === 2 * width && frame.height === 2 * height) {
    halveToBgrPlanes(frame, width, height, planeWidth, planes);
    return planes;
  }
  const rows = coverageFor(frame.height, height);
  const columns = coverageFor(frame.width, width);
  const line = new Float32Array(frame.width * 3);
  const { first, count, weights, most } = columns;
  for (let y = 0; y < height; y += 1) {
    mixRows(frame, rows, y, line);
    for (let x = 0, out = y * planeWidth; x < width; x += 1, out += 1) {
      let at = first[x]! * 3;
      let w = x * most;
      const end = w + count[x]!;
      let [r, g, b] = [0, 0, 0];
      for (; w < end; w += 1, at += 3) {
        const weight = weights[w]!;
        r += weight * line[at]!;
        g += weight * line[at + 1]!;
        b += weight * line[at + 2]!;
      }
      planes[out] = b;
      planes[out + area] = g;
      planes[out + 2 * area] = r;
    }
  }
  return planes;
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
