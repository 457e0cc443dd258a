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

/** One bilinear sample of one channel near the edge; outside the frame the picture is black, as in the nets' training. */
function edgeSample(frame: Frame, x: number, y: number, channel: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  let sum = 0;
  for (let corner = 0; corner < 4; corner += 1) {
    const cx = x0 + (corner & 1);
    const cy = y0 + (corner >> 1);
    if (!(cx >= 0 && cy >= 0 && cx < frame.width && cy < frame.height)) continue;
    sum += (1 - Math.abs(x - cx)) * (1 - Math.abs(y - cy)) * frame.rgb[(cy * frame.width + cx) * 3 + channel]!;
  }
  return sum;
}

/**
 * Cuts a `size` x `size` chip out of the frame along `map`. Where the frame is finer than the chip, each chip pixel averages
 * several samples, so that a large face does not alias.
 * @returns interleaved RGB, size * size * 3
 */
export function warp(frame: Frame, map: Affine, size: number): Uint8Array {
  const [a, b, c, d, e, f] = map;
  const { width, height, rgb } = frame;
  // Up to twice as fine, bilinear samples miss nothing worth their cost.
  const step = Math.sqrt(Math.abs(a * e - b * d));
  const n = step < 2 ? 1 : Math.min(maxSamplesPerSide, Math.round(step));
  const chip = new Uint8Array(size * size * 3);
  const share = 1 / (n * n);
  const stride = width * 3;
  for (let v = 0, out = 0; v < size; v += 1) {
    for (let u = 0; u < size; u += 1, out += 3) {
      // Not destructured: in a loop this hot an array literal costs.
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let s = 0; s < n * n; s += 1) {
        // The samples of a chip pixel lie evenly within it: -0.5 .. 0.5 around its middle.
        const su = u + ((s % n) + 0.5) / n - 0.5;
        const sv = v + (((s / n) | 0) + 0.5) / n - 0.5;
        const x = a * su + b * sv + c;
        const y = d * su + e * sv + f;
        if (x >= 0 && y >= 0 && x < width - 1 && y < height - 1) {
          const x0 = x | 0;
          const y0 = y | 0;
          const fx = x - x0;
          const fy = y - y0;
          const at = y0 * stride + x0 * 3;
          const under = at + stride;
          const w11 = fx * fy;
          const w10 = fx - w11;
          const w01 = fy - w11;
          const w00 = 1 - fx - w01;
          red += w00 * rgb[at]! + w10 * rgb[at + 3]! + w01 * rgb[under]! + w11 * rgb[under + 3]!;
          green += w00 * rgb[at + 1]! + w10 * rgb[at + 4]! + w01 * rgb[under + 1]! + w11 * rgb[under + 4]!;
          blue += w00 * rgb[at + 2]! + w10 * rgb[at + 5]! + w01 * rgb[under + 2]! + w11 * rgb[under + 5]!;
        } else {
          red += edgeSample(frame, x, y, 0);
          green += edgeSample(frame, x, y, 1);
          blue += edgeSample(frame, x, y, 2);
        }
      }
      chip[out] = red * share + 0.5;
      chip[out + 1] = green * share + 0.5;
      chip[out + 2] = blue * share + 0.5;
    }
  }
  return chip;
}

/** Turns every row of planes left to right. */
export function mirrorRows(planes: Float32Array, width: number): Float32Array {
  const turned = new Float32Array(planes.length);
  for (let row = 0; row < planes.length; row += width) {
    for (let x = 0; x < width; x += 1) turned[row + x] = planes[row + width - 1 - x]!;
  }
  return turned;
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
      let r = 0;
      let g = 0;
      let b = 0;
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
