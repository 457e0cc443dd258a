import type { Point3 } from './readings.ts';

/*
 * `@mediapipe/face_mesh@0.4.1633559619`: the landmarks that come inside an npm package, for machines without `face_landmarker.task`.
 * The package is a classic script that puts `FaceMesh` on the window; it needs WebGL. Its glue builds functions from text, which our
 * content-security policy forbids: `scripts/faceMeshCsp.mjs` rewrites it at build.
 */

type MeshInput = HTMLVideoElement | HTMLImageElement | HTMLCanvasElement;
interface MeshResults { multiFaceLandmarks?: readonly (readonly { x: number; y: number; z: number }[])[] }
interface FaceMeshSolution {
  setOptions(options: { maxNumFaces: number; refineLandmarks: boolean; minDetectionConfidence: number; minTrackingConfidence: number; selfieMode: boolean }): void;
  onResults(listener: (results: MeshResults) => void): void;
  initialize(): Promise<void>;
  send(inputs: { image: MeshInput }): Promise<void>;
  reset(): void;
  close(): Promise<void>;
}
type FaceMeshConstructor = new (config: { locateFile: (file: string) => string }) => FaceMeshSolution;

export interface MeshSource {
  /** Faces of one picture, each 478 points in its pixels. */
  find(image: MeshInput, width: number, height: number): Promise<Point3[][]>;
  /** Forgets the face being tracked, before a picture of somebody else. */
  reset(): void;
  close(): Promise<void>;
}

function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`could not load ${url}`));
    document.head.append(script);
  });
}

let loading: Promise<FaceMeshConstructor> | null = null;
async function constructorFrom(base: string): Promise<FaceMeshConstructor> {
  await loadScript(`${base}face_mesh.js`);
  const found = (globalThis as { FaceMesh?: FaceMeshConstructor }).FaceMesh; // the script's only export
  if (!found) throw new Error('face_mesh.js did not define FaceMesh');
  return found;
}

/** The package's glue keeps its module on the window while it starts, and two starts at once abort each other: one after the other. */
let starting: Promise<unknown> = Promise.resolve();

/** @param base URL of the folder with the package's files, ending in a slash. @throws Error when a file is missing or WebGL is. */
export function openFaceMesh(base: string, options: { faces: number }): Promise<MeshSource> {
  const opened = starting.then(() => start(base, options));
  starting = opened.catch(() => {});
  return opened;
}

async function start(base: string, options: { faces: number }): Promise<MeshSource> {
  loading ??= constructorFrom(base);
  const FaceMesh = await loading;
  const mesh = new FaceMesh({ locateFile: (file) => `${base}${file}` });
  mesh.setOptions({ maxNumFaces: options.faces, refineLandmarks: true, minDetectionConfidence: 0.5, minTrackingConfidence: 0.5, selfieMode: false });
  let latest: MeshResults = {};
  mesh.onResults((results) => { latest = results; });
  await mesh.initialize();
  return {
    async find(image, width, height) {
      latest = {};
      await mesh.send({ image });
      return (latest.multiFaceLandmarks ?? []).map((face) => face.map((point) => ({ x: point.x * width, y: point.y * height, z: point.z * width })));
    },
    reset: () => mesh.reset(),
    close: () => mesh.close(),
  };
}
