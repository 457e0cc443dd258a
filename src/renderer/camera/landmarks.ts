import { FaceLandmarker, FilesetResolver, type FaceLandmarkerResult } from '@mediapipe/tasks-vision';
import { openFaceMesh } from './facemesh.ts';
import { blinkFromPoints, boxOf, noFaceReading, poseFromMatrix, poseFromPoints, smileFromPoints, type Point3, type Reading } from './readings.ts';

/** Where the landmark files are served, relative to the page. */
export interface LandmarkPlaces { wasm: string; model: string; faceMesh: string }
export const landmarkPlaces: LandmarkPlaces = { wasm: '../mediapipe', model: '../models/face_landmarker.task', faceMesh: '../face_mesh/' };

/** A blink is shut for about 150 ms: a source slower than this per frame, milliseconds, cannot be trusted to see one. */
export const blinkNeedsFrameUnderMs = 80;
/** Faces looked for: one more than allowed would do; three keeps the count honest when one is lost for a frame. */
const mostFaces = 3;

export interface Guide {
  readonly source: 'tasks-vision' | 'face_mesh';
  /** False where a frame takes longer than about 80 ms (software GL): ask for turns and smiles only. */
  readonly canBlink: boolean;
  /** Median cost of a frame so far, milliseconds. */
  readonly frameMs: number;
  /** The newest frame of the video. Null when the video shows no new frame since the last call, or has none yet. */
  read(): Reading | null;
  close(): void;
}

/** Finds the mesh of the one face in a still picture; null when there is none. Points in the picture's pixels. */
export interface MeshFinder { find(image: HTMLCanvasElement): Promise<Point3[] | null>; close(): Promise<void> }

