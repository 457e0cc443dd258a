import type { Point3 } from '../readings.ts';

/** Points of MediaPipe's face mesh without the irises. */
export const meshPoints = 468;

export type Triangle = readonly [number, number, number];
interface Edge { start: number; end: number }

/** Upper and lower lid from the outer corner to the inner one, and the skin crease above the upper lid; person's right eye, then left. */
export const eyeLines = [
  { outer: 33, inner: 133, upper: [246, 161, 160, 159, 158, 157, 173], lower: [7, 163, 144, 145, 153, 154, 155], crease: [247, 30, 29, 27, 28, 56, 190] },
  { outer: 263, inner: 362, upper: [466, 388, 387, 386, 385, 384, 398], lower: [249, 390, 373, 374, 380, 381, 382], crease: [467, 260, 259, 257, 258, 286, 414] },
] as const;

/** Inner lips between the mouth's inner corners. */
const mouthLine = { outer: 78, inner: 308, upper: [191, 80, 81, 82, 13, 312, 311, 310, 415], lower: [95, 88, 178, 87, 14, 317, 402, 318, 324] } as const;

/** MediaPipe lists its tessellation as closed triples of edges. @throws RangeError when the list is anything else. */
export function trianglesOfEdges(edges: readonly Edge[]): Triangle[] {
  const triangles: Triangle[] = [];
  for (let index = 0; index < edges.length; index += 3) {
    const [a, b, c] = edges.slice(index, index + 3);
    if (!a || !b || !c || a.end !== b.start || b.end !== c.start || c.end !== a.start) throw new RangeError(`edges ${index}.. are no triangle`);
    triangles.push([a.start, b.start, c.start]);
  }
  return triangles;
}

const edgesOf = ([a, b, c]: Triangle): string[] => [`${a}-${b}`, `${b}-${c}`, `${c}-${a}`];

/** The band wound like its neighbours: two triangles that share an edge run along it in opposite directions. */
function woundLike(band: Triangle[], neighbours: readonly Triangle[]): Triangle[] {
  const taken = new Set(neighbours.flatMap(edgesOf));
  return band.flatMap(edgesOf).some((edge) => taken.has(edge)) ? band.map(([a, b, c]) => [a, c, b]) : band;
}

/** The tessellation leaves the eyes and the mouth open: strips of triangles between an upper and a lower line close them. */
export function openingTriangles(around: readonly Triangle[]): Triangle[] {
  return [...eyeLines, mouthLine].flatMap(({ outer, inner, upper, lower }) => {
    const [top, bottom] = [[outer, ...upper, inner], [outer, ...lower, inner]];
    const strip: Triangle[] = [];
    for (let index = 0; index + 1 < top.length; index += 1) {
      const [a, b, c, d] = [top[index] ?? 0, top[index + 1] ?? 0, bottom[index] ?? 0, bottom[index + 1] ?? 0];
      if (a !== c) strip.push([a, b, c]);
      if (b !== d) strip.push([c, b, d]);
    }
    return woundLike(strip, around);
  });
}

/** Corner points of the face oval in order, from its edges. */
export function ovalOrder(edges: readonly Edge[]): number[] {
  const next = new Map(edges.map(({ start, end }) => [start, end]));
  const first = edges[0]?.start ?? 0;
  const order = [first];
  for (let at = next.get(first); at !== undefined && at !== first; at = next.get(at)) order.push(at);
  return order;
}

/** Twice the area, signed by the winding; 0 when a point is missing. */
export function signedArea(a?: Point3, b?: Point3, c?: Point3): number {
  return a && b && c ? (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) : 0;
}

export interface PuppetMesh {
  /** Mesh points, then one point per ring and oval corner. Pixels of the portrait. */
  points: Point3[];
  /** How much of the head's motion each point takes, 0..1. */
  weights: Float32Array;
  triangles: Triangle[];
  /** Sign of the area of a triangle that faces the viewer; every triangle is wound the same way. */
  facing: number;
  /** What the head turns about. */
  pivot: Point3;
  /** Width of the face oval, pixels. */
  faceWidth: number;
}

/**
 * The face mesh with rings around it, so that the head carries its hair and neck along and the background stands still.
 * Rings are the oval enlarged about the face's middle; vision.md found 1.35 x and 1.9 x with weights 0.6 and 0.
 */
export function buildMesh(face: readonly Point3[], topology: { tessellation: readonly Edge[]; oval: readonly Edge[] }, rings: readonly { scale: number; weight: number }[]): PuppetMesh {
  const points: Point3[] = face.slice(0, meshPoints).map((point) => ({ ...point }));
  const oval = ovalOrder(topology.oval);
  const edge = oval.map((index) => points[index] ?? { x: 0, y: 0, z: 0 });
  const mean = (pick: (point: Point3) => number): number => edge.reduce((sum, point) => sum + pick(point), 0) / edge.length;
  const pivot = { x: mean((point) => point.x), y: mean((point) => point.y), z: mean((point) => point.z) };
  const weights = new Float32Array(points.length + rings.length * oval.length).fill(1, 0, points.length);
  const skin = trianglesOfEdges(topology.tessellation);
  const triangles = [...skin, ...openingTriangles(skin)];
  let inner = oval;
  for (const { scale, weight } of rings) {
    const ring = edge.map((point, index) => {
      const at = points.push({ x: pivot.x + (point.x - pivot.x) * scale, y: pivot.y + (point.y - pivot.y) * scale, z: point.z }) - 1;
      weights[at] = weight;
      return { at, from: inner[index] ?? 0 };
    });
    const band = ring.flatMap((corner, index): Triangle[] => {
      const beside = ring[(index + 1) % ring.length] ?? corner;
      return [[corner.from, beside.from, corner.at], [beside.from, beside.at, corner.at]];
    });
    triangles.push(...woundLike(band, triangles));
    inner = ring.map((corner) => corner.at);
  }
  const xs = edge.map((point) => point.x);
  const facing = Math.sign(skin.reduce((sum, [a, b, c]) => sum + signedArea(points[a], points[b], points[c]), 0));
  return { points, weights, triangles, facing, pivot, faceWidth: Math.max(...xs) - Math.min(...xs) };
}
