import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGallery } from './gallery.ts';
import { createTracks, watchRules } from './tracks.ts';
import type { Box } from './types.ts';
import { toUnitLength } from './unit.ts';
import { voteTrack } from './vote.ts';

const dims = 128;
const calibration = [{ fmr: 1e-2, threshold: 0.252 }, { fmr: 1e-3, threshold: 0.336 }, { fmr: 1e-4, threshold: 0.405 }, { fmr: 1e-5, threshold: 0.467 }];

function directionOf(words: string): Float32Array {
  const bytes = createHash('shake256', { outputLength: dims * 2 }).update(words).digest();
  return toUnitLength(Float32Array.from({ length: dims }, (_, i) => bytes.readInt16LE(i * 2)));
}

/** A person's face in one frame: theirs, with some noise that differs from look to look. */
function lookAt(person: string, moment: number): Float32Array {
  const noise = directionOf(`${person} at ${moment}`);
  return toUnitLength(directionOf(person).map((value, i) => value + 0.6 * (noise[i] ?? 0)));
}

const place = (x: number): Box => ({ x, y: 100, width: 90, height: 110 });

/** A stream in which people stand at places; every due look is taken, as many a frame as there are. */
function street(enrolled: readonly string[], { live = 0.95, antiSpoofing = true }: { live?: number; antiSpoofing?: boolean } = {}) {
  const gallery = createGallery(dims);
  gallery.remember(enrolled.map((personId) => ({ personId, embedding: directionOf(personId) })));
  let lastId = 0;
  let looksTaken = 0;
  const tracks = createTracks({ card: { calibration, antiSpoofing }, search: gallery.search, templates: () => gallery.size().templates, nextId: () => (lastId += 1) });
  return {
    tracks, gallery,
    looks: () => looksTaken,
    see(atMs: number, people: readonly { person: string; x: number; good?: boolean }[], most = Infinity) {
      const ids = tracks.follow(people.map(({ x }) => place(x)), atMs);
      const due = tracks.due(people.map(({ good = true }, i) => ({ trackId: ids[i] ?? 0, good })), atMs, null).slice(0, most);
      for (const trackId of due) {
        const i = ids.indexOf(trackId);
        ids[i] = tracks.take(trackId, { embedding: lookAt(people[i]?.person ?? '', atMs), live: antiSpoofing ? live : null, weight: 1, turned: false }, atMs);
        looksTaken += 1;
      }
      return people.map(({ person }, i) => ({ person, ...tracks.state(ids[i] ?? 0) }));
    },
  };
}

const nameOf = (state: { identity: { kind: string; personId?: string } } | undefined): string => state?.identity.personId ?? state?.identity.kind ?? 'nobody';

test('somebody is known after three looks that agree, live after five, and a stranger is unknown only after six', () => {
  const { see } = street(['ani']);
  const seen = Array.from({ length: 7 }, (_, i) => see(i * 33, [{ person: 'ani', x: 40 }, { person: 'stranger', x: 300 }]));
  expect(seen.map(([ani]) => nameOf(ani))).toEqual(['pending', 'pending', 'ani', 'ani', 'ani', 'ani', 'ani']);
  expect(seen.map(([ani]) => ani?.live)).toEqual(['pending', 'pending', 'pending', 'pending', 'live', 'live', 'live']);
  expect(seen.map(([, stranger]) => nameOf(stranger))).toEqual(['pending', 'pending', 'pending', 'pending', 'pending', 'unknown', 'unknown']);
});

test('five people in a frame are each named by their own face, one look a frame', () => {
  const people = ['ani', 'bayu', 'citra', 'dewi', 'eko'];
  const { see } = street(people);
  let last = see(0, []);
  for (let i = 0; i < 30; i += 1) last = see(i * 33, people.map((person, k) => ({ person, x: k * 120 + (i % 3) })), 1);
  expect(last.map(nameOf)).toEqual(people);
  expect(last.map(({ live }) => live)).toEqual(Array(5).fill('live'));
  expect(new Set(last.map(({ trackId }) => trackId)).size).toBe(5);
});

test('two people who change places are never called by the other\'s name once looked at, and both get new tracks', () => {
  const { see } = street(['ani', 'bayu']);
  let before = see(0, []);
  for (let i = 0; i < 10; i += 1) before = see(i * 33, [{ person: 'ani', x: 100 }, { person: 'bayu', x: 200 }]);
  expect(before.map(nameOf)).toEqual(['ani', 'bayu']);
  const after = Array.from({ length: 80 }, (_, i) => see(330 + i * 33, [{ person: 'bayu', x: 100 }, { person: 'ani', x: 200 }]));
  const wrongUntil = after.findLastIndex((frame) => nameOf(frame[0]) === 'ani' || nameOf(frame[1]) === 'bayu');
  expect(wrongUntil * 33).toBeLessThan(watchRules.recheckMs);
  expect(after.at(-1)?.map(nameOf)).toEqual(['bayu', 'ani']);
  const old = new Set(before.map(({ trackId }) => trackId));
  expect(after.at(-1)?.some(({ trackId }) => old.has(trackId))).toBe(false);
});

