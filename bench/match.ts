import { randomBytes } from 'node:crypto';
import { createGallery, loadNativeSearch, nearestPlain } from '../src/main/vision/gallery.ts';
import type { GalleryTemplate } from '../src/main/vision/types.ts';
import { toUnitLength } from '../src/main/vision/unit.ts';
import type { BenchOptions, Row } from './row.ts';
import { quantile, ratioOf } from './row.ts';

const dims = 128;
const perPerson = 4;
const sizes = [1_000, 10_000, 100_000] as const;

/** Random directions: an exact search takes the same time whatever the faces. */
function randomUnit(): Float32Array {
  const bytes = randomBytes(dims * 2);
  return toUnitLength(Float32Array.from({ length: dims }, (_, i) => bytes.readInt16LE(i * 2) + 0.5));
}

/** The peer: the loop anybody would write first, over one typed array, keeping the best row. */
function plainLoop(rows: Float32Array, probe: Float32Array): number {
  let best = -1;
  let bestScore = -Infinity;
  for (let row = 0; row < rows.length / dims; row += 1) {
    let score = 0;
    for (let k = 0; k < dims; k += 1) score += rows[row * dims + k]! * probe[k]!;
    if (score > bestScore) {
      bestScore = score;
      best = row;
    }
  }
  return best;
}

function timeEach(probes: readonly Float32Array[], search: (probe: Float32Array) => void): number[] {
  return probes.map((probe) => {
    const started = performance.now();
    search(probe);
    return performance.now() - started;
  });
}

/** Exact 1:N search over the gallery against a plain typed-array loop, one thread each. */
export async function* run(options: BenchOptions): AsyncIterable<Row> {
  const native = await loadNativeSearch();
  options.note(native === null ? 'usearch does not load here: searching in plain JavaScript' : 'searching with usearch, exact, one thread');
  for (const size of sizes) {
    const repeats = options.repeats ?? (size === 100_000 ? 101 : 301);
    const templates: GalleryTemplate[] = Array.from({ length: size }, (_, i) => ({ personId: `p${Math.floor(i / perPerson)}`, embedding: randomUnit() }));
    const rows = new Float32Array(size * dims);
    templates.forEach(({ embedding }, i) => rows.set(embedding, i * dims));
    const gallery = createGallery(dims, native ?? nearestPlain);
    gallery.remember(templates);
    const { bytes } = gallery.size();
    const probes = Array.from({ length: repeats }, randomUnit);
    // Both must find the same person, or the comparison is worth nothing.
    for (const probe of probes.slice(0, 20)) {
      const found = gallery.search(probe).best?.personId;
      const expected = templates[plainLoop(rows, probe)]?.personId;
      if (found !== expected) throw new Error(`the gallery found ${found}, the plain loop ${expected}`);
    }
    // Interleaved in blocks, so that a busy moment of the machine hits both.
    const ours: number[] = [];
    const plain: number[] = [];
    for (let at = 0; at < probes.length; at += 10) {
      ours.push(...timeEach(probes.slice(at, at + 10), (probe) => gallery.search(probe)));
      plain.push(...timeEach(probes.slice(at, at + 10), (probe) => plainLoop(rows, probe)));
    }
    for (const [name, q] of [['p50', 0.5], ['p95', 0.95]] as const) {
      const [value, peerValue] = [quantile(ours, q), quantile(plain, q)];
      yield { bench: 'match', metric: `exact search ${size} x ${dims}, best and best other person, ${name}`, value, unit: 'ms', peer: 'plain typed-array loop, best only', peerValue, ratio: ratioOf(value, peerValue, 'lower') };
    }
    yield { bench: 'match', metric: `memory held by the gallery, ${size} x ${dims}`, value: bytes / 2 ** 20, unit: 'MiB', peer: 'the bare numbers', peerValue: rows.byteLength / 2 ** 20, ratio: ratioOf(bytes, rows.byteLength, 'lower') };
  }
}
