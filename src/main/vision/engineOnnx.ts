import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import { arcfaceTemplate, similarity } from './align.ts';
import type { Detection } from './detection.ts';
import { largestFirst } from './detection.ts';
import type { Engine } from './engine.ts';
import { mirrorRows, warp } from './frame.ts';
import type { RecogniserEntry, SpoofEntry } from './models.ts';
import { entryOf, ModelProblem, readManifest, readModel } from './models.ts';
import { spoofPlanes, spoofRegion } from './spoofCrop.ts';
import { toUnitLength } from './unit.ts';
import type { YunetInput } from './yunet.ts';
import { mirrored, yunetFaces, yunetInput } from './yunet.ts';
import { pointsFromCut, uprightCut } from './refine.ts';

/** Longer side the detector works at; the second is tried when the first finds nobody and the frame is larger. */
const workingSides = [320, 640] as const;

/** The face of an upright cut is known to be there; the net only says where its points are. */
const refineMinScore = 0.4;

/**
 * Threads for the nets that weigh something. Two nearly halve their time on idle cores and cost nothing on busy ones, as long as the
 * threads sleep while they wait for each other: spinning, they took twice the processor and were slower than one. The detector is
 * too small to share.
 */
const heavyThreads = Math.min(2, availableParallelism());

async function open(bytes: Uint8Array, threads: number): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(bytes, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}

/** Runs a net with one float input and returns its first output. */
async function runOne(session: ort.InferenceSession, planes: Float32Array, shape: readonly number[]): Promise<Float32Array> {
  const [inputName] = session.inputNames;
  const [outputName] = session.outputNames;
  if (inputName === undefined || outputName === undefined) throw new Error('a net without input or output');
  const output = (await session.run({ [inputName]: new ort.Tensor('float32', planes, shape) }))[outputName];
  if (!(output?.data instanceof Float32Array)) throw new Error('a net that does not answer in float32');
  return output.data;
}

/** A chip as the recogniser wants it: three normalised planes. */
function recogniserPlanes(chip: Uint8Array, input: RecogniserEntry['input']): Float32Array {
  const area = input.size * input.size;
  const planes = new Float32Array(area * 3);
  for (let channel = 0; channel < 3; channel += 1) {
    const from = input.colour === 'rgb' ? channel : 2 - channel;
    const normalised = Float32Array.from({ length: 256 }, (_, value) => (value / input.divide - (input.mean[channel] ?? 0)) / (input.std[channel] ?? 1));
    // A byte is always an index of the table.
    for (let i = 0; i < area; i += 1) planes[channel * area + i] = normalised[chip[i * 3 + from]!]!;
  }
  return planes;
}

function softmaxAt(logits: Float32Array, index: number): number {
  const top = Math.max(...logits);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - top);
  return Math.exp((logits[index] ?? -Infinity) - top) / sum;
}

/**
 * YuNet, an ArcFace-style recogniser and the anti-spoofing nets named in models/manifest.json, on onnxruntime's CPU provider.
 * @param recogniser id of another recogniser of the manifest, for measuring; it then needs no calibration
 * @throws ModelProblem when a file is missing or has a wrong sha256, or the recogniser is not calibrated
 */
export async function createOnnxEngine(resourcesDir: string, recogniser: string | null = null): Promise<Engine> {
  const manifest = await readManifest(resourcesDir);
  const named = manifest.engines.onnx;
  const detectorEntry = entryOf(manifest, named.detector, 'detector');
  const recogniserEntry = entryOf(manifest, recogniser ?? named.recogniser, 'recogniser');
  if (recogniser === null && recogniserEntry.calibration.length === 0) throw new ModelProblem('ENGINE_UNAVAILABLE', `${recogniserEntry.id} has no calibration in models/manifest.json`);
  const spoofEntries = named.spoof.map((id) => entryOf(manifest, id, 'spoof'));
  const detector = await open(await readModel(resourcesDir, detectorEntry), 1);
  const embedder = await open(await readModel(resourcesDir, recogniserEntry), heavyThreads);
  const spoofNets: { entry: SpoofEntry; session: ort.InferenceSession }[] = [];
  for (const entry of spoofEntries) spoofNets.push({ entry, session: await open(await readModel(resourcesDir, entry), heavyThreads) });

  /** Faces on each of the equal inputs, which run as one batch. */
  const detectOn = async (inputs: readonly YunetInput[], minScore: number): Promise<Detection[][]> => {
    const [first] = inputs;
    if (first === undefined) return [];
    const planes = new Float32Array(first.planes.length * inputs.length);
    inputs.forEach((input, i) => planes.set(input.planes, i * first.planes.length));
    const raw = await detector.run({ input: new ort.Tensor('float32', planes, [inputs.length, 3, first.height, first.width]) });
    return inputs.map((input, i) => {
      const output: Record<string, Float32Array> = {};
      for (const [name, tensor] of Object.entries(raw)) {
        if (tensor.data instanceof Float32Array) output[name] = tensor.data.subarray((tensor.data.length / inputs.length) * i, (tensor.data.length / inputs.length) * (i + 1));
      }
      return yunetFaces(output, input, minScore);
    });
  };

  return {
    card: {
      id: 'onnx',
      model: `${recogniserEntry.id}${recogniserEntry.mirror ? '-mirror' : ''}@${recogniserEntry.sha256.slice(0, 8)}`,
      dims: recogniserEntry.dims,
      antiSpoofing: spoofNets.length > 0,
      calibration: recogniserEntry.calibration,
    },
    async detect(frame, only) {
      for (const side of only === undefined ? workingSides : [only]) {
        const [found = []] = await detectOn([yunetInput(frame, side)], detectorEntry.threshold);
        if (found.length > 0 || Math.max(frame.width, frame.height) <= side) return largestFirst(found);
      }
      return [];
    },
    async refine(frame, face) {
      const cut = uprightCut(frame, face.points);
      const input = yunetInput(cut.frame, cut.frame.width);
      const [plain = [], inMirror = []] = await detectOn([input, mirrored(input)], refineMinScore);
      return { ...face, points: pointsFromCut(cut, face.points, plain, inMirror) };
    },
    async embed(frame, face) {
      const { size } = recogniserEntry.input;
      const template = arcfaceTemplate.map((value) => (value * size) / 112);
      const chip = warp(frame, similarity(template, face.points), size);
      const shape = [1, 3, size, size];
      const planes = recogniserPlanes(chip, recogniserEntry.input);
      const sum = Float32Array.from(await runOne(embedder, planes, shape));
      if (sum.length !== recogniserEntry.dims) throw new Error(`the recogniser answers with ${sum.length} numbers`);
      if (recogniserEntry.mirror) {
        const other = await runOne(embedder, mirrorRows(planes, size), shape);
        for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + (other[i] ?? 0);
      }
      return toUnitLength(sum);
    },
    async live(frame, face) {
      if (spoofNets.length === 0) return null;
      let sum = 0;
      for (const { entry, session } of spoofNets) {
        const planes = spoofPlanes(frame, spoofRegion(frame, face.box, entry.input.boxScale), entry.input.size);
        sum += softmaxAt(await runOne(session, planes, [1, 3, entry.input.size, entry.input.size]), entry.liveIndex);
      }
      return sum / spoofNets.length;
    },
    async close() {
      await Promise.all([detector, embedder, ...spoofNets.map((net) => net.session)].map((session) => session.release()));
    },
  };
}