test('who steps into a place somebody just left is a new track that inherits neither name nor liveness', () => {
  const { see } = street(['ani', 'bayu']);
  let ani = see(0, [])[0];
  for (let i = 0; i < 10; i += 1) [ani] = see(i * 33, [{ person: 'ani', x: 100 }]);
  expect([nameOf(ani), ani?.live]).toEqual(['ani', 'live']);
  see(330, []);
  const [first, ...rest] = Array.from({ length: 6 }, (_, i) => see(630 + i * 33, [{ person: 'bayu', x: 105 }])[0]);
  expect([nameOf(first), first?.live]).toEqual(['pending', 'pending']);
  expect(first?.trackId).not.toBe(ani?.trackId);
  expect(rest.map(nameOf)).not.toContain('ani');
  expect(nameOf(rest.at(-1))).toBe('bayu');
});

test('after a pause a face is not named before it was looked at again, and then keeps its track', () => {
  const { see } = street(['ani']);
  let ani = see(0, [])[0];
  for (let i = 0; i < 10; i += 1) [ani] = see(i * 33, [{ person: 'ani', x: 100 }]);
  see(400, []);
  const [poor] = see(700, [{ person: 'ani', x: 100, good: false }]);
  expect([nameOf(poor), poor?.live]).toEqual(['pending', 'pending']);
  const [again] = see(733, [{ person: 'ani', x: 100 }]);
  expect([nameOf(again), again?.trackId]).toEqual(['ani', ani?.trackId]);
});

test('away for longer than a track lasts is another track', () => {
  const { see } = street(['ani']);
  const [before] = see(0, [{ person: 'ani', x: 100 }]);
  see(100, []);
  const [after] = see(750, [{ person: 'ani', x: 100 }]);
  expect(after?.trackId).not.toBe(before?.trackId);
});

test('a camera of one frame a second still gets names, each after a look in that very frame', () => {
  const { see } = street(['ani']);
  const states = Array.from({ length: 6 }, (_, i) => see(i * 1000, [{ person: 'ani', x: 100 }])[0]);
  expect(new Set(states.map((state) => state?.trackId)).size).toBe(1);
  expect(states.map(nameOf)).toEqual(['pending', 'pending', 'ani', 'ani', 'ani', 'ani']);
  const [poor] = see(6_000, [{ person: 'ani', x: 100, good: false }]);
  expect(nameOf(poor)).toBe('pending');
});

test('of two faces that are the same person to the net one keeps the name and the other is ambiguous', () => {
  const { see } = street(['ani']);
  let last = see(0, []);
  for (let i = 0; i < 8; i += 1) last = see(i * 33, [{ person: 'ani', x: 0 }, { person: 'ani', x: 400 }]);
  expect(last.map(nameOf).sort()).toEqual(['ambiguous', 'ani']);
});

test('a known face costs a look every two seconds only', () => {
  const { see, looks } = street(['ani']);
  for (let i = 0; i < 300; i += 1) see(i * 33, [{ person: 'ani', x: 100 }]);
  expect(looks()).toBeLessThanOrEqual(10);
  expect(looks()).toBeGreaterThanOrEqual(8);
});

test('a poor face is never looked at, and a forgotten person is not recognised any more', () => {
  const { see, looks, gallery, tracks } = street(['ani']);
  for (let i = 0; i < 20; i += 1) see(i * 33, [{ person: 'ani', x: 100, good: false }]);
  expect(looks()).toBe(0);
  for (let i = 20; i < 30; i += 1) see(i * 33, [{ person: 'ani', x: 100 }]);
  gallery.forget('ani');
  tracks.forget('ani');
  const after = Array.from({ length: 20 }, (_, i) => see(1000 + i * 33, [{ person: 'ani', x: 100 }])[0]);
  expect(after.map(nameOf)).not.toContain('ani');
  expect(nameOf(after.at(-1))).toBe('unknown');
});

test('an engine without passive check says none, never live', () => {
  const { see } = street(['ani'], { antiSpoofing: false });
  const states = Array.from({ length: 10 }, (_, i) => see(i * 33, [{ person: 'ani', x: 100 }])[0]);
  expect(new Set(states.map((state) => state?.live))).toEqual(new Set(['none']));
  expect(nameOf(states.at(-1))).toBe('ani');
});

test('whatever comes and goes, every face of a frame has a track of its own, and nobody is named who is not there', () => {
  const person = fc.constantFrom('ani', 'bayu', 'stranger', 'another');
  const frame = fc.uniqueArray(fc.record({ person, x: fc.constantFrom(0, 60, 150, 300, 450) }), { maxLength: 4, selector: ({ x }) => x });
  fc.assert(fc.property(fc.array(fc.record({ stepMs: fc.integer({ min: 0, max: 900 }), faces: frame }), { maxLength: 40 }), (frames) => {
    const { see } = street(['ani', 'bayu']);
    let atMs = 0;
    for (const { stepMs, faces } of frames) {
      atMs += stepMs;
      const states = see(atMs, faces);
      expect(new Set(states.map(({ trackId }) => trackId)).size).toBe(faces.length);
      const named = states.flatMap(({ identity }) => (identity.kind === 'known' ? [identity.personId] : []));
      expect(new Set(named).size).toBe(named.length);
    }
  }), { numRuns: 60 });
});

test('the vote over a track: too few is pending, the middle decides, and between clear and clearly not is doubt', () => {
  expect(voteTrack([1, 1, 1, 1])).toBe('pending');
  expect(voteTrack([0.9, 0.95, 0.1, 0.99, 0.9])).toBe('live');
  expect(voteTrack([0.5, 0.6, 0.4, 0.5, 0.6])).toBe('doubtful');
  expect(voteTrack([0.28, 0.3, 0.9, 0.2, 0.4])).toBe('doubtful');
  expect(voteTrack([0, 0.01, 0.9, 0.02, 0])).toBe('spoof');
});
