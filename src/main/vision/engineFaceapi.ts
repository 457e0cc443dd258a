import { dlibTemplate, similarity } from './align.ts';
import type { Detection } from './detection.ts';
import { largestFirst } from './detection.ts';
import type { Engine } from './engine.ts';
import type { FaceapiModule } from './faceapiRuntime.ts';
import { loadFaceapi } from './faceapiRuntime.ts';
import type { Affine, Frame } from './frame.ts';
import { warp } from './frame.ts';
import type { CalibrationPoint } from './types.ts';
import { toUnitLength } from './unit.ts';

/** Side of the chip the landmark net reads, pixels. */
const landmarkSide = 112;
/** Side of the chip the recognition net reads, pixels. */
const chipSide = 150;
const minConfidence = 0.5;
const maxFaces = 10;

/** Measured by `npm run eval -- faces --engine faceapi`; see docs/face-matching.md. */
const calibration: readonly CalibrationPoint[] = [
  { fmr: 1e-2, threshold: 0.906 },
  { fmr: 1e-3, threshold: 0.924 },
  { fmr: 1e-4, threshold: 0.943 },
  { fmr: 1e-5, threshold: 0.962 },
];

/** Runs `work` on an interleaved RGB picture as a tensor and frees the tensor. */
async function withTensor<T>(faceapi: FaceapiModule, rgb: Uint8Array, width: number, height: number, work: (tensor: ReturnType<FaceapiModule['tf']['tensor3d']>) => Promise<T>): Promise<T> {
  const tensor = faceapi.tf.tensor3d(Int32Array.from(rgb), [height, width, 3], 'int32');
  try {
    return await work(tensor);
  } finally {
    tensor.dispose();
  }
}

/** Eye centres, nose tip and mouth corners out of the 68 landmarks (dlib's numbering), picture order. */
function fivePoints(marks: readonly { x: number; y: number }[], map: Affine): Float32Array {
  const mean = (from: number, to: number): { x: number; y: number } => {
    const part = marks.slice(from, to);
    return { x: part.reduce((sum, mark) => sum + mark.x, 0) / part.length, y: part.reduce((sum, mark) => sum + mark.y, 0) / part.length };
  };
  const five = [mean(36, 42), mean(42, 48), mean(30, 31), mean(48, 49), mean(54, 55)];
  return Float32Array.from(five.flatMap(({ x, y }) => [map[0] * x + map[1] * y + map[2], map[3] * x + map[4] * y + map[5]]));
}

async function landmarks(faceapi: FaceapiModule, frame: Frame, map: Affine): Promise<Float32Array> {
  const chip = warp(frame, map, landmarkSide);
  const { positions } = await withTensor(faceapi, chip, landmarkSide, landmarkSide, (tensor) => faceapi.nets.faceLandmark68Net.detectLandmarks(tensor));
  return fivePoints(positions, map);
}

/**
 * face-api's own detector, landmarks and recognition net. Its weights come inside the npm package, so this engine needs no
 * model file; it has no anti-spoofing. Unlike face-api's own pipeline the chip is rotated and scaled to the net's training
 * template, which is what makes it usable (docs/face-matching.md).
 * @throws ModelProblem ENGINE_UNAVAILABLE
 */
export async function createFaceapiEngine(): Promise<Engine> {
  const { faceapi } = await loadFaceapi();
  const options = new faceapi.SsdMobilenetv1Options({ minConfidence, maxResults: maxFaces });
  const template = dlibTemplate(chipSide);
  const landmarkTemplate = dlibTemplate(landmarkSide);
  return {
    card: { id: 'faceapi', model: 'faceapi-128@1.7.15', dims: 128, antiSpoofing: false, calibration },
    async detect(frame) {
      const boxes = await withTensor(faceapi, frame.rgb, frame.width, frame.height, (tensor) => faceapi.nets.ssdMobilenetv1.locateFaces(tensor, options));
      const found: Detection[] = [];
      for (const { box, score } of boxes) {
        const side = Math.max(box.width, box.height) / landmarkSide;
        if (!(side > 0)) continue;
        const x = box.x + box.width / 2 - (side * landmarkSide) / 2;
        const y = box.y + box.height / 2 - (side * landmarkSide) / 2;
        const points = await landmarks(faceapi, frame, [side, 0, x, 0, side, y]);
        found.push({ box: { x: box.x, y: box.y, width: box.width, height: box.height }, score, points });
      }
      return largestFirst(found);
    },
    async refine(frame, face) {
      return { ...face, points: await landmarks(faceapi, frame, similarity(landmarkTemplate, face.points)) };
    },
    async embed(frame, face) {
      const chip = warp(frame, similarity(template, face.points), chipSide);
      const descriptor = await withTensor(faceapi, chip, chipSide, chipSide, (tensor) => faceapi.nets.faceRecognitionNet.computeFaceDescriptor(tensor));
      return toUnitLength(Float32Array.from(descriptor));
    },
    live: () => Promise.resolve(null),
    close: () => {
      for (const net of Object.values(faceapi.nets)) net.dispose?.();
      return Promise.resolve();
    },
  };
}
