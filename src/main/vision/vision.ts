// Both libraries must stay loaded in the main thread: on glibc a worker that ends unloads what only it had loaded.
import 'sharp';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Refusal } from '../../shared/errors.ts';
import type { FromWorker, WorkerCalls, WorkerMethod, WorkerReady, WorkerStart } from './protocol.ts';
import type { Vision } from './types.ts';
import { watchWorker } from './workerWatch.ts';

export interface VisionNeeds {
  /** Folder that holds `models/`. */
  resourcesDir: string;
  /** `auto`: onnx when its model files are there with the right sha256, else faceapi. */
  engine: 'auto' | 'onnx' | 'faceapi';
  /** Another recogniser of the manifest, for measuring (`npm run eval`). */
  recogniser?: string;
  /** One line about the engine; never anything about a picture. */
  log?: (line: string) => void;
}

interface Waiting { resolve(value: unknown): void; reject(error: Error): void }

/** The worker's file: `.ts` when Node strips the types itself, `.js` after `tsc`. */
function workerFile(): URL {
  return new URL(`./worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}

/** The thread and its open calls. */
function startWorker(start: WorkerStart) {
  const worker = new Worker(workerFile(), { workerData: start, name: 'tatap-vision' });
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let ended = false;
  const ready = Promise.withResolvers<WorkerReady>();

  const end = (why: string): void => {
    ended = true;
    ready.reject(new Refusal('ENGINE_UNAVAILABLE', { reason: why }));
    for (const call of waiting.values()) call.reject(new Refusal('ENGINE_UNAVAILABLE', { reason: why }));
    waiting.clear();
  };
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'ready') return ready.resolve(message);
    if (message.kind === 'beat') return;
    if (message.kind === 'failed') return ready.reject(new Refusal(message.code, { reason: message.message }));
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'value') call?.resolve(message.value);
    else call?.reject(message.kind === 'refused' ? new Refusal(message.code, message.data) : new Error(`vision worker: ${message.message}`));
  });
  worker.on('error', (error) => end(error.message));
  worker.on('exit', () => end('the vision worker has ended'));
  // Whether a thread that hangs in native code ends at all is not waited for: another one takes over.
  watchWorker(worker, () => {
    end('the vision worker hangs');
    void worker.terminate();
  });

  const call = <M extends WorkerMethod>(method: M, input: WorkerCalls[M]['input'], transfer: ArrayBuffer[] = []): Promise<WorkerCalls[M]['output']> => {
    if (ended) return Promise.reject(new Refusal('ENGINE_UNAVAILABLE', { reason: 'the vision worker has ended' }));
    const id = nextId;
    nextId += 1;
    const answer = Promise.withResolvers<WorkerCalls[M]['output']>();
    // The worker answers a call with that call's own output; the map cannot say so.
    waiting.set(id, { resolve: (value) => answer.resolve(value as WorkerCalls[M]['output']), reject: answer.reject });
    worker.postMessage({ id, method, input }, transfer);
    return answer.promise;
  };
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  return { ready: ready.promise, call, exited, ended: () => ended };
}

/**
 * Opens the vision worker.
 * @throws Refusal ENGINE_UNAVAILABLE | MODEL_HASH_WRONG when the engine asked for cannot be opened (for `auto`: when neither can)
 */
export async function createVision(needs: VisionNeeds): Promise<Vision> {
  const log = needs.log ?? (() => {});
  const worker = startWorker({ resourcesDir: needs.resourcesDir, engine: needs.engine, recogniser: needs.recogniser ?? null });
  const { card, fallback } = await worker.ready;
  log(`vision: engine ${card.id}, model ${card.model}${fallback === null ? '' : ` (${fallback.code}: ${fallback.message})`}`);
  let closing: Promise<void> | null = null;
  return {
    engine: card,
    fallbackReason: fallback?.code ?? null,
    analyse(image, options) {
      // One copy into a buffer of its own, which then moves: the caller keeps its bytes, and a pooled Buffer is not sent whole.
      const own = new Uint8Array(image);
      return worker.call('analyse', { image: own, options }, [own.buffer]);
    },
    watch(stream, image, atMs, focus) {
      const own = new Uint8Array(image);
      return worker.call('watch', { stream, image: own, atMs, focus }, [own.buffer]);
    },
    async unwatch(stream) {
      await worker.call('unwatch', { stream });
    },
    async remember(templates) {
      await worker.call('remember', { templates });
    },
    async forget(personId) {
      await worker.call('forget', { personId });
    },
    alive: () => !worker.ended(),
    search: (probe) => worker.call('search', { probe }),
    gallerySize: () => worker.call('gallerySize', null),
    close() {
      closing ??= worker.ended() ? Promise.resolve() : worker.call('close', null).then(() => worker.exited, () => {});
      return closing;
    },
  };
}
