import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGallery, loadNativeSearch, nearestPlain } from './gallery.ts';
import type { GalleryTemplate } from './types.ts';
import { cosine, toUnitLength } from './unit.ts';

const dims = 12;
const native = await loadNativeSearch();
const ways = [{ way: 'plain JavaScript', nearest: nearestPlain }, ...(native === null ? [] : [{ way: 'usearch', nearest: native }])];

const embedding = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: dims, maxLength: dims }).map((values) => toUnitLength(Float32Array.from(values, (value) => value + 0.5)));
const templates = fc.array(fc.record({ personId: fc.constantFrom('a', 'b', 'c', 'd', 'e'), embedding }), { maxLength: 40 });

/** What a search must answer, by looking at every template. */
function byHand(known: readonly GalleryTemplate[], probe: Float32Array): { best: number | null; runnerUp: number | null } {
  const perPerson = new Map<string, number>();
  for (const template of known) perPerson.set(template.personId, Math.max(perPerson.get(template.personId) ?? -2, cosine(template.embedding, probe)));
  const ranked = [...perPerson.values()].sort((a, b) => b - a);
  return { best: ranked[0] ?? null, runnerUp: ranked[1] ?? null };
}

test.each(ways)('$way finds the best and the best of a different person, exactly', ({ nearest }) => {
  fc.assert(fc.property(templates, embedding, (known, probe) => {
    const gallery = createGallery(dims, nearest);
    gallery.remember(known);
    const found = gallery.search(probe);
    const expected = byHand(known, probe);
    if (expected.best === null) expect(found).toEqual({ best: null, runnerUp: null });
    else expect(found.best?.similarity).toBeCloseTo(expected.best, 4);
    if (expected.runnerUp === null) expect(found.runnerUp).toBeNull();
    else expect(found.runnerUp?.similarity).toBeCloseTo(expected.runnerUp, 4);
    expect(found.runnerUp === null || found.runnerUp.personId !== found.best?.personId).toBe(true);
  }));
});

test.each(ways)('$way finds another person behind fifty templates of the same one', ({ nearest }) => {
  const gallery = createGallery(2, nearest);
  const near = Array.from({ length: 50 }, (_, i) => ({ personId: 'many', embedding: toUnitLength(Float32Array.of(1, i / 1000)) }));
  gallery.remember([...near, { personId: 'other', embedding: toUnitLength(Float32Array.of(1, 1)) }]);
  const found = gallery.search(Float32Array.of(1, 0));
  expect(found.best?.personId).toBe('many');
  expect(found.runnerUp?.personId).toBe('other');
});

test('remembering a person again replaces the old templates; forgetting leaves no number of theirs', () => {
  const gallery = createGallery(2);
  const east = Float32Array.of(1, 0);
  const north = Float32Array.of(0, 1);
  gallery.remember([{ personId: 'a', embedding: east }, { personId: 'b', embedding: north }]);
  gallery.remember([{ personId: 'a', embedding: north }]);
  expect(gallery.search(east).best?.similarity).toBeCloseTo(0, 6);
  expect(gallery.size()).toMatchObject({ persons: 2, templates: 2 });
  gallery.forget('a');
  gallery.forget('nobody');
  expect(gallery.search(north)).toEqual({ best: { personId: 'b', similarity: 1 }, runnerUp: null });
  gallery.forget('b');
  expect(gallery.search(north)).toEqual({ best: null, runnerUp: null });
  expect(gallery.size()).toMatchObject({ persons: 0, templates: 0 });
});

test('after any sequence of remember and forget the gallery answers like a list', () => {
  const step = fc.oneof(fc.record({ kind: fc.constant('remember' as const), list: templates }), fc.record({ kind: fc.constant('forget' as const), personId: fc.constantFrom('a', 'b', 'c', 'd', 'e') }));
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), embedding, (steps, probe) => {
    const gallery = createGallery(dims);
    let known: GalleryTemplate[] = [];
    for (const one of steps) {
      if (one.kind === 'forget') {
        gallery.forget(one.personId);
        known = known.filter(({ personId }) => personId !== one.personId);
      } else {
        gallery.remember(one.list);
        const replaced = new Set<string>(one.list.map(({ personId }) => personId));
        known = [...known.filter(({ personId }) => !replaced.has(personId)), ...one.list];
      }
    }
    expect(gallery.size().templates).toBe(known.length);
    const expected = byHand(known, probe);
    expect(gallery.search(probe).best?.similarity ?? null).toEqual(expected.best === null ? null : expect.closeTo(expected.best, 4));
  }));
});

test('embeddings of another length are refused and change nothing', () => {
  const gallery = createGallery(2);
  expect(() => gallery.remember([{ personId: 'a', embedding: Float32Array.of(1, 0) }, { personId: 'b', embedding: Float32Array.of(1, 0, 0) }])).toThrow(RangeError);
  expect(gallery.size().templates).toBe(0);
  expect(() => gallery.search(Float32Array.of(1))).toThrow(RangeError);
});
