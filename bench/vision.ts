import { createRequire } from 'node:module';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import sharp from 'sharp';
import { decode } from '../src/main/vision/decode.ts';
import type { Engine } from '../src/main/vision/engine.ts';
import { createOnnxEngine } from '../src/main/vision/engineOnnx.ts';
import type { FaceapiModule } from '../src/main/vision/faceapiRuntime.ts';
import { loadFaceapi } from '../src/main/vision/faceapiRuntime.ts';
import type { Frame } from '../src/main/vision/frame.ts';
import { createVision } from '../src/main/vision/vision.ts';
import type { BenchOptions, Row } from './row.ts';
import { quantile, ratioOf } from './row.ts';

/** A 640 x 480 cut of a sample picture inside the face-api package: one face, as large as at a kiosk. */
async function kioskFrame(): Promise<Uint8Array> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'));
  return sharp(path.join(folder, 'demo', 'sample1.jpg')).extract({ left: 160, top: 230, width: 640, height: 480 }).jpeg({ quality: 85 }).toBuffer();
}

async function times(repeats: number, work: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < repeats; i += 1) {
    const started = performance.now();
    await work();
    all.push(performance.now() - started);
  }
  return all;
}

async function detectAndEmbed(engine: Engine, frame: Frame): Promise<void> {
  const [face] = await engine.detect(frame);
  if (face === undefined) throw new Error('no face in the bench picture');
  await engine.embed(frame, await engine.refine(frame, face));
}

/** face-api as its README uses it: SSD detector, 68 landmarks, descriptor of the unrotated box. */
async function asItComes(faceapi: FaceapiModule, frame: Frame): Promise<void> {
  const tensor = faceapi.tf.tensor3d(Int32Array.from(frame.rgb), [frame.height, frame.width, 3], 'int32');
  const found = await faceapi.detectAllFaces(tensor, new faceapi.SsdMobilenetv1Options({ minConfidence: 0.5, maxResults: 10 })).withFaceLandmarks().withFaceDescriptors();
  tensor.dispose();
  if (found.length === 0) throw new Error('face-api found no face in the bench picture');
}

/** How late the main thread's timers fire while the worker recognises, milliseconds: p99 and the frames looked at. */
async function loopDelay(resourcesDir: string, jpeg: Uint8Array, repeats: number): Promise<{ p99: number; perFrame: number[] }> {
  const vision = await createVision({ resourcesDir, engine: 'onnx' });
  try {
    await vision.analyse(jpeg, { embed: true, spoof: true });
    const monitor = monitorEventLoopDelay({ resolution: 1 });
    monitor.enable();
    const perFrame = await times(repeats, () => vision.analyse(jpeg, { embed: true, spoof: true }));
    monitor.disable();
    return { p99: monitor.percentile(99) / 1e6, perFrame };
  } finally {
    await vision.close();
  }
}

/** The onnx engine against face-api as it comes, on the same decoded frame in the same process. */
export async function* run(options: BenchOptions): AsyncIterable<Row> {
  const repeats = options.repeats ?? 60;
  const jpeg = await kioskFrame();
  const frame = await decode(jpeg);
  const engine = await createOnnxEngine(options.resourcesDir);
  const { faceapi, backend } = await loadFaceapi(['ssdMobilenetv1', 'faceLandmark68Net', 'faceRecognitionNet']);
  options.note(`peer: face-api on tfjs ${backend}, SSD + 68 landmarks + descriptor`);
  await times(3, () => detectAndEmbed(engine, frame));
  await times(2, () => asItComes(faceapi, frame));
  // In turns, so that a busy moment of the machine hits both.
  const ours: number[] = [];
  const peers: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    ours.push(...(await times(Math.ceil(repeats / 6), () => detectAndEmbed(engine, frame))));
    peers.push(...(await times(Math.max(1, Math.ceil(repeats / 30)), () => asItComes(faceapi, frame))));
  }
  const peer = `face-api as it comes (${backend})`;
  const [value, peerValue] = [quantile(ours, 0.5), quantile(peers, 0.5)];
  yield { bench: 'vision', metric: 'detect + embed of one face at 640x480, p50', value, unit: 'ms', peer, peerValue, ratio: ratioOf(value, peerValue, 'lower') };
  await engine.close();

  const { p99, perFrame } = await loopDelay(options.resourcesDir, jpeg, repeats);
  const whole = quantile(perFrame, 0.5);
  yield { bench: 'vision', metric: 'JPEG frame to report in the worker (decode, detect, quality, spoof, embed), p50', value: whole, unit: 'ms', peer: `${peer}, without decoding`, peerValue, ratio: ratioOf(whole, peerValue, 'lower') };
  yield { bench: 'vision', metric: 'frame to report, p95', value: quantile(perFrame, 0.95), unit: 'ms', peer: null, peerValue: null, ratio: null };
  yield { bench: 'vision', metric: 'event-loop delay of the main thread during recognition, p99', value: p99, unit: 'ms', peer: 'allowed', peerValue: 50, ratio: ratioOf(p99, 50, 'lower') };
}