/** True when WebGL is drawn by a real graphics processor: software GL is slower than MediaPipe's CPU delegate. */
export function hasRealGpu(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return false;
  const known = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(known ? known.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

/** The model's bytes, or null when this installation does not have the file. */
async function modelBytes(url: string): Promise<Uint8Array | null> {
  const answer = await fetch(url).catch(() => null);
  return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
}

async function openLandmarker(places: LandmarkPlaces, runningMode: 'VIDEO' | 'IMAGE', numFaces: number): Promise<FaceLandmarker | null> {
  const model = await modelBytes(places.model);
  if (!model) return null;
  const fileset = await FilesetResolver.forVisionTasks(places.wasm);
  const open = (delegate: 'GPU' | 'CPU') => FaceLandmarker.createFromOptions(fileset, {
    baseOptions: { modelAssetBuffer: model.slice(), delegate },
    runningMode,
    numFaces,
    outputFaceBlendshapes: true,
    outputFacialTransformationMatrixes: true,
  });
  if (!hasRealGpu()) return open('CPU');
  return open('GPU').catch(() => open('CPU'));
}

const scaled = (points: readonly Point3[], width: number, height: number): Point3[] =>
  points.map(({ x, y, z }) => ({ x: x * width, y: y * height, z: z * width }));

/** Position of the largest face. */
function largest(faces: readonly (readonly Point3[])[]): number {
  const areas = faces.map((face) => { const box = boxOf(face, 1, 1); return box.width * box.height; });
  return areas.indexOf(Math.max(...areas));
}

/** One result of the Face Landmarker as a reading. */
export function readingOf(result: FaceLandmarkerResult, width: number, height: number, at: number): Reading {
  const which = largest(result.faceLandmarks);
  const face = result.faceLandmarks[which];
  if (!face) return noFaceReading(at);
  const shapes = new Map(result.faceBlendshapes[which]?.categories.map(({ categoryName, score }) => [categoryName, score]));
  const mean = (name: string): number => ((shapes.get(`${name}Left`) ?? 0) + (shapes.get(`${name}Right`) ?? 0)) / 2;
  const matrix = result.facialTransformationMatrixes[which]?.data;
  return {
    faces: result.faceLandmarks.length,
    ...(matrix ? poseFromMatrix(matrix) : poseFromPoints(scaled(face, width, height))),
    blink: mean('eyeBlink'),
    smile: mean('mouthSmile'),
    box: boxOf(face, 1, 1),
    at,
  };
}

/** One result of the npm-only mesh as a reading. `faces`: points in pixels of a `width` x `height` picture. */
export function readingOfMesh(faces: readonly (readonly Point3[])[], width: number, height: number, at: number): Reading {
  const face = faces[largest(faces)];
  if (!face) return noFaceReading(at);
  return { faces: faces.length, ...poseFromPoints(face), blink: blinkFromPoints(face), smile: smileFromPoints(face), box: boxOf(face, width, height), at };
}

/** Median of the last 15 costs; the first frame compiles and is left out. */
function costMeter() {
  const costs: number[] = [];
  let skipped = false;
  return {
    add(ms: number): void {
      if (!skipped) { skipped = true; return; }
      costs.push(ms);
      if (costs.length > 15) costs.shift();
    },
    median: (): number => costs.toSorted((a, b) => a - b)[costs.length >> 1] ?? 0,
  };
}

const ready = (video: HTMLVideoElement): boolean => video.readyState >= 2 && video.videoWidth > 0;

/**
 * Opens the best landmark source this installation has, warmed up on the video so that `canBlink` is known from the start.
 * @throws Error when neither source loads; the caller then goes without hints.
 */
export async function createGuide(video: HTMLVideoElement, places: LandmarkPlaces = landmarkPlaces): Promise<Guide> {
  const landmarker = await openLandmarker(places, 'VIDEO', mostFaces);
  return landmarker ? tasksGuide(video, landmarker) : meshGuide(video, places);
}

function tasksGuide(video: HTMLVideoElement, landmarker: FaceLandmarker): Guide {
  const cost = costMeter();
  let lastTime = -1;
  const look = (): Reading => {
    const at = performance.now();
    const reading = readingOf(landmarker.detectForVideo(video, at), video.videoWidth, video.videoHeight, at);
    cost.add(performance.now() - at);
    return reading;
  };
  if (ready(video)) for (let round = 0; round < 4; round += 1) look();
  return {
    source: 'tasks-vision',
    get canBlink() { return cost.median() <= blinkNeedsFrameUnderMs; },
    get frameMs() { return cost.median(); },
    read() {
      if (!ready(video) || video.currentTime === lastTime) return null;
      lastTime = video.currentTime;
      return look();
    },
    close: () => landmarker.close(),
  };
}

async function meshGuide(video: HTMLVideoElement, places: LandmarkPlaces): Promise<Guide> {
  const mesh = await openFaceMesh(places.faceMesh, { faces: mostFaces });
  const cost = costMeter();
  let fresh: Reading | null = null;
  let busy = false;
  let lastTime = -1;
  const look = async (): Promise<void> => {
    const at = performance.now();
    const { videoWidth, videoHeight } = video;
    fresh = readingOfMesh(await mesh.find(video, videoWidth, videoHeight), videoWidth, videoHeight, at);
    cost.add(performance.now() - at);
  };
  if (ready(video)) for (let round = 0; round < 3; round += 1) await look();
  return {
    source: 'face_mesh',
    get canBlink() { return cost.median() > 0 && cost.median() <= blinkNeedsFrameUnderMs; },
    get frameMs() { return cost.median(); },
    read() {
      const reading = fresh;
      fresh = null;
      if (!busy && ready(video) && video.currentTime !== lastTime) {
        busy = true;
        lastTime = video.currentTime;
        look().catch(() => { fresh = null; }).finally(() => { busy = false; });
      }
      return reading;
    },
    close() { void mesh.close(); },
  };
}

/** A finder for still pictures (the puppet's portraits). @throws Error when neither source loads. */
export async function createMeshFinder(places: LandmarkPlaces = landmarkPlaces): Promise<MeshFinder> {
  const landmarker = await openLandmarker(places, 'IMAGE', 1);
  if (landmarker) {
    return {
      async find(image) {
        const face = landmarker.detect(image).faceLandmarks[0];
        return face ? scaled(face, image.width, image.height) : null;
      },
      async close() { landmarker.close(); },
    };
  }
  const mesh = await openFaceMesh(places.faceMesh, { faces: 1 });
  return {
    async find(image) {
      mesh.reset();
      return (await mesh.find(image, image.width, image.height))[0] ?? null;
    },
    close: () => mesh.close(),
  };
}
