import { arcfaceTemplate, similarity } from './align.ts';
import type { Detection } from './detection.ts';
import type { Engine } from './engine.ts';
import { eyePatches } from './eyes.ts';
import type { Frame } from './frame.ts';
import { meanGrey, warp } from './frame.ts';
import { mouthPatch } from './mouth.ts';
import { mouthRatioOf, poseOf } from './pose.ts';
import { chipSide, qualityOf } from './quality.ts';
import type { AnalyseOptions, Face, FrameReport } from './types.ts';

/** @param costly what to run for this face; null for a face in the background, whose points stay the detector's first ones */
export async function faceOf(engine: Engine, frame: Frame, detected: Detection, costly: AnalyseOptions | null): Promise<Face> {
  const found = costly === null ? detected : await engine.refine(frame, detected);
  const { box, score, points } = found;
  const chip = warp(frame, similarity(arcfaceTemplate, points), chipSide);
  const eyeDistancePx = Math.hypot((points[2] ?? 0) - (points[0] ?? 0), (points[3] ?? 0) - (points[1] ?? 0));
  const live = costly?.spoof === true ? await engine.live(frame, found) : null;
  const embedding = costly?.embed === true ? await engine.embed(frame, found) : null;
  return {
    box,
    score,
    points,
    ...poseOf(points),
    mouthRatio: mouthRatioOf(points),
    eyes: eyePatches(chip),
    mouth: mouthPatch(chip),
    quality: qualityOf(chip, eyeDistancePx),
    live,
    embedding,
  };
}

/** Everything the house wants to know about one frame. Costly parts run for the largest face, or for all when asked. */
export async function analyseFrame(engine: Engine, frame: Frame, options: AnalyseOptions): Promise<FrameReport> {
  const faces: Face[] = [];
  for (const found of await engine.detect(frame)) {
    faces.push(await faceOf(engine, frame, found, faces.length === 0 || options.allFaces === true ? options : null));
  }
  // Every 7th pixel is plenty for a mean, and 7 shares no factor with usual widths.
  return { width: frame.width, height: frame.height, brightness: meanGrey(frame.rgb, 7), faces };
}
