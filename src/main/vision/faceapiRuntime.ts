import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { ModelProblem } from './models.ts';

/** The part of face-api and TensorFlow.js the engine and its benchmark peer use. Tensors are opaque here. */
export interface FaceapiModule {
  tf: {
    tensor3d(values: Uint8Array | Int32Array, shape: [number, number, number], type: 'int32'): Tensor;
    setBackend(name: string): Promise<boolean>;
    ready(): Promise<void>;
    getBackend(): string;
  };
  nets: {
    tinyFaceDetector: Net & { locateFaces(input: Tensor, options: object): Promise<FaceapiDetection[]> };
    ssdMobilenetv1: Net;
    faceLandmark68Net: Net & { detectLandmarks(input: Tensor): Promise<{ positions: { x: number; y: number }[] }> };
    faceRecognitionNet: Net & { computeFaceDescriptor(input: Tensor): Promise<Float32Array> };
  };
  TinyFaceDetectorOptions: new (options: { inputSize: number; scoreThreshold: number }) => object;
  SsdMobilenetv1Options: new (options: { minConfidence: number; maxResults: number }) => object;
  /** Its own whole pipeline, as its README shows it: what `npm run bench -- vision` measures against. */
  detectAllFaces(input: Tensor, options: object): { withFaceLandmarks(): { withFaceDescriptors(): Promise<{ descriptor: Float32Array }[]> } };
}
export interface Tensor { dispose(): void }
interface Net { loadFromDisk(folder: string): Promise<void>; dispose(): void }
export interface FaceapiDetection { score: number; box: { x: number; y: number; width: number; height: number } }

const require = createRequire(import.meta.url);

/** Functions of `node:util` that Node 23 removed and tfjs-node 4.22 still calls. */
function mendUtil(): void {
  const mended: Record<string, unknown> = util;
  mended['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
  mended['isArray'] ??= Array.isArray;
}

async function onNativeTensorflow(): Promise<FaceapiModule | null> {
  try {
    require.resolve('@tensorflow/tfjs-node');
  } catch {
    // Not installed: the usual case.
    return null;
  }
  try {
    mendUtil();
    // face-api's Node build binds itself to @tensorflow/tfjs-node; what it exports is described above.
    const faceapi = require('@vladmandic/face-api/dist/face-api.node.js') as FaceapiModule;
    await faceapi.tf.ready();
    return faceapi;
  } catch {
    return null;
  }
}

async function onWasm(): Promise<FaceapiModule> {
  const wasm = require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void };
  const wasmFolder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  wasm.setWasmPaths(`${path.join(wasmFolder, 'dist')}${path.sep}`);
  const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceapiModule;
  await faceapi.tf.setBackend('wasm');
  await faceapi.tf.ready();
  if (faceapi.tf.getBackend() !== 'wasm') throw new Error('the WebAssembly backend does not start');
  return faceapi;
}

/**
 * face-api on native TensorFlow when `@tensorflow/tfjs-node` is installed and works, else on WebAssembly, with the nets named
 * loaded from the weights inside the package.
 * @throws ModelProblem ENGINE_UNAVAILABLE
 */
export async function loadFaceapi(nets: readonly (keyof FaceapiModule['nets'])[]): Promise<{ faceapi: FaceapiModule; backend: string }> {
  try {
    const faceapi = (await onNativeTensorflow()) ?? (await onWasm());
    const weights = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
    for (const net of nets) await faceapi.nets[net].loadFromDisk(weights);
    return { faceapi, backend: faceapi.tf.getBackend() };
  } catch (error) {
    throw new ModelProblem('ENGINE_UNAVAILABLE', `face-api cannot be started: ${error instanceof Error ? error.message : String(error)}`);
  }
}
