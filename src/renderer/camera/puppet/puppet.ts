import { FaceLandmarker } from '@mediapipe/tasks-vision';
import type { MeshFinder } from '../landmarks.ts';
import { buildMesh } from './mesh.ts';
import { context2d, newCanvas } from './portrait.ts';
import { addNoise } from './raster.ts';
import { warp, type Gesture } from './warp.ts';

/** Hair and neck follow the head by 60 %, the background stands still. */
const rings = [{ scale: 1.35, weight: 0.6 }, { scale: 1.9, weight: 0 }];
const noiseLevels = 2;

export interface Puppet {
  /** Draws the portrait in that gesture, 640x480, at the context's origin. `frame` seeds the grain; null draws none. */
  draw(context: CanvasRenderingContext2D, gesture: Gesture, frame?: number | null): void;
}

/** What the portrait itself shows; the puppet takes it off so that its neutral gesture looks straight at the camera. */
export interface Rest { yawDeg: number; pitchDeg: number; smile: number }

/**
 * @param options.image 640x480 with one face in the middle, see `cutPortrait`.
 * @throws Error when no face is found in it.
 */
export async function createPuppet(options: { image: HTMLCanvasElement; landmarker: MeshFinder; rest?: Rest }): Promise<Puppet> {
  const { image, landmarker, rest = { yawDeg: 0, pitchDeg: 0, smile: 0 } } = options;
  const face = await landmarker.find(image);
  if (!face) throw new Error('no face in the portrait');
  const mesh = buildMesh(face, { tessellation: FaceLandmarker.FACE_LANDMARKS_TESSELATION, oval: FaceLandmarker.FACE_LANDMARKS_FACE_OVAL }, rings);
  const portrait = context2d(image).getImageData(0, 0, image.width, image.height);
  const drawn = context2d(newCanvas(image.width, image.height)).createImageData(image.width, image.height);
  drawn.data.fill(255);
  let frames = 0;
  return {
    draw(context, gesture, frame = frames) {
      warp(portrait, mesh, { ...gesture, yawDeg: gesture.yawDeg - rest.yawDeg, pitchDeg: gesture.pitchDeg - rest.pitchDeg, smile: gesture.smile - rest.smile }, drawn);
      if (frame !== null) addNoise(drawn, frame, noiseLevels);
      frames += 1;
      context.putImageData(drawn, 0, 0);
    },
  };
}
