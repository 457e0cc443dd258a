import type { Affine } from './frame.ts';

/** The five-point ArcFace template of a 112 x 112 chip (insightface): eyes, nose tip, mouth corners; x,y in picture order. */
export const arcfaceTemplate: readonly number[] = [38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041];

/**
 * Where the same five points lie on the rotated dlib chips that face-api's recognition net was trained on: fractions of the
 * unpadded square (docs/face-matching.md), which is the middle of a 150-pixel chip with 25 % padding on every side.
 */
export function dlibTemplate(size: number): number[] {
  const fractions = [0.226, 0.216, 0.755, 0.216, 0.49, 0.516, 0.254, 0.78, 0.726, 0.78];
  return fractions.map((fraction) => ((fraction + 0.25) / 1.5) * size);
}

/**
 * The similarity (turn, scale, shift; no mirror) that maps `template` onto `points` with the least squared error; Umeyama 1991.
 * Both are x,y pairs of equal count. The result maps chip pixels to frame pixels, which is what `warp` wants.
 * @throws RangeError when the counts differ or the template is a single spot
 */
export function similarity(template: ArrayLike<number>, points: ArrayLike<number>): Affine {
  const n = template.length / 2;
  if (template.length !== points.length || n < 2) throw new RangeError('similarity needs two equal lists of points');
  let mu = 0;
  let mv = 0;
  let mx = 0;
  let my = 0;
  for (let i = 0; i < n; i += 1) {
    mu += (template[2 * i] ?? 0) / n;
    mv += (template[2 * i + 1] ?? 0) / n;
    mx += (points[2 * i] ?? 0) / n;
    my += (points[2 * i + 1] ?? 0) / n;
  }
  let along = 0;
  let across = 0;
  let spread = 0;
  for (let i = 0; i < n; i += 1) {
    const u = (template[2 * i] ?? 0) - mu;
    const v = (template[2 * i + 1] ?? 0) - mv;
    const x = (points[2 * i] ?? 0) - mx;
    const y = (points[2 * i + 1] ?? 0) - my;
    along += u * x + v * y;
    across += u * y - v * x;
    spread += u * u + v * v;
  }
  if (spread === 0) throw new RangeError('similarity of a single spot');
  // In two dimensions Umeyama's SVD has this closed form: rotation and scale are one complex number, along + i across.
  const cos = along / spread;
  const sin = across / spread;
  return [cos, -sin, mx - cos * mu + sin * mv, sin, cos, my - sin * mu - cos * mv];
}
