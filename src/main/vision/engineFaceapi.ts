import { dlibTemplate, similarity } from './align.ts';
import type { Detection } from './detection.ts';
import { largestFirst, suppress } from './detection.ts';
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
/** A face the detector is this sure of counts; when there is none, the best above the second is taken. */
const sureScore = 0.5;
const unsureScore = 0.25;
/**
 * How the tiny detector looks at a frame: scaled to `inputSize`, with a black border that makes it `border` times as large. The
 * border is for faces that fill the frame, which it misses otherwise; without it small faces stay large enough.
 */
const looks = [{ inputSize: 320, border: 1.5 }, { inputSize: 416, border: 1 }] as const;

const nets = ['tinyFaceDetector', 'faceLandmark68Net', 'faceRecognitionNet'] as const;

/** Measured by `npm run eval -- faces --engine faceapi`; see docs/face-matching.md. */
const calibration: readonly CalibrationPoint[] = [
  { fmr: 1e-2, threshold: 0.909 },
  { fmr: 1e-3, threshold: 0.928 },
  { fmr: 1e-4, threshold: 0.943 },
  { fmr: 1e-5, threshold: 0.953 },
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

/** The frame in the middle of a black one `border` times its size. */
function withBorder(frame: Frame, border: number): { frame: Frame; left: number; top: number } {
  if (border === 1) return { frame, left: 0, top: 0 };
  const [width, height] = [Math.round(frame.width * border), Math.round(frame.height * border)];
  const [left, top] = [(width - frame.width) >> 1, (height - frame.height) >> 1];
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < frame.height; y += 1) rgb.set(frame.rgb.subarray(y * frame.width * 3, (y + 1) * frame.width * 3), ((y + top) * width + left) * 3);
  return { frame: { width, height, rgb }, left, top };
}

/** Faces without points yet, each once. */
async function locate(faceapi: FaceapiModule, frame: Frame): Promise<Detection[]> {
  const found: Detection[] = [];
  for (const { inputSize, border } of looks) {
    const look = withBorder(frame, border);
    const options = new faceapi.TinyFaceDetectorOptions({ inputSize, scoreThreshold: unsureScore });
    const boxes = await withTensor(faceapi, look.frame.rgb, look.frame.width, look.frame.height, (tensor) => faceapi.nets.tinyFaceDetector.locateFaces(tensor, options));
    for (const { box, score } of boxes) {
      if (box.width > 0 && box.height > 0) found.push({ box: { x: box.x - look.left, y: box.y - look.top, width: box.width, height: box.height }, score, points: new Float32Array(10) });
    }
  }
  const once = suppress(found);
  const sure = once.filter(({ score }) => score >= sureScore);
  return sure.length > 0 ? sure : once.slice(0, 1);
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
 * face-api's tiny detector, landmarks and recognition net. Its weights come inside the npm package, so this engine needs no
 * model file; it has no anti-spoofing. Unlike face-api's own pipeline the chip is rotated and scaled to the net's training
 * template, which is what makes it usable (docs/face-matching.md).
 * @throws ModelProblem ENGINE_UNAVAILABLE
 */
export async function createFaceapiEngine(): Promise<Engine> {
  const { faceapi } = await loadFaceapi(nets);
  const template = dlibTemplate(chipSide);
  const landmarkTemplate = dlibTemplate(landmarkSide);
  return {
    card: { id: 'faceapi', model: 'faceapi-128@1.7.15', dims: 128, antiSpoofing: false, calibration },
    async detect(frame) {
      const faces = await locate(faceapi, frame);
      for (const face of faces) {
        const { box } = face;
        const scale = Math.max(box.width, box.height) / landmarkSide;
        const [left, top] = [box.x + box.width / 2 - (scale * landmarkSide) / 2, box.y + box.height / 2 - (scale * landmarkSide) / 2];
        face.points = await landmarks(faceapi, frame, [scale, 0, left, 0, scale, top]);
        // On the scale the quality gate knows from YuNet, where a clear face has 0.9: 0.4 here is its 0.7.
        face.score = 0.5 + face.score / 2;
      }
      return largestFirst(faces);
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
      for (const net of nets) faceapi.nets[net].dispose();
      return Promise.resolve();
    },
  };
}
