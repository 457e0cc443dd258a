import type { Candidate, GalleryTemplate, SearchResult } from './types.ts';

/** Finds the `count` most similar rows of `rows` (float32, `dims` each, unit length): indices and cosines, best first. */
type NearestRows = (rows: Float32Array, probe: Float32Array, dims: number, count: number) => { index: number; similarity: number }[];

/** Rows asked for at first: the templates of one person rarely exceed this, so one pass finds a different person too. */
const firstAsk = 8;

/** Exact search in plain JavaScript, four sums at a time; used where the native library does not load. */
export const nearestPlain: NearestRows = (rows, probe, dims, count) => {
  const best: { index: number; similarity: number }[] = [];
  let floor = -Infinity;
  for (let index = 0, at = 0; at + dims <= rows.length; index += 1, at += dims) {
    let [a, b, c, d] = [0, 0, 0, 0];
    let k = 0;
    for (; k + 3 < dims; k += 4) {
      a += (rows[at + k] ?? 0) * (probe[k] ?? 0);
      b += (rows[at + k + 1] ?? 0) * (probe[k + 1] ?? 0);
      c += (rows[at + k + 2] ?? 0) * (probe[k + 2] ?? 0);
      d += (rows[at + k + 3] ?? 0) * (probe[k + 3] ?? 0);
    }
    for (; k < dims; k += 1) a += (rows[at + k] ?? 0) * (probe[k] ?? 0);
    const similarity = a + b + c + d;
    if (best.length === count && similarity <= floor) continue;
    best.push({ index, similarity });
    best.sort((x, y) => y.similarity - x.similarity);
    best.length = Math.min(best.length, count);
    if (best.length === count) floor = best.at(-1)?.similarity ?? -Infinity;
  }
  return best;
};

/** usearch's exact search, one thread. Inner product: its distance is 1 - cosine for unit vectors. Null where it does not load. */
export async function loadNativeSearch(): Promise<NearestRows | null> {
  try {
    const { exactSearch, MetricKind } = await import('usearch');
    return (rows, probe, dims, count) => {
      const found = exactSearch(rows, probe, dims, count, MetricKind.IP, 1);
      return Array.from(found.keys, (key, i) => ({ index: Number(key), similarity: 1 - (found.distances[i] ?? 2) }));
    };
  } catch {
    return null;
  }
}

export interface Gallery {
  /** Replaces everything known of the persons in the list. @throws RangeError when an embedding has another length */
  remember(templates: readonly GalleryTemplate[]): void;
  forget(personId: string): void;
  /** @throws RangeError when the probe has another length */
  search(probe: Float32Array): SearchResult;
  size(): { persons: number; templates: number; bytes: number };
}

/** All templates in one contiguous buffer that doubles when full and is wiped where a person leaves. */
export function createGallery(dims: number, nearest: NearestRows = nearestPlain): Gallery {
  let rows = new Float32Array(16 * dims);
  let owners: string[] = [];
  const counts = new Map<string, number>();

  const used = (): Float32Array => rows.subarray(0, owners.length * dims);

  const drop = (leaving: ReadonlySet<string>): void => {
    const kept: string[] = [];
    owners.forEach((owner, i) => {
      if (leaving.has(owner)) return;
      if (kept.length !== i) rows.copyWithin(kept.length * dims, i * dims, (i + 1) * dims);
      kept.push(owner);
    });
    // What stays behind the end is somebody's face: wipe it.
    rows.fill(0, kept.length * dims, owners.length * dims);
    owners = kept;
    for (const owner of leaving) counts.delete(owner);
  };

  const grow = (templates: number): void => {
    if (templates * dims <= rows.length) return;
    const larger = new Float32Array(Math.max(templates, owners.length * 2) * dims);
    larger.set(used());
    rows.fill(0);
    rows = larger;
  };

  return {
    remember(templates) {
      if (templates.some((template) => template.embedding.length !== dims)) throw new RangeError(`templates must have ${dims} numbers`);
      const known = new Set(templates.map((template) => template.personId).filter((personId) => counts.has(personId)));
      if (known.size > 0) drop(known);
      grow(owners.length + templates.length);
      for (const { personId, embedding } of templates) {
        rows.set(embedding, owners.length * dims);
        owners.push(personId);
        counts.set(personId, (counts.get(personId) ?? 0) + 1);
      }
    },
    forget(personId) {
      if (counts.has(personId)) drop(new Set([personId]));
    },
    search(probe) {
      if (probe.length !== dims) throw new RangeError(`a probe must have ${dims} numbers`);
      const total = owners.length;
      let ask = Math.min(total, firstAsk);
      while (ask > 0) {
        const found: Candidate[] = nearest(used(), probe, dims, ask).map(({ index, similarity }) => ({ personId: owners[index] ?? '', similarity }));
        const best = found[0] ?? null;
        const runnerUp = found.find((candidate) => candidate.personId !== best?.personId) ?? null;
        if (runnerUp !== null || ask === total || best === null) return { best, runnerUp };
        // All answers belong to one person: ask for one more than that person has.
        ask = Math.min(total, Math.max(2 * ask, (counts.get(best.personId) ?? 0) + 1));
      }
      return { best: null, runnerUp: null };
    },
    size: () => ({ persons: counts.size, templates: owners.length, bytes: rows.byteLength }),
  };
}
