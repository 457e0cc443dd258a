import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/*
 * models/manifest.json as the engines read it. scripts/models.mjs brings the files; this side trusts nothing and hashes again
 * what it is about to run.
 */

const calibration = z.array(z.object({ fmr: z.number().gt(0).lt(1), threshold: z.number().min(-1).max(1) }));
const file = {
  id: z.string().regex(/^[a-z0-9-]+$/),
  file: z.string().regex(/^[A-Za-z0-9._-]+$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  url: z.url(),
  licence: z.string(),
  alternative: z.boolean().default(false),
};
const three = z.tuple([z.number(), z.number(), z.number()]);

const model = z.discriminatedUnion('role', [
  z.object({ ...file, role: z.literal('detector'), threshold: z.number().gt(0).lt(1) }),
  z.object({
    ...file,
    role: z.literal('recogniser'),
    input: z.object({ size: z.int().min(32).max(512), colour: z.enum(['rgb', 'bgr']), divide: z.number().positive(), mean: three, std: three }),
    mirror: z.boolean(),
    dims: z.int().min(16).max(4096),
    calibration,
  }),
  z.object({ ...file, role: z.literal('spoof'), input: z.object({ size: z.int().min(32).max(512), boxScale: z.number().positive() }), liveIndex: z.int().min(0) }),
  z.object({ ...file, role: z.literal('landmarks') }),
]);
const manifestSchema = z.object({
  version: z.literal(1),
  engines: z.object({ onnx: z.object({ detector: z.string(), recogniser: z.string(), spoof: z.array(z.string()).max(4) }) }),
  models: z.array(model),
});

export type ModelEntry = z.infer<typeof model>;
export type RecogniserEntry = Extract<ModelEntry, { role: 'recogniser' }>;
export type SpoofEntry = Extract<ModelEntry, { role: 'spoof' }>;
export type Manifest = z.infer<typeof manifestSchema>;

/** A model file that is there but not the one in the manifest, or not there at all. */
export class ModelProblem extends Error {
  readonly code: 'MODEL_HASH_WRONG' | 'ENGINE_UNAVAILABLE';
  constructor(code: 'MODEL_HASH_WRONG' | 'ENGINE_UNAVAILABLE', message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws ModelProblem ENGINE_UNAVAILABLE when the manifest is missing or malformed */
export async function readManifest(resourcesDir: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path.join(resourcesDir, 'models', 'manifest.json'), 'utf8')));
  } catch (error) {
    throw new ModelProblem('ENGINE_UNAVAILABLE', `models/manifest.json cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @throws ModelProblem ENGINE_UNAVAILABLE when the engine names a model that is not in the list or has another role */
export function entryOf<R extends ModelEntry['role']>(manifest: Manifest, id: string, role: R): Extract<ModelEntry, { role: R }> {
  const found = manifest.models.find((entry): entry is Extract<ModelEntry, { role: R }> => entry.id === id && entry.role === role);
  if (found === undefined) throw new ModelProblem('ENGINE_UNAVAILABLE', `models/manifest.json has no ${role} "${id}"`);
  return found;
}

/**
 * The bytes of a model whose sha256 is right; they are what the engine then loads, so nothing can change in between.
 * @throws ModelProblem ENGINE_UNAVAILABLE when missing, MODEL_HASH_WRONG when it is another file
 */
export async function readModel(resourcesDir: string, entry: ModelEntry): Promise<Uint8Array> {
  const bytes = await readFile(path.join(resourcesDir, 'models', entry.file)).catch(() => null);
  if (bytes === null) throw new ModelProblem('ENGINE_UNAVAILABLE', `models/${entry.file} is missing; run: node scripts/models.mjs`);
  if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) {
    throw new ModelProblem('MODEL_HASH_WRONG', `models/${entry.file} is not the file in the manifest (sha256); run: node scripts/models.mjs`);
  }
  return bytes;
}
