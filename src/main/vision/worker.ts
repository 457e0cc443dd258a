import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '../../shared/errors.ts';
import { analyseFrame } from './analyse.ts';
import { decode } from './decode.ts';
import type { Engine } from './engine.ts';
import { createGallery, loadNativeSearch, nearestPlain } from './gallery.ts';
import { ModelProblem } from './models.ts';
import type { FromWorker, ToWorker, WorkerReady, WorkerStart } from './protocol.ts';
import type { Face } from './types.ts';
import { createWatches } from './watches.ts';
import { beatEveryMs } from './workerWatch.ts';

/*
 * The vision worker: pixels come in, numbers go out. Pictures and embeddings live in this thread's memory only; nothing of them
 * is ever part of a log line or an error message.
 */

async function openOnnx(start: WorkerStart): Promise<Engine> {
  // Loaded only when asked for: the other engine must run on machines where this library does not load.
  const { createOnnxEngine } = await import('./engineOnnx.ts');
  return createOnnxEngine(start.resourcesDir, start.recogniser);
}

async function openFaceapi(): Promise<Engine> {
  const { createFaceapiEngine } = await import('./engineFaceapi.ts');
  return createFaceapiEngine();
}

async function openEngine(start: WorkerStart): Promise<{ engine: Engine; fallback: WorkerReady['fallback'] }> {
  if (start.engine === 'onnx') return { engine: await openOnnx(start), fallback: null };
  if (start.engine === 'faceapi') return { engine: await openFaceapi(), fallback: null };
  try {
    return { engine: await openOnnx(start), fallback: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof ModelProblem ? error.code : 'ENGINE_UNAVAILABLE';
    return { engine: await openFaceapi(), fallback: { code, message } };
  }
}

if (parentPort === null) throw new Error('worker.ts runs in a worker thread');
const port = parentPort;
const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

/** The buffers behind a report, to be moved to the other thread instead of copied; each array owns its whole buffer. */
function buffersOf(faces: readonly Face[]): ArrayBuffer[] {
  const arrays = faces.flatMap((face) => [face.points, face.eyes, face.mouth, ...(face.embedding === null ? [] : [face.embedding])]);
  return arrays.map((array) => array.buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}

async function serve(start: WorkerStart): Promise<void> {
  const { engine, fallback } = await openEngine(start);
  const gallery = createGallery(engine.card.dims, (await loadNativeSearch()) ?? nearestPlain);
  // One frame in the nets at a time; the next one is decoded meanwhile.
  let nets: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = nets.then(work);
    nets = turn.catch(() => null);
    return turn;
  };

  const watches = createWatches(engine, gallery);
  const underWay = new Set<Promise<void>>();

  const answer = async (message: ToWorker): Promise<void> => {
    const { id } = message;
    switch (message.method) {
      case 'analyse': {
        const frame = await decode(message.input.image);
        const report = await inTurn(() => analyseFrame(engine, frame, message.input.options));
        send({ kind: 'value', id, value: report }, buffersOf(report.faces));
        return;
      }
      case 'watch': {
        const { stream, image, atMs, focus } = message.input;
        const report = await watches.use(stream, async (watch) => {
          const frame = await decode(image);
          return inTurn(() => watch.see(frame, atMs, focus));
        });
        send({ kind: 'value', id, value: report }, buffersOf(report.tracks.map(({ face }) => face)));
        return;
      }
      case 'unwatch':
        watches.end(message.input.stream);
        return send({ kind: 'value', id, value: null });
      case 'remember':
        gallery.remember(message.input.templates);
        return send({ kind: 'value', id, value: null });
      case 'forget':
        gallery.forget(message.input.personId);
        watches.forget(message.input.personId);
        return send({ kind: 'value', id, value: null });
      case 'search':
        return send({ kind: 'value', id, value: gallery.search(message.input.probe) });
      case 'gallerySize':
        return send({ kind: 'value', id, value: gallery.size() });
      case 'close':
        // Frames under way are answered first; whatever comes later finds the port closed.
        await Promise.allSettled(underWay);
        watches.close();
        await engine.close();
        send({ kind: 'value', id, value: null });
        // No more messages: the thread ends by itself once native work is done, which terminate() would not wait for.
        return port.close();
    }
  };

  port.on('message', (message: ToWorker) => {
    const answered = answer(message).catch((error: unknown) => {
      if (error instanceof Refusal) send({ kind: 'refused', id: message.id, code: error.code, data: error.data });
      else send({ kind: 'broken', id: message.id, message: error instanceof Error ? error.message : 'unknown' });
    });
    // The close call itself waits for the others and must not wait for itself.
    if (message.method === 'close') return;
    underWay.add(answered);
    void answered.then(() => underWay.delete(answered));
  });
  setInterval(() => send({ kind: 'beat' }), beatEveryMs).unref();
  send({ kind: 'ready', card: engine.card, fallback });
}

// workerData is what vision.ts hands over, of this very type.
await serve(workerData as WorkerStart).catch((error: unknown) => {
  const code = error instanceof ModelProblem ? error.code : 'ENGINE_UNAVAILABLE';
  send({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  port.close();
});
