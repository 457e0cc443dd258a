/**
 * How different two grey patches of equal size look: 1 - the largest normalised cross-correlation over small shifts.
 * 0 = the same up to brightness and contrast, 1 = nothing in common, 2 = inverted. Shifts make up for the aligning points' tremble.
 * @param a, b uint8[width * height]
 * @param shift largest shift tried in each direction, pixels
 * @throws RangeError if lengths differ
 */
export function patchChange(a: Uint8Array, b: Uint8Array, width: number, shift = 2): number {
  if (a.length !== b.length || a.length % width !== 0) throw new RangeError('patches of different size');
  const height = a.length / width;
  let best = -1;
  for (let dy = -shift; dy <= shift; dy += 1) for (let dx = -shift; dx <= shift; dx += 1) best = Math.max(best, correlation(a, b, width, height, dx, dy, shift));
  return 1 - best;
}

/** Normalised cross-correlation of `a`'s inside with `b` shifted by (dx, dy); 0 for a patch without any contrast. */
function correlation(a: Uint8Array, b: Uint8Array, width: number, height: number, dx: number, dy: number, margin: number): number {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let y = margin; y < height - margin; y += 1) {
    for (let x = margin; x < width - margin; x += 1) {
      const va = a[y * width + x] ?? 0;
      const vb = b[(y + dy) * width + x + dx] ?? 0;
      n += 1;
      sumA += va;
      sumB += vb;
      sumAA += va * va;
      sumBB += vb * vb;
      sumAB += va * vb;
    }
  }
  const spread = Math.sqrt((sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n));
  return spread > 0 ? (sumAB - (sumA * sumB) / n) / spread : 0;
}
